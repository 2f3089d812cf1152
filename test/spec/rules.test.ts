import {edited, itFinds, problemsOf, SOUND} from './helpers/check.ts';
import assert from 'node:assert/strict';
import {checkSpec} from '../../src/spec/check.ts';

type Edit = readonly [string, string];
type Rows = readonly (readonly [title: string, code: string, at: string, ...edits: Edit[]])[];

const KAFKA = '3.9.2\n';
const ZK = '3.8.6\n';
const LAST = '    - {name: zk03, address: 198.18.0.13}\n';
const kafka = (lines: string): Edit => [KAFKA, `${KAFKA}  ${lines}\n`];
const zookeeper = (lines: string): Edit => [ZK, `${ZK}  ${lines}\n`];
const ONE_COPY =
  'config: {offsets.topic.replication.factor: 1, transaction.state.log.replication.factor: 1, transaction.state.log.min.isr: 1}';
const top = (lines: string): Edit => ['cluster:', `${lines}\ncluster:`];

function table(name: string, rows: Rows): void {
  describe(name, () => {
    for (const [title, code, at, ...edits] of rows) itFinds({title, text: edited(SOUND, ...edits), code, at});
  });
}

it('a sound cluster has no problem', () => assert.deepEqual(problemsOf(SOUND), []));

table('rules on releases', [
  ['KRaft', 'KB-KRAFT-RESERVED', '12:9 kraft', kafka('mode: kraft')],
  ['a Kafka that does not exist', 'KB-KAFKA-VERSION', '11:12 3.10.0', ['3.9.2', '3.10.0']],
  ['a Kafka without ZooKeeper', 'KB-KAFKA-NO-ZOOKEEPER-MODE', '11:12 4.0.0', ['3.9.2', '4.0.0']],
  ['a ZooKeeper that does not exist', 'KB-ZOOKEEPER-VERSION', '5:12 3.10.0', ['3.8.6', '3.10.0']],
  ['a beta of ZooKeeper', 'KB-ZOOKEEPER-VERSION', '5:12 3.5.4', ['3.8.6', '3.5.4']],
  ['a Scala build that is not there', 'KB-SCALA-BUILD', '12:10 "2.11"', kafka('scala: "2.11"')],
  ['ZooKeeper 3.4 with Kafka 3.9', 'KB-ZOOKEEPER-TOO-OLD', '5:12 3.4.14', ['3.8.6', '3.4.14']],
  [
    'ZooKeeper 3.4 with Kafka 3.5',
    'KB-ZOOKEEPER-UNDOCUMENTED',
    '5:12 3.4.14',
    ['3.8.6', '3.4.14'],
    ['3.9.2', '3.5.2'],
  ],
  [
    'ZooKeeper 3.8 with Kafka 2.3',
    'KB-ZOOKEEPER-TOO-NEW',
    '6:12 3.8.6',
    ['3.9.2', '2.3.1'],
    top('java: {version: 8}'),
  ],
  ['JDK 25 with Kafka 3.8', 'KB-JDK-TOO-NEW', '1:17 25', top('java: {version: 25}'), ['3.9.2', '3.8.1']],
  ['JDK 21 with Kafka 3.8', 'KB-JDK-UNDOCUMENTED', '1:17 21', top('java: {version: 21}'), ['3.9.2', '3.8.1']],
  ['JDK 25 with Kafka 3.9.2', 'KB-JDK-UNDOCUMENTED', '1:17 25', top('java: {version: 25}')],
  ['two sources of the JDK', 'KB-JAVA-SOURCE', '1:18 package', top('java: {home: /j, package: jdk}')],
]);

describe('rules on releases, together', () => {
  it('JDK 11 with Kafka 4: KB-JDK-TOO-OLD', () => {
    const text = edited(SOUND, top('java: {version: 11}'), ['3.9.2', '4.0.0']);
    assert.deepEqual(problemsOf(text), ['KB-JDK-TOO-OLD 1:17 11', 'KB-KAFKA-NO-ZOOKEEPER-MODE 12:12 4.0.0']);
  });
  it('no zookeeper section: KB-ZOOKEEPER-MISSING', () => {
    const text = SOUND.slice(0, SOUND.indexOf('zookeeper:')) + SOUND.slice(SOUND.indexOf('kafka:\n'));
    assert.deepEqual(problemsOf(text), ['KB-ZOOKEEPER-MISSING 4:1 kafka']);
  });
  it('a JDK of unknown version is not judged', () => {
    assert.deepEqual(
      problemsOf(edited(SOUND, top('java: {home: /j}'), ['3.9.2', '2.8.2'], ['3.8.6', '3.5.9'])),
      [],
    );
  });
});

