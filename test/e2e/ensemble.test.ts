import assert from 'node:assert/strict';
import {bareMachines, inside, lab, LabProject, mainPid, recap, zookeeperMode} from './support/lab.ts';
import {LoadPrograms, type Load} from './support/load.ts';
import {kafkaTool} from './support/messages.ts';

// Both roles on each of three machines: where one dies, a member of the ensemble and a broker die at once.
const OLD = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const NEW = ['peter-kafka04', 'peter-kafka05'];
const ALL = [...OLD, ...NEW];
const SERVERS = OLD.map((name) => `${name}.foo.bar:9092`).join(',');
const address = (name: string) => `198.18.0.2${name.slice(-1)}`;

// One story: each part begins where the one before ended, and the load runs through all of it.
describe('an ensemble that changes its members while it is used', () => {
  let project: LabProject;
  let programs: LoadPrograms;
  let load: Load;

  before(async function () {
    const environment = bareMachines(this, ...ALL);
    project = new LabProject('current', environment);
    project.edit((document) => document.setIn(['kafka', 'config', 'offsets.topic.num.partitions'], 3));
    members(OLD);
    timed('three members and brokers', () => project.succeed('run', 'site'));
    programs = new LoadPrograms(environment);
    load = await programs.load(SERVERS, 'load', 6, 200);
  });

  after(() => programs.remove());

  it('is left alone by a run of another list, and while a member is away', () => {
    members(ALL);
    const before = state(OLD);
    const run = project.kafkabook(['run', 'zookeeper']);
    assert.equal(run.status, 20, run.stdout.slice(-3000) + run.stderr);
    assert.match(run.stderr, /has the members 1, 2, 3, cluster\.yml has 1, 2, 3, 4, 5/);
    assert.match(run.stderr, /kafkabook scale zookeeper/);
    assert.deepEqual(state(OLD), before);
    const [away = ''] = OLD.filter((machine) => zookeeperMode(machine) === 'follower');
    inside(away, 'systemctl stop zookeeper-server');
    const scale = project.kafkabook(['run', 'zookeeper-scale', '--', '-e', 'zookeeper_gate_retries=2']);
    inside(away, 'systemctl start zookeeper-server');
    assert.equal(scale.status, 24, scale.stdout.slice(-3000) + scale.stderr);
    assert.match(scale.stderr, new RegExp(`do not serve: ${away}`));
    const others = OLD.filter((machine) => machine !== away);
    assert.deepEqual(
      state(others),
      before.filter((_, index) => OLD[index] !== away),
    );
    assert.equal(inside('peter-kafka04', 'ls -d /etc/zookeeper 2>/dev/null || true'), '');
  });

  it('grows from three to five, and the brokers learn of it', () => {
    watch();
    timed('3 to 5', () => project.succeed('scale', 'zookeeper'));
    watched();
    assert.equal(modes(ALL), 'follower follower follower follower leader');
    const brokers = pids(OLD, 'kafka-server');
    timed('brokers learn of them', () => project.succeed('run', 'site'));
    assert.ok(pids(OLD, 'kafka-server').every((pid, index) => pid !== brokers[index]));
    assert.equal(lists(ALL), '5 5 5 5 5');
  });

  it('gets a new machine for one that died, under its ids, and nothing else is touched', () => {
    const dead = OLD.find((machine) => zookeeperMode(machine) === 'leader') ?? 'peter-kafka02';
    const others = ALL.filter((machine) => machine !== dead);
    const before = [...state(others), ...pids(OLD, 'kafka-server').filter((_, at) => OLD[at] !== dead)];
    lab('reset', dead);
    const output = timed('a machine replaced', () => project.succeed('run', 'site'));
    const after = [...state(others), ...pids(OLD, 'kafka-server').filter((_, at) => OLD[at] !== dead)];
    assert.deepEqual(after, before);
    const changed = recap(output);
    assert.deepEqual(
      others.map((machine) => changed[`${machine}.foo.bar`]?.['changed']),
      [0, 0, 0, 0],
    );
    assert.equal(modes(ALL), 'follower follower follower follower leader');
    const described = kafkaTool(
      dead,
      `kafka-topics.sh --bootstrap-server ${SERVERS} --describe --topic load`,
    );
    assert.equal([...described.matchAll(/Isr: (?:\d,){2}\d/g)].length, 6, described);
    const ids = OLD.map((machine) => inside(machine, 'grep ^cluster.id /data/kafka-logs/meta.properties'));
    assert.equal(new Set(ids).size, 1);
  });

  it('shrinks from five to three, and keeps what the others had', () => {
    watch();
    timed('5 to 3', () =>
      project.succeed('scale', 'zookeeper', ...NEW.flatMap((name) => ['--remove', name])),
    );
    watched();
    assert.equal(modes(OLD), 'follower follower leader');
    assert.equal(lists(OLD), '3 3 3');
    for (const machine of NEW) {
      const unit = 'systemctl is-active zookeeper-server; systemctl is-enabled zookeeper-server';
      assert.match(
        inside(machine, `(${unit}; ls /data/zk/version-2) || true`),
        /^inactive\ndisabled\n(.*\n)*log\./,
      );
    }
    members(OLD);
    const before = pids(OLD, 'zookeeper-server');
    timed('a run without them', () => project.succeed('run', 'zookeeper'));
    assert.deepEqual(pids(OLD, 'zookeeper-server'), before, 'what scale left is what a run wants');
  });

  it('lost no acknowledged record, and each partition kept its order', () => load.endWhole());

  function members(names: readonly string[]) {
    project.edit((document) => {
      document.setIn(
        ['zookeeper', 'nodes'],
        names.map((name) => ({name, address: address(name)})),
      );
    });
    project.succeed('gen');
  }
});

