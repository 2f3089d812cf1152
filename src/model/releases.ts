// What differs between releases of Kafka and ZooKeeper. One table, each figure with its public source; everything
// else asks here. Imports nothing.

/** What is known of one minor line of Kafka. */
export type KafkaLine = {
  readonly line: string;
  /** Builds that were published, oldest first: apache/kafka gradle/dependencies.gradle and gradle.properties at the tag. */
  readonly scala: readonly Scala[];
  /** JDKs that the documentation of the line names for brokers: apache/kafka README.md and docs/ops.html#java at the tag. */
  readonly jdk: {readonly min: number; readonly max: number};
  /** ZooKeeper client in the first archive of the line: apache/kafka gradle/dependencies.gradle; '' where there is none. */
  readonly zookeeperClient: string;
  /** Whether brokers can keep their metadata in ZooKeeper: 3.9 is the last line, see the upgrade notes of 4.0. */
  readonly zookeeperMode: boolean;
};

export type Scala = '2.11' | '2.12' | '2.13';

/** An archive of the Apache Software Foundation: its file, its top folder, its path on a mirror. */
export type ReleaseArchive = {readonly file: string; readonly folder: string; readonly path: string};

/** Scala 2.11 went with 2.5.0, 2.13 came with 2.4.0, 2.12 went with 4.0 (docs/upgrade.html of those releases). */
export const KAFKA_LINES: readonly KafkaLine[] = [
  kafkaLine('2.0', ['2.11', '2.12'], [8, 10], '3.4.13'),
  kafkaLine('2.1', ['2.11', '2.12'], [8, 10], '3.4.13'),
  kafkaLine('2.2', ['2.11', '2.12'], [8, 11], '3.4.13'),
  kafkaLine('2.3', ['2.11', '2.12'], [8, 11], '3.4.14'),
  kafkaLine('2.4', ['2.11', '2.12', '2.13'], [8, 11], '3.5.6'),
  kafkaLine('2.5', ['2.12', '2.13'], [8, 11], '3.5.7'),
  kafkaLine('2.6', ['2.12', '2.13'], [8, 11], '3.5.8'),
  kafkaLine('2.7', ['2.12', '2.13'], [8, 11], '3.5.8'),
  kafkaLine('2.8', ['2.12', '2.13'], [8, 11], '3.5.9'),
  kafkaLine('3.0', ['2.12', '2.13'], [8, 11], '3.6.3'),
  kafkaLine('3.1', ['2.12', '2.13'], [8, 17], '3.6.3'),
  kafkaLine('3.2', ['2.12', '2.13'], [8, 17], '3.6.3'),
  kafkaLine('3.3', ['2.12', '2.13'], [8, 17], '3.6.3'),
  kafkaLine('3.4', ['2.12', '2.13'], [8, 17], '3.6.3'),
  kafkaLine('3.5', ['2.12', '2.13'], [8, 17], '3.6.4'),
  kafkaLine('3.6', ['2.12', '2.13'], [8, 17], '3.8.2'),
  kafkaLine('3.7', ['2.12', '2.13'], [8, 17], '3.8.3'),
  kafkaLine('3.8', ['2.12', '2.13'], [8, 17], '3.8.4'),
  kafkaLine('3.9', ['2.12', '2.13'], [8, 21], '3.8.4'),
  kafkaLine('4.0', ['2.13'], [17, 21], ''),
  kafkaLine('4.1', ['2.13'], [17, 21], ''),
  kafkaLine('4.2', ['2.13'], [17, 25], ''),
  kafkaLine('4.3', ['2.13'], [17, 25], ''),
  kafkaLine('4.4', ['2.13'], [17, 25], ''),
];

/** Lines of ZooKeeper with a stable release: zookeeper.apache.org, release notes. */
export const ZOOKEEPER_LINES: readonly string[] = ['3.4', '3.5', '3.6', '3.7', '3.8', '3.9'];

/** Last line of Kafka that runs with ZooKeeper: upgrade notes of 4.0. */
export const LAST_KAFKA_WITH_ZOOKEEPER = '3.9';

/** What is known of the line that a release of Kafka belongs to; undefined for a line that is not in the table. */
export function kafkaLineOf(version: string): KafkaLine | undefined {
  return KAFKA_LINES.find(({line}) => line === lineOf(version));
}

