import {
  isAtLeast,
  isZookeeperRelease,
  KAFKA_LINES,
  kafkaLineOf,
  LAST_KAFKA_WITH_ZOOKEEPER,
  lineOf,
  ZOOKEEPER_LINES,
} from '../../model/releases.ts';
import {catalogue} from '../catalogue.ts';
import {error, warning, type Rule} from './rule.ts';

/** KRaft has its own ids, quorum and upgrade path; half of it would be worse than none. */
export const noKraftYet: Rule = ({kafka}) =>
  kafka?.mode === 'kraft'
    ? [
        error(
          'KB-KRAFT-RESERVED',
          ['kafka', 'mode'],
          'kafka.mode kraft is reserved and planned, but not supported yet.',
          `Leave out kafka.mode and take a Kafka up to ${LAST_KAFKA_WITH_ZOOKEEPER} with a zookeeper section.`,
        ),
      ]
    : [];

export const zookeeperSectionPresent: Rule = ({kafka, zookeeper}, written) =>
  kafka?.mode === 'zookeeper' && zookeeper === undefined && !written.has(['zookeeper'])
    ? [
        {
          ...error(
            'KB-ZOOKEEPER-MISSING',
            ['kafka'],
            'Kafka in ZooKeeper mode needs an ensemble, but there is no zookeeper section.',
            'Add zookeeper: with version and nodes; "kafkabook init --stdout" shows one.',
          ),
          at: 'key',
        },
      ]
    : [];

export const kafkaLineKnown: Rule = ({kafka}) =>
  kafka?.version !== undefined && kafkaLineOf(kafka.version) === undefined
    ? [
        error(
          'KB-KAFKA-VERSION',
          ['kafka', 'version'],
          `Kafka ${kafka.version} is not of a line that kafkabook knows.`,
          `Known lines: ${KAFKA_LINES.map(({line}) => line).join(', ')}; up to ${LAST_KAFKA_WITH_ZOOKEEPER} with ZooKeeper.`,
        ),
      ]
    : [];

export const kafkaHasZookeeperMode: Rule = ({kafka}) =>
  kafka?.mode === 'zookeeper' && kafka.version && kafkaLineOf(kafka.version)?.zookeeperMode === false
    ? [
        error(
          'KB-KAFKA-NO-ZOOKEEPER-MODE',
          ['kafka', 'version'],
          `Kafka ${kafka.version} cannot run with ZooKeeper; ${LAST_KAFKA_WITH_ZOOKEEPER} is the last line that can.`,
          `Take a release of Kafka ${LAST_KAFKA_WITH_ZOOKEEPER} or before.`,
        ),
      ]
    : [];

/** A release that was never published is found by no mirror; one after the last that is known may well be there. */
export const releasesPublished: Rule = ({kafka, zookeeper}) =>
  (
    [
      ['broker', 'Kafka', ['kafka', 'version'], kafka?.version],
      ['zookeeper', 'ZooKeeper', ['zookeeper', 'version'], zookeeper?.version],
    ] as const
  ).flatMap(([name, software, path, version]) => {
    const line =
      version === undefined
        ? []
        : catalogue(name).releases.filter((each) => lineOf(each) === lineOf(version));
    const [first, last] = [line[0], line.at(-1)];
    if (version === undefined || first === undefined || last === undefined || line.includes(version))
      return [];
    // Of 3.4 only the last release is looked at; what came before 3.5.5 is told apart as no release at all.
    if (name === 'zookeeper' && (first === last || !isZookeeperRelease(version))) return [];
    const known = `Known of this line: ${line.join(', ')}.`;
    if (isAtLeast(version, last)) {
      const message = `${software} ${version} is not known here; the last of its line that is, is ${last}.`;
      return [warning('KB-RELEASE-UNKNOWN', path, message, `See that it was released. ${known}`)];
    }
    return [error('KB-RELEASE-UNKNOWN', path, `${software} ${version} was never released.`, known)];
  });

export const zookeeperReleaseKnown: Rule = ({zookeeper}) =>
  zookeeper?.version !== undefined && !isZookeeperRelease(zookeeper.version)
    ? [
        error(
          'KB-ZOOKEEPER-VERSION',
          ['zookeeper', 'version'],
          `ZooKeeper ${zookeeper.version} is not a stable release of a line that kafkabook knows.`,
          `Known lines: ${ZOOKEEPER_LINES.join(', ')}; 3.5 from 3.5.5.`,
        ),
      ]
    : [];