table('rules on releases that nobody published', [
  ['Kafka', 'KB-RELEASE-UNKNOWN', '11:12 3.9.7', ['3.9.2', '3.9.7']],
  [
    'a Kafka in the middle of its line',
    'KB-RELEASE-UNKNOWN',
    '12:12 2.6.4',
    ['3.9.2', '2.6.4'],
    top('java: {version: 8}'),
  ],
  ['ZooKeeper', 'KB-RELEASE-UNKNOWN', '5:12 3.8.99', ['3.8.6', '3.8.99']],
]);

table('rules on placement and memory', [
  [
    'a broker without a rack',
    'KB-RACK-PARTIAL',
    '14:14 kafka02',
    ['{name: kafka01,', '{name: kafka01, rack: a,'],
    ['{name: kafka03,', '{name: kafka03, rack: b,'],
  ],
  [
    'more copies than racks',
    'KB-RACK-REPLICATION',
    '12:40 3',
    kafka('config: {default.replication.factor: 3}'),
    ['{name: kafka01,', '{name: kafka01, rack: a,'],
    ['{name: kafka02,', '{name: kafka02, rack: a,'],
    ['{name: kafka03,', '{name: kafka03, rack: b,'],
  ],
  ['short names in DNS', 'KB-HOSTS-DNS', '1:13 none', top('hosts_file: none'), ['  domain: foo.bar\n', '']],
  [
    'a heap as large as the machine',
    'KB-HEAP-MEMORY',
    '13:9 8g',
    top('machine_memory: 8g'),
    kafka('heap: 8g'),
  ],
  [
    'a heap that leaves no page cache',
    'KB-HEAP-MEMORY',
    '13:9 5g',
    top('machine_memory: 8g'),
    kafka('heap: 5g'),
  ],
  [
    'heaps of two services on one machine',
    'KB-HEAP-MEMORY',
    '13:9 3g',
    top('machine_memory: 6g'),
    kafka('heap: 3g'),
    ['{name: kafka01, address: 198.18.0.21}', '{name: zk01, address: 198.18.0.11}'],
    ['{name: kafka02', '{name: kafka02, memory: 16g'],
    ['{name: kafka03', '{name: kafka03, memory: 16g'],
  ],
  ['a heap beyond short pointers', 'KB-HEAP-SIZE', '12:9 40g', kafka('heap: 40g')],
  ['a heap that is too small', 'KB-HEAP-SIZE', '12:9 64m', kafka('heap: 64m')],
  ['a heap of ZooKeeper that is too small', 'KB-HEAP-SIZE', '6:9 1m', zookeeper('heap: 1m')],
  [
    'a checksum of another archive',
    'KB-CHECKSUM-UNUSED',
    '1:24 kafka_2.13-3.9.1.tgz',
    top(`archives: {checksums: {kafka_2.13-3.9.1.tgz: ${'a'.repeat(128)}}}`),
  ],
  ['a warning that is not there', 'KB-ACCEPT', '1:10 KB-BROKERS-FEW', top('accept: [KB-BROKERS-FEW]')],
]);

describe('warnings that are accepted', () => {
  const one: Edit = [
    '    - {name: zk02, address: 198.18.0.12}\n    - {name: zk03, address: 198.18.0.13}\n',
    '',
  ];
  it('are not shown', () =>
    assert.deepEqual(problemsOf(edited(SOUND, one, top('accept: [KB-ENSEMBLE-SINGLE]'))), []));
  it('leave errors what they are', () => {
    const text = edited(SOUND, [LAST, ''], top('accept: [KB-ENSEMBLE-EVEN]'));
    assert.deepEqual(problemsOf(text), ['KB-ACCEPT 1:10 KB-ENSEMBLE-EVEN', 'KB-ENSEMBLE-EVEN 7:3 nodes']);
  });
});

