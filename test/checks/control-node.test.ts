import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import type {ControlNode} from '../../src/ansible/control-node.ts';
import {ANSIBLE_RELEASES, managedBy, manages, releaseOf} from '../../src/ansible/releases.ts';
import {judgeControlNode} from '../../src/checks/control-node.ts';
import {findingLines} from '../../src/render/findings.ts';

const AWS = {boto3: '1.44.8', collection: '10.1.2', credentials: 'env', failure: ''};
const FIT: ControlNode = {
  ...{node: '20.19.0', distribution: 'ubuntu debian', ansibleFailure: '', hasSsh: true, hasKeygen: true},
  ansible: {
    path: '/usr/bin/ansible-playbook',
    core: '2.19.1',
    python: '3.12.3',
    interpreter: '/usr/bin/python3',
  },
  mitogen: {version: '0.3.54', failure: ''},
  aws: AWS,
  ...{
    locales: ['C.utf8'],
    agentKeys: null,
    key: {path: '/k.pem', mode: 0o600, isOurs: true, isReadable: true},
  },
  ...{hosts: ['10.0.0.1'], unknownHosts: [], free: 1e10},
  ...{names: [{name: 'a.foo', address: '10.0.0.1', found: ['10.0.0.1']}], managesNames: true},
  ...{files: ['/a.tgz'], missingFiles: []},
};

