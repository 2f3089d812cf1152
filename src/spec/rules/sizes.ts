import type {Draft} from '../draft.ts';
import type {Finding, Path} from '../problem.ts';
import {error, warning, type Rule} from './rule.ts';

/** The quorum is a majority: four nodes bear one failure as three do, and can split two against two. */
export const ensembleOdd: Rule = ({zookeeper}) => {
  const count = zookeeper?.nodes?.length ?? 1;
  if (count % 2 === 1 || count === 0) return [];
  const failures = count / 2 - 1;
  const message = `${count} ZooKeeper nodes bear ${failures === 0 ? 'no failure' : `${failures} of them failing`}, as ${count - 1} would: a majority is needed, and half against half is a tie.`;
  const hint = `Make it ${count - 1} or ${count + 1} nodes.`;
  return [{...error('KB-ENSEMBLE-EVEN', ['zookeeper', 'nodes'], message, hint), at: 'key'}];
};

export const ensembleBearsFailure: Rule = ({zookeeper}) => {
  if (zookeeper?.nodes?.length !== 1) return [];
  const message = 'A single ZooKeeper node: the cluster stands still while it is down.';
  const hint = 'Fine for trying out; take three nodes, or five to bear a failure during maintenance.';
  return [{...warning('KB-ENSEMBLE-SINGLE', ['zookeeper', 'nodes'], message, hint), at: 'key'}];
};

export const brokersBearFailure: Rule = ({kafka}) => {
  const count = kafka?.brokers?.length ?? 0;
  if (count === 0 || count >= 3 || hasGaps(kafka?.brokers)) return [];
  const message =
    count === 1
      ? 'A single broker: no topic has a second copy.'
      : 'Two brokers: a restart of one leaves one copy of every partition.';
  const hint = 'Fine for trying out; take three brokers or more for data that matters.';
  return [{...warning('KB-BROKERS-FEW', ['kafka', 'brokers'], message, hint), at: 'key'}];
};

/** A topic with more copies than brokers cannot be created, and the internal topics are created at first use. */
export const replicationWithinBrokers: Rule = (draft) => {
  const count = draft.kafka?.brokers?.length ?? 0;
  if (count === 0) return [];
  return brokerConfigs(draft).flatMap(({config, path}) =>
    COUNTS_OF_BROKERS.flatMap((key) => {
      const value = figureOf(config, key);
      if (value === undefined || value <= count) return [];
      const message = `${key} is ${value}, but there ${count === 1 ? 'is one broker' : `are ${count} brokers`}.`;
      return [
        error(
          'KB-REPLICATION-FACTOR',
          [...path, key],
          message,
          `Set it to ${count} or less, or add brokers.`,
        ),
      ];
    }),
  );
};

/** Kafka takes three copies for its internal topics unless told otherwise, and makes them when the first group or
 * transaction comes: with fewer brokers that fails, for good, and long after the deployment went well. */
export const internalTopicsFit: Rule = ({kafka}, written) => {
  const count = kafka?.brokers?.length ?? 0;
  const isSaid = (key: string) =>
    written.has(['kafka', 'config', key]) ||
    (kafka?.brokers ?? []).every((_, index) => written.has(['kafka', 'brokers', index, 'config', key]));
  const missing = Object.keys(DEFAULTS).filter((key) => (DEFAULTS[key] ?? 0) > count && !isSaid(key));
  if (count === 0 || missing.length === 0 || hasGaps(kafka?.brokers)) return [];
  const brokers = count === 1 ? 'one broker' : `${count} brokers`;
  const message = `With ${brokers} no consumer group or transaction works: Kafka's defaults for its internal topics want three.`;
  const hint = `Under kafka.config write ${missing.map((key) => `${key}: ${key.endsWith('.isr') ? 1 : count}`).join(', ')}.`;
  return [{...error('KB-INTERNAL-REPLICATION', ['kafka', 'brokers'], message, hint), at: 'key'}];
};