table('rules on identity', [
  [
    'an id where Kafka makes up its own',
    'KB-ID-RANGE',
    '13:27 1001',
    ['{name: kafka01,', '{name: kafka01, id: 1001,'],
  ],
  [
    'a machine named like a group',
    'KB-HOST-RESERVED',
    '8:14 all',
    ['zk03,', 'all, id: 3,'],
    ['  domain: foo.bar\n', ''],
  ],
  ['a machine named like a file', 'KB-HOST-RESERVED', '7:14 a.yml', ['zk01,', 'a.yml, id: 1,']],
  ['a name without number', 'KB-ID-MISSING', '7:14 zk', ['zk01', 'zk']],
  ['a number that is no myid', 'KB-ID-RANGE', '7:14 zk256', ['zk01', 'zk256']],
  ['a number that is no broker.id', 'KB-ID-RANGE', '13:14 kafka2026', ['kafka01', 'kafka2026']],
  [
    'two equal ids of ZooKeeper',
    'KB-ID-DUPLICATE',
    '9:24 3',
    ['zk02,', 'zk02, id: 3,'],
    ['    - {name: zk03, address: 198.18.0.13}\n', ''],
    ['    - {name: zk02', '    - {name: zk03, address: 198.18.0.13}\n    - {name: zk02'],
  ],
  ['two equal ids of brokers', 'KB-ID-DUPLICATE', '14:14 b01', ['kafka02', 'b01']],
  ['one address with two names', 'KB-HOST-TWO-NAMES', '13:14 kafka01', ['198.18.0.21', '198.18.0.11']],
  ['one name with two addresses', 'KB-HOST-TWO-ADDRESSES', '13:29 198.18.0.21', ['kafka01', 'zk01']],
  ['the full and the short name', 'KB-HOST-TWO-ADDRESSES', '13:37 198.18.0.21', ['kafka01', 'ZK01.foo.bar']],
  ['a loopback address among others', 'KB-ADDRESS-LOOPBACK', '7:29 127.0.0.1', ['198.18.0.11', '127.0.0.1']],
  ['the IPv6 loopback among others', 'KB-ADDRESS-LOOPBACK', '7:29 "::1"', ['198.18.0.11', '"::1"']],
  ['no address at all', 'KB-ADDRESS-UNUSABLE', '7:29 0.0.0.0', ['198.18.0.11', '0.0.0.0']],
]);

describe('rules on identity, together', () => {
  it('a machine listed twice: KB-HOST-DUPLICATE', () => {
    const text = edited(SOUND, [LAST, '    - {name: zk01, address: 198.18.0.11, id: 9}\n']);
    assert.deepEqual(problemsOf(text), ['KB-HOST-DUPLICATE 9:14 zk01']);
  });
  it('one machine may have both roles', () => {
    assert.deepEqual(
      problemsOf(edited(SOUND, ['kafka01, address: 198.18.0.21', 'zk01, address: 198.18.0.11'])),
      [],
    );
  });
  it('a single machine may have a loopback address', () => {
    const machine = '[{name: edge1, address: 127.0.0.1}]';
    const text = `cluster: {name: e}\nzookeeper: {version: 3.8.6, nodes: ${machine}}\nkafka: {version: 3.9.2, brokers: ${machine}, ${ONE_COPY}}\n`;
    assert.deepEqual(problemsOf(text), ['KB-ENSEMBLE-SINGLE 2:29 nodes', 'KB-BROKERS-FEW 3:25 brokers']);
  });
});

table('rules on sizes', [
  ['an even ensemble', 'KB-ENSEMBLE-EVEN', '6:3 nodes', [LAST, '']],
  [
    'a single node',
    'KB-ENSEMBLE-SINGLE',
    '6:3 nodes',
    [LAST, ''],
    ['    - {name: zk02, address: 198.18.0.12}\n', ''],
  ],
  [
    'two brokers',
    'KB-BROKERS-FEW',
    '13:3 brokers',
    ['    - {name: kafka03, address: 198.18.0.23}\n', ''],
    kafka(ONE_COPY),
  ],
  [
    'four copies on three brokers',
    'KB-REPLICATION-FACTOR',
    '12:46 4',
    kafka('config: {offsets.topic.replication.factor: 4}'),
  ],
  [
    'the same in quotes',
    'KB-REPLICATION-FACTOR',
    '12:40 "4"',
    kafka('config: {default.replication.factor: "4"}'),
  ],
  [
    'the same for one broker',
    'KB-REPLICATION-FACTOR',
    '13:63 5',
    ['{name: kafka01,', '{name: kafka01, config: {transaction.state.log.min.isr: 5},'],
  ],
  [
    'a minimum above the copies',
    'KB-MIN-ISR',
    '12:64 3',
    kafka('config: {default.replication.factor: 2, min.insync.replicas: 3}'),
  ],
  [
    'a minimum equal to the copies',
    'KB-MIN-ISR-TIGHT',
    '12:64 2',
    kafka('config: {default.replication.factor: 2, min.insync.replicas: 2}'),
  ],
]);

