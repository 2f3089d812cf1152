import assert from 'node:assert/strict';
import type {Document} from 'yaml';
import {bareMachines, inside, lab, LabProject, mainPid} from './support/lab.ts';
import {createTopic, kafkaTool, received, sendAndReceive} from './support/messages.ts';

// Each of these once lost data, stopped a cluster, or passed for success.
const BROKERS = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const ZOOKEEPERS = ['peter-zk01', 'peter-zk02', 'peter-zk03'];
const SERVER = 'peter-kafka01.foo.bar:9092';
/** Gates wait for minutes by default, and a test need not. */
const IMPATIENT = ['--', '-e', 'kafka_gate_retries=2', '-e', 'zookeeper_gate_retries=5'];

describe('what must never happen to a cluster', () => {
  let project: LabProject;
  let nodes: unknown;

  before(function () {
    project = new LabProject('book', bareMachines(this, ...ZOOKEEPERS, ...BROKERS));
    project.edit((document) => {
      nodes = (document.toJS() as {zookeeper: {nodes: unknown[]}}).zookeeper.nodes;
      document.setIn(['zookeeper', 'nodes'], [{name: 'peter-zk01', address: '198.18.0.11'}]);
    });
  });

  it('a first start that failed is no reason to refuse the next run', () => {
    inside('peter-kafka01', 'systemd-run --unit blocker python3 -m http.server 9092');
    project.succeed('gen');
    const result = project.kafkabook(['run', 'site', ...IMPATIENT]);
    assert.equal(result.status, 24, result.stdout.slice(-2000) + result.stderr);
    inside('peter-kafka01', 'systemctl stop blocker');
    project.succeed('run', 'site');
    assert.match(createTopic('peter-kafka01', 'kept', 3, SERVER), /Isr: (\d,){2}\d/);
    const {sent, received: got} = sendAndReceive('peter-kafka02', 'kept', 1000, SERVER);
    assert.equal(got, sent);
  });

  const REFUSED: [title: string, playbook: string, path: string[], value: () => unknown, message: RegExp][] =
    [
      [
        'empty servers that outvote the one with data',
        'zookeeper',
        ['zookeeper', 'nodes'],
        () => nodes,
        /outvote|empty state/,
      ],
      [
        'another user than the one that owns the data of brokers',
        'kafka',
        ['kafka', 'user'],
        () => 'streams',
        /owner kafka/,
      ],
      ['another user for ZooKeeper', 'zookeeper', ['zookeeper', 'user'], () => 'zk', /owner zookeeper/],
      [
        'other log directories, with the data left behind',
        'kafka',
        ['kafka', 'data_dirs'],
        () => ['/data/other'],
        /left \/data\/kafka-logs/,
      ],
      [
        'another data directory of ZooKeeper',
        'zookeeper',
        ['zookeeper', 'data_dir'],
        () => '/data/other-zk',
        /left \/data\/zk/,
      ],
    ];
  for (const [title, playbook, path, value, message] of REFUSED) {
    it(`refuses ${title}, and leaves everything as it is`, () => {
      const before = state();
      const result = runWith(path, value(), playbook);
      assert.equal(result.status, 20, result.stdout.slice(-2000) + result.stderr);
      assert.match(result.stdout + result.stderr, message);
      assert.deepEqual(state(), before);
      assert.equal(inside('peter-zk02', 'systemctl is-active zookeeper-server || true'), 'inactive');
    });
  }

  it('a broker that has just died holds the roll up, though nothing is under-replicated yet', () => {
    const before = mainPid('peter-kafka01', 'kafka-server');
    lab('kill', 'peter-kafka03');
    try {
      const result = runWith(
        ['kafka', 'config', 'log.retention.hours'],
        66,
        'kafka',
        '--limit',
        'peter-kafka01.foo.bar',
      );
      assert.equal(result.status, 24, result.stdout.slice(-2000) + result.stderr);
      assert.equal(mainPid('peter-kafka01', 'kafka-server'), before);
    } finally {
      lab('boot', 'peter-kafka03');
    }
  });

  it('a broker that is lost as it is looked at is told for what it is, and no other is touched', () => {
    project.succeed('run', 'site');
    const before = BROKERS.map((machine) => mainPid(machine, 'kafka-server'));
    lab('cut', 'peter-kafka02');
    try {
      // Without names and JDK, so that the look at the brokers is the first that meets them.
      const result = project.kafkabook(['run', 'kafka', ...IMPATIENT, '-e', 'site_prepared=true']);
      assert.equal(result.status, 21, result.stdout.slice(-2000) + result.stderr);
      assert.match(result.stderr, /could not reach 1 of 3 hosts/);
      assert.match(result.stdout, /Nothing was changed here: peter-kafka02[.]foo[.]bar failed or/);
    } finally {
      lab('mend', 'peter-kafka02');
    }
    assert.deepEqual(
      BROKERS.map((machine) => mainPid(machine, 'kafka-server')),
      before,
    );
  });

  it('a broker whose log directory has lost what it had is started where nobody counts on it, and by no other command', () => {
    project.succeed('run', 'site');
    project.succeed('stop', 'kafka', '--host', 'peter-kafka02');
    inside(
      'peter-kafka02',
      'mv /data/kafka-logs /data/kept && install -d -o kafka -g kafka /data/kafka-logs',
    );
    const started = project.kafkabook(['start', 'kafka', '--host', 'peter-kafka02']);
    assert.equal(started.status, 20, started.stdout.slice(-2000) + started.stderr);
    assert.match(started.stderr, /does not run, and has no data in \/data\/kafka-logs/);
    assert.equal(mainPid('peter-kafka02', 'kafka-server'), '0');
    project.succeed('run', 'kafka');
    const described = `kafka-topics.sh --bootstrap-server ${SERVER} --topic kept --describe`;
    assert.match(kafkaTool('peter-kafka01', described), /Isr: (\d,){2}\d/);
  });

  it('a change that breaks a broker stops the roll at it, and the mended one cures it', () => {
    const before = BROKERS.map((machine) => mainPid(machine, 'kafka-server'));
    const listeners = (port: number) => [
      {name: 'PLAINTEXT', port: 9092},
      {name: 'MORE', port},
    ];
    // What has just started is not taken to run yet, nor for long what came up again and again before.
    for (const machine of BROKERS) inside(machine, 'systemctl reset-failed kafka-server');
    inside('peter-kafka01', 'sleep 30');
    const result = runWith(['kafka', 'listeners'], listeners(22), 'kafka');
    assert.equal(result.status, 24, result.stdout.slice(-2000) + result.stderr);
    const broken = BROKERS.map((machine) => mainPid(machine, 'kafka-server'));
    const others = BROKERS.filter((_, index) => broken[index] === before[index]);
    assert.equal(others.length, 2, 'the others run on');
    for (const machine of others)
      assert.doesNotMatch(
        inside(machine, 'cat /etc/kafka/server.properties'),
        /:22/,
        'nor would they start with it',
      );
    project.edit((document) => document.setIn(['kafka', 'listeners'], listeners(9192)));
    project.succeed('gen');
    project.succeed('run', 'kafka');
    assert.equal(
      received('peter-kafka03', 'kept', 1000, SERVER),
      inside('peter-kafka02', 'sha256sum < /tmp/sent'),
    );
  });

  /** Runs with one value changed, and puts the spec back. */
  function runWith(path: string[], value: unknown, ...run: string[]) {
    let kept: unknown;
    project.edit((document: Document) => {
      kept = document.getIn(path);
      document.setIn(path, value);
    });
    project.succeed('gen');
    const result = project.kafkabook(['run', ...run, ...IMPATIENT]);
    project.edit((document) => (kept === undefined ? document.deleteIn(path) : document.setIn(path, kept)));
    project.succeed('gen');
    return result;
  }
});

/** Processes and files that a refusal must not touch. */
function state(): string[] {
  const files =
    'cat /etc/kafka/* /etc/zookeeper/* /etc/systemd/system/{kafka,zookeeper}-server.service 2>/dev/null';
  return ['peter-zk01', ...BROKERS].map((machine) =>
    inside(
      machine,
      `systemctl show --property MainPID kafka-server zookeeper-server; (${files}) | sha256sum; stat -c '%n %U' /data/*`,
    ),
  );
}
