import assert from 'node:assert/strict';
import {catalogue, factsAt} from '../../src/spec/catalogue.ts';
import {checkSpec} from '../../src/spec/check.ts';
import {REPLACED_BY} from '../../src/spec/rules/properties.ts';
import {DEFAULTS} from '../../src/spec/rules/sizes.ts';
import {valueFault} from '../../src/spec/values.ts';
import {edited, itFinds, problemsOf, SOUND} from './helpers/check.ts';

const KAFKA = '  version: 3.9.2\n';
const ZOOKEEPER = '  version: 3.8.6\n';
const broker = (version: string, line: string) =>
  edited(SOUND, [KAFKA, `  version: ${version}\n  config:\n    ${line}\n`]);
const zoo = (version: string, line: string) =>
  edited(SOUND, [ZOOKEEPER, `  version: ${version}\n  config:\n    ${line}\n`]);
const JDK_8 = (text: string) => `java: {version: 8}\n${text}`;

describe('properties of brokers', () => {
  const WRONG: [line: string, at: string, version?: string][] = [
    ['log.retention.hours: seventy', '26 seventy'],
    ['log.retention.hours: 1.5', '26 1.5'],
    ['num.io.threads: 0', '21 0'],
    ['num.io.threads: ""', '21 ""'],
    ['num.io.threads: 99999999999', '21 99999999999'],
    ['log.cleaner.io.buffer.load.factor: half', '40 half'],
    ['unclean.leader.election.enable: "yes"', '37 "yes"'],
    ['auto.create.topics.enable: 1', '32 1'],
    ['compression.type: zip', '23 zip'],
    ['log.cleanup.policy: compact,remove', '25 compact,remove'],
    ['log.message.timestamp.type: Created', '33 Created'],
    ['sasl.client.callback.handler.class: ""', '', '-'],
    ['inter.broker.protocol.version: "9.9"', '36 "9.9"'],
    ['inter.broker.protocol.version: latest', '36 latest'],
    ['inter.broker.protocol.version: "2.8"', '36 "2.8"', '2.6.3'],
    ['ssl.client.auth: maybe', '22 maybe'],
    ['listener.name.plaintext.ssl.client.auth: maybe', '46 maybe'],
    ['group.initial.rebalance.delay.ms: soon', '39 soon'],
    ['log.segment.bytes: 9999999999', '24 9999999999'],
    ['socket.request.max.bytes: -1', '31 -1'],
    ['transaction.state.log.num.partitions: 0', '43 0'],
    ['log.retention.check.interval.ms: 0', '38 0'],
    ['offsets.topic.num.partitions: few', '35 few'],
    ['log.roll.jitter.hours: -5', '28 -5'],
    ['max.connections.per.ip: -2', '29 -2'],
    ['replica.fetch.wait.max.ms: 2s', '32 2s'],
  ];
  for (const [line, at, version = '3.9.2'] of WRONG) {
    if (version === '-') continue;
    const text = version.startsWith('2') ? JDK_8(broker(version, line)) : broker(version, line);
    const row = version.startsWith('2') ? 14 : 13;
    itFinds({title: `${line} in ${version}`, text, code: 'KB-CONFIG-VALUE', at: `${row}:${at}`});
  }

  const OTHER: [line: string, code: string, at: string, version: string][] = [
    ['min.insync.replica: 2', 'KB-CONFIG-UNKNOWN', '5 min.insync.replica', '3.9.2'],
    ['retention.ms: 5', 'KB-CONFIG-UNKNOWN', '5 retention.ms', '3.9.2'],
    ['toString: 5', 'KB-CONFIG-UNKNOWN', '5 toString', '3.9.2'],
    ['log.message.format.version: "3.0"', 'KB-CONFIG-DEPRECATED', '5 log.message.format.version', '3.9.2'],
    ['quota.producer.default: 1', 'KB-CONFIG-REMOVED', '5 quota.producer.default', '3.9.2'],
    ['zookeeper.sync.time.ms: 1', 'KB-CONFIG-REMOVED', '5 zookeeper.sync.time.ms', '3.9.2'],
    [
      'controller.quorum.auto.join.enable: true',
      'KB-CONFIG-TOO-NEW',
      '5 controller.quorum.auto.join.enable',
      '3.9.2',
    ],
    [
      'remote.log.storage.system.enable: true',
      'KB-CONFIG-TOO-NEW',
      '5 remote.log.storage.system.enable',
      '3.5.2',
    ],
    [
      'listener.name.outer.ssl.client.auth: none',
      'KB-CONFIG-LISTENER',
      '5 listener.name.outer.ssl.client.auth',
      '3.9.2',
    ],
    ['unclean.leader.election.enable: true', 'KB-UNCLEAN-LEADER', '37 true', '3.9.2'],
    [
      'authorizer.class.name: kafka.security.auth.SimpleAclAuthorizer',
      'KB-AUTHORIZER',
      '28 kafka.security.auth.SimpleAclAuthorizer',
      '3.9.2',
    ],
    [
      'authorizer.class.name: org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'KB-AUTHORIZER',
      '28 org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      '3.9.2',
    ],
  ];
  for (const [line, code, at, version] of OTHER) {
    // What the gates may see is a matter of its own.
    const open = line.startsWith('authorizer') ? 'allow.everyone.if.no.acl.found: true\n    ' : '';
    const row = open === '' ? 13 : 14;
    itFinds({
      title: `${line} in ${version}`,
      text: broker(version, `${open}${line}`),
      code,
      at: `${row}:${at}`,
    });
  }

  it('PEM stores before 2.7: KB-PEM-TOO-NEW', () => {
    const text = JDK_8(broker('2.6.3', 'ssl.keystore.type: PEM'));
    assert.deepEqual(problemsOf(text), ['KB-PEM-TOO-NEW 14:24 PEM']);
    assert.deepEqual(problemsOf(JDK_8(broker('2.7.2', 'ssl.keystore.type: PEM'))), []);
  });

  it('TLS to ZooKeeper 3.4: KB-ZOOKEEPER-TLS', () => {
    const text = edited(JDK_8(broker('2.5.1', 'zookeeper.ssl.client.enable: true')), ['3.8.6', '3.4.14']);
    assert.deepEqual(problemsOf(text), [
      'KB-ZOOKEEPER-UNDOCUMENTED 6:12 3.4.14',
      'KB-ZOOKEEPER-TLS 14:34 true',
    ]);
  });

  const FINE = [
    ...[
      'log.retention.hours: " 70 "',
      'unclean.leader.election.enable: "FALSE"',
      'log.cleanup.policy: "compact, delete"',
    ],
    ...[
      'inter.broker.protocol.version: "2.6"',
      'inter.broker.protocol.version: 3.9-IV0',
      'log.retention.ms: -1',
    ],
    ...[
      'listener.name.plaintext.scram-sha-256.sasl.jaas.config: x',
      'super.users: "User:a;User:b"',
      'log.cleaner.io.buffer.load.factor: ".9"',
    ],
    ...[
      'config.providers: file',
      'config.providers.file.class: x.Y',
      'num.io.threads: "${file:/etc/k:threads}"',
    ],
    ...['confluent.metrics.enable: true', 'com.example.plugin: 1', 'ssl.secure.random.implementation: ""'],
    ...[
      'authorizer.class.name: kafka.security.authorizer.AclAuthorizer',
      'authorizer.class.name: com.example.Mine',
    ],
  ];
  for (const line of FINE)
    it(`${line} is fine`, () =>
      assert.deepEqual(
        problemsOf(broker('3.9.2', line)).filter((problem) => !/^KB-CONFIG-(SPACES|GATE)/.test(problem)),
        [],
      ));

  it('a release without a catalogue is not judged', () => {
    const text = edited(JDK_8(broker('2.4.1', 'no.such.key: 1')), ['3.8.6', '3.6.4']);
    assert.deepEqual(problemsOf(text), []);
  });

  const HINTS: [line: string, hint: RegExp][] = [
    ['min.insync.replica: 2', /Did you mean min\.insync\.replicas\?/],
    ['retention.ms: 5', /the default of all topics is log\.retention\.ms/],
    ['quota.producer.default: 1', /kafka-configs/],
    ['num.io.threads: 0', /a whole number from 1 \(the default is 8\)/],
  ];
  for (const [line, hint] of HINTS)
    it(`${line}: the hint says the way out`, () =>
      assert.match(checkSpec(broker('3.9.2', line), {file: 'x'}).problems[0]?.hint ?? '', hint));
});

