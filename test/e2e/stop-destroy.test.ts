import assert from 'node:assert/strict';
import {bareMachines, inside, lab, LabProject, mainPid, recap} from './support/lab.ts';
import {createTopic, kafkaTool, received, sendAndReceive} from './support/messages.ts';

const BROKERS = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const MACHINES = ['peter-zk01', ...BROKERS];
const SERVER = BROKERS.map((name) => `${name}.foo.bar:9092`).join(',');
const MESSAGES = 500;
/** A connection that is shared would wait for the machine that was cut off. */
const UNSHARED = {ANSIBLE_SSH_ARGS: '-C', ANSIBLE_TIMEOUT: '5'};

// One story: each part begins where the one before ended.
describe('a cluster that is stopped, started and removed', () => {
  let project: LabProject;
  let sent: string;

  before(function () {
    project = new LabProject('current', bareMachines(this, ...MACHINES));
    project.edit((document) => {
      document.setIn(['zookeeper', 'nodes'], [{name: 'peter-zk01', address: '198.18.0.11'}]);
      document.setIn(['kafka', 'config', 'offsets.topic.num.partitions'], 3);
    });
    project.succeed('gen');
    project.succeed('run', 'site');
    createTopic('peter-kafka01', 'kept', 3, SERVER);
    const result = sendAndReceive('peter-kafka01', 'kept', MESSAGES, SERVER);
    assert.equal(result.received, result.sent);
    ({sent} = result);
    kafkaTool('peter-kafka01', 'zookeeper-shell.sh peter-zk01.foo.bar:2181 create /others x');
  });

  it('one broker is stopped while the others serve, and a second time nothing changes', () => {
    const before = pids();
    project.succeed('stop', 'kafka', '--host', 'peter-kafka02');
    assert.deepEqual(pids(), [before[0], before[1], '0', before[3]]);
    assert.equal(inside('peter-kafka02', 'systemctl is-enabled kafka-server'), 'enabled');
    assert.equal(kept('peter-kafka01'), sent);
    assert.equal(changes(project.succeed('stop', 'kafka', '--host', 'peter-kafka02')), 0);
  });

  it('it is started again, and takes nothing from the others', () => {
    const before = pids();
    const output = project.succeed('start', 'kafka', '--host', 'peter-kafka02');
    assert.equal(recap(output)['peter-kafka02.foo.bar']?.['failed'], 0);
    assert.deepEqual([pids()[0], pids()[1], pids()[3]], [before[0], before[1], before[3]]);
    assert.notEqual(pids()[2], '0');
    assert.equal(kept('peter-kafka02'), sent);
  });

  it('a machine that cannot be reached stops nothing', () => {
    const before = pids();
    lab('cut', 'peter-kafka03');
    try {
      const result = project.kafkabook(['stop', 'kafka', '--confirm', 'peter'], UNSHARED);
      assert.notEqual(result.status, 0);
      assert.match(result.stderr, /Nothing was stopped, started or restarted: peter-kafka03/);
    } finally {
      lab('mend', 'peter-kafka03');
    }
    assert.deepEqual(pids(), before);
  });

  it('what is not confirmed touches no process, and ZooKeeper does not stop under brokers', () => {
    const before = pids();
    for (const words of [
      ['stop', 'kafka'],
      ['stop', 'zookeeper'],
      ['stop', 'zookeeper', '--host', 'peter-zk01'],
      ['stop', 'kafka', '--confirm', 'paul'],
      ['restart', 'kafka', '--all-at-once'],
    ])
      assert.equal(project.kafkabook(words).status, 40, words.join(' '));
    const unasked = project.kafkabook(['run', 'kafka-stop']);
    assert.equal(unasked.status, 20, unasked.stdout + unasked.stderr);
    const needed = project.kafkabook(['stop', 'zookeeper', '--confirm', 'peter']);
    assert.equal(needed.status, 24, needed.stdout.slice(-2000) + needed.stderr);
    assert.match(needed.stderr, /brokers run, or nobody can say whether they do, on peter-kafka01/);
    assert.deepEqual(pids(), before);
  });

  it('all is stopped and started again, and what was written is there', () => {
    project.succeed('stop', 'kafka', '--confirm', 'peter');
    assert.deepEqual(pids().slice(1), ['0', '0', '0']);
    project.succeed('stop', 'zookeeper', '--confirm', 'peter');
    assert.deepEqual(pids(), ['0', '0', '0', '0']);
    project.succeed('start', 'zookeeper');
    project.succeed('start', 'kafka');
    assert.ok(pids().every((pid) => pid !== '0'));
    assert.equal(kept('peter-kafka03'), sent);
    assert.equal(changes(project.succeed('run', 'site')), 0, 'starting changed no configuration');
  });

  it('all brokers restart at the same time when that is confirmed', () => {
    const before = pids();
    project.succeed('restart', 'kafka', '--all-at-once', '--confirm', 'peter');
    assert.equal(pids()[0], before[0]);
    assert.ok(pids().every((pid, index) => index === 0 || pid !== before[index]));
    assert.equal(kept('peter-kafka01'), sent);
  });

  it('removing it needs the name, and shows what there is to lose', () => {
    const before = [pids(), standing()];
    const unnamed = project.kafkabook(['destroy', '--delete-data', '--confirm', 'paul']);
    assert.equal(unnamed.status, 40, unnamed.stdout.slice(-2000) + unnamed.stderr);
    for (const part of [
      /peter-kafka02\.foo\.bar\n( {2}.*\n)* {2}remove \/usr\/local\/kafka_2\.13-[\d.]+\n/,
      / {2}delete all data in \/data\/kafka-logs, [\d.]+[KM]\n/,
      / {2}delete all data in \/data\/zk, [\d.]+[KM]\n/,
      / {2}topics: \d+ with \d+ partitions: .*kept/,
      / {2}in ZooKeeper, not of this cluster: others\n/,
    ])
      assert.match(unnamed.stderr, part);
    assert.equal(project.kafkabook(['run', 'destroy']).status, 20, 'plain Ansible without the name');
    assert.deepEqual([pids(), standing()], before);
  });

  it('data of others, and such as no configuration leads to, keep every machine as it is', () => {
    const before = [pids(), standing()];
    const spoilt = [
      [
        'peter-kafka02',
        '/etc/kafka/server.properties',
        's#^log.dirs=.*#&-of-another#',
        /is none of the log\.dirs/,
      ],
      [
        'peter-kafka03',
        '/data/kafka-logs/meta.properties',
        's/^broker.id=.*/broker.id=9/',
        /says broker\.id=9/,
      ],
      [
        'peter-zk01',
        '/etc/zookeeper/zoo.cfg',
        's#^data.*Dir=.*#&-of-another#',
        /is no directory that this server has/,
      ],
    ] as const;
    for (const [machine, file, change] of spoilt)
      inside(machine, `cp -p ${file} /srv/kept; sed -i '${change}' ${file}`);
    const result = project.kafkabook(['destroy', '--delete-data', '--confirm', 'peter']);
    for (const [machine, file] of spoilt) inside(machine, `cp -p /srv/kept ${file}`);
    assert.equal(result.status, 20, result.stdout.slice(-2000) + result.stderr);
    for (const [machine, , , reason] of spoilt)
      assert.match(
        result.stderr,
        new RegExp(`${machine}[^]*Nothing was changed on any host, because of[^.]*${reason.source}`),
      );
    assert.deepEqual([pids(), standing()], before);
  });

  it('is removed with its data kept, and a second time nothing changes', () => {
    inside('peter-kafka02', 'systemctl stop kafka-server');
    project.succeed('destroy', '--confirm', 'peter');
    assert.deepEqual(pids(), ['0', '0', '0', '0']);
    for (const machine of MACHINES) assert.equal(inside(machine, INSTALLED), '', machine);
    assert.equal(changes(project.succeed('destroy', '--confirm', 'peter')), 0);
  });

  it('deletes no data that may be of others', () => {
    const before = MACHINES.map((machine) => inside(machine, `${DATA}; echo; cat ${IDENTITY}`));
    const [logs, kept] = ['/data/kafka-logs', '/data/kept'];
    for (const [machine, spoil, mend, reason] of [
      ['peter-zk01', 'echo 7 >/data/zk/myid', 'echo 1 >/data/zk/myid', /whose myid is '7'/],
      [
        'peter-kafka01',
        `sed -i.kept 's/^cluster.id=.*/cluster.id=other/' ${logs}/meta.properties; mv ${logs}/*.kept /srv/`,
        `cat /srv/meta.properties.kept >${logs}/meta.properties`,
        /different cluster ids, cluster\.id=/,
      ],
      [
        'peter-kafka02',
        `mv ${logs} ${kept}; ln -s ${kept} ${logs}`,
        `rm ${logs}; mv ${kept} ${logs}`,
        /is a link/,
      ],
      [
        'peter-kafka03',
        `mkdir ${logs}/mine; mount -t tmpfs none ${logs}/mine`,
        `umount ${logs}/mine; rmdir ${logs}/mine`,
        /has something mounted inside, foreign \/data\/kafka-logs holds mine/,
      ],
    ] as const) {
      inside(machine, spoil);
      const {status, stdout, stderr} = project.kafkabook(['destroy', '--delete-data', '--confirm', 'peter']);
      inside(machine, mend);
      assert.equal(status, 20, stdout.slice(-2000) + stderr);
      assert.match(stderr, reason);
    }
    assert.deepEqual(
      MACHINES.map((machine) => inside(machine, `${DATA}; echo; cat ${IDENTITY}`)),
      before,
    );
  });

  it('is brought back with all that was written', () => {
    project.succeed('run', 'site');
    assert.equal(kept('peter-kafka02'), sent);
  });

  it('is removed with its data, and nothing else', () => {
    inside('peter-zk01', 'touch /data/zk/mine');
    project.succeed('destroy', '--delete-data', '--confirm', 'peter');
    assert.deepEqual(pids(), ['0', '0', '0', '0']);
    for (const [index, machine] of MACHINES.entries())
      assert.equal(inside(machine, `${INSTALLED} ${DATA}`), index === 0 ? 'mine' : '', machine);
    assert.equal(changes(project.succeed('destroy', '--delete-data', '--confirm', 'peter')), 0);
  });

  it('begins anew with nothing in it', () => {
    project.succeed('run', 'site');
    assert.equal(kafkaTool('peter-kafka01', `kafka-topics.sh --bootstrap-server ${SERVER} --list`), '');
  });

  function kept(machine: string): string {
    return received(machine, 'kept', MESSAGES, SERVER);
  }
});

/** What stands of the cluster on a machine. */
const INSTALLED =
  'ls -d /etc/systemd/system/{kafka,zookeeper}-server.service /usr/local/{kafka,zookeeper} /usr/local/*{kafka_,zookeeper-}* ' +
  '/etc/kafka/server.properties /etc/zookeeper/zoo.cfg /etc/sysctl.d/90-kafka.conf 2>/dev/null || true;';
const DATA = 'ls -A /data/kafka-logs /data/zk 2>/dev/null | grep -v : || true';
const IDENTITY = '/data/kafka-logs/meta.properties /data/zk/myid 2>/dev/null || true';

/** What stands on the machines, and the identity of the data. */
function standing(): string[] {
  return MACHINES.map((machine) => inside(machine, `${INSTALLED} cat ${IDENTITY}`));
}

/** The main processes of ZooKeeper and of the brokers; '0' for one that does not run. */
function pids(): string[] {
  return MACHINES.map((machine) =>
    mainPid(machine, machine.includes('zk') ? 'zookeeper-server' : 'kafka-server'),
  );
}

/** How many tasks changed something on any host. */
function changes(output: string): number {
  return Object.values(recap(output)).reduce((sum, counters) => sum + (counters['changed'] ?? 0), 0);
}