/** With acks=all, fewer in-sync replicas than the minimum stop every producer. */
export const minimumInSync: Rule = (draft, written) =>
  brokerConfigs(draft).flatMap(({config, path}) =>
    MINIMA.flatMap(([key, factorKey]): Finding[] => {
      const shared = draft.kafka?.config ?? {};
      const valueOf = (name: string) => figureOf(config, name) ?? figureOf(shared, name) ?? DEFAULTS[name];
      const placeOf = (name: string) =>
        Object.hasOwn(config, name) ? [...path, name] : ['kafka', 'config', name];
      const [minimum, factor] = [valueOf(key), valueOf(factorKey)];
      const isSaid = [key, factorKey].some((name) => Object.hasOwn(config, name));
      const brokers = draft.kafka?.brokers?.length ?? 0;
      if (
        !isSaid ||
        minimum === undefined ||
        factor === undefined ||
        minimum < factor ||
        minimum <= 1 ||
        minimum > brokers
      )
        return [];
      if (isOffsets(factorKey) && !written.has(placeOf(factorKey))) return [];
      if (isAutoCreated(factorKey) && !written.has(placeOf(factorKey)) && makesNoTopics(shared)) return [];
      const place = written.has(placeOf(key)) ? placeOf(key) : placeOf(factorKey);
      const related =
        written.has(placeOf(key)) && written.has(placeOf(factorKey))
          ? {related: {message: `${factorKey} is ${factor} here.`, path: placeOf(factorKey)}}
          : {};
      const by = (name: string) => (written.has(placeOf(name)) ? '' : ' (the default)');
      if (minimum > factor) {
        const message = `${key} is ${minimum}${by(key)}, above ${factorKey} ${factor}${by(factorKey)}: no write with acks=all would ever pass.`;
        const hint = `Set ${key} to ${factor - 1 || 1} at most, or ${factorKey} to ${minimum + 1}.`;
        // Topics that somebody makes have the factor that they are given.
        const judge = isAutoCreated(factorKey) && !written.has(placeOf(factorKey)) ? warning : error;
        return [{...judge('KB-MIN-ISR', place, message, hint), ...related}];
      }
      const message = `${key} is ${minimum}${by(key)}, the same as ${factorKey}${by(factorKey)}: every restart of a broker stops writes with acks=all.`;
      return [{...warning('KB-MIN-ISR-TIGHT', place, message, `Set it to ${factor - 1}.`), ...related}];
    }),
  );

/** By default three, of which the rule on topics in general speaks already. */
function isOffsets(factorKey: string): boolean {
  return factorKey === 'offsets.topic.replication.factor';
}

function isAutoCreated(factorKey: string): boolean {
  return factorKey === 'default.replication.factor';
}

function makesNoTopics(config: Config): boolean {
  return String(config['auto.create.topics.enable']).toLowerCase() === 'false';
}

/** Defaults of the broker, the same in every release (schemas/catalogues/broker.json). */
export const DEFAULTS: Readonly<Record<string, number>> = {
  'min.insync.replicas': 1,
  'default.replication.factor': 1,
  'offsets.topic.replication.factor': 3,
  'transaction.state.log.replication.factor': 3,
  'transaction.state.log.min.isr': 2,
};

/** An entry that is wrong in itself may stand for many. */
function hasGaps(list: readonly unknown[] | undefined): boolean {
  return (list ?? []).includes(undefined);
}

const COUNTS_OF_BROKERS = [
  'default.replication.factor',
  'min.insync.replicas',
  'offsets.topic.replication.factor',
  'transaction.state.log.min.isr',
  'transaction.state.log.replication.factor',
];
const MINIMA = [
  ['min.insync.replicas', 'default.replication.factor'],
  // Offsets are written with acks=all (offsets.commit.required.acks).
  ['min.insync.replicas', 'offsets.topic.replication.factor'],
  ['transaction.state.log.min.isr', 'transaction.state.log.replication.factor'],
] as const;

type Config = Readonly<Record<string, string | number | boolean | undefined>>;

function brokerConfigs({kafka}: Draft): {config: Config; path: Path}[] {
  const common = {config: kafka?.config ?? {}, path: ['kafka', 'config']};
  const own = (kafka?.brokers ?? []).map((broker, index) => ({
    config: broker?.config ?? {},
    path: ['kafka', 'brokers', index, 'config'],
  }));
  return [common, ...own];
}

/** A whole number of a config map, however it is written. */
export function figureOf(config: Config, key: string): number | undefined {
  const value = Object.hasOwn(config, key) ? config[key] : undefined;
  const number = typeof value === 'string' && /^[0-9]+$/.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' ? number : undefined;
}