describe('whether the control node is fit', () => {
  it('is told where it is', () => {
    const findings = judgeControlNode(FIT);
    assert.deepEqual(
      findings.map(({check, state}) => `${check} ${state}`),
      [
        'node',
        'ansible',
        'managed Python',
        'mitogen',
        'aws collection',
        'boto3',
        'aws credentials',
        'locale',
        'ssh',
        'key',
        'known hosts',
        'names',
        'archives',
        'disk',
      ].map((check) => `${check} well`),
    );
    assert.equal(findingLines(findings).at(-1), 'All 14 checks passed.');
  });

  const cases: readonly (readonly [
    string,
    Partial<ControlNode>,
    string,
    'warning' | 'fault',
    RegExp,
    RegExp,
  ])[] = [
    ['an old Node', {node: '18.20.1'}, 'node', 'fault', /18\.20\.1 is older/, /20\.19/],
    [
      'no collection for AWS',
      {aws: {...AWS, collection: ''}, hosts: [], unknownHosts: []},
      'aws collection',
      'fault',
      /does not have/,
      /galaxy/,
    ],
    [
      'an old one',
      {aws: {...AWS, collection: '7.6.1'}, hosts: [], unknownHosts: []},
      'aws collection',
      'fault',
      /7\.6\.1 is older than 8\.2/,
      /galaxy/,
    ],
    [
      'no boto3',
      {aws: {...AWS, boto3: '', credentials: ''}, hosts: [], unknownHosts: []},
      'boto3',
      'fault',
      /python3 does not have/,
      /pip install boto3/,
    ],
    [
      'no credentials',
      {aws: {...AWS, credentials: ''}, hosts: [], unknownHosts: []},
      'aws credentials',
      'fault',
      /finds no/,
      /configure/,
    ],
    [
      'credentials that have run out',
      {aws: {...AWS, failure: 'ExpiredToken'}, hosts: [], unknownHosts: []},
      'aws credentials',
      'fault',
      /does not take those .*\(env\): ExpiredToken/,
      /sso login/,
    ],
    [
      'no boto3 where nobody need ask AWS any more',
      {aws: {...AWS, boto3: ''}},
      'boto3',
      'warning',
      /does not have/,
      /pip/,
    ],
    [
      'no Ansible on Debian',
      {ansible: null},
      'ansible',
      'fault',
      /no ansible-playbook/,
      /^apt install ansible-core/,
    ],
    [
      'no Ansible on Amazon Linux',
      {ansible: null, distribution: 'amzn fedora'},
      'ansible',
      'fault',
      /no ansible-playbook/,
      /^dnf install/,
    ],
    [
      'no Ansible elsewhere',
      {ansible: null, distribution: ''},
      'ansible',
      'fault',
      /no ansible-playbook/,
      /^pipx install/,
    ],
    [
      'an Ansible that does not start',
      {ansible: null, ansibleFailure: 'No module named x'},
      'ansible',
      'fault',
      /No module named x/,
      /install/,
    ],
    [
      'an old Ansible',
      {ansible: {path: '/a', core: '2.9.27', python: '3.8.1', interpreter: ''}},
      'ansible',
      'fault',
      /too old/,
      /install/,
    ],
    [
      'an Ansible that nobody has tried',
      {ansible: {path: '/a', core: '2.99.0', python: '3.12.1', interpreter: ''}},
      'ansible',
      'warning',
      /was not tried/,
      /nothing/,
    ],
    [
      'an Ansible on a Python that is not its own',
      {ansible: {path: '/a', core: '2.19.0', python: '3.9.1', interpreter: ''}},
      'ansible',
      'warning',
      /made for Python 3\.11 to 3\.13/,
      /pipx/,
    ],
    [
      'a Mitogen that does not know this Ansible',
      {mitogen: {version: '0.3.3', failure: 'Your Ansible version is too recent'}},
      'mitogen',
      'warning',
      /0\.3\.3 does not work .*too recent/,
      /without --mitogen/,
    ],
    ['no UTF-8', {locales: []}, 'locale', 'fault', /no UTF-8/, /localedef/],
    [
      'no UTF-8, without which Ansible does not start',
      {locales: [], ansible: null, ansibleFailure: 'ERROR: Ansible requires the locale encoding to be UTF-8'},
      'locale',
      'fault',
      /no UTF-8/,
      /localedef/,
    ],
    ['no ssh', {hasSsh: false}, 'ssh', 'fault', /no ssh on/, /openssh-client$/],
    [
      'no ssh-keygen',
      {hasKeygen: false, distribution: 'rocky', unknownHosts: ['10.0.0.1']},
      'ssh',
      'fault',
      /no ssh-keygen/,
      /openssh-clients/,
    ],
    [
      'no key file',
      {key: {path: '/k.pem', mode: null, isOurs: false, isReadable: true}},
      'key',
      'fault',
      /\/k\.pem is not there/,
      /kafkabook keys/,
    ],
    [
      'a key that others can read',
      {key: {path: '/k.pem', mode: 0o644, isOurs: true, isReadable: true}},
      'key',
      'fault',
      /\(0644\)/,
      /^chmod 600 \/k\.pem$/,
    ],
    [
      'a key that we may not read',
      {key: {path: '/k.pem', mode: 0o600, isOurs: false, isReadable: false}},
      'key',
      'fault',
      /may not be read/,
      /your own/,
    ],
    ['neither key nor agent', {key: null}, 'key', 'warning', /no ssh-agent/, /ssh-add/],
    ['an agent without a key', {key: null, agentKeys: 0}, 'key', 'warning', /has no key/, /ssh-add/],
    [
      'hosts that are not known',
      {unknownHosts: ['10.0.0.1']},
      'known hosts',
      'fault',
      /10\.0\.0\.1 is not known/,
      /kafkabook keys/,
    ],
    [
      'a name that is not known here',
      {names: [{name: 'a.foo', address: '10.0.0.1', found: []}]},
      'names',
      'warning',
      /a\.foo has no address here/,
      /run control-node$/,
    ],
    [
      'a name that leads elsewhere, where DNS has it',
      {names: [{name: 'a.foo', address: '10.0.0.1', found: ['10.0.0.9']}], managesNames: false},
      'names',
      'warning',
      /a\.foo is 10\.0\.0\.9 here, not 10\.0\.0\.1/,
      /DNS$/,
    ],
    [
      'a name that leads elsewhere, too',
      {names: [{name: 'a.foo', address: '10.0.0.1', found: ['10.0.0.9', '10.0.0.1']}]},
      'names',
      'warning',
      /a\.foo is 10\.0\.0\.9 here/,
      /take the other line out/,
    ],
    [
      'an archive that is not there',
      {missingFiles: ['/a.tgz']},
      'archives',
      'warning',
      /\/a\.tgz/,
      /put it there/,
    ],
    ['a full disk', {free: 1e6}, 'disk', 'fault', /0\.0 GB/, /runs prune/],
  ];
  for (const [title, change, check, state, says, way] of cases)
    it(`is told of ${title}`, () => {
      const ill = judgeControlNode({...FIT, ...change}).filter((finding) => finding.state !== 'well');
      assert.deepEqual(
        ill.map((finding) => `${finding.check} ${finding.state}`),
        [`${check} ${state}`],
      );
      assert.match(ill[0]?.says ?? '', says);
      assert.match(ill[0]?.way ?? '', way);
      const isFixable = title === 'a key that others can read';
      assert.equal(ill[0]?.isFixable, isFixable);
      assert.ok(
        findingLines(ill).some(
          (line) => line.includes('way out: ') && line.endsWith('(or --fix)') === isFixable,
        ),
      );
    });

  it('leaves the key of somebody else to them', () => {
    const key = {path: '/k.pem', mode: 0o644, isOurs: false, isReadable: true};
    assert.ok(judgeControlNode({...FIT, key}).every(({isFixable}) => !isFixable));
  });
});

describe('the releases of Ansible', () => {
  it('manage what the README says', () => {
    const rows = [
      ...readFileSync('README.md', 'utf8').matchAll(/^\| (2\.\d+(?:, 2\.\d+)?) \| ([^|]+) \| ([^|]+) \|$/gm),
    ];
    const told = rows.flatMap(([, cores = '', control, managed]) =>
      cores.split(', ').map((core) => [core, control, managed?.replace(/:.*/, '')] as const),
    );
    assert.deepEqual(
      told,
      ANSIBLE_RELEASES.map((release) => [
        release.core,
        release.control.map((each) => each.join('.')).join(' to '),
        managedBy(release),
      ]),
    );
  });

  it('are found by their line', () => {
    const old = releaseOf('2.16.14') ?? assert.fail();
    assert.ok(manages(old, [2, 7]) && manages(old, [3, 6]) && !manages(old, [3, 5]) && !manages(old, [2, 6]));
    assert.ok(!manages(releaseOf('2.19') ?? assert.fail(), [2, 7]));
    assert.equal(releaseOf('2.1'), undefined);
    assert.equal(releaseOf('2.100.1'), undefined);
  });
});