describe('properties that have to agree', () => {
  const BROKER: [line: string, at: string][] = [
    ['controller.listener.names: CONTROLLER', '32 CONTROLLER'],
    ['control.plane.listener.name: NOPE', '34 NOPE'],
    ['log.retention.ms: 0', '23 0'],
    ['queued.max.request.bytes: 1000', '31 1000'],
    ['replica.fetch.wait.max.ms: 60000', '32 60000'],
    ['replica.socket.timeout.ms: 100', '32 100'],
  ];
  for (const [line, at] of BROKER)
    itFinds({title: line, text: broker('3.9.2', line), code: 'KB-CONFIG-RELATION', at: `13:${at}`});
  const ZOO: [line: string, at: string][] = [
    ['reconfigEnabled: true', '22 true'],
    ['secureClientPort: 2182', '23 2182'],
    ['electionAlg: 0', '18 0'],
    ['tickTime: 0', '15 0'],
    ['quorumListenOnAllIPs: true', '27 true'],
    ['minSessionTimeout: 40000\n    maxSessionTimeout: 4000', '24 40000'],
  ];
  for (const [line, at] of ZOO)
    itFinds({title: line, text: zoo('3.8.6', line), code: 'KB-CONFIG-RELATION', at: `7:${at}`});
  it('and do', () => {
    const netty =
      'secureClientPort: 2182\n    serverCnxnFactory: org.apache.zookeeper.server.NettyServerCnxnFactory';
    assert.deepEqual(problemsOf(zoo('3.8.6', netty)), []);
    assert.deepEqual(problemsOf(broker('3.9.2', 'control.plane.listener.name: PLAINTEXT')), []);
  });
});