/** Whether a release of ZooKeeper is of a known line. 3.5.0 to 3.5.4 were alphas and betas (release notes of 3.5.5). */
export function isZookeeperRelease(version: string): boolean {
  return (
    ZOOKEEPER_LINES.includes(lineOf(version)) && (lineOf(version) !== '3.5' || isAtLeast(version, '3.5.5'))
  );
}

/** Archive of Kafka: apache/kafka build.gradle, releaseTarGz. */
export function kafkaArchive(version: string, scala: string): ReleaseArchive {
  const folder = `kafka_${scala}-${version}`;
  return {file: `${folder}.tgz`, folder, path: `kafka/${version}/${folder}.tgz`};
}

/** Archive of ZooKeeper. From 3.5.5 the archive without -bin holds the sources (release notes of 3.5.5). */
export function zookeeperArchive(version: string): ReleaseArchive {
  const folder = isAtLeast(version, '3.5.5') ? `apache-zookeeper-${version}-bin` : `zookeeper-${version}`;
  return {file: `${folder}.tar.gz`, folder, path: `zookeeper/zookeeper-${version}/${folder}.tar.gz`};
}

/** Build that the download page of the release recommends: 2.13 from 2.6.0, 2.12 before (kafka.apache.org/downloads). */
export function defaultScala(version: string): Scala {
  return isAtLeast(version, '2.6.0') ? '2.13' : '2.12';
}

/** Whether the ZooKeeper server opens an HTTP admin port by itself: from 3.5.0 (zookeeperAdmin.md, AdminServer). */
export function adminServer(zookeeperVersion: string): boolean {
  return isAtLeast(zookeeperVersion, '3.5.0');
}

/** Whether zoo.cfg knows 4lw.commands.whitelist: 3.5.3, and the last of 3.4 (zookeeperAdmin of 3.5.3 and 3.4.14). */
export function fourLetterWhitelist(zookeeperVersion: string): boolean {
  return lineOf(zookeeperVersion) === '3.4'
    ? isAtLeast(zookeeperVersion, '3.4.14')
    : isAtLeast(zookeeperVersion, '3.5.3');
}

/** Logging of the ZooKeeper server and its file in conf/: logback from 3.8 (apache/zookeeper conf/ at the tags). */
export function zookeeperLogging(zookeeperVersion: string): {library: 'log4j' | 'logback'; file: string} {
  return isAtLeast(zookeeperVersion, '3.8.0')
    ? {library: 'logback', file: 'logback.xml'}
    : {library: 'log4j', file: 'log4j.properties'};
}

/** Whether kafka-topics takes --bootstrap-server: from 2.2 (apache/kafka TopicCommand at the tags; KIP-377). */
export function topicsUseBootstrapServer(kafkaVersion: string): boolean {
  return isAtLeast(kafkaVersion, '2.2.0');
}

/** Whether the brokers choose the numbers that kafka-topics --create is not given: from 2.4 (KIP-464). */
export function topicsHaveDefaults(kafkaVersion: string): boolean {
  return isAtLeast(kafkaVersion, '2.4.0');
}

/** Whether kafka-reassign-partitions works without ZooKeeper: from 2.6 (apache/kafka ReassignPartitionsCommand; KIP-455). */
export function reassignmentUsesBootstrapServer(kafkaVersion: string): boolean {
  return isAtLeast(kafkaVersion, '2.6.0');
}

/** Whether kafka-console-producer takes --bootstrap-server: from 2.5 (apache/kafka ConsoleProducer at the tags). */
export function producerUsesBootstrapServer(kafkaVersion: string): boolean {
  return isAtLeast(kafkaVersion, '2.5.0');
}

/** File in config/ that sets up the logging of a broker: log4j2 from 4.0 (apache/kafka config/ at the tags). */
export function kafkaLogConfig(kafkaVersion: string): string {
  return isAtLeast(kafkaVersion, '4.0.0') ? 'log4j2.yaml' : 'log4j.properties';
}

/** Whether a dotted version is another one or later. Parts are numbers: 3.10 is after 3.9. */
export function isAtLeast(version: string, other: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of other.split('.').map(Number).entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

/** Major and minor of a version: 2.6 for 2.6.0. */
export function lineOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

function kafkaLine(
  line: string,
  scala: readonly Scala[],
  [min, max]: readonly [number, number],
  zookeeperClient: string,
): KafkaLine {
  return {line, scala, jdk: {min, max}, zookeeperClient, zookeeperMode: zookeeperClient !== ''};
}
