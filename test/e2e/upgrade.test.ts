import assert from 'node:assert/strict';
import {bareMachines, inside, lab, LabProject, mainPid, recap} from './support/lab.ts';
import {kafkaTool} from './support/messages.ts';
import {LoadPrograms, type Load} from './support/load.ts';

const SERVERS = ['peter-zk01', 'peter-zk02', 'peter-zk03'];
const BROKERS = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const BOOTSTRAP = BROKERS.map((name) => `${name}.foo.bar:9092`).join(',');
const UNIT = '/etc/systemd/system/kafka-server.service';

// One story: each part begins where the one before ended, and the load runs through all of it.
describe('a cluster that is used while it is upgraded', () => {
  let project: LabProject;
  let programs: LoadPrograms;
  let load: Load;

  before(async function () {
    const environment = bareMachines(this, ...SERVERS, ...BROKERS);
    project = new LabProject('book', environment);
    project.succeed('gen');
    project.succeed('run', 'site');
    programs = new LoadPrograms(environment);
    load = await programs.load(BOOTSTRAP, 'load', 6, 200);
  });

  after(() => programs.remove());

  it('a release that is raised is not taken for a change of the configuration', () => {
    const before = pids();
    release('zookeeper', '3.8.6');
    refused(
      ['run', 'zookeeper'],
      /has apache-zookeeper-3\.5\.9-bin, cluster\.yml wants apache-zookeeper-3\.8\.6-bin/,
    );
    release('zookeeper', '3.5.9');
    release('kafka', '3.9.2');
    const plan = project.kafkabook(['plan', 'kafka-upgrade']);
    assert.equal(plan.status, 10, plan.stdout + plan.stderr);
    assert.match(
      plan.stdout,
      /restart: kafka_2\.12-2\.6\.0 to kafka_2\.13-3\.9\.2, first of all, and watched; it goes on to speak 2\.6/,
    );
    refused(['run', 'kafka'], /has kafka_2\.12-2\.6\.0, cluster\.yml wants kafka_2\.13-3\.9\.2/);
    assert.deepEqual(pids(), before);
    release('kafka', '2.6.0');
  });

  it('ZooKeeper: server by server, the leader last', () => {
    const leader = SERVERS.find((machine) => modeOf(machine) === 'leader') ?? '';
    release('zookeeper', '3.8.6');
    timed('ZooKeeper 3.5.9 to 3.8.6', () => project.succeed('upgrade', 'zookeeper'));
    for (const machine of SERVERS) {
      assert.match(asked(machine), /version: 3\.8\.6/);
      assert.equal(inside(machine, 'readlink /usr/local/zookeeper'), '/usr/local/apache-zookeeper-3.8.6-bin');
    }
    assert.equal(latest(SERVERS, 'zookeeper-server'), leader);
    unchanged('zookeeper');
    release('zookeeper', '3.5.9');
    refused(['upgrade', 'zookeeper'], /there is no way back to 3\.5\.9/);
    release('zookeeper', '3.8.6');
  });

  it('a broker that was lost as its files were exchanged runs on as it was', () => {
    const before = pids();
    release('kafka', '3.9.2');
    const lost = `until grep -q 3[.]9[.]2 ${UNIT}; do sleep 0.02; done; systemctl stop ssh; pkill -KILL sshd`;
    for (const machine of BROKERS) inside(machine, `systemd-run --unit lost bash -c '${lost}'`);
    const told = project.kafkabook(['upgrade', 'kafka', '--soak', '1s']);
    for (const machine of BROKERS) inside(machine, 'systemctl stop lost || true; systemctl start ssh');
    assert.equal(told.status, 21, told.stdout.slice(-3000) + told.stderr);
    assert.deepEqual(pids(), before);
    assert.equal(BROKERS.filter((machine) => inside(machine, `cat ${UNIT}`).includes('3.9.2')).length, 1);
  });

  // With what the try above has left.
  it('a broker that does not do its work with the new release goes back to the old one, and no other is touched', () => {
    const before = pids();
    const [exchanged] = BROKERS.filter((machine) => inside(machine, `cat ${UNIT}`).includes('3.9.2'));
    // Less than a broker of any release starts with; running ones have another value.
    setting('log.cleaner.dedupe.buffer.size', 100_000);
    const told = timed('a canary that fails and returns', () =>
      project.kafkabook(['upgrade', 'kafka', '--soak', '1s']),
    );
    assert.equal(told.status, 24, told.stdout.slice(-3000) + told.stderr);
    assert.match(told.stderr, /did not do its work with 3\.9\.2 and runs again as before/);
    const after = pids();
    const touched = BROKERS.filter((_, index) => after[index] !== before[index]);
    assert.deepEqual(touched, [exchanged], 'the canary alone');
    for (const machine of BROKERS) {
      assert.equal(runningRelease(machine), 'kafka_2.12-2.6.0');
      assert.doesNotMatch(inside(machine, `cat ${UNIT}`), /3\.9\.2/);
    }
    setting('log.cleaner.dedupe.buffer.size', undefined);
  });

  it('a broker that comes up again and again while it is watched keeps the others from their turn', () => {
    const dies = `until grep -qs ^inter.broker.protocol /run/kafka-server/server.properties; do sleep 1; done; sleep 20; systemctl kill --signal KILL kafka-server`;
    for (const machine of BROKERS) inside(machine, `systemd-run --unit dies bash -c '${dies}'`);
    const told = project.kafkabook(['upgrade', 'kafka', '--soak', '60s']);
    for (const machine of BROKERS) inside(machine, 'systemctl stop dies || true');
    assert.equal(told.status, 24, told.stdout.slice(-3000) + told.stderr);
    assert.match(told.stderr, /was started anew while it was watched with 3\.9\.2/);
    assert.deepEqual(BROKERS.map(runningRelease).sort(), [
      ...['kafka_2.12-2.6.0', 'kafka_2.12-2.6.0', 'kafka_2.13-3.9.2'],
    ]);
  });

  it('Kafka: broker by broker, with the protocol of the release before, and a way back', () => {
    const [exchanged] = BROKERS.filter((machine) => runningRelease(machine) === 'kafka_2.13-3.9.2');
    const said = timed('Kafka 2.6.0 to 3.9.2', () => project.succeed('upgrade', 'kafka', '--soak', '5s'));
    const watched = /has run all the while\] \*+\n(?:skipping: .*\n)*ok: \[([^.]+)/.exec(said)?.[1];
    assert.equal(watched, exchanged, 'who was not watched to the end is watched before another one follows');
    everyBroker('kafka_2.13-3.9.2', '2.6');
    const leaders = `kafka-topics.sh --bootstrap-server ${BOOTSTRAP} --topic load --describe`;
    const partitions = [...kafkaTool('peter-kafka01', leaders).matchAll(/Leader: (\d+)\tReplicas: (\d+)/g)];
    assert.equal(partitions.length, 6);
    for (const [, leader, first] of partitions)
      assert.equal(leader, first, 'the preferred replica leads again');
    unchanged('kafka');
    // A machine that is replaced meanwhile is held to the same, though it knows of no upgrade.
    lab('reset', 'peter-kafka03');
    project.succeed('run', 'site', '--limit', 'peter-kafka03');
    everyBroker('kafka_2.13-3.9.2', '2.6');
    assert.match(inside('peter-kafka03', 'cat /etc/kafka/upgrade'), /^protocol=2\.6$/m);
    release('kafka', '2.6.0');
    timed('back to 2.6.0', () => project.succeed('upgrade', 'kafka', '--soak', '1s'));
    everyBroker('kafka_2.12-2.6.0', '');
    unchanged('kafka');
  });

  it('Kafka: finalised, and no way back', () => {
    release('kafka', '3.9.2');
    timed('to 3.9.2 again', () => project.succeed('upgrade', 'kafka', '--soak', '1s'));
    const before = pids();
    const asked = project.kafkabook(['upgrade', 'kafka', '--finalize']);
    assert.equal(asked.status, 40, asked.stderr);
    assert.deepEqual(pids(), before);
    timed('finalising', () => project.succeed('upgrade', 'kafka', '--finalize', '--confirm', 'peter'));
    everyBroker('kafka_2.13-3.9.2', '');
    unchanged('kafka');
    release('kafka', '2.6.0');
    refused(['upgrade', 'kafka'], /there is no way back to 2\.6\.0/);
    everyBroker('kafka_2.13-3.9.2', '');
  });

  it('no acknowledged record was lost, and each partition kept its order', () => load.endWhole());

  /** The version in cluster.yml, and what the project makes of it. */
  function release(role: 'kafka' | 'zookeeper', version: string) {
    project.edit((document) => {
      document.setIn([role, 'version'], version);
      if (role === 'kafka') document.setIn(['kafka', 'scala'], version.startsWith('2.') ? '2.12' : '2.13');
    });
    project.succeed('gen');
  }

  function setting(key: string, value: number | undefined) {
    project.edit((document) => document.setIn(['kafka', 'config', key], value));
    if (value === undefined) project.edit((document) => document.deleteIn(['kafka', 'config', key]));
    project.succeed('gen');
  }

  function refused(args: string[], reason: RegExp) {
    const {status, stdout, stderr} = project.kafkabook(args);
    assert.equal(status, 20, stdout.slice(-2000) + stderr);
    assert.match(stderr.replaceAll(/\s+/g, ' '), reason);
  }

  function unchanged(playbook: string) {
    const counters = Object.values(recap(project.succeed('run', playbook)));
    assert.ok(counters.length > 0 && counters.every((host) => host['changed'] === 0));
  }
});