table('rules on config', [
  ...[
    'broker.id',
    'listeners',
    'advertised.listeners',
    'listener.security.protocol.map',
    'log.dirs',
    'log.dir',
  ].map((key) => [key, 'KB-CONFIG-OWNED', `12:12 ${key}`, kafka(`config: {${key}: x}`)] as const),
  ...['inter.broker.listener.name', 'zookeeper.connect', 'broker.rack', 'process.roles'].map(
    (key) => [key, 'KB-CONFIG-OWNED', `12:12 ${key}`, kafka(`config: {${key}: x}`)] as const,
  ),
  ...['dataDir', 'dataLogDir', 'clientPort', 'server.1'].map(
    (key) => [key, 'KB-CONFIG-OWNED', `6:12 ${key}`, zookeeper(`config: {${key}: x}`)] as const,
  ),
  [
    'a property of one broker',
    'KB-CONFIG-OWNED',
    '13:32 log.dirs',
    ['{name: kafka01,', '{name: kafka01, config: {log.dirs: /x/y},'],
  ],
  ['a space at the end', 'KB-CONFIG-SPACES', '12:25 "b "', kafka('config: {super.users: "b "}')],
  ['a number that loses its zero', 'KB-CONFIG-NUMBER', '12:25 3.0', kafka('config: {super.users: 3.0}')],
  [
    'a number that is rounded',
    'KB-CONFIG-NUMBER',
    '12:25 9223372036854775807',
    kafka('config: {super.users: 9223372036854775807}'),
  ],
]);

const SHARED: Edit = ['kafka01, address: 198.18.0.21', 'zk01, address: 198.18.0.11'];

table('rules on hosts', [
  ['two ports of ZooKeeper', 'KB-PORT-CONFLICT', '6:14 2181', zookeeper('peer_port: 2181')],
  [
    'two listeners on one port',
    'KB-PORT-CONFLICT',
    '12:54 9092',
    kafka('listeners: [{name: A, port: 9092}, {name: B, port: 9092}]'),
  ],
  [
    'ports of two roles on one machine',
    'KB-PORT-CONFLICT',
    '12:31 2181',
    SHARED,
    kafka('listeners: [{name: A, port: 2181}]'),
  ],
  [
    'nested directories of a broker',
    'KB-DIRECTORY-CONFLICT',
    '12:21 /d/a/b',
    kafka('data_dirs: [/d/a, /d/a/b]'),
  ],
  [
    'one directory of two roles',
    'KB-DIRECTORY-CONFLICT',
    '12:15 /data/zk/logs',
    SHARED,
    kafka('data_dirs: [/data/zk/logs]'),
  ],
  [
    'logs of ZooKeeper in its data',
    'KB-DIRECTORY-CONFLICT',
    '6:17 /data/zk/log',
    zookeeper('data_log_dir: /data/zk/log'),
  ],
  ['data in /var', 'KB-DIRECTORY-SYSTEM', '6:13 /var', zookeeper('data_dir: /var')],
  ['data in /opt', 'KB-DIRECTORY-SYSTEM', '6:13 /opt', zookeeper('data_dir: /opt')],
  ['data under /tmp', 'KB-DIRECTORY-SYSTEM', '12:15 /tmp/kafka-logs', kafka('data_dirs: [/tmp/kafka-logs]')],
  ['installations in /etc', 'KB-DIRECTORY-SYSTEM', '1:14 /etc', top('install_dir: /etc')],
  [
    'data among the installations',
    'KB-DIRECTORY-INSTALL',
    '6:13 /usr/local/zk',
    zookeeper('data_dir: /usr/local/zk'),
  ],
]);

describe('rules on hosts, together', () => {
  it('the directories of a broker replace those of all', () => {
    const edits: Edit[] = [
      SHARED,
      kafka('data_dirs: [/data/zk]'),
      [
        '{name: zk01, address: 198.18.0.11}\n    - {name: kafka02',
        '{name: zk01, address: 198.18.0.11, data_dirs: [/d]}\n    - {name: kafka02',
      ],
    ];
    assert.deepEqual(problemsOf(edited(SOUND, ...edits)), []);
  });
  it('the same port and directory on different machines is fine', () => {
    assert.deepEqual(
      problemsOf(edited(SOUND, kafka('listeners: [{name: A, port: 2181}]'), kafka('data_dirs: [/data/zk]'))),
      [],
    );
  });
  it('ZooKeeper may keep its log beside its data', () => {
    assert.deepEqual(problemsOf(edited(SOUND, zookeeper('data_log_dir: /data/zk'))), []);
  });
});

