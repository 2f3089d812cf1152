import assert from 'node:assert/strict';
import type {Property} from '../../src/model/cluster.ts';
import {clusterOf, specWith, type Settings} from '../project/specs.ts';

describe('a complete cluster', () => {
  it('advertises names, or addresses in brackets where they need them', () => {
    const config = brokerConfig([
      [['kafka', 'brokers', 0, 'address'], '2001:db8::21'],
      [
        ['kafka', 'listeners'],
        [
          {name: 'INTERNAL', port: 9092},
          {name: 'EXTERNAL', port: 9093, protocol: 'SSL', bind: '::', advertised: 'address'},
        ],
      ],
    ]);
    assert.equal(config.get('listeners'), 'INTERNAL://0.0.0.0:9092,EXTERNAL://[::]:9093');
    assert.equal(
      config.get('advertised.listeners'),
      'INTERNAL://kafka01:9092,EXTERNAL://[2001:db8::21]:9093',
    );
    assert.equal(config.get('listener.security.protocol.map'), 'INTERNAL:PLAINTEXT,EXTERNAL:SSL');
    assert.equal(config.get('inter.broker.listener.name'), 'INTERNAL');
  });

  it('asks a plain listener with the admin tools', () => {
    const listeners = [
      {name: 'SECURE', port: 9093, protocol: 'SSL'},
      {name: 'PLAIN', port: 9092},
    ];
    assert.equal(completed([[['kafka', 'listeners'], listeners]]).kafka.bootstrapServers, BROKERS);
  });

  it('finds the brokers through some of very many, from all over the list', () => {
    const brokers = Array.from({length: 1000}, (_, index) => ({
      name: `kafka${index + 1}`,
      address: `10.0.${Math.floor(index / 250)}.${(index % 250) + 1}`,
    }));
    const servers = completed([[['kafka', 'brokers'], brokers]]).kafka.bootstrapServers.split(',');
    assert.deepEqual([servers.length, servers[0], servers.at(-1)], [63, 'kafka1:9092', 'kafka993:9092']);
  });

  it('finds topics through ZooKeeper before 2.2 and moves replicas so before 2.6, and through the brokers since', () => {
    const connection = (version: string) =>
      completed([
        [['kafka', 'version'], version],
        [['zookeeper', 'version'], '3.4.14'],
        [['java', 'version'], 8],
      ]).kafka;
    assert.deepEqual(connection('2.1.1').topicsConnection, ['--zookeeper', 'zk01:2181']);
    assert.deepEqual(connection('2.2.0').topicsConnection, ['--bootstrap-server', BROKERS]);
    assert.deepEqual(connection('2.5.0').reassignmentConnection, ['--zookeeper', 'zk01:2181']);
    assert.deepEqual(connection('2.6.0').reassignmentConnection, ['--bootstrap-server', BROKERS]);
  });

  it('writes the same for lists and properties that are only sorted anew', () => {
    const nodes = [1, 2, 3].map((id) => ({name: `zk0${id}`, address: `198.18.0.1${id}`}));
    const [one, other] = [nodes, nodes.toReversed()].map((list, index) => {
      const config = index === 0 ? {a: 1, b: 2} : {b: 2, a: 1};
      return completed([
        [['zookeeper', 'nodes'], list],
        [['zookeeper', 'config'], config],
        [['kafka', 'config'], config],
      ]);
    });
    assert.deepEqual(one?.kafka.brokers[0]?.config, other?.kafka.brokers[0]?.config);
    assert.deepEqual(one?.zookeeper.config, other?.zookeeper.config);
  });

  it('takes what a broker says over what all say', () => {
    const config = brokerConfig([
      [['kafka', 'config'], {'num.io.threads': 8, 'log.retention.hours': 72}],
      [['kafka', 'brokers', 0, 'config'], {'num.io.threads': 16}],
      [
        ['kafka', 'brokers', 0, 'data_dirs'],
        ['/disk1', '/disk2'],
      ],
      ...[0, 1, 2].map((index) => [['kafka', 'brokers', index, 'rack'], 'a'] as const),
    ]);
    assert.equal(config.get('num.io.threads'), '16');
    assert.equal(config.get('log.retention.hours'), '72');
    assert.equal(config.get('log.dirs'), '/disk1,/disk2');
    assert.equal(config.get('broker.rack'), 'a');
  });

  it('lets zookeeper.config override what kafkabook presumes', () => {
    const {zookeeper} = completed([[['zookeeper', 'config'], {tickTime: 3000}]]);
    assert.equal(asMap(zookeeper.config).get('tickTime'), '3000');
    assert.equal(asMap(zookeeper.config).get('dataLogDir'), undefined);
  });

  it('keeps the log of ZooKeeper where it is wanted', () => {
    const {zookeeper} = completed([[['zookeeper', 'data_log_dir'], '/log/zk']]);
    assert.equal(asMap(zookeeper.config).get('dataLogDir'), '/log/zk');
  });

  it('counts paths of the control node from cluster.yml', () => {
    const keyFile = (path: string) => completed([[['ssh', 'key_file'], path]]).ssh.keyFile;
    assert.deepEqual(['keys/a.pem', '/keys/a.pem', '~/a.pem'].map(keyFile), [
      '../keys/a.pem',
      '/keys/a.pem',
      '~/a.pem',
    ]);
  });

  it('gives each JDK archive a folder of its own', () => {
    const {java} = completed([[['java'], {tarball: 'jdk/OpenJDK17U_17.0.11+9@eu.tar.gz'}]]);
    assert.equal(java.home, '/usr/local/OpenJDK17U_17.0.11+9_eu');
  });

  it('pushes archives from a folder, or names every mirror', () => {
    const pushed = completed([[['archives'], {transfer: 'push', local_dir: 'archives'}]]).kafka.archive;
    assert.deepEqual([pushed.urls, pushed.localFile], [[], '../archives/kafka_2.13-3.9.1.tgz']);
    const mirrors = ['https://one.example/', 'https://two.example/dist'];
    assert.deepEqual(completed([[['archives', 'mirrors'], mirrors]]).kafka.archive.urls, [
      'https://one.example/kafka/3.9.1/kafka_2.13-3.9.1.tgz',
      'https://two.example/dist/kafka/3.9.1/kafka_2.13-3.9.1.tgz',
    ]);
  });

  it('lists a machine with both roles once', () => {
    const {hosts} = completed([
      [['kafka', 'brokers', 0, 'name'], 'zk01'],
      [['kafka', 'brokers', 0, 'address'], '198.18.0.11'],
    ]);
    assert.deepEqual(hosts.slice(0, -2), [{name: 'zk01', shortName: 'zk01', address: '198.18.0.11'}]);
  });
});

const BROKERS = 'kafka01:9092,kafka02:9092,kafka03:9092';

function completed(settings: Settings) {
  return clusterOf(JSON.stringify(specWith(settings)));
}

function brokerConfig(settings: Settings): Map<string, string> {
  return asMap(completed(settings).kafka.brokers[0]?.config ?? []);
}

function asMap(config: readonly Property[]): Map<string, string> {
  return new Map(config.map(({key, value}) => [key, value]));
}