function everyBroker(release: string, protocol: string) {
  for (const machine of BROKERS) {
    assert.equal(runningRelease(machine), release);
    assert.equal(inside(machine, 'readlink /usr/local/kafka'), `/usr/local/${release}`);
    const held = inside(
      machine,
      "sed -n 's/^inter.broker.protocol.version=//p' /run/kafka-server/server.properties",
    );
    assert.equal(held, protocol, machine);
  }
}

/** The folder of the release that the broker's process has its jars from. */
function runningRelease(machine: string): string {
  return inside(
    machine,
    `tr '\\0' '\\n' </proc/${mainPid(machine, 'kafka-server')}/cmdline | grep -o 'kafka_2[^/:]*' | head -n 1`,
  );
}

function pids(): string[] {
  return [
    ...BROKERS.map((machine) => mainPid(machine, 'kafka-server')),
    ...SERVERS.map((machine) => mainPid(machine, 'zookeeper-server')),
  ];
}

/** The machine whose service was started last. */
function latest(machines: readonly string[], unit: string): string | undefined {
  const started = (machine: string) =>
    Number(inside(machine, `systemctl show --property ExecMainStartTimestampMonotonic --value ${unit}`));
  return machines.toSorted((one, other) => started(one) - started(other)).at(-1);
}

function asked(machine: string): string {
  return inside(machine, `exec 3<>/dev/tcp/127.0.0.1/2181; printf srvr >&3; timeout 5 cat <&3`);
}

function modeOf(machine: string): string {
  return /Mode: (\w+)/.exec(asked(machine))?.[1] ?? '';
}

function timed<T>(what: string, work: () => T): T {
  const begun = performance.now();
  const result = work();
  console.log(`      ${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}