export const scalaBuildPublished: Rule = ({kafka}) => {
  const line = kafka?.version === undefined ? undefined : kafkaLineOf(kafka.version);
  if (!kafka?.scala || !line || line.scala.includes(kafka.scala)) return [];
  return [
    error(
      'KB-SCALA-BUILD',
      ['kafka', 'scala'],
      `Kafka ${kafka.version} was not published for Scala ${kafka.scala}.`,
      `Take ${line.scala.map((build) => `"${build}"`).join(' or ')}, or leave kafka.scala out.`,
    ),
  ];
};

/** ZooKeeper's release notes: clients of 3.8 (in Kafka from 3.6) need servers of 3.5; servers of 3.8 need clients of
 * 3.5 (in Kafka from 2.4). A client of 3.5 with a server of 3.4 works on the wire, but nobody promises it. */
export const zookeeperFitsKafka: Rule = ({zookeeper, kafka}) => {
  if (!zookeeper?.version || !kafka?.version || !kafkaLineOf(kafka.version)?.zookeeperMode) return [];
  if (!isZookeeperRelease(zookeeper.version)) return [];
  const path = ['zookeeper', 'version'];
  const pair = `ZooKeeper ${zookeeper.version} with Kafka ${kafka.version}`;
  const old = lineOf(zookeeper.version) === '3.4';
  if (old && isAtLeast(kafka.version, '3.6.0')) {
    const message = `${pair} does not work: the client in Kafka from 3.6 needs a ZooKeeper of 3.5 or later.`;
    return [error('KB-ZOOKEEPER-TOO-OLD', path, message, 'Take ZooKeeper 3.8.')];
  }
  if (old && isAtLeast(kafka.version, '2.4.0')) {
    const message = `${pair} is not documented anywhere: Kafka from 2.4 brings a ZooKeeper client of 3.5 or later.`;
    return [
      warning('KB-ZOOKEEPER-UNDOCUMENTED', path, message, 'Take ZooKeeper 3.5.9 unless you must keep 3.4.'),
    ];
  }
  if (isAtLeast(zookeeper.version, '3.8.0') && !isAtLeast(kafka.version, '2.4.0')) {
    const message = `${pair} does not work: the client in Kafka before 2.4 is of 3.4, and ZooKeeper 3.8 needs 3.5.`;
    return [
      error('KB-ZOOKEEPER-TOO-NEW', path, message, 'Take ZooKeeper 3.6 or before, or Kafka 2.4 or later.'),
    ];
  }
  return [];
};

/** A JDK that is on the hosts or in an archive has the version it has: without a written one there is nothing to judge. */
export const jdkFitsKafka: Rule = ({java, kafka}, written) => {
  const path = ['java', 'version'];
  const line = kafka?.version === undefined ? undefined : kafkaLineOf(kafka.version);
  if (!java?.version || !kafka?.version || !line) return [];
  if ((java.home !== undefined || java.tarball !== undefined) && !written.has(path)) return [];
  const pair = `JDK ${java.version} with Kafka ${kafka.version}`;
  const range =
    line.jdk.min === line.jdk.max ? `JDK ${line.jdk.min}` : `JDK ${line.jdk.min} to ${line.jdk.max}`;
  if (java.version < line.jdk.min)
    return [
      error('KB-JDK-TOO-OLD', path, `${pair} does not start: its brokers need ${range}.`, `Take ${range}.`),
    ];
  if (java.version >= 24 && !isAtLeast(kafka.version, '3.9.1')) {
    const message = `${pair} does not start: JDK 24 took away the security manager, which Kafka before 3.9.1 calls.`;
    return [
      error('KB-JDK-TOO-NEW', path, message, `Take ${range}, as the documentation of the release names.`),
    ];
  }
  if (java.version > line.jdk.max) {
    const message = `${pair} is not documented: the documentation of the release names ${range}.`;
    return [warning('KB-JDK-UNDOCUMENTED', path, message, `Take ${range} where your hosts have one.`)];
  }
  return [];
};

export const oneSourceOfJava: Rule = ({java}) => {
  const named = (['home', 'tarball', 'package'] as const).filter((key) => java?.[key] !== undefined);
  const [first, second] = named;
  if (first === undefined || second === undefined) return [];
  return [
    {
      ...error(
        'KB-JAVA-SOURCE',
        ['java', second],
        `java.${named.join(', java.')} exclude each other: the JDK comes from one place.`,
        'Keep one of them.',
      ),
      at: 'key',
      related: {message: `java.${first} is here.`, path: ['java', first]},
    },
  ];
};
