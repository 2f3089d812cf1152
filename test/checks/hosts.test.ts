import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {releaseOf} from '../../src/ansible/releases.ts';
import {fixesOf} from '../../src/checks/fixes.ts';
import {HOST_CHECKS, judgeHosts, type HostAnswer} from '../../src/checks/hosts.ts';
import {wantedOf} from '../../src/checks/wanted.ts';
import {hostFindingLines} from '../../src/render/findings.ts';
import {clusterOf} from '../project/specs.ts';

const CLUSTER = clusterOf(readFileSync('examples/book.yml', 'utf8'));
const HOST = 'peter-kafka01.foo.bar';
const RELEASE = releaseOf('2.19.1');

type Change = (report: ReturnType<typeof fit>) => void;

/** What a broker tells that is fit. */
function fit() {
  const addresses = Object.fromEntries(CLUSTER.hosts.map(({name, address}) => [name, [address]]));
  return {
    system: {
      ...{id: 'debian', like: '', name: 'Debian 12', manager: 'apt-get', python: [3, 11, 2], root: true},
      ...{systemd: true, time: 1000},
    },
    kernel: {memory: 8e9, swap: 0, files: 1_048_576, swappiness: 60, maps: 65_530, thp: 'madvise'},
    java: '',
    services: [
      {
        ...{role: 'kafka', active: false, ports: [{port: 9092, holder: ''}]},
        dirs: [
          {
            ...{path: '/data/kafka-logs', bytes: 100e9, free: 90e9, inodes: 1e6},
            ...{mount: '/data', type: 'xfs', readonly: false},
          },
        ],
        ...{
          identity: {state: 'none', says: '', cluster: ''},
          archive: {state: 'reachable', says: 'https://x'},
        },
      },
    ],
    names: addresses,
    reverse: Object.fromEntries(CLUSTER.hosts.map(({name}) => [name, name])),
    reach: [['198.18.0.11', 2181, 'closed']],
  };
}

function answer(change: Change = () => undefined, host = HOST): HostAnswer {
  const report = fit();
  change(report);
  const text = JSON.stringify(report);
  return {host, texts: [text.slice(0, 99), text.slice(99)], problem: null, asked: 999.5, answered: 1000.5};
}

const judged = (answers: readonly HostAnswer[], cluster = CLUSTER) =>
  judgeHosts(answers, cluster, RELEASE).findings;
const service = (report: ReturnType<typeof fit>) => report.services[0] ?? assert.fail();
const dir = (report: ReturnType<typeof fit>) => service(report).dirs[0] ?? assert.fail();

