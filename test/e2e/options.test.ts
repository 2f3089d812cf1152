import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, symlinkSync} from 'node:fs';
import path from 'node:path';
import type {LabEnvironment} from '../support/lab-spec.ts';
import {bareMachines, inside, lab, LabProject, mainPid, recap} from './support/lab.ts';
import {createTopic, kafkaTool, sendAndReceive} from './support/messages.ts';

// Both roles on each of three machines, behind a jump host, and what else a spec may choose in place of a default.
const MACHINES = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const JUMP = 'edge01';
const NODES = MACHINES.map((name, index) => ({
  name,
  address: `198.18.0.2${index + 1}`,
  rack: `rack-${index}`,
}));
const KAFKA_DIRS = ['/disk1/kafka', '/disk2/kafka'];

describe('what a spec may choose besides the defaults', () => {
  let project: LabProject;
  let environment: LabEnvironment;

  before(function () {
    environment = bareMachines(this, ...MACHINES, JUMP);
    project = new LabProject('current', environment);
    mkdirSync(path.join(project.folder, 'archives'));
    for (const {file} of environment.archives)
      lab(
        'control',
        'curl',
        '-sfo',
        path.join(project.folder, 'archives', file),
        mirrorOf(environment, file),
      );
    symlinkSync(lab('jdk-tarball').trim(), path.join(project.folder, 'jdk-17-lab.tar.gz'));
    project.edit((document) => {
      for (const [key, value] of Object.entries(CHOICES)) document.setIn(key.split('/'), value);
    });
    project.succeed('gen');
  });

  it('run site succeeds and what was chosen is what runs', () => {
    const output = project.succeed('run', 'site');
    assert.doesNotMatch(output, /Download the archive|with apt/, 'nothing was downloaded');
    for (const [machine, command, expected] of [
      ['peter-kafka02', 'readlink /etc/localtime', '/usr/share/zoneinfo/Asia/Seoul'],
      ['peter-kafka02', 'cat /zk/data/myid', '2'],
      ['peter-kafka02', 'ls -d /zk/log/version-2', '/zk/log/version-2'],
      ['peter-kafka02', 'cut -d= -f2 <(grep broker.id= /disk2/kafka/meta.properties)', '2'],
      ['peter-kafka02', `ps -o user= -p ${mainPid('peter-kafka02', 'kafka-server')}`, 'streams'],
      ['peter-kafka02', `readlink /proc/${mainPid('peter-kafka02', 'kafka-server')}/exe`, `${JDK}/bin/java`],
      ['peter-kafka02', 'readlink /opt/streaming/kafka', '/opt/streaming/kafka_2.13-3.9.2'],
      [
        'peter-kafka03',
        'systemctl show --property Environment --value kafka-server | grep -o "Xmx[0-9]*m"',
        'Xmx400m',
      ],
      [
        'peter-kafka03',
        'sysctl -n vm.swappiness >/dev/null && ls /etc/sysctl.d | grep -c kafka || true',
        '0',
      ],
    ] as const)
      assert.equal(inside(machine, command), expected, command);
  });

  it('both listeners serve, and 1,000 messages go through unchanged and in order', () => {
    const [inner, outer] = ['peter-kafka01.foo.bar:9192', '198.18.0.21:19092'];
    assert.match(createTopic('peter-kafka01', 'choices', 3, inner), /Isr: (\d,){2}\d/);
    const {sent, received} = sendAndReceive('peter-kafka02', 'choices', 1000, outer);
    assert.equal(received, sent);
    const racks = kafkaTool(
      'peter-kafka01',
      `kafka-broker-api-versions.sh --bootstrap-server ${outer} | grep -o 'rack: [^ )]*' | sort`,
    );
    assert.equal(racks, 'rack: rack-0\nrack: rack-1\nrack: rack-2');
  });

  it('run site again changes nothing and restarts nothing', () => {
    const before = pids();
    const changed = Object.values(recap(project.succeed('run', 'site'))).map((host) => host['changed']);
    assert.deepEqual(changed, [0, 0, 0]);
    assert.deepEqual(pids(), before);
  });

  it('a run with a limit restarts the brokers of the limit alone, the next run the others', () => {
    const before = pids();
    project.edit((document) => document.setIn(['kafka', 'config', 'log.retention.hours'], 70));
    project.succeed('gen');
    project.succeed('run', 'kafka', '--limit', 'peter-kafka02.foo.bar');
    const limited = pids();
    assert.deepEqual(differing(before, limited), [1]);
    project.succeed('run', 'kafka');
    assert.deepEqual(differing(limited, pids()), [0, 2]);
  });

  it('keys opens the jump host first, and then the machines behind it', () => {
    const own = new LabProject('current', environment);
    own.edit((document) => {
      const choices = {...CHOICES, java: {version: 17}, archives: {}};
      for (const [key, value] of Object.entries(choices)) document.setIn(key.split('/'), value);
      document.setIn(['ssh', 'key_file'], 'id');
      document.setIn(['ssh', 'known_hosts_file'], 'known');
    });
    const keys = (...flags: string[]) =>
      own
        .succeed('keys', ...flags)
        .match(/^(?:ok|!) .*/gm)
        ?.map((line) => line.split(/ {2,}/)) ?? [];
    const added = keys('--with', environment.keyFile, '--confirm', 'peter');
    const names = [JUMP, ...MACHINES.map((machine) => `${machine}.foo.bar`)];
    assert.deepEqual(
      added,
      names.map((name) => ['ok', name, 'noted', 'added']),
    );
    const known = readFileSync(path.join(own.folder, 'known'), 'utf8');
    assert.equal(known.split('\n').filter((line) => line !== '').length, 4);
    // The key is alone in ssh's eyes here, so it opens all four.
    assert.match(own.succeed('preflight', '--only', 'ssh'), /^ok +ssh +all 3 hosts/m);
    assert.deepEqual(
      keys('--rotate').map(([, , , told]) => told),
      names.map(() => 'new, and the old one is gone'),
    );
    const removed = keys('--remove', '--with', environment.keyFile, '--confirm', 'peter');
    assert.deepEqual(
      removed.map(([, , , told]) => told),
      names.map(() => 'removed'),
    );
    for (const machine of [JUMP, ...MACHINES])
      assert.equal(inside(machine, 'wc -l </home/ec2-user/.ssh/authorized_keys'), '0');
  });
});

