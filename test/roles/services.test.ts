import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {ansibleOrSkip} from '../project/ansible.ts';
import {Machines} from './machines.ts';

const ZOOKEEPERS = ['zk01', 'zk02', 'zk03'];
const BROKERS = ['kafka01', 'kafka02', 'kafka03'];
const CONFIRMED = ['-e', 'kafkabook_stop=peter'];

type Case = readonly [
  title: string,
  running: readonly string[],
  args: readonly string[],
  done: readonly string[],
  said?: RegExp,
];

const STOPS: readonly Case[] = [
  [
    'several brokers, each behind a gate that counts the ones before as away, the controller last',
    [...ZOOKEEPERS, ...BROKERS],
    ['kafka-stop.yml', '--limit', 'kafka02,kafka03'],
    ['stop kafka03', 'stop kafka02'],
  ],
  [
    'all brokers, confirmed, without such a gate',
    [...ZOOKEEPERS, ...BROKERS],
    ['kafka-stop.yml', ...CONFIRMED],
    ['stop kafka01', 'stop kafka03', 'stop kafka02'],
  ],
  ['nothing where it is stopped', ['kafka01', 'kafka02'], ['kafka-stop.yml', '--limit', 'kafka03'], []],
  ['the leader', [...ZOOKEEPERS, ...BROKERS], ['zookeeper-stop.yml', '--limit', 'zk02'], ['stop zk02']],
  [
    'all ZooKeeper servers where no broker runs, the leader last',
    ZOOKEEPERS,
    ['zookeeper-stop.yml', ...CONFIRMED],
    ['stop zk01', 'stop zk03', 'stop zk02'],
  ],
  [
    'no broker that a topic needs because another was stopped',
    [...ZOOKEEPERS, ...BROKERS],
    ['kafka-stop.yml', '--limit', 'kafka01,kafka02'],
    ['stop kafka01'],
    /narrow \(2 replicas, 1 of them stopped already, min\.insync\.replicas 1\)/,
  ],
  [
    'no broker where another one does not run, that was not named',
    [...ZOOKEEPERS, 'kafka01', 'kafka02'],
    ['kafka-stop.yml', '--limit', 'kafka01'],
    [],
    /not registered: 3/,
  ],
  [
    'not all brokers unconfirmed',
    [...ZOOKEEPERS, ...BROKERS],
    ['kafka-stop.yml'],
    [],
    /Nothing was stopped: without any broker/,
  ],
  [
    'not all ZooKeeper servers unconfirmed',
    ZOOKEEPERS,
    ['zookeeper-stop.yml'],
    [],
    /Nothing was stopped: without its ensemble/,
  ],
  [
    'not all ZooKeeper servers while a broker runs',
    [...ZOOKEEPERS, 'kafka02'],
    ['zookeeper-stop.yml', ...CONFIRMED],
    [],
    /No server was stopped: brokers run, or nobody can say whether they do, on kafka02\. Stop/,
  ],
  [
    'not all ZooKeeper servers where brokers were left out of the look',
    ZOOKEEPERS,
    ['zookeeper-stop.yml', ...CONFIRMED, '--limit', 'zkhosts'],
    [],
    /nobody can say whether they do, on kafka01, kafka02, kafka03\. Stop/,
  ],
  [
    'no server whose quorum would be lost',
    [...ZOOKEEPERS, ...BROKERS],
    ['zookeeper-stop.yml', '--limit', 'zk01,zk02'],
    ['stop zk01'],
    /of 3 servers 1 would be left,\s+and the ensemble serves with 2/,
  ],
  [
    'no server whose quorum is lost with one that does not run',
    ['zk01', 'zk02', ...BROKERS],
    ['zookeeper-stop.yml', '--limit', 'zk01'],
    [],
    /zk03: not serving/,
  ],
];

