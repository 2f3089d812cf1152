// Properties of Kafka and of zoo.cfg against the catalogue of the release that the spec names.
import {nearestName} from '../../nearest.ts';
import {catalogue, compareVersions, factsAt, releaseFor, type Catalogue, type Stretch} from '../catalogue.ts';
import type {Draft} from '../draft.ts';
import type {Finding} from '../problem.ts';
import {valueFault} from '../values.ts';
import {configEntries, isOwned, type ConfigEntry} from './config.ts';
import {error, warning, type Rule} from './rule.ts';

/** A property of a spec that is judged, and the release that judges it. */
type Judged = ConfigEntry & {readonly known: Catalogue; readonly release: string; readonly software: string};

/** Kafka and ZooKeeper pass over what they do not know, so a slip leaves the default in force. */
export const propertiesKnown: Rule = (draft) =>
  judged(draft)
    .filter((entry) => !Object.hasOwn(entry.known.keys, nameOf(entry.key)) && !isPlugin(entry))
    .map((entry) => ({
      ...warning(
        'KB-CONFIG-UNKNOWN',
        entry.path,
        `${entry.software} ${entry.release} knows no property ${entry.key}, and would pass over it.`,
        unknownHint(entry),
      ),
      at: 'key',
    }));

/** Known, but not to this release. */
export const propertiesOfRelease: Rule = (draft) =>
  judged(draft).flatMap((entry): Finding[] => {
    const {key, known, release, software, path} = entry;
    if (!Object.hasOwn(known.keys, key) || factsAt(known, key, release) || isPlugin(entry)) return [];
    const stretches = known.keys[key] ?? [];
    const later = stretches.find(({in: [first]}) => compareVersions(first, release) > 0);
    const earlier = stretches.findLast(({in: [, last]}) => compareVersions(last, release) < 0);
    if (earlier === undefined) {
      const message = `${key} came with ${software} ${later?.in[0]}; ${release} passes over it.`;
      return [
        {...warning('KB-CONFIG-TOO-NEW', path, message, `Take it out, or a later ${software}.`), at: 'key'},
      ];
    }
    const gone = known.releases[known.releases.indexOf(earlier.in[1]) + 1];
    const message = `${key} is gone since ${software} ${gone}; ${release} passes over it.`;
    return [{...warning('KB-CONFIG-REMOVED', path, message, replacement(key)), at: 'key'}];
  });

export const propertiesCurrent: Rule = (draft) =>
  judged(draft)
    .filter(({known, key, release}) => factsAt(known, key, release)?.deprecated)
    .map(({key, software, release, path}) => ({
      ...warning(
        'KB-CONFIG-DEPRECATED',
        path,
        `${key} is deprecated in ${software} ${release}.`,
        replacement(key),
      ),
      at: 'key',
    }));

/** What Kafka would refuse at its start; ZooKeeper passes over some faults in silence, which is no better. */
export const valuesFit: Rule = (draft, written) =>
  judged(draft).flatMap((entry): Finding[] => {
    const {key, known, release, role, software, path, value} = entry;
    const facts = factsOf(known, key, release);
    if (facts === undefined || value === null || typeof value === 'object' || isPlaceholder(value)) return [];
    // As a number, 3.0 is 3 and long digits are rounded: what was written counts.
    const text = typeof value === 'number' ? (written.text(path) ?? String(value)) : String(value);
    const fault = valueFault(text, facts);
    if (fault === undefined) return [];
    const message = `${key} ${fault}: ${typeof value === 'number' ? text : JSON.stringify(value)}.`;
    if (role === 'kafka' || facts.refused)
      return [
        error('KB-CONFIG-VALUE', path, message, `${software} ${release} would not start. ${wanted(facts)}`),
      ];
    return [
      warning(
        'KB-CONFIG-VALUE',
        path,
        message,
        `${software} would use its default instead. ${wanted(facts)}`,
      ),
    ];
  });

/** listener.name.NAME.* counts for the listener of that name, in lower case, and for no other. */
export const listenersOfProperties: Rule = (draft) => {
  const names = (draft.kafka?.listeners ?? []).flatMap((listener) => listener?.name?.toLowerCase() ?? []);
  return configEntries(draft).flatMap(({role, key, path}): Finding[] => {
    const name = /^listener\.name\.([^.]+)\./.exec(key)?.[1];
    if (role !== 'kafka' || name === undefined || names.length === 0 || names.includes(name)) return [];
    const message = `${key} is for a listener ${name}, which kafka.listeners does not have.`;
    return [
      {
        ...warning('KB-CONFIG-LISTENER', path, message, `Names there, in lower case: ${names.join(', ')}.`),
        at: 'key',
      },
    ];
  });
};

