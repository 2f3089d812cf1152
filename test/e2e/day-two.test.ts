import assert from 'node:assert/strict';
import {bareMachines, inside, LabProject, mainPid, recap} from './support/lab.ts';
import {LoadPrograms, type Load} from './support/load.ts';
import {createTopic, kafkaTool} from './support/messages.ts';

const BROKERS = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const SERVERS = BROKERS.map((name) => `${name}.foo.bar:9092`).join(',');
const SERVER = 'peter-kafka01.foo.bar:9092';

// One story: each part begins where the one before ended, and the load runs through all of it.
describe('a cluster that is used while it is changed', () => {
  let project: LabProject;
  let programs: LoadPrograms;
  let load: Load;

  before(async function () {
    const environment = bareMachines(this, 'peter-zk01', ...BROKERS);
    project = new LabProject('current', environment);
    project.edit((document) =>
      document.setIn(['zookeeper', 'nodes'], [{name: 'peter-zk01', address: '198.18.0.11'}]),
    );
    project.succeed('gen');
    project.succeed('run', 'site');
    programs = new LoadPrograms(environment);
    load = await programs.load(SERVERS, 'load', 6, 200);
  });

  after(() => programs.remove());

  it('a plan tells a change of a running broker from a restart, and one that the cluster does without', () => {
    assert.match(project.succeed('plan', 'kafka'), /^Nothing would change\.$/m);
    configure('log.retention.ms', 7_200_000);
    const told = project.kafkabook(['plan', 'kafka', '--diff']);
    assert.equal(told.status, 10, told.stdout + told.stderr);
    assert.match(told.stdout, /! no restart, the running broker is told: log\.retention\.ms/);
    assert.match(told.stdout, /^ +\+log\.retention\.ms=7200000$/m);
    assert.match(told.stdout, /^3 hosts would change; nothing is restarted\.$/m);
    configure('log.retention.check.interval.ms', 70_000);
    const restarts = project.kafkabook(['plan', 'kafka']);
    assert.equal(restarts.stdout.match(/! restart: log\.retention\.check\.interval\.ms$/gm)?.length, 3);
    const last = [...restarts.stdout.matchAll(/^peter-kafka0(\d)\.foo\.bar$/gm)].at(-1)?.[1];
    assert.equal(Number(last), controllerId(), 'the controller would be last');
    project.edit((document) => document.deleteIn(['kafka', 'config', 'log.retention.check.interval.ms']));
    project.succeed('gen');
  });

  it('a property that Kafka changes while it runs restarts nothing', () => {
    const before = pids();
    project.succeed('run', 'kafka');
    assert.deepEqual(pids(), before);
    for (const id of [1, 2, 3])
      assert.match(describeBroker(id), /log\.retention\.ms=7200000 .*DYNAMIC_BROKER_CONFIG/);
  });

  it('an override follows the file when something else takes a restart', () => {
    const before = pids();
    configure('log.retention.ms', 3_600_000);
    configure('log.retention.check.interval.ms', 60_000);
    project.succeed('run', 'kafka');
    assert.ok(pids().every((pid, index) => pid !== before[index]));
    assert.match(describeBroker(2), /log\.retention\.ms=3600000 .*DYNAMIC_BROKER_CONFIG/);
  });

  it('a value that a running broker refuses comes with a restart', () => {
    const before = pids();
    // Kafka changes a number of threads to the double at most.
    configure('num.io.threads', 40);
    project.succeed('run', 'kafka');
    assert.ok(pids().every((pid, index) => pid !== before[index]));
    assert.doesNotMatch(describeBroker(1), /num\.io/);
    unchanged();
  });

  it('a topic that a broker cannot be taken from holds the roll, until it is said that it may be away', () => {
    createTopic('peter-kafka01', 'alone', 1, SERVER);
    const before = pids();
    const result = project.kafkabook(['restart', 'kafka']);
    assert.equal(result.status, 24, result.stdout.slice(-2000) + result.stderr);
    assert.match(result.stderr, /alone \(1 replicas, min\.insync\.replicas 2\)/);
    const holder = Number(/Replicas: (\d)/.exec(describeTopic('alone'))?.[1]);
    assert.equal(pids()[holder - 1], before[holder - 1], 'the broker that has it runs on');
    project.edit((document) => document.setIn(['kafka', 'interruptible_topics'], ['al*']));
    project.succeed('gen');
    project.succeed('run', '--resume', '--allow-changed-spec');
    assert.ok(pids().every((pid, index) => pid !== before[index]));
  });

  it('a restart takes the controller last and gives leaderships back', () => {
    const controller = controllerId();
    const before = pids();
    project.succeed('restart', 'kafka');
    assert.ok(pids().every((pid, index) => pid !== before[index]));
    const started = BROKERS.map((machine, index) => ({id: index + 1, at: startOf(machine)}));
    assert.equal(started.toSorted((one, other) => one.at - other.at).at(-1)?.id, controller);
    for (const line of describeTopic('load').matchAll(/Leader: (\d)\tReplicas: (\d)/g))
      assert.equal(line[1], line[2]);
  });

  it('one broker is restarted alone', () => {
    const before = pids();
    project.succeed('restart', 'kafka', '--host', 'peter-kafka02');
    const after = pids();
    assert.deepEqual([after[0], after[2]], [before[0], before[2]]);
    assert.notEqual(after[1], before[1]);
  });

  it('no acknowledged record was lost, and each partition kept its order', () => load.endWhole());

  /** A further line of server.properties. */
  function configure(key: string, value: number) {
    project.edit((document) => document.setIn(['kafka', 'config', key], value));
    project.succeed('gen');
  }

  function unchanged() {
    const counters = Object.values(recap(project.succeed('run', 'kafka')));
    assert.deepEqual(
      counters.map((host) => host['changed']),
      [0, 0, 0],
    );
  }
});

function pids(): string[] {
  return BROKERS.map((machine) => mainPid(machine, 'kafka-server'));
}

/** When the broker of a machine was started, in microseconds of the clock that all machines share. */
function startOf(machine: string): number {
  return Number(
    inside(machine, 'systemctl show --property ExecMainStartTimestampMonotonic --value kafka-server'),
  );
}

function describeBroker(id: number): string {
  const command = `kafka-configs.sh --bootstrap-server ${SERVER} --entity-type brokers --entity-name ${id}`;
  return kafkaTool('peter-kafka01', `${command} --describe`);
}

function describeTopic(topic: string): string {
  return kafkaTool(
    'peter-kafka01',
    `kafka-topics.sh --bootstrap-server ${SERVER} --describe --topic ${topic}`,
  );
}

function controllerId(): number {
  const command = 'zookeeper-shell.sh peter-zk01.foo.bar:2181 get /controller 2>/dev/null';
  return Number(/"brokerid":(\d)/.exec(kafkaTool('peter-kafka01', command))?.[1]);
}