describe('whether hosts are fit for a cluster', () => {
  it('is told check by check', () => {
    const findings = judged([answer()]);
    assert.deepEqual(
      findings.map(({check, state}) => `${check} ${state}`),
      HOST_CHECKS.map((check) => `${check} well`),
    );
  });

  const cases: readonly (readonly [string, Change, string, 'warning' | 'fault', RegExp])[] = [
    [
      'a user that is not root',
      (report) => (report.system.root = false),
      'sudo',
      'fault',
      /another user than root/,
    ],
    [
      'a Python that is too old',
      (report) => (report.system.python = [3, 6, 8]),
      'python',
      'fault',
      /3\.6\.8, and ansible-core 2\.19 manages 3\.8 to 3\.13/,
    ],
    ['no systemd', (report) => (report.system.systemd = false), 'os', 'fault', /does not run systemd/],
    [
      'a distribution that nobody tried',
      (report) => Object.assign(report.system, {id: 'arch', name: 'Arch'}),
      'os',
      'warning',
      /Arch: kafkabook was not tried/,
    ],
    [
      'a name that leads elsewhere',
      (report) => (report.names['peter-zk01.foo.bar'] = ['10.9.9.9']),
      'names',
      'fault',
      /zk01\.foo\.bar is 10\.9\.9\.9 there, not 198\.18\.0\.11/,
    ],
    [
      'a port that somebody else holds',
      (report) => (service(report).ports = [{port: 9092, holder: 'nginx'}]),
      'ports',
      'fault',
      /port 9092 is held by nginx/,
    ],
    [
      'a peer that is out of reach',
      (report) => (report.reach = [['198.18.0.11', 2181, 'no answer']]),
      'reach',
      'fault',
      /peter-zk01 port 2181: no answer/,
    ],
    [
      'a full disk',
      (report) => (dir(report).free = 5e8),
      'disk',
      'fault',
      /\/data\/kafka-logs \(on \/data\) has 0\.5 GB free/,
    ],
    ['a disk that is nearly full', (report) => (dir(report).free = 5e9), 'disk', 'warning', /95 % full/],
    ['a disk without inodes', (report) => (dir(report).inodes = 7), 'disk', 'fault', /7 inodes left/],
    ['a disk that is read-only', (report) => (dir(report).readonly = true), 'disk', 'fault', /is read-only/],
    ['data over the network', (report) => (dir(report).type = 'nfs4'), 'disk', 'warning', /is nfs4/],
    [
      'too little memory',
      (report) => (report.kernel.memory = 1.1e9),
      'memory',
      'fault',
      /1\.1 GB, of which 1\.1 GB/,
    ],
    ['little memory', (report) => (report.kernel.memory = 1.3e9), 'memory', 'warning', /for heaps/],
    ['few open files', (report) => (report.kernel.files = 65_536), 'limits', 'fault', /65536 files/],
    ['huge pages', (report) => (report.kernel.thp = 'always'), 'kernel', 'warning', /huge pages/],
    ['no package manager', (report) => (report.system.manager = ''), 'jdk', 'fault', /no package manager/],
    [
      'data of somebody else',
      (report) =>
        (service(report).identity = {state: 'foreign', says: '/d belongs to broker 9', cluster: ''}),
      'identity',
      'fault',
      /belongs to broker 9/,
    ],
    [
      'a mirror that is away',
      (report) => (service(report).archive = {state: 'absent', says: 'https://x: 404'}),
      'archive',
      'fault',
      /kafka cannot be fetched: https:\/\/x: 404/,
    ],
    [
      'an archive without its checksum',
      (report) => (service(report).archive = {state: 'unchecked', says: 'https://x.sha512: 404'}),
      'archive',
      'fault',
      /nothing tells the SHA-512 of the archive of kafka: https:\/\/x\.sha512: 404/,
    ],
  ];
  for (const [title, change, check, state, says] of cases)
    it(`is told of ${title}`, () => {
      const ill = judged([answer(change)]).filter((finding) => finding.state !== 'well');
      assert.deepEqual(
        ill.map((finding) => `${finding.check} ${finding.state}`),
        [`${check} ${state}`],
      );
      assert.match(ill[0]?.says ?? '', says);
      assert.ok((ill[0]?.way.length ?? 0) > 10, 'a way out');
    });

  it('takes the port of a service that runs for its own', () => {
    const findings = judged([
      answer((report) => (service(report).ports = [{port: 9092, holder: 'kafka-server'}])),
    ]);
    assert.ok(findings.every(({state}) => state === 'well'));
  });

  it('finds the clock that is off by the others, not by ours', () => {
    const off =
      (seconds: number): Change =>
      (report) =>
        (report.system.time += seconds);
    const hosts = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'].map((name) => `${name}.foo.bar`);
    const skewed = (...seconds: readonly number[]) =>
      judged(seconds.map((each, at) => answer(off(each), hosts[at])))
        .filter(({state}) => state !== 'well')
        .map(({host, says}) => `${host}: ${says}`);
    assert.deepEqual(skewed(0, 1, 3), []);
    assert.deepEqual(skewed(3600, 3601, 3599), []);
    assert.deepEqual(skewed(0, 60, 0), [`${hosts[1]}: its clock is 60 s ahead of the others`]);
    // Two cannot tell which of them is wrong.
    assert.deepEqual(skewed(60), [`${hosts[0]}: its clock is 60 s ahead of this computer`]);
    assert.deepEqual(skewed(0, 60), [`${hosts[1]}: its clock is 60 s ahead of this computer`]);
    assert.deepEqual(skewed(0, 0, -60), [`${hosts[2]}: its clock is 60 s behind the others`]);
  });

  it('takes a refusal for a firewall where the peer listens, and for nobody there where it does not', () => {
    const peer = 'peter-kafka02.foo.bar';
    const asks: Change = (report) => (report.reach = [['198.18.0.22', 9092, 'closed']]);
    const listens: Change = (report) => (service(report).ports = [{port: 9092, holder: 'kafka-server'}]);
    const told = (change: Change) =>
      judged([answer(asks), answer(change, peer)]).filter(({state}) => state === 'fault');
    assert.deepEqual(
      told(() => undefined),
      [],
    );
    assert.deepEqual(
      told(listens).map(({host, says}) => `${host}: ${says}`),
      [`${HOST}: peter-kafka02 port 9092: refused, though it is open there`],
    );
  });

  it('finds a machine of another cluster among the others', () => {
    const of =
      (cluster: string): Change =>
      (report) =>
        (service(report).identity = {state: 'ours', says: `broker of cluster ${cluster}`, cluster});
    const told = (...clusters: readonly string[]) =>
      judged(clusters.map((each, at) => answer(of(each), `peter-kafka0${at + 1}.foo.bar`))).filter(
        ({state}) => state === 'fault',
      );
    assert.deepEqual(told('A', 'A'), []);
    assert.match(
      told('A', 'B')
        .map(({says}) => says)
        .join('\n'),
      /several clusters: A, B; this one broker of cluster A/,
    );
  });

  it('compares addresses, not how they are written', () => {
    const hosts = CLUSTER.hosts.map((host, at) => ({...host, address: `fd00::${at + 1}`}));
    const cluster = {...CLUSTER, hosts, hostsFile: 'none' as const};
    const six: Change = (report) => {
      for (const [at, {name}] of hosts.entries()) report.names[name] = [`fd00:0:0:0:0:0:0:${at + 1}`];
    };
    const state = (change: Change) =>
      judged([answer(change)], cluster).find(({check}) => check === 'names')?.says;
    assert.equal(state(six), '6 names, the same addresses');
    assert.match(
      state((report) => (six(report), (report.names[HOST] = ['fd00::9']))) ?? '',
      /is fd00::9 there/,
    );
  });

  it('relies on names only where nobody writes them', () => {
    const nameless: Change = (report) => (report.names['peter-zk02.foo.bar'] = []);
    const told = (change: Change, hostsFile: 'managed' | 'none') =>
      judged([answer(change)], {...CLUSTER, hostsFile}).find(({check}) => check === 'names');
    assert.equal(told(nameless, 'managed')?.says, 'to be written by run');
    assert.equal(told(nameless, 'none')?.says, 'peter-zk02.foo.bar has no address there');
    const odd: Change = (report) => (report.reverse['peter-zk02.foo.bar'] = 'ip-10-0-0-1');
    assert.equal(told(odd, 'none')?.state, 'warning');
    assert.equal(told((report) => (report.names[HOST] = ['127.0.1.1']), 'none')?.state, 'well');
  });

  const problems: readonly (readonly [string, string, string, string])[] = [
    ['a host that cannot be reached', 'unreachable', 'no route to host', 'ssh'],
    ['a sudo that wants a password', 'failed', 'Missing sudo password', 'sudo'],
    ['a host without Python', 'failed', "The module interpreter '/usr/bin/python3' was not found", 'python'],
  ];
  for (const [title, kind, message, check] of problems)
    it(`is told of ${title}`, () => {
      const silent = {...answer(), texts: [], problem: {kind, message, advice: null}};
      const {findings, unseen} = judgeHosts([silent], CLUSTER, RELEASE);
      assert.deepEqual([...unseen], [HOST], 'it counts whatever is left out');
      assert.deepEqual(
        findings.map((finding) => `${finding.check} ${finding.state}`),
        [`${check} fault`],
      );
    });

  it('comes in a line for all hosts that are alike, with those below that are not', () => {
    const hosts = ['peter-kafka01', 'peter-kafka02'].map((name) => `${name}.foo.bar`);
    const findings = judged([
      answer(undefined, hosts[0]),
      answer((report) => (report.kernel.files = 1024), hosts[1]),
    ]).filter(({check}) => check === 'sudo' || check === 'limits');
    assert.deepEqual(hostFindingLines(findings), [
      'ok  sudo    all 2 hosts            root',
      'ok  limits  1 host                 1048576 open files',
      '!   limits  peter-kafka02.foo.bar  no process may open more than 1024 files there, and the units ask for 100000',
      '     way out: sysctl -w fs.nr_open=1048576   (or --fix)',
      '',
      '1 fault.',
    ]);
    assert.deepEqual(fixesOf(findings).byHost, {[hosts[1] ?? '']: ['limits']});
  });
});

describe('what a preflight looks at', () => {
  const wanted = wantedOf(CLUSTER);

  it('is the services of each host, and its peers', () => {
    const {services, reach, names} = wanted[HOST] ?? assert.fail();
    assert.deepEqual(
      services.map(({role, id, user, ports, dirs}) => [role, id, user, ports, dirs]),
      [['kafka', 1, 'kafka', [9092], ['/data/kafka-logs']]],
    );
    assert.deepEqual(
      reach.map((each) => each.join(':')),
      ['198.18.0.11:2181', '198.18.0.12:2181', '198.18.0.13:2181', '198.18.0.22:9092', '198.18.0.23:9092'],
    );
    assert.equal(Object.keys(names).length, 6);
    assert.deepEqual(
      wanted['peter-zk01.foo.bar']?.reach.map((each) => each.join(':')),
      ['198.18.0.12:2888', '198.18.0.12:3888', '198.18.0.13:2888', '198.18.0.13:3888'],
    );
  });
});
