import assert from 'node:assert/strict';
import {bareMachines, inside, LabProject, mainPid} from './support/lab.ts';
import {LoadPrograms, type Load} from './support/load.ts';
import {kafkaTool} from './support/messages.ts';

const OLD = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const NEW = ['peter-kafka04', 'peter-kafka05'];
const SERVERS = OLD.map((name) => `${name}.foo.bar:9092`).join(',');
const DRAIN = NEW.flatMap((name) => ['--drain', name]);

// One story: each part begins where the one before ended, and the load runs through all of it.
describe('a cluster that grows and shrinks while it is used', () => {
  let project: LabProject;
  let programs: LoadPrograms;
  let load: Load;
  let pids: readonly string[];

  before(async function () {
    const environment = bareMachines(this, 'peter-zk01', ...OLD, ...NEW);
    project = new LabProject('current', environment);
    project.edit((document) => {
      document.setIn(['zookeeper', 'nodes'], [{name: 'peter-zk01', address: '198.18.0.11'}]);
      document.setIn(['kafka', 'config', 'offsets.topic.num.partitions'], 3);
    });
    project.succeed('gen');
    timed('three brokers', () => project.succeed('run', 'site'));
    programs = new LoadPrograms(environment);
    load = await programs.load(SERVERS, 'load', 6, 200);
    // 25 MB, and a group that has read of them.
    tool('kafka-topics.sh', '--create --topic bulk --partitions 1 --replication-factor 3');
    kafkaTool(
      'peter-kafka01',
      `seq -f "%g$(printf '%01000d' 0)" 1 25000 | kafka-console-producer.sh --bootstrap-server ${SERVERS} --topic bulk`,
    );
    tool(
      'kafka-console-consumer.sh',
      '--topic bulk --group readers --from-beginning --max-messages 10 | wc -l',
    );
    pids = OLD.map((machine) => mainPid(machine, 'kafka-server'));
  });

  after(() => programs.remove());

  it('has new brokers that wait for their share', () => {
    project.edit((document) => {
      for (const [index, name] of NEW.entries())
        document.setIn(['kafka', 'brokers', OLD.length + index], {name, address: `198.18.0.2${4 + index}`});
    });
    project.succeed('gen');
    timed('two more', () => project.succeed('run', 'kafka'));
    assert.deepEqual(counts(), {
      replicas: [10, 10, 10, 0, 0],
      topics: ['__consumer_offsets', 'bulk', 'load'],
    });
    const {status, stdout, stderr} = reassign();
    console.log(stdout.replaceAll(/^/gm, '      '));
    assert.equal(status, 10, stderr);
    assert.match(stdout, /^4 peter-kafka04\.foo\.bar +0 -> 6 +0 -> 2 +0 B -> /m);
    assert.match(stdout, /^\d+ partitions to change: 12 replicas \(.*\) copied.*; in \d batch/m);
  });

  it('waits for what somebody else has begun, and then gives them their share', () => {
    const [, from = ''] = /Replicas: ([\d,]+)/.exec(described('bulk')) ?? [];
    const plan = {
      version: 1,
      partitions: [{topic: 'bulk', partition: 0, replicas: [4, ...ids(from).slice(1)]}],
    };
    inside('peter-kafka01', `cat >/tmp/foreign.json <<<'${JSON.stringify(plan)}'`);
    tool(
      'kafka-reassign-partitions.sh',
      '--execute --reassignment-json-file /tmp/foreign.json --throttle 1000000',
    );
    const told = reassign();
    assert.match(told.stderr, /1 partitions are being moved already/);
    assert.equal(told.status, 10, told.stdout);
    const {status, stdout, stderr} = timed('the share', () => reassign('--execute', '--output', 'compact'));
    assert.equal(status, 0, stdout.slice(-3000) + stderr);
    assert.match(stdout, /what was begun before; 1 others are under way or not whole: bulk-0; \d+ MB/);
    // The one that somebody else has moved, and eleven more.
    assert.match(stdout, /11 replicas \(.*\) copied/);
    assert.deepEqual(counts().replicas, [6, 6, 6, 6, 6]);
    assertSettled();
    const again = reassign();
    assert.equal(again.status, 0, again.stdout + again.stderr);
    assert.match(again.stdout, /^Nothing has to move\.$/m);
  });

  it('does not lose brokers that are needed, or that have replicas', () => {
    const few = reassign('--drain', 'peter-kafka03', ...DRAIN, '--execute');
    assert.equal(few.status, 5, few.stdout);
    assert.match(few.stderr, /more replicas than brokers would be left \(2\): .*load/);
    remove();
    const early = reassign();
    assert.equal(early.status, 5, early.stdout);
    assert.match(early.stderr, /does not have broker 4, broker 5, which has replicas of .*load/);
    const files = () =>
      OLD.map((machine) => inside(machine, 'cat /etc/hosts /etc/kafka/server.properties | sha256sum'));
    const before = files();
    for (const playbook of ['kafka', 'site', 'hosts']) {
      const run = project.kafkabook(['run', playbook]);
      assert.equal(run.status, 20, run.stdout.slice(-2000) + run.stderr);
      assert.match(
        run.stdout,
        /not in cluster[.]yml, and have replicas.*4 [(]replicas of \d+ partitions[)].*5 [(]/s,
      );
      assert.deepEqual(files(), before, 'without their names nobody could replicate from them');
    }
    project.edit((document) => {
      for (const [index, name] of NEW.entries())
        document.setIn(['kafka', 'brokers', OLD.length + index], {name, address: `198.18.0.2${4 + index}`});
    });
    project.succeed('gen');
  });

  it('takes everything off brokers, which can be removed then', () => {
    const {status, stdout, stderr} = timed('draining', () => reassign(...DRAIN, '--execute'));
    assert.equal(status, 0, stdout.slice(-3000) + stderr);
    assert.deepEqual(counts().replicas, [10, 10, 10, 0, 0]);
    assertSettled();
    remove();
    for (const machine of NEW) inside(machine, 'systemctl disable --now kafka-server');
    timed('without them', () => project.succeed('run', 'kafka'));
    const again = reassign();
    assert.equal(again.status, 0, again.stdout + again.stderr);
    assert.deepEqual(
      OLD.map((machine) => mainPid(machine, 'kafka-server')),
      pids,
      'nothing was restarted',
    );
  });

  it('lost no acknowledged record, and each partition kept its order', () => load.endWhole());

  function reassign(...args: string[]) {
    return project.kafkabook(['reassign', ...args]);
  }

  function remove() {
    project.edit((document) => {
      for (const index of [4, 3]) document.deleteIn(['kafka', 'brokers', index]);
    });
    project.succeed('gen');
  }
});

/** How many replicas each of five brokers has, and of which topics. */
function counts(): {replicas: number[]; topics: string[]} {
  const text = described();
  const all = [...text.matchAll(/Replicas: ([\d,]+)/g)].flatMap(([, list = '']) => ids(list));
  return {
    replicas: [1, 2, 3, 4, 5].map((id) => all.filter((each) => each === id).length),
    topics: [...text.matchAll(/^Topic: (\S+)/gm)].map(([, topic = '']) => topic).sort(),
  };
}

/** Everything is in sync and led by whom it should be, evenly, and nothing is throttled. */
function assertSettled(): void {
  const text = described();
  const leaders = new Map<string, number>();
  for (const [, leader = '', replicas = '', isr = ''] of text.matchAll(
    /Leader: (\S+)\tReplicas: ([\d,]+)\tIsr: ([\d,]+)/g,
  )) {
    assert.equal(leader, replicas.split(',')[0]);
    assert.deepEqual(ids(isr).sort(), ids(replicas).sort());
    leaders.set(leader, (leaders.get(leader) ?? 0) + 1);
  }
  assert.ok(Math.max(...leaders.values()) - Math.min(...leaders.values()) < 2, JSON.stringify([...leaders]));
  const brokers = tool('kafka-configs.sh', '--describe --entity-type brokers');
  assert.doesNotMatch(text + brokers, /throttled/);
}

function described(topic?: string): string {
  return tool('kafka-topics.sh', `--describe${topic === undefined ? '' : ` --topic ${topic}`}`);
}

function tool(script: string, args: string): string {
  return kafkaTool('peter-kafka01', `${script} --bootstrap-server ${SERVERS} ${args}`);
}

const ids = (list: string) => list.split(',').map(Number);

function timed<T>(what: string, work: () => T): T {
  const began = performance.now();
  const result = work();
  console.log(`      ${what}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return result;
}