const STARTS: readonly Case[] = [
  [
    'nothing, and try a gate that could not ask no second time',
    [...ZOOKEEPERS, ...BROKERS],
    ['kafka-start.yml', '-e', JSON.stringify({_kafka_ask: 'exit 1'})],
    [],
    /fatal: \[kafka01\]: FAILED! => .*non-zero return code/,
  ],
  ['what does not run', ['zk02'], ['zookeeper-start.yml'], ['start zk01', 'start zk03']],
  ['brokers where ZooKeeper serves', ['zk01', 'zk02', 'kafka03'], ['kafka-start.yml'], ['start kafka01', 'start kafka02']],
  [
    'one broker while others stay away',
    [...ZOOKEEPERS, 'kafka01'],
    ['kafka-start.yml', '--limit', 'kafka02'],
    ['start kafka02'],
  ],
  [
    'no server that has lost its data, nor another one beside it',
    ['zk02'],
    ['zookeeper-start.yml', '-e', 'zookeeper_data_dir=/nowhere'],
    [],
    /The server of this host does not run, and has no data/,
  ],
  [
    'no server anew that has lost its data',
    ['zk02'],
    ['zookeeper-restart.yml', '-e', 'zookeeper_restart_id=1', '-e', 'zookeeper_data_dir=/nowhere'],
    [],
    /The server of this host does not run, and has no data/,
  ],
  ['no broker where it does not', ['zk01', 'kafka03'], ['kafka-start.yml'], [], /zk02: not serving/],
  [
    'brokers anew at the same time, confirmed',
    [...ZOOKEEPERS, ...BROKERS],
    ['kafka-restart-at-once.yml', '-e', 'kafkabook_restart_at_once=peter'],
    ['restart kafka01', 'restart kafka02', 'restart kafka03'],
  ],
  [
    'brokers anew at the same time never unconfirmed',
    [...ZOOKEEPERS, ...BROKERS],
    ['kafka-restart-at-once.yml'],
    [],
    /Nothing was restarted: meanwhile the cluster/,
  ],
  [
    'servers anew at the same time, confirmed',
    [...ZOOKEEPERS, ...BROKERS],
    ['zookeeper-restart-at-once.yml', '-e', 'kafkabook_restart_at_once=peter'],
    ['restart zk01', 'restart zk02', 'restart zk03'],
  ],
  [
    'servers anew at the same time never unconfirmed',
    [...ZOOKEEPERS, ...BROKERS],
    ['zookeeper-restart-at-once.yml'],
    [],
    /Nothing was restarted: meanwhile the ensemble/,
  ],
];

