import assert from 'node:assert/strict';
import {
  bareMachines,
  inside,
  lab,
  LabProject,
  mainPid,
  recap,
  tasksOf,
  zookeeperMode,
} from './support/lab.ts';
import {becomesHealthy, smokeOf, statusOf} from './support/health.ts';
import {createTopic, received, sendAndReceive} from './support/messages.ts';

const ZOOKEEPERS = ['peter-zk01', 'peter-zk02', 'peter-zk03'];
const BROKERS = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const SERVER = 'peter-kafka01.foo.bar:9092';
/** What a smoke test says at last. */
const WELL = /^All is well\.$/m;
const TOPIC = 'peter-overview01';

/**
 * How many tasks do something on the host that has the most of them, by role, on bare machines and on those where nothing
 * is to be done: what a run costs. More of them are more seconds of every run.
 */
const BARE = {archive: 7, hosts: 2, jdk: 3, kafka: 17, zookeeper: 15};
const CONVERGED = {hosts: 1, jdk: 1, kafka: 4, zookeeper: 4};

/** The machine, how to look, what somebody does there, and what is seen at first and in the end. */
const CHANGED_BY_HAND: readonly (readonly [machine: string, look: string, change: string, is: string])[] = [
  ['peter-zk01', 'stat -c %a /data/zk', 'chmod 777 /data/zk', '750'],
  ['peter-zk02', 'stat -c %U /etc/zookeeper/zoo.cfg', 'chown nobody /etc/zookeeper/zoo.cfg', 'root'],
  [
    'peter-zk03',
    'grep -c peter-kafka02 /etc/hosts',
    "sed '/peter-kafka02/d' /etc/hosts >/tmp/hosts && cat /tmp/hosts >/etc/hosts",
    '1',
  ],
  ['peter-kafka01', 'readlink /usr/local/kafka | grep -c kafka_', 'ln -sfn /opt /usr/local/kafka', '1'],
  ['peter-kafka02', 'systemctl is-enabled kafka-server || true', 'systemctl disable kafka-server', 'enabled'],
  [
    'peter-kafka03',
    'grep -c ^vm /etc/sysctl.d/90-kafka.conf',
    'sed -i /swap/d /etc/sysctl.d/90-kafka.conf',
    '2',
  ],
];

