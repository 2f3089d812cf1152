import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import type {Topic} from '../../src/kafka/description.ts';
import {ansibleBin, bareMachines, inside, lab, LabProject, ROOT} from './support/lab.ts';

const TOPIC = 'peter-overview01';
const SENT = Array.from({length: 100}, (_, at) => `message ${at + 1}\n`).join('');

// One story: each part begins where the one before ended.
describe('topics of a cluster, over SSH', () => {
  let project: LabProject;

  before(function () {
    const environment = bareMachines(this, 'peter-zk01', 'peter-kafka01', 'peter-kafka02');
    project = new LabProject('current', environment);
    project.edit((document) => {
      document.setIn(['zookeeper', 'nodes'], [{name: 'peter-zk01', address: '198.18.0.11'}]);
      document.deleteIn(['kafka', 'brokers', 2]);
      for (const key of [
        'default.replication.factor',
        'offsets.topic.replication.factor',
        'transaction.state.log.replication.factor',
      ])
        document.setIn(['kafka', 'config', key], 2);
      for (const key of ['min.insync.replicas', 'transaction.state.log.min.isr'])
        document.setIn(['kafka', 'config', key], 1);
    });
    project.succeed('gen');
    project.succeed('run', 'site');
  });

  const topic = (...args: string[]) => project.kafkabook(['topic', ...args]);
  const names = () => project.succeed('topic', 'list').trim().split('\n');
  const control = (command: string) => {
    const bin = ansibleBin('2.19') ?? '';
    const kafkabook = `'${process.execPath}' '${path.join(ROOT, 'bin/run.js')}'`;
    const words = ['control', 'bash', '-c', `set -o pipefail; ${command.replaceAll('KAFKABOOK', kafkabook)}`];
    return {
      ...{file: path.join(ROOT, 'test/lab/lab'), words},
      options: {cwd: project.folder, env: {...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`}},
    };
  };
  const shell = (command: string) => {
    const {file, words, options} = control(command);
    return spawnSync(file, words, {...options, encoding: 'utf8', timeout: 120_000});
  };

  it('creates one with the replicas that the file of the brokers names, and describes it', () => {
    const created = topic('create', TOPIC, '--partitions', '2', '--config', 'retention.ms=86400000');
    assert.equal(created.status, 0, created.stderr);
    assert.equal(created.stdout, `Created ${TOPIC}.\n`);
    assert.ok(names().includes(TOPIC));
    const described = JSON.parse(project.succeed('topic', 'describe', TOPIC, '--json')) as Topic[];
    assert.deepEqual([described.length, described[0]?.topic, described[0]?.replicationFactor], [1, TOPIC, 2]);
    assert.equal(described[0]?.configs['retention.ms'], '86400000');
    assert.deepEqual(
      described[0]?.partitions.map(({replicas, isr, state}) => [replicas.toSorted(), isr.length, state]),
      [
        [[1, 2], 2, 'whole'],
        [[1, 2], 2, 'whole'],
      ],
    );
  });

  it('is told to the gates of rolls as the tool of Kafka tells it', () => {
    const partitions = (text: string) =>
      text.split('\n').map((line) => /^\tTopic: .*\tIsr: [0-9,]*/.exec(line)?.[0]);
    const servers = 'peter-kafka01.foo.bar:9092,peter-kafka02.foo.bar:9092';
    const asked = lab(
      'control',
      'python3',
      path.join(ROOT, 'roles/kafka/files/cluster.py'),
      'describe',
      servers,
    );
    const told = inside(
      'peter-kafka02',
      `/usr/local/kafka/bin/kafka-topics.sh --bootstrap-server ${servers} --describe`,
    );
    const found = partitions(asked).filter((each) => each !== undefined);
    assert.ok(found.length >= 2, asked);
    assert.deepEqual(
      found.sort(),
      partitions(told)
        .filter((each) => each !== undefined)
        .sort(),
    );
    assert.match(asked, /^controller [12]\n.*\(id: 1 rack: .*\(id: 2 rack: .*min\.insync\.replicas=1\n/s);
  });

  it("tells what Kafka says in Kafka's words alone", () => {
    const again = topic('create', TOPIC);
    assert.equal(again.status, 20);
    assert.match(
      again.stderr,
      /^kafkabook: kafka-topics\.sh on peter-kafka01\.foo\.bar: Topic 'peter-overview01' already exists\.$/m,
    );
    assert.doesNotMatch(again.stderr, /org\.apache|ERROR|^\s+at /m);
  });

  it('100 messages go in through standard input and come out of standard output', () => {
    writeFileSync(path.join(project.folder, 'messages'), SENT);
    const produced = shell(`KAFKABOOK topic produce ${TOPIC} < messages`);
    assert.deepEqual([produced.status, produced.stdout], [0, ''], produced.stderr);
    const consumed = shell(
      `KAFKABOOK topic consume ${TOPIC} --from-beginning --max-messages 100 --timeout 60s </dev/null`,
    );
    assert.equal(consumed.status, 0, consumed.stderr);
    // Two partitions: each has its order.
    assert.deepEqual(consumed.stdout.split('\n').toSorted(), SENT.split('\n').toSorted());
  });

  it('leaves no consumer behind on the broker', async () => {
    const {file, words, options} = control(`exec KAFKABOOK topic consume ${TOPIC}`);
    const consumer = spawn(file, words, {...options, detached: true, stdio: 'ignore'});
    const ended = new Promise((done) => consumer.once('close', done));
    const left = () =>
      inside('peter-kafka01', "ps -eo args | grep -c '[C]onsoleConsumer --bootstrap-server' || true");
    for (let tries = 0; left() !== '1'; tries += 1) {
      assert.ok(tries < 30, 'it has begun');
      await wait(1000);
    }
    // As a terminal does: to all that run in it.
    process.kill(-(consumer.pid ?? 0), 'SIGINT');
    await ended;
    for (let tries = 0; left() !== '0'; tries += 1) {
      assert.ok(tries < 20, 'it has ended');
      await wait(1000);
    }
  });

  it('passes over a broker that cannot be reached, and marks what is not whole', async () => {
    inside('peter-kafka01', 'systemctl stop ssh.service kafka-server');
    try {
      const described = topic('describe', TOPIC);
      assert.equal(described.status, 0, described.stderr);
      assert.match(described.stdout, /! under-replicated: without 1$/m);
      assert.match(described.stdout, /^1 topic, 2 partitions: 2 under-replicated\.$/m);
      assert.match(
        described.stderr,
        /peter-kafka01\.foo\.bar cannot be reached: .*refused; asking peter-kafka02\.foo\.bar/,
      );
      const alone = topic('list', '--host', 'peter-kafka01');
      assert.deepEqual([alone.status, alone.stdout], [21, ''], alone.stderr);
    } finally {
      inside('peter-kafka01', 'systemctl start ssh.service kafka-server');
    }
    for (let tries = 0; !/all whole/.test(topic('describe').stdout); tries += 1) {
      assert.ok(tries < 30, 'it came back');
      await wait(1000);
    }
  });

  it('deletes only what was confirmed', () => {
    const refused = shell(`KAFKABOOK topic delete ${TOPIC} </dev/null`);
    assert.equal(refused.status, 40, refused.stderr);
    assert.match(refused.stdout, /peter-overview01: 2 partitions, replication factor 2/);
    assert.ok(names().includes(TOPIC));
    const twin = TOPIC.replace('-', '.');
    project.succeed('topic', 'create', twin, '--partitions', '1');
    project.succeed('topic', 'delete', twin, '--confirm', twin);
    assert.ok(names().includes(TOPIC), 'a name is no pattern');
    project.succeed('topic', 'delete', TOPIC, '--confirm', TOPIC);
    assert.ok(!names().includes(TOPIC));
  });
});