/** Begins to ask every server twice a second, and keeps the longest time in which none said that it leads. */
function watch(): void {
  const ask = 'exec 3<>/dev/tcp/$0/2181 && printf srvr >&3 && cat <&3';
  const script = `now() { echo $((\${EPOCHREALTIME/./} / 1000)); }
last=$(now); longest=0
while sleep 0.4; do
  for address in ${ALL.map(address).join(' ')}; do
    timeout 1 bash -c '${ask}' "$address" 2>/dev/null | grep -q "^Mode: leader" || continue
    gap=$(($(now) - last)); last=$(now)
    [ "$gap" -le "$longest" ] || longest=$gap
    break
  done
  echo "$longest" >/tmp/longest
done`;
  inside(
    'peter-kafka01',
    `cat >/tmp/watch <<'END'\n${script}\nEND\nsystemd-run --quiet --unit watch bash /tmp/watch`,
  );
}

/** Ends that. Elections take their time, but not longer. */
function watched(): void {
  const longest = Number(inside('peter-kafka01', 'systemctl stop watch; cat /tmp/longest'));
  console.log(`      longest time without a leader: ${(longest / 1000).toFixed(1)} s`);
  assert.ok(longest > 0 && longest < 10_000, `${longest} ms`);
}

/** The processes of the ensemble, and their files. */
function state(machines: readonly string[]): string[] {
  return machines.map(
    (machine) =>
      mainPid(machine, 'zookeeper-server') +
      inside(machine, 'sha256sum /etc/zookeeper/zoo.cfg /etc/systemd/system/zookeeper-server.service'),
  );
}

function modes(machines: readonly string[]): string {
  return machines.map(zookeeperMode).sort().join(' ');
}

/** How many servers the configuration of each machine has. */
function lists(machines: readonly string[]): string {
  return machines.map((machine) => inside(machine, "grep -c '^server[.]' /etc/zookeeper/zoo.cfg")).join(' ');
}

function pids(machines: readonly string[], unit: string): string[] {
  return machines.map((machine) => mainPid(machine, unit));
}

function timed<T>(what: string, work: () => T): T {
  const began = performance.now();
  const result = work();
  console.log(`      ${what}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return result;
}