for (const example of ['book', 'current']) {
  describe(`examples/${example}.yml on six machines`, () => {
    let project: LabProject;

    before(function () {
      project = new LabProject(example, bareMachines(this, ...ZOOKEEPERS, ...BROKERS));
      project.succeed('gen');
    });

    it('a dry run on bare hosts ends without error and changes nothing', () => {
      project.succeed('run', 'site', '--check');
      assert.equal(inside('peter-zk01', 'ls -d /etc/zookeeper /usr/local/zookeeper 2>/dev/null || true'), '');
    });

    it('run site brings up an ensemble with one leader and registers every broker', () => {
      project.succeed('run', 'site');
      assert.deepEqual(ZOOKEEPERS.map(zookeeperMode).sort(), ['follower', 'follower', 'leader']);
      assert.deepEqual(registeredBrokers(), ['1', '2', '3']);
      assert.deepEqual(tasksOf(project), BARE);
    });

    it('services run as their own users, enabled at boot', () => {
      for (const [machine, unit, user] of [
        ['peter-zk02', 'zookeeper-server', 'zookeeper'],
        ['peter-kafka02', 'kafka-server', 'kafka'],
      ] as const) {
        assert.equal(inside(machine, `systemctl is-enabled ${unit}`), 'enabled');
        assert.equal(inside(machine, `ps -o user= -p ${mainPid(machine, unit)}`), user);
      }
    });

    it('1,000 messages go through a topic with three in-sync replicas, unchanged and in order', () => {
      const description = createTopic('peter-kafka01', TOPIC, 3, SERVER);
      assert.match(description, /Isr: (\d,){2}\d/);
      const {sent, received: got} = sendAndReceive('peter-kafka02', TOPIC, 1000, SERVER);
      assert.equal(got, sent);
    });

    it('run site again changes nothing and restarts nothing', () => {
      const before = pids();
      const counters = Object.values(recap(project.succeed('run', 'site')));
      assert.equal(counters.length, 6);
      assert.deepEqual(
        counters.map((host) => host['changed']),
        [0, 0, 0, 0, 0, 0],
      );
      assert.deepEqual(pids(), before);
      assert.deepEqual(tasksOf(project), CONVERGED);
    });

    it('what somebody has changed on the hosts is put right, and restarts nothing', () => {
      const before = pids();
      for (const [machine, , change] of CHANGED_BY_HAND) inside(machine, change);
      const counters = recap(project.succeed('run', 'site'));
      for (const [machine, look, , is] of CHANGED_BY_HAND) {
        assert.equal(inside(machine, look), is, machine);
        assert.equal(counters[`${machine}.foo.bar`]?.['changed'], 1, machine);
      }
      assert.deepEqual(pids(), before);
    });

    it('a dry run on converged hosts says that nothing would change', () => {
      const counters = Object.values(recap(project.succeed('run', 'site', '--check')));
      assert.deepEqual(
        counters.map((host) => host['changed']),
        [0, 0, 0, 0, 0, 0],
      );
    });

    it('machines that reboot come back with their services and their data', () => {
      lab('reboot', 'peter-zk01');
      lab('reboot', 'peter-kafka01');
      // Nobody starts anything: what comes back, systemd brought back.
      inside(
        'peter-zk01',
        waitFor('exec 3<>/dev/tcp/127.0.0.1/2181; printf srvr >&3; cat <&3 | grep -q Mode'),
      );
      inside('peter-kafka01', waitFor('exec 3<>/dev/tcp/127.0.0.1/9092'));
      assert.equal(
        received('peter-kafka01', TOPIC, 1000, SERVER),
        received('peter-kafka03', TOPIC, 1000, SERVER),
      );
    });

    it('a changed heap restarts every server of the ensemble, its leader last, and no broker', () => {
      const before = pids();
      const leader = ZOOKEEPERS.find((machine) => zookeeperMode(machine) === 'leader') ?? '';
      project.edit((document) => document.setIn(['zookeeper', 'heap'], '400m'));
      project.succeed('gen');
      project.succeed('run', 'zookeeper');
      const after = pids();
      for (const [index, pid] of after.slice(0, 3).entries()) assert.notEqual(pid, before[index]);
      assert.deepEqual(after.slice(3), before.slice(3));
      const last = ZOOKEEPERS.toSorted((one, other) => startOf(one) - startOf(other)).at(-1);
      assert.equal(last, leader);
    });

    it('a changed property restarts the brokers alone, and messages stay', () => {
      const before = pids();
      project.edit((document) => document.setIn(['kafka', 'config', 'log.retention.hours'], 71));
      project.succeed('gen');
      project.succeed('run', 'site');
      const after = pids();
      assert.deepEqual(after.slice(0, 3), before.slice(0, 3), 'ZooKeeper kept running');
      for (const [index, pid] of after.slice(3).entries()) assert.notEqual(pid, before[3 + index]);
      assert.match(
        inside('peter-kafka03', 'cat /etc/kafka/server.properties'),
        /^log\.retention\.hours=71$/m,
      );
      const kept = received('peter-kafka02', TOPIC, 1000, SERVER);
      assert.equal(kept, inside('peter-kafka02', 'sha256sum < /tmp/sent'));
    });

    describe('its status', () => {
      /**
       * What is wrong after a command on a machine; undone afterwards, behind which nothing is wrong any more. `smokes`: what
       * a smoke test is to come to meanwhile. It takes as long as Kafka's own tools are patient: with one example.
       */
      const faultsAfter = (machine: string, command: string, mend: string, smokes: RegExp) => {
        inside(machine, command);
        let told: ReturnType<typeof statusOf>;
        try {
          told = statusOf(project);
          if (example === 'current') smoke(smokes);
        } finally {
          inside(machine, mend);
        }
        assert.equal(told.code, 20, told.faults.join('\n'));
        becomesHealthy(project);
        return told.faults;
      };
      const smoke = (expected: RegExp, ...flags: string[]) => {
        const {code, text} = smokeOf(project, ...flags);
        assert.match(text, expected);
        assert.equal(code, expected === WELL ? 0 : 20, text);
      };
      const follower = () => ZOOKEEPERS.find((machine) => zookeeperMode(machine) === 'follower') ?? '';

      it('is good, as text and as a table of each service', () => {
        becomesHealthy(project);
        const {health} = statusOf(project);
        assert.deepEqual(
          health.hosts.map(({services}) => services.map(({role, id}) => `${role} ${id}`).join()),
          [...[1, 2, 3].map((id) => `zookeeper ${id}`), ...[1, 2, 3].map((id) => `kafka ${id}`)],
        );
        const text = project.succeed('status');
        assert.match(text, /zookeeper \d +active .*leader, 2 of 2 followers in sync/);
        assert.match(text, /^All is well\.$/m);
      });

      it('tells a broker that is down, and the partitions that it leaves behind', () => {
        const faults = faultsAfter(
          'peter-kafka02',
          'systemctl stop kafka-server',
          'systemctl start kafka-server',
          /3.* larger than available brokers: 2|only 2 broker/,
        );
        assert.match(faults[0] ?? '', /^peter-kafka02\.foo\.bar: it is inactive/);
        assert.match(faults[1] ?? '', /^\d+ partitions? (is|are) under-replicated: /);
        assert.equal(faults.length, 2, faults.join('\n'));
      });

      it('tells a follower that is down', () => {
        const machine = follower();
        const faults = faultsAfter(
          machine,
          'systemctl stop zookeeper-server',
          'systemctl start zookeeper-server',
          WELL,
        );
        assert.match(faults[0] ?? '', new RegExp(`^${machine}[.]foo[.]bar: it is inactive`));
        assert.match(faults[1] ?? '', /^1 of 2 followers of ZooKeeper are not in sync$/);
        assert.match(faults[2] ?? '', /cannot lose another one$/);
        assert.equal(faults.length, 3, faults.join('\n'));
      });

      it('tells an ensemble without a quorum', () => {
        const away = follower();
        inside(away, 'systemctl stop zookeeper-server');
        const next = ZOOKEEPERS.find((machine) => machine !== away) ?? '';
        inside(next, 'systemctl stop zookeeper-server');
        const {faults} = statusOf(project);
        if (example === 'current') smoke(/kafka-topics[.]sh on \S+: .*(timed out|Timed out|Timeout)/i);
        for (const machine of [away, next]) inside(machine, 'systemctl start zookeeper-server');
        becomesHealthy(project);
        assert.ok(faults.includes('ZooKeeper has no leader: it serves nobody'), faults.join('\n'));
        const left = ZOOKEEPERS.find((machine) => machine !== away && machine !== next);
        assert.ok(faults.includes(`${left}.foo.bar: it serves nobody: it has no quorum`), faults.join('\n'));
      });

      it('tells another release than the wanted one', () => {
        const unit = '/etc/systemd/system/kafka-server.service';
        const release = inside(
          'peter-kafka03',
          `sed -n 's#^ExecStart=.*/\\(kafka_[^/]*\\)/.*#\\1#p' ${unit}`,
        );
        const other = release.replace(/-.*/, '-2.1.0');
        const restart = 'systemctl daemon-reload && systemctl restart kafka-server';
        const faults = faultsAfter(
          'peter-kafka03',
          `ln -s ${release} /usr/local/${other}; cp ${unit} /tmp/unit; sed -i 's#/${release}/#/${other}/#' ${unit}; ${restart}; sleep 3`,
          `cp /tmp/unit ${unit}; rm /usr/local/${other}; ${restart}`,
          WELL,
        );
        const wrong = `peter-kafka03.foo.bar: it runs ${other}, not ${release}`;
        assert.ok(faults.includes(wrong), faults.join('\n'));
      });

      it('tells another configuration than the wanted one, and one that was not loaded', () => {
        const file = '/etc/kafka/server.properties';
        const faults = faultsAfter(
          'peter-kafka01',
          `cp -p ${file} /tmp/kept; echo log.retention.hours=9 >>${file}`,
          `cp -p /tmp/kept ${file}`,
          WELL,
        );
        assert.deepEqual(faults, [
          'peter-kafka01.foo.bar: its file differs from cluster.yml in log.retention.hours: kafkabook run kafka',
          'peter-kafka01.foo.bar: it was started with something else than stands in its files: log.retention.hours',
        ]);
      });

      if (example === 'current') {
        it('tells a broker that is there, but gets no copies', () => {
          const {controller} = statusOf(project).health.kafka ?? {};
          // Not the first, which is the one that is asked to make topics.
          const id = [2, 3].find((each) => each !== controller) ?? 0;
          const machine = `peter-kafka0${id}`;
          inside(machine, 'ip rule add ipproto tcp dport 9092 unreachable');
          let told: ReturnType<typeof statusOf>;
          try {
            smoke(new RegExp(`! ${machine}[.]foo[.]bar, .*cannot send`), '--topic', 'lagging', '--keep');
            // A follower without copies is out of sync where something was written.
            told = statusOf(project);
          } finally {
            inside(machine, 'ip rule del ipproto tcp dport 9092 unreachable');
          }
          project.succeed('topic', 'delete', 'lagging', '--confirm', 'lagging');
          becomesHealthy(project);
          assert.equal(told.code, 20);
          assert.deepEqual(told.health.kafka?.registered, [1, 2, 3]);
          assert.match(told.faults.join('\n'), /^\d+ partitions? (is|are) under-replicated: /m);
        });

        it('tells a machine that is gone, soon, and what the rest is like', () => {
          lab('cut', 'peter-kafka01');
          const begun = performance.now();
          const {code, faults, health} = statusOf(project);
          const seconds = (performance.now() - begun) / 1000;
          lab('mend', 'peter-kafka01');
          becomesHealthy(project);
          assert.equal(code, 20);
          assert.match(faults[0] ?? '', /^peter-kafka01\.foo\.bar: unreachable: /);
          assert.equal(health.hosts.flatMap(({services}) => services).length, 5);
          assert.ok(seconds < 30, `${seconds} s`);
        });
      }
    });
  });
}

/** A shell command that succeeds as soon as another does, within a minute. */
function waitFor(command: string): string {
  return `for i in $(seq 60); do (${command}) 2>/dev/null && exit 0; sleep 1; done; exit 1`;
}

/** When the ZooKeeper of a machine was started, in microseconds of the clock that all machines share. */
function startOf(machine: string): number {
  return Number(
    inside(machine, 'systemctl show --property ExecMainStartTimestampMonotonic --value zookeeper-server'),
  );
}

function pids(): string[] {
  return [
    ...ZOOKEEPERS.map((machine) => mainPid(machine, 'zookeeper-server')),
    ...BROKERS.map((machine) => mainPid(machine, 'kafka-server')),
  ];
}

function registeredBrokers(): string[] {
  const list = inside(
    'peter-kafka01',
    "/usr/local/kafka/bin/zookeeper-shell.sh peter-zk01.foo.bar:2181 ls /brokers/ids 2>/dev/null | grep '^\\['",
  );
  return list
    .replace(/[[\] ]/g, '')
    .split(',')
    .sort();
}
