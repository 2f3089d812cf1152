import assert from 'node:assert/strict';
import {stringify} from 'yaml';
import {checkSpec} from '../../src/spec/check.ts';
import {completeCluster} from '../../src/model/complete.ts';

type Entry = Record<string, unknown>;
type Good = {readonly [section: string]: unknown};

const named = (prefix: string, count: number, more: (id: number) => Entry = () => ({})): Entry[] =>
  Array.from({length: count}, (_, index) => {
    const id = index + 1;
    return {
      name: `${prefix}${id}`,
      address: `10.${prefix.length}.${Math.floor(id / 250)}.${(id % 250) + 1}`,
      ...more(id),
    };
  });
const zookeeper = (version: string, count = 3, more: Entry = {}) => ({
  version,
  nodes: named('zk', count),
  ...more,
});
const kafka = (version: string, brokers: Entry[], more: Entry = {}) => ({version, brokers, ...more});
const cluster = {name: 'peter', domain: 'foo.bar'};

/** Clusters as people run them; none may raise a finding. */
const GOOD: Readonly<Record<string, Good>> = {
  today: {cluster, zookeeper: zookeeper('3.8.6'), kafka: kafka('3.9.2', named('kafka', 3))},
  'the newest ZooKeeper': {cluster, zookeeper: zookeeper('3.9.5'), kafka: kafka('3.9.1', named('kafka', 5))},
  'old, with a JDK of its time': {
    cluster,
    java: {version: 8, tarball: 'jdk8u402.tar.gz'},
    zookeeper: zookeeper('3.4.14'),
    kafka: kafka('2.3.1', named('kafka', 3), {scala: '2.11'}),
  },
  'older still': {
    cluster,
    java: {version: 8},
    zookeeper: zookeeper('3.4.14'),
    kafka: kafka('2.0.1', named('kafka', 3)),
  },
  'one machine that somebody knows to be one': {
    cluster: {name: 'edge'},
    accept: ['KB-ENSEMBLE-SINGLE', 'KB-BROKERS-FEW'],
    zookeeper: {version: '3.8.4', nodes: [{name: 'edge', address: '127.0.0.1', id: 1}]},
    kafka: kafka('3.8.1', [{name: 'edge', address: '127.0.0.1', id: 1}], {
      chroot: '/edge',
      config: {
        'offsets.topic.replication.factor': 1,
        'transaction.state.log.replication.factor': 1,
        'transaction.state.log.min.isr': 1,
      },
    }),
  },
  'two roles on three machines': {
    cluster,
    machine_memory: '32g',
    zookeeper: zookeeper('3.8.6', 3, {heap: '1g'}),
    kafka: kafka('3.7.2', named('zk', 3), {heap: '6g'}),
  },
  'three racks': {
    cluster,
    zookeeper: zookeeper('3.8.6', 5),
    kafka: kafka(
      '3.9.2',
      named('kafka', 9, (id) => ({rack: `az-${id % 3}`})),
      {
        config: {'default.replication.factor': 3, 'min.insync.replicas': 2},
      },
    ),
  },
  'many disks': {
    cluster,
    zookeeper: zookeeper('3.6.4', 3, {data_dir: '/zk/data', data_log_dir: '/zk/log'}),
    kafka: kafka(
      '3.5.2',
      named('kafka', 4, (id) => (id === 4 ? {data_dirs: ['/nvme0/kafka']} : {})),
      {
        data_dirs: Array.from({length: 12}, (_, disk) => `/disk${disk}/kafka`),
        config: {'num.recovery.threads.per.data.dir': 4},
      },
    ),
  },
  'several listeners': {
    cluster,
    accept: ['KB-CONFIG-GATE'],
    zookeeper: zookeeper('3.8.6'),
    kafka: kafka('3.9.2', named('kafka', 3), {
      listeners: [
        {name: 'INTERNAL', port: 9092},
        {name: 'CLIENT', port: 9093, protocol: 'SASL_SSL'},
        {name: 'OUTSIDE', port: 9094, protocol: 'SSL', advertised: 'address'},
      ],
      config: {
        'ssl.keystore.location': '/etc/kafka/tls/keystore.p12',
        'ssl.keystore.type': 'PKCS12',
        'ssl.keystore.password': '${file:/etc/kafka/secrets:keystore}',
        'config.providers': 'file',
        'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
        'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
        'listener.name.client.scram-sha-512.sasl.jaas.config':
          'org.apache.kafka.common.security.scram.ScramLoginModule required;',
        'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
        'super.users': 'User:admin;User:broker',
        'allow.everyone.if.no.acl.found': false,
      },
    }),
  },
  IPv6: {
    cluster,
    zookeeper: {version: '3.8.6', nodes: named('zk', 3, (id) => ({address: `2001:db8::${id}`}))},
    kafka: kafka(
      '3.9.2',
      named('kafka', 3, (id) => ({address: `2001:db8:1::${id}`})),
    ),
  },
  'names with their domain, and DNS': {
    cluster: {name: 'dns'},
    hosts_file: 'none',
    zookeeper: {version: '3.8.6', nodes: named('zk', 3, (id) => ({name: `zk${id}.eu.example.com`}))},
    kafka: kafka(
      '3.9.2',
      named('kafka', 3, (id) => ({name: `kafka${id}.us.example.com`})),
    ),
  },
  'ids that have nothing to do with names': {
    cluster,
    zookeeper: {
      version: '3.8.6',
      nodes: named('zk', 3, (id) => ({name: `${'abc'[id - 1]}-zk`, id: id * 10})),
    },
    kafka: kafka(
      '3.9.2',
      named('kafka', 3, (id) => ({id: 1000 - id})),
    ),
  },
  'archives from the control node, with checksums': {
    cluster,
    archives: {
      transfer: 'push',
      local_dir: '~/archives',
      checksums: {
        'kafka_2.13-3.9.2.tgz': 'ab'.repeat(64),
        'apache-zookeeper-3.8.6-bin.tar.gz': 'CD'.repeat(64),
      },
    },
    zookeeper: zookeeper('3.8.6'),
    kafka: kafka('3.9.2', named('kafka', 3)),
  },
  'seven servers and thirty brokers, in ranges': {
    cluster,
    zookeeper: {version: '3.8.6', nodes: [{name: 'zk[1:7]', address: '10.0.0.[1:7]'}]},
    kafka: kafka('3.9.2', [
      {name: 'kafka[01:15]', address: '10.0.1.[1:15]', rack: 'a'},
      {name: 'kafka[16:30]', address: '10.0.2.[16:30]', rack: 'b'},
    ]),
  },
  'three hundred brokers, one by one': {
    cluster,
    zookeeper: zookeeper('3.8.6', 5),
    kafka: kafka('3.9.2', named('kafka', 300)),
  },
  'an upgrade under way': {
    cluster,
    zookeeper: zookeeper('3.8.6'),
    kafka: kafka('3.9.2', named('kafka', 3), {config: {'inter.broker.protocol.version': '2.8'}}),
  },
  'ids above a thousand': {
    cluster,
    zookeeper: zookeeper('3.8.6'),
    kafka: kafka(
      '3.9.2',
      named('kafka', 3, (id) => ({id: 100_000 + id})),
      {
        config: {'broker.id.generation.enable': false},
      },
    ),
  },
  'a jump host, a time zone, other users and places': {
    cluster,
    ssh: {user: 'root', become: false, port: 2222, key_file: 'keys/id', proxy_jump: 'me@jump.example:22'},
    timezone: 'Europe/Berlin',
    install_dir: '/opt/streaming',
    java: {home: '/usr/lib/jvm/temurin-21', version: 21},
    zookeeper: zookeeper('3.8.6', 3, {
      user: 'zk',
      config: {maxClientCnxns: 0, 'metricsProvider.httpPort': 7000},
    }),
    kafka: kafka('3.9.2', named('kafka', 3), {user: 'streams', tune_system: false}),
  },
};

describe('good specs', () => {
  it('are at least fifteen', () => assert.ok(Object.keys(GOOD).length >= 15));
  for (const [title, good] of Object.entries(GOOD)) {
    it(`${title}: no finding, and a cluster`, () => {
      const result = checkSpec(stringify(good), {file: 'cluster.yml'});
      assert.deepEqual(
        result.problems.map(({code, message}) => `${code}: ${message}`),
        [],
      );
      assert.ok(result.ok);
      assert.ok(completeCluster(result.spec, {specFolder: '..'}).kafka.brokers.length > 0);
    });
  }
});