const JDK = '/opt/streaming/jdk-17-lab';

/** Fields of cluster.yml by their path, and what is chosen for them. */
const CHOICES: Readonly<Record<string, unknown>> = {
  'ssh/proxy_jump': `ec2-user@${JUMP}:22`,
  java: {version: 17, tarball: 'jdk-17-lab.tar.gz'},
  timezone: 'Asia/Seoul',
  install_dir: '/opt/streaming',
  archives: {transfer: 'push', local_dir: 'archives'},
  'zookeeper/nodes': NODES.map(({name, address}) => ({name, address})),
  'zookeeper/data_dir': '/zk/data',
  'zookeeper/data_log_dir': '/zk/log',
  'zookeeper/client_port': 2281,
  'zookeeper/heap': '256m',
  'kafka/brokers': NODES.map((node, index) => (index === 2 ? {...node, heap: '400m'} : node)),
  'kafka/data_dirs': KAFKA_DIRS,
  'kafka/chroot': '/streaming/blue',
  'kafka/user': 'streams',
  'kafka/heap': '512m',
  'kafka/tune_system': false,
  'kafka/listeners': [
    {name: 'INNER', port: 9192},
    {name: 'OUTER', port: 19092, advertised: 'address'},
  ],
};

function mirrorOf({archives}: {archives: readonly {file: string; url: string}[]}, file: string): string {
  return archives.find((archive) => archive.file === file)?.url ?? '';
}

function pids(): string[] {
  return MACHINES.map((machine) => mainPid(machine, 'kafka-server'));
}

/** The positions at which two lists differ. */
function differing(one: readonly string[], other: readonly string[]): number[] {
  return one.flatMap((value, index) => (value === other[index] ? [] : [index]));
}