describe('the plays that stop and start services', function () {
  this.timeout(120_000);
  let machines: Machines;

  before(async function () {
    machines = new Machines(ansibleOrSkip(this as unknown as Mocha.Context, '2.19'));
    await machines.open();
  });
  after(() => machines?.close());

  it('say what a removal would lose, a line a fact, and remove nothing unconfirmed', async () => {
    machines.run(...ZOOKEEPERS, ...BROKERS);
    const looked = await machines.play('destroy-look.yml');
    assert.equal(looked.code, 0, looked.output);
    assert.match(looked.output, /"msg": "(.*\\n)?remove \S+\/install\/kafka_2\.13-3\.9\.1(\\n.*)?"/);
    assert.doesNotMatch(looked.output, /\\\\n/);
    const refused = await machines.play('destroy.yml', '-e', 'kafkabook_destroy=paul');
    assert.equal(refused.code, 2, refused.output);
    assert.match(refused.output, /Nothing was changed: this would remove Kafka/);
    assert.deepEqual(machines.done(), []);
  });

  it('say of which data a machine cannot prove that they are its own', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kafkabook-data-'));
    const properties = (lines: string) => ({'meta.properties': lines});
    const [own, part] = ['broker.id=1\ncluster.id=one\n', {'a-b-0/00.log': '', '.lock': '', 'x-checkpoint': ''}];
    const directories: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      own: {...properties(own), ...part, 'a-1.0123456789abcdef0123456789abcdef-delete/00.log': ''},
      begun: {'.lock': ''},
      other: properties('broker.id=2\ncluster.id=one\n'),
      longer: properties('broker.id=11\ncluster.id=one\n'),
      kraft: properties('node.id=1\ncluster.id=one\n'),
      unnamed: properties('broker.id=1\n'),
      bare: {'a-0/00.log': ''},
      shared: {...properties(own), 'mine/file': ''},
      nested: {...properties(own), 'a-0.txt': ''},
      zk: {myid: '1\n', 'version-2/log.1': '', mine: ''},
      others: {myid: '11\n', 'version-2/log.1': ''},
      lost: {'version-2/log.1': ''},
    };
    for (const [directory, files] of Object.entries(directories))
      for (const [name, content] of Object.entries(files)) {
        const file = path.join(folder, directory, name);
        mkdirSync(path.dirname(file), {recursive: true});
        writeFileSync(file, content);
      }
    symlinkSync(path.join(folder, 'own'), path.join(folder, 'link'));
    mkdirSync(path.join(folder, 'within'));
    symlinkSync(path.join(folder, 'zk/version-2'), path.join(folder, 'within/version-2'));
    const refused = async (variables: object, machine: string) => {
      const given = JSON.stringify({kafka_delete_data: true, zookeeper_delete_data: true, ...variables});
      const {code, output} = await machines.play('destroy-look.yml', '--limit', machine, '-e', given);
      assert.equal(code, 0, output);
      assert.match(output, /delete all data in /);
      return [...output.matchAll(/nothing will be: \/[^" \\]*\/(\w+)([^"\\]*)/g)].map(([, name, why]) => `${name}${why}`);
    };
    try {
      const names = Object.keys(directories).slice(0, 9).concat('link');
      assert.deepEqual(await refused({kafka_data_dirs: names.map((name) => path.join(folder, name))}, 'kafka01'), [
        'other says broker.id=2',
        'longer says broker.id=11',
        'kraft says node.id=1',
        'unnamed says no cluster.id',
        'bare has no meta.properties',
        'shared holds mine',
        'nested holds a-0.txt',
        'link is a link',
      ]);
      const zookeeper = (data: string, log: string) =>
        refused(
          {zookeeper_data_dir: path.join(folder, data), zookeeper_data_log_dir: path.join(folder, log)},
          'zk01',
        );
      assert.deepEqual(await zookeeper('zk', 'within'), ['within is a link, or leads to one']);
      assert.deepEqual(await zookeeper('others', 'lost'), [
        "others, whose myid is '11'",
        "lost, whose myid is '11'",
      ]);
      assert.deepEqual(await zookeeper('lost', 'zk'), ["lost, whose myid is ''", "zk, whose myid is ''"]);
    } finally {
      rmSync(folder, {recursive: true});
    }
  });

  it('wait in a gate for all brokers but those that may be away', async () => {
    machines.run('kafka01', 'kafka02');
    await machines.play('kafka-stop.yml', '--limit', 'kafka01');
    assert.deepEqual([...new Set(machines.awaited())], ['2,3 1']);
    machines.run(...ZOOKEEPERS);
    machines.fail('kafka01', 0, false);
    await machines.play('kafka-start.yml', '--limit', 'kafka01,kafka02');
    assert.deepEqual([...new Set(machines.awaited())], ['1,2 3']);
  });

  it('wait in vain for a broker that systemd starts again and again no longer than for three more times', async () => {
    machines.run(...ZOOKEEPERS, 'kafka02', 'kafka03');
    machines.fail('kafka01', 7, true);
    const patience = ['-e', 'kafka_gate_retries=9', '-e', '_kafka_try_seconds=1'];
    const {code, output} = await machines.play('kafka-start.yml', ...patience);
    assert.equal(code, 2);
    assert.match(output, /kafka-server on this host was restarted [3-5] times meanwhile/);
  });

  it('restart in the order of the inventory, the leader last, whoever is found first', async () => {
    for (const [limit, done] of [
      ['zkhosts', ['restart zk01', 'restart zk03', 'restart zk02']],
      ['zk02,zk01', ['restart zk01', 'restart zk02']],
    ] as const) {
      machines.run(...ZOOKEEPERS, ...BROKERS);
      const {code, output} = await machines.play('zookeeper-restart.yml', '--limit', limit);
      assert.equal(code, 0, output);
      // None of these ever runs with what it should, so that the play of the leader takes all of them again.
      assert.deepEqual([...new Set(machines.done())], done, output);
    }
  });

  it('do not take the restarts of an earlier fault for those of this one', async () => {
    machines.run(...ZOOKEEPERS, 'kafka02', 'kafka03');
    machines.fail('kafka01', 7, false);
    const {code, output} = await machines.play('kafka-start.yml', '-e', 'kafka_gate_retries=1');
    assert.equal(code, 2);
    assert.match(output, /not registered: 1\b/);
    assert.match(output, /nothing has moved for 1 tries/);
    assert.doesNotMatch(output, /was restarted/);
  });

  for (const [verb, cases] of [
    ['stop', STOPS],
    ['start', STARTS],
  ] as const)
    for (const [title, running, args, done, said] of cases)
      it(`${verb} ${title}`, async () => {
        machines.run(...running);
        const {code, output} = await machines.play(...args);
        // What is done to several at the same time is done in no order.
        const inOrder = verb === 'stop' ? machines.done() : machines.done().sort();
        assert.deepEqual(inOrder, done, output);
        assert.equal(code, said === undefined ? 0 : 2, output);
        if (said !== undefined) assert.match(output.replaceAll(/\s+/g, ' '), new RegExp(said.source.replaceAll('\\s+', ' ')));
      });
});
