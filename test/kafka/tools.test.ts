import assert from 'node:assert/strict';
import {
  consume,
  createTopic,
  deleteTopic,
  describeTopics,
  listTopics,
  produce,
} from '../../src/kafka/tools.ts';
import {clusterOf, specWith} from '../project/specs.ts';

const SERVERS = 'kafka01:9092,kafka02:9092,kafka03:9092';

/** What the tools depend on, as the project of such a release has it. */
function known(version: string) {
  const spec = specWith([
    [['kafka', 'version'], version],
    [['zookeeper', 'version'], '3.6.4'],
    [['java'], {version: 11}],
  ]);
  const {kafka} = clusterOf(JSON.stringify(spec));
  return {version, servers: kafka.bootstrapServers, topicsConnection: kafka.topicsConnection};
}

describe("the command lines of Kafka's tools", () => {
  const zookeeper = ['--zookeeper', 'zk01:2181'];
  const brokers = ['--bootstrap-server', SERVERS];
  const open = {topic: 't', partitions: undefined, replicationFactor: undefined, configs: []};
  const alone = ['--partitions', '1', '--replication-factor', '1'];
  for (const [version, topics, producer, numbers] of [
    ['2.0.1', zookeeper, '--broker-list', alone],
    ['2.1.1', zookeeper, '--broker-list', alone],
    ['2.2.2', brokers, '--broker-list', alone],
    ['2.4.1', brokers, '--broker-list', []],
    ['2.6.0', brokers, '--bootstrap-server', []],
    ['3.9.2', brokers, '--bootstrap-server', []],
  ] as const) {
    it(`are those of Kafka ${version}`, () => {
      const cluster = known(version);
      assert.deepEqual(listTopics(cluster), ['kafka-topics.sh', ...topics, '--list']);
      assert.deepEqual(describeTopics(cluster), ['kafka-topics.sh', ...topics, '--describe']);
      assert.deepEqual(createTopic(cluster, open), [
        ...['kafka-topics.sh', ...topics, '--create', '--topic', 't'],
        ...numbers,
      ]);
      assert.deepEqual(produce(cluster, 't'), [
        ...['kafka-console-producer.sh', producer, SERVERS, '--topic', 't'],
        ...['--request-required-acks', 'all'],
      ]);
      assert.deepEqual(produce(cluster, 't', {keyed: true}), [
        ...produce(cluster, 't'),
        ...['--property', 'parse.key=true'],
      ]);
      assert.deepEqual(consume(cluster, 't', {fromBeginning: false}), [
        ...['kafka-console-consumer.sh', ...brokers, '--topic', 't'],
      ]);
    });
  }

  it('name a topic exactly where the tool would take a pattern, and as it is where it is made', () => {
    const cluster = known('3.9.2');
    assert.deepEqual(describeTopics(cluster, 'a.b').slice(-2), ['--topic', 'a\\.b']);
    assert.deepEqual(deleteTopic(cluster, 'a.b').slice(-2), ['--topic', 'a\\.b']);
    const wanted = {topic: 'a.b', partitions: 3, replicationFactor: 2, configs: ['a=b', 'c=d']};
    assert.deepEqual(createTopic(cluster, wanted).slice(3), [
      ...['--create', '--topic', 'a.b', '--partitions', '3', '--replication-factor', '2'],
      ...['--config', 'a=b', '--config', 'c=d'],
    ]);
  });

  it('give the limits of a consumer', () => {
    const reading = {fromBeginning: true, maxMessages: 5, group: 'g', timeout: 30};
    assert.deepEqual(consume(known('2.6.0'), 't', reading).slice(5), [
      ...['--from-beginning', '--max-messages', '5', '--group', 'g', '--timeout-ms', '30000'],
    ]);
  });
});
