import assert from 'node:assert/strict';
import {adviceFor} from '../../src/ansible/advice.ts';
import type {HostProblem} from '../../src/ansible/verdict.ts';
import {outcomeAnnotations, outcomeLines} from '../../src/render/outcome.ts';

const PROBLEM: HostProblem = {
  ...{host: 'zk01', kind: 'failed', task: 'zk : Do', path: 'roles/zookeeper/tasks/main.yml:4'},
  ...{message: 'boom', stderr: '', advice: null},
};
const PLACES = {
  hosts: new Map([['zk01', 'cluster.yml:12']]),
  sections: new Map([
    ['zookeeper', 'cluster.yml:9'],
    ['ssh', 'cluster.yml:3'],
  ]),
};
const failedWith = (some: Partial<HostProblem>) => ({
  exitCode: 20,
  summary: 'x',
  problems: [{...PROBLEM, ...some}],
});
const linesOf = (some: Partial<HostProblem>) => outcomeLines(failedWith(some)).slice(1);

describe('outcomeLines', () => {
  it('is one line when all is well', () =>
    assert.deepEqual(outcomeLines({exitCode: 0, summary: 'done', problems: []}), ['kafkabook: done']));
  it('names host, task, file and line, and the message', () =>
    assert.deepEqual(linesOf({}), [
      '  zk01: failed at "zk : Do" (roles/zookeeper/tasks/main.yml:4):',
      '      boom',
    ]));
  it('says what of the spec it comes from: the host, and the section of the role', () =>
    assert.deepEqual(outcomeLines(failedWith({}), PLACES).slice(3), [
      '      see: cluster.yml:12 (zk01)',
      '      see: cluster.yml:9 (zookeeper)',
    ]));
  it('takes the ssh section for a host that was not reached', () =>
    assert.match(
      outcomeLines(failedWith({kind: 'unreachable', path: ''}), PLACES).at(-1) ?? '',
      /cluster\.yml:3 \(ssh\)$/,
    ));
  it('shows the end of the error output', () =>
    assert.deepEqual(
      linesOf({stderr: '1\n2\n3\n4\n5\n6\n'}).slice(2),
      ['2', '3', '4', '5', '6'].map((line) => `      | ${line}`),
    ));
  it('does not say the same twice', () =>
    assert.equal(linesOf({message: 'a: oops', stderr: 'oops\n'}).length, 2));
  it('keeps the lines of a message apart, and a long one short', () => {
    const lines = linesOf({message: Array.from({length: 40}, (_, index) => `line ${index}`).join('\n')});
    assert.deepEqual(lines.slice(1, 3), ['      line 0', '      line 1']);
    assert.equal(lines.length, 10);
  });
  it('puts the host into the way out', () =>
    assert.deepEqual(linesOf({advice: 'ssh-keygen -R HOST'}).slice(2), ['      try: ssh-keygen -R zk01']));
  it('keeps what a host says from steering the terminal', () =>
    assert.doesNotMatch(linesOf({message: 'a\u001b[2Jb\r\nc'}).join(), /[\u001b\r]/));
  it('tells every host of a run that is no success, where it has several', () => {
    const host = {state: 'done', ok: 12, changed: 0, task: 'kafka : Gate: x'} as const;
    const hosts = [
      {host: 'zk01', ...host, state: 'failed' as const},
      {host: 'peter-zk02', ...host},
    ];
    assert.deepEqual(outcomeLines({...failedWith({}), hosts}).slice(1, 3), [
      '  zk01        failed  ok 12  changed 0  kafka : Gate: x',
      '  peter-zk02  done    ok 12  changed 0  kafka : Gate: x',
    ]);
    assert.equal(outcomeLines({exitCode: 0, summary: 'done', problems: [], hosts}).length, 1);
  });
});

describe('outcomeAnnotations', () => {
  it('stand beside the host in the spec', () =>
    assert.deepEqual(outcomeAnnotations(failedWith({message: 'a\nb%'}), PLACES), [
      '::error file=cluster.yml,line=12::zk01: failed at "zk : Do": a%0Ab%25',
    ]));
  it('say what there is to say where no host is to blame', () =>
    assert.deepEqual(outcomeAnnotations({exitCode: 23, summary: 'did not load', problems: []}), [
      '::error::did not load',
    ]));
  it('are none for a success', () =>
    assert.deepEqual(outcomeAnnotations({exitCode: 0, summary: 'done', problems: []}), []));
});

describe('adviceFor', () => {
  const rows: [string, RegExp][] = [
    ['Failed to connect to the host via ssh: Host key verification failed.', /ssh-keygen -R/],
    [
      'Failed to connect to the host via ssh: ec2-user@zk01: Permission denied (publickey).',
      /authorized_keys/,
    ],
    ['WARNING: UNPROTECTED PRIVATE KEY FILE!', /chmod 600/],
    ['Missing sudo password', /--ask-become-pass/],
    ['sudo: a password is required', /--ask-become-pass/],
    ['ssh: Could not resolve hostname zk01: Name or service not known', /address/],
    ['ssh: connect to host zk01 port 22: Connection timed out', /SSH port/],
    ['OSError: [Errno 28] No space left on device', /df -h/],
    ['java.net.BindException: Address already in use', /ss -ltnp/],
    ['The checksum for /x did not match abc; it was def.', /checksum or the mirror/],
    ['Request failed: HTTP Error 404: Not Found', /archive/],
    ['The log directories of this host say broker.id=7, but cluster.yml makes it broker 3.', /id/],
    ["[Errno 13] Permission denied: '/etc/x'", /become/],
  ];
  for (const [text, expected] of rows)
    it(`knows: ${text}`, () => assert.match(adviceFor(text) ?? '', expected));
  it('is silent about the rest', () => assert.equal(adviceFor('non-zero return code'), null));
});