describe('numbers as they are written', () => {
  for (const line of [
    'log.cleaner.min.cleanable.ratio: 0.50',
    'log.flush.interval.messages: "9223372036854775807"',
  ])
    it(`${line} is fine`, () => assert.deepEqual(problemsOf(broker('3.9.2', line)), []));
  it('one problem, not two, for what is rounded', () =>
    assert.deepEqual(problemsOf(broker('3.9.2', 'log.flush.interval.messages: 9223372036854775807')), [
      'KB-CONFIG-NUMBER 13:34 9223372036854775807',
    ]));
  it('a slip behind the name of a listener is seen', () =>
    assert.deepEqual(problemsOf(broker('3.9.2', 'listener.name.plaintext.ssl.keystore.locaton: /x')), [
      'KB-CONFIG-UNKNOWN 13:5 listener.name.plaintext.ssl.keystore.locaton',
    ]));
});

describe('properties of zoo.cfg', () => {
  const WRONG: [line: string, code: string, at: string, version: string][] = [
    ['tickTime: fast', 'KB-CONFIG-VALUE', '15 fast', '3.8.6'],
    ['maxClientCnxns: many', 'KB-CONFIG-VALUE', '21 many', '3.8.6'],
    ['snapCount: abc', 'KB-CONFIG-VALUE', '16 abc', '3.8.6'],
    ['quorumListenOnAllIPs: maybe', 'KB-CONFIG-VALUE', '27 maybe', '3.8.6'],
    ['ticktime: 2000', 'KB-CONFIG-UNKNOWN', '5 ticktime', '3.8.6'],
    ['admin.rateLimiterIntervalInMS: 1', 'KB-CONFIG-TOO-NEW', '5 admin.rateLimiterIntervalInMS', '3.8.6'],
  ];
  for (const [line, code, at, version] of WRONG)
    itFinds({title: `${line} in ${version}`, text: zoo(version, line), code, at: `7:${at}`});

  for (const line of [
    'maxClientCnxns: 0',
    'authProvider.1: x.Y',
    'metricsProvider.httpPort: 7000',
    'group.1: "1:2"',
  ])
    it(`${line} is fine`, () => assert.deepEqual(problemsOf(zoo('3.8.6', line)), []));
});

describe('what the rules know by themselves', () => {
  it('replaces properties that some release has', () => {
    for (const key of Object.keys(REPLACED_BY)) assert.ok(catalogue('broker').keys[key], key);
  });
  it('has the defaults of every release', () => {
    for (const [key, value] of Object.entries(DEFAULTS))
      for (const facts of catalogue('broker').keys[key] ?? [])
        assert.equal(facts.default, String(value), key);
  });
});

describe('valueFault', () => {
  const facts = (key: string, release = '3.9.2') => {
    const found = factsAt(catalogue('broker'), key, release);
    assert.ok(found, key);
    return found;
  };
  it('takes every default that the releases print', () => {
    const {keys} = catalogue('broker');
    for (const [key, stretches] of Object.entries(keys))
      for (const stretch of stretches)
        if (stretch.default !== undefined) assert.equal(valueFault(stretch.default, stretch), undefined, key);
  });
  it('knows the ends of whole numbers', () => {
    const int = {type: 'int'};
    assert.equal(valueFault('2147483647', int), undefined);
    assert.equal(valueFault('-2147483648', int), undefined);
    assert.match(valueFault('2147483648', int) ?? '', /too far/);
    assert.match(valueFault('-2147483649', int) ?? '', /too far/);
    assert.equal(valueFault('9223372036854775807', {type: 'long'}), undefined);
    assert.match(valueFault('0x10', int) ?? '', /not a whole number/);
  });
  it('takes a short version for all of its steps', () => {
    for (const version of ['0.8.2', '0.10.0-IV1', '2.6', '2.6.1', '3.9', '3.9-IV0'])
      assert.equal(valueFault(version, facts('inter.broker.protocol.version')), undefined, version);
  });
});