describe('internal topics', () => {
  const two: Edit = ['    - {name: kafka03, address: 198.18.0.23}\n', ''];
  const hintOf = (...edits: Edit[]) =>
    checkSpec(edited(SOUND, ...edits), {file: 'x'}).problems.find(
      ({code}) => code === 'KB-INTERNAL-REPLICATION',
    )?.hint;
  it('want no more copies than there are brokers: KB-INTERNAL-REPLICATION', () => {
    assert.match(
      hintOf(two) ?? '',
      /offsets.topic.replication.factor: 2, transaction.*replication.factor: 2\.$/,
    );
  });
  it('are named as far as the spec is silent about them', () => {
    assert.match(
      hintOf(two, kafka('config: {offsets.topic.replication.factor: 2}')) ?? '',
      /write transaction.state.log.replication.factor: 2\.$/,
    );
  });
});

table('rules on services', [
  ['push without a folder', 'KB-LOCAL-DIR-MISSING', '1:22 push', top('archives: {transfer: push}')],
  ['Kafka as root', 'KB-USER-ROOT', '12:9 root', kafka('user: root')],
  ['ZooKeeper as root', 'KB-USER-ROOT', '6:9 root', zookeeper('user: root')],
  [
    'two listeners of one name',
    'KB-LISTENER-DUPLICATE',
    '12:45 A',
    kafka('listeners: [{name: A, port: 1024}, {name: A, port: 1025}]'),
  ],
  [
    'only encrypted listeners',
    'KB-LISTENER-PLAIN-MISSING',
    '12:3 listeners',
    kafka('listeners: [{name: A, port: 1024, protocol: SSL}]\n  config: {ssl.keystore.location: /k}'),
  ],
  [
    'one bind address for all',
    'KB-LISTENER-BIND',
    '12:43 198.18.0.21',
    kafka('listeners: [{name: A, port: 9092, bind: 198.18.0.21}]'),
  ],
  [
    'a loopback listener between brokers',
    'KB-LISTENER-BIND',
    '12:43 127.0.0.1',
    kafka('listeners: [{name: A, port: 9092, bind: 127.0.0.1}]'),
  ],
  [
    'a whitelist that blinds the gates',
    'KB-CONFIG-GATE',
    '6:36 mntr',
    zookeeper('config: {4lw.commands.whitelist: mntr}'),
  ],
  [
    'one address for the client port of all servers',
    'KB-CONFIG-OWNED',
    '6:12 clientPortAddress',
    zookeeper('config: {clientPortAddress: 198.18.0.11}'),
  ],
  [
    'a listener called TLS that has none',
    'KB-LISTENER-PROTOCOL',
    '12:22 SSL',
    kafka('listeners: [{name: SSL, port: 9092}]'),
  ],
  [
    'TLS without a certificate',
    'KB-LISTENER-KEYS',
    '12:49 OUTER',
    kafka('listeners: [{name: INNER, port: 9092}, {name: OUTER, port: 9093, protocol: SSL}]'),
  ],
  [
    'SASL without anybody who may log in',
    'KB-LISTENER-KEYS',
    '12:49 OUTER',
    kafka('listeners: [{name: INNER, port: 9092}, {name: OUTER, port: 9093, protocol: SASL_PLAINTEXT}]'),
  ],
  [
    'brokers that log in with what they do not take',
    'KB-LISTENER-KEYS',
    '14:30 PLAIN',
    kafka(
      'listeners: [{name: INNER, port: 9093, protocol: SASL_PLAINTEXT}, {name: P, port: 9092}]\n  config:\n    sasl.enabled.mechanisms: PLAIN\n    listener.name.inner.plain.sasl.jaas.config: x',
    ),
  ],
  [
    'gates that may see nothing',
    'KB-CONFIG-GATE',
    '12:35 a.b.Mine',
    kafka('config: {authorizer.class.name: a.b.Mine}'),
  ],
  [
    'super users parted by a comma',
    'KB-CONFIG-VALUE',
    '12:25 "User:a,User:b"',
    kafka('config: {super.users: "User:a,User:b"}'),
  ],
  [
    'offsets with fewer copies than the minimum',
    'KB-MIN-ISR',
    '12:33 2',
    kafka(
      'config: {min.insync.replicas: 2, default.replication.factor: 3, offsets.topic.replication.factor: 1}',
    ),
  ],
  [
    'transactions with fewer copies than the default minimum',
    'KB-MIN-ISR',
    '12:54 1',
    kafka('config: {transaction.state.log.replication.factor: 1}'),
  ],
  ['neither sudo nor root', 'KB-BECOME-OFF', '1:15 false', top('ssh: {become: false}')],
]);