function judged(draft: Draft): Judged[] {
  const versions = {kafka: draft.kafka?.version, zookeeper: draft.zookeeper?.version};
  return configEntries(draft).flatMap((entry) => {
    const version = versions[entry.role];
    const known = catalogue(entry.role === 'kafka' ? 'broker' : 'zookeeper');
    const release = version === undefined ? undefined : releaseFor(known, version);
    const software = entry.role === 'kafka' ? 'Kafka' : 'ZooKeeper';
    return release === undefined || isOwned(entry) ? [] : [{...entry, known, release, software}];
  });
}

/** The facts of the property itself, or of the one that it sets for one listener. */
function factsOf(known: Catalogue, key: string, release: string): Stretch | undefined {
  return factsAt(known, key, release) ?? factsAt(known, nameOf(key), release);
}

/** Names that no catalogue can know: they belong to plug-ins, or hold a name of the user's. */
function isPlugin({role, key, known, release}: Judged): boolean {
  if (role === 'kafka') return PLUGIN_KEYS.test(key);
  const prefixes = Object.keys(known.keys).filter((name) => factsAt(known, name, release)?.prefix);
  return prefixes.some((prefix) => key.startsWith(prefix)) || /\.(class|impl)$/.test(key);
}

/** kafka.apache.org/documentation: listener prefixes, config.providers, tiered storage, authorizers and reporters. */
const PLUGIN_KEYS = new RegExp(
  [
    ...['config\\.providers', 'rsm\\.config\\.', 'rlmm\\.config\\.', 'remote\\.log\\.metadata\\.'],
    ...[
      'super\\.users$',
      'allow\\.everyone\\.if\\.no\\.acl\\.found$',
      'authorizer\\.',
      'principal\\.',
      'opa\\.',
      'ranger\\.',
    ],
    ...[
      'kafka\\.metrics\\.',
      'metrics\\.',
      'confluent\\.',
      'cruise\\.control\\.',
      'client\\.quota\\.callback\\.',
    ],
    ...['(com|org|io|net|co|dev|external|oauth|strimzi|kafka)\\.'],
  ]
    .map((prefix) => `^${prefix}`)
    .join('|'),
);

/** \${provider:path:key} is put in by Kafka when it starts. */
function isPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && /\$\{[^}]+:[^}]+\}/.test(value);
}

/** The property behind the name of a listener and of a mechanism. */
function nameOf(key: string): string {
  return key.replace(/^listener\.name\.[^.]+\.(?:(?:plain|gssapi|oauthbearer|scram-sha-(?:256|512))\.)?/, '');
}

function unknownHint({role, key: whole, known, release}: Judged): string {
  const key = nameOf(whole);
  const ofTopic = role === 'kafka' ? factsAt(catalogue('topic'), key, release)?.server : undefined;
  if (ofTopic !== undefined) return `That is a property of topics; the default of all topics is ${ofTopic}.`;
  const names = Object.keys(known.keys).filter((name) => factsAt(known, name, release));
  const near = nearestName(key, names);
  return near === undefined
    ? 'Take it out; or, where a plug-in reads it, list KB-CONFIG-UNKNOWN under accept.'
    : `Did you mean ${near}?`;
}

function wanted({type, valid, default: normal}: Stretch): string {
  const limits =
    valid?.min !== undefined && valid.max !== undefined
      ? ` from ${valid.min} to ${valid.max}`
      : valid?.min !== undefined
        ? ` from ${valid.min}`
        : '';
  const form = valid?.oneOf ? valid.oneOf.join(' or ') : `${TYPE_WORDS[type] ?? `a ${type}`}${limits}`;
  return `Write ${form}${normal === undefined || normal === '' ? '' : ` (the default is ${normal})`}.`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  int: 'a whole number',
  long: 'a whole number',
  short: 'a whole number',
  double: 'a number',
  string: 'a text',
  list: 'a list with commas',
};

function replacement(key: string): string {
  const instead = Object.hasOwn(REPLACED_BY, key) ? REPLACED_BY[key] : undefined;
  return instead === undefined ? 'Take it out; nothing replaces it.' : `Use ${instead}.`;
}

/** What took over, from docs/upgrade of the releases that deprecated or removed the property. */
export const REPLACED_BY: Readonly<Record<string, string>> = {
  'quota.producer.default': 'kafka-configs.sh --alter --entity-type users --entity-default',
  'quota.consumer.default': 'kafka-configs.sh --alter --entity-type users --entity-default',
  'delegation.token.master.key': 'delegation.token.secret.key',
  'log.message.timestamp.difference.max.ms':
    'log.message.timestamp.before.max.ms and log.message.timestamp.after.max.ms',
  'auto.include.jmx.reporter': 'metric.reporters, with org.apache.kafka.common.metrics.JmxReporter in it',
  'log.message.format.version': 'inter.broker.protocol.version alone: the format follows it from 3.0',
  'inter.broker.protocol.version': 'kafka-features.sh, which sets metadata.version',
};
