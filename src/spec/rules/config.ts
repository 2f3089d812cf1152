import {catalogue} from '../catalogue.ts';
import type {Draft} from '../draft.ts';
import type {Path} from '../problem.ts';
import {error, warning, type Rule} from './rule.ts';

/** Two sources for one property would leave it open which one counts. */
export const noOwnedProperties: Rule = (draft) =>
  configEntries(draft).flatMap(({role, key, path}) => {
    const owner = ownerOf({role, key});
    if (owner === undefined) return [];
    const message = `${key} is written by kafkabook, from ${owner}.`;
    return [
      {...error('KB-CONFIG-OWNED', path, message, `Remove it here and set ${owner}.`), at: 'key' as const},
    ];
  });

/** Java's reader drops blanks before a value and keeps those behind it, so "true " is not true. */
export const noOuterSpaces: Rule = (draft) =>
  configEntries(draft)
    .filter(({value}) => typeof value === 'string' && value.trim() !== value)
    .map(({key, value, path}) => {
      const message = `The value of ${key} begins or ends with a space: ${JSON.stringify(value)}.`;
      return warning(
        'KB-CONFIG-SPACES',
        path,
        message,
        'Remove the space unless the property really wants it.',
      );
    });

/** 3.0 is read as the number 3, and 9223372036854775807 is rounded; the file would then hold something else. */
export const numbersAsWritten: Rule = (draft, written) =>
  configEntries(draft).flatMap(({key, value, path}) => {
    const text = written.text(path);
    if (typeof value !== 'number' || text === undefined || text === String(value)) return [];
    if (isDouble(key)) return [];
    const message = `${key} is written ${text}, but as a number it would become ${value}.`;
    return [error('KB-CONFIG-NUMBER', path, message, `Put it in quotes: "${text}".`)];
  });

/** Every gate asks servers for their mode with srvr; a server that refuses it looks like one that does not serve. */
export const gatesMayAsk: Rule = ({zookeeper}) => {
  const key = '4lw.commands.whitelist';
  const value = zookeeper?.config?.[key];
  if (value === undefined) return [];
  const allowed = String(value)
    .split(',')
    .map((word) => word.trim());
  if (allowed.includes('*') || allowed.includes('srvr')) return [];
  const message = `${key} lacks srvr, which the gates of a run ask for.`;
  return [
    error(
      'KB-CONFIG-GATE',
      ['zookeeper', 'config', key],
      message,
      `Write ${key}: "${[...allowed, 'srvr'].join(',')}".`,
    ),
  ];
};

/** A number with a point is the same with a zero more behind it. */
function isDouble(key: string): boolean {
  const {keys} = catalogue('broker');
  return Object.hasOwn(keys, key) && keys[key]?.[0]?.type === 'double';
}

const LISTENERS = 'kafka.listeners';
const OWNED = {
  kafka: [
    [/^(broker|node)\.id$/, 'the id of the broker (or the number that ends its name)'],
    [/^(advertised\.)?(listeners|port|host\.name)$/, LISTENERS],
    [/^listener\.security\.protocol\.map$/, LISTENERS],
    [/^(inter\.broker\.listener\.name|security\.inter\.broker\.protocol)$/, `the first of ${LISTENERS}`],
    [/^log\.dirs?$/, 'kafka.data_dirs'],
    [/^zookeeper\.connect$/, 'zookeeper.nodes, zookeeper.client_port and kafka.chroot'],
    [/^broker\.rack$/, 'the rack of the broker'],
    [/^process\.roles$/, 'kafka.mode'],
  ],
  zookeeper: [
    [/^dataDir$/, 'zookeeper.data_dir'],
    [/^dataLogDir$/, 'zookeeper.data_log_dir'],
    [/^clientPort(Address)?$/, 'zookeeper.client_port'],
    [/^(server\..*|dynamicConfigFile)$/, 'zookeeper.nodes'],
  ],
} as const;

/** One property of a config map of the spec. */
export type ConfigEntry = {
  readonly role: 'zookeeper' | 'kafka';
  readonly key: string;
  readonly value: unknown;
  readonly path: Path;
};

type Named = Pick<ConfigEntry, 'role' | 'key'>;

/** Whether kafkabook writes the property itself, from another field. */
export function isOwned(entry: Named): boolean {
  return ownerOf(entry) !== undefined;
}

function ownerOf({role, key}: Named): string | undefined {
  return OWNED[role].find(([pattern]) => pattern.test(key))?.[1];
}

/** Every property of every config map of the spec. */
export function configEntries({zookeeper, kafka}: Draft): ConfigEntry[] {
  return [
    ...entriesOf('zookeeper', zookeeper?.config, ['zookeeper', 'config']),
    ...entriesOf('kafka', kafka?.config, ['kafka', 'config']),
    ...(kafka?.brokers ?? []).flatMap((broker, index) =>
      entriesOf('kafka', broker?.config, ['kafka', 'brokers', index, 'config']),
    ),
  ];
}

function entriesOf(role: ConfigEntry['role'], config: object | undefined, path: Path): ConfigEntry[] {
  return Object.entries(config ?? {}).map(([key, value]: [string, unknown]) => ({
    role,
    key,
    value,
    path: [...path, key],
  }));
}
