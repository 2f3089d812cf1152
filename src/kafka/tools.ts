import {producerUsesBootstrapServer, topicsHaveDefaults} from '../model/releases.ts';

/** What the command lines of Kafka's tools depend on. */
export type Cluster = Readonly<{
  version: string;
  /** `host:port,...` as the brokers themselves know it. */
  servers: string;
  /** How kafka-topics of this release finds the cluster: an option and its value. */
  topicsConnection: readonly string[];
}>;

/** One of Kafka's tools by its script in bin/, and its arguments. */
export type Tool = readonly [script: string, ...args: string[]];

/** Prints the name of each topic on a line. */
export function listTopics({topicsConnection}: Cluster): Tool {
  return ['kafka-topics.sh', ...topicsConnection, '--list'];
}

/** Describes one topic, or all. */
export function describeTopics({topicsConnection}: Cluster, topic?: string): Tool {
  const one = topic === undefined ? [] : ['--topic', exactly(topic)];
  return ['kafka-topics.sh', ...topicsConnection, '--describe', ...one];
}

export type NewTopic = Readonly<{
  topic: string;
  partitions: number | undefined;
  replicationFactor: number | undefined;
  configs: readonly string[];
}>;

/** Creates a topic; numbers that are left open are the brokers' to choose, and 1 where the release wants them all. */
export function createTopic({version, topicsConnection}: Cluster, wanted: NewTopic): Tool {
  const open = topicsHaveDefaults(version) ? undefined : 1;
  return [
    'kafka-topics.sh',
    ...topicsConnection,
    ...['--create', '--topic', wanted.topic],
    ...option('--partitions', wanted.partitions ?? open),
    ...option('--replication-factor', wanted.replicationFactor ?? open),
    ...wanted.configs.flatMap((config) => ['--config', config]),
  ];
}

/** Deletes one topic. */
export function deleteTopic({topicsConnection}: Cluster, topic: string): Tool {
  return ['kafka-topics.sh', ...topicsConnection, '--delete', '--topic', exactly(topic)];
}

/**
 * Sends each line of its input as a record, which counts when all in-sync replicas have it: before 3.0 one did. `keyed`: the
 * lines are KEY, a tab, VALUE.
 */
export function produce({version, servers}: Cluster, topic: string, {keyed = false} = {}): Tool {
  const connection = producerUsesBootstrapServer(version) ? '--bootstrap-server' : '--broker-list';
  const acks = ['--request-required-acks', 'all'];
  const keys = keyed ? ['--property', 'parse.key=true'] : [];
  return ['kafka-console-producer.sh', connection, servers, '--topic', topic, ...acks, ...keys];
}

export type Reading = Readonly<{
  fromBeginning: boolean;
  maxMessages?: number | undefined;
  group?: string | undefined;
  /** Leaves nothing behind of having read: the group is gone when it ends. */
  traceless?: boolean;
  /** Seconds without a record after which it ends. */
  timeout?: number | undefined;
}>;

/** Prints records, a line each. */
export function consume({servers}: Cluster, topic: string, reading: Reading): Tool {
  return [
    'kafka-console-consumer.sh',
    ...['--bootstrap-server', servers, '--topic', topic],
    ...(reading.fromBeginning ? ['--from-beginning'] : []),
    ...option('--max-messages', reading.maxMessages),
    ...option('--group', reading.group),
    ...(reading.traceless === true ? ['--consumer-property', 'enable.auto.commit=false'] : []),
    ...option('--timeout-ms', reading.timeout === undefined ? undefined : reading.timeout * 1000),
  ];
}

function option(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [name, String(value)];
}

/** But for --create, kafka-topics takes a name as a regular expression: a.b would also delete a-b. */
function exactly(topic: string): string {
  return topic.replaceAll('.', '\\.');
}
