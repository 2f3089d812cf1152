import type {Broker} from '../model/cluster.ts';
import {ADVERTISED, ID, NAME, RACK} from './references.ts';
import {template} from './yaml-file.ts';

/** Variables of all brokers, of those that differ by the name of their machine, and of each broker's line in `hosts`. */
export type BrokerVariables = {
  readonly shared: Readonly<Record<string, unknown>>;
  readonly own: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly inline: ReadonlyMap<string, string>;
};

/**
 * Says once what holds for all brokers, and of a broker only what is its own: a thousand files that differ in a name are
 * read by nobody. What only repeats the name, the id or the rack of a broker refers to it.
 */
export function brokerVariables(brokers: readonly Broker[]): BrokerVariables {
  const heap = mostCommon(brokers.map((broker) => broker.heap));
  const dirs = mostCommon(brokers.map(({dataDirs}) => JSON.stringify(dataDirs)));
  const configs = brokers.map(({config}) => new Map(config.map(({key, value}) => [key, value])));
  const racks = configs.map((config) => config.get('broker.rack'));
  const haveRacks = racks.every((rack) => rack !== undefined);
  const common = new Map<string, Form>();
  const own = brokers.map(() => new Map<string, string>());
  for (const key of new Set(configs.flatMap((config) => [...config.keys()]))) {
    const forms = brokers.map((broker, at) => formOf(key, configs[at]?.get(key), broker));
    // What some brokers do not have at all cannot be taken back from them.
    const most = forms.includes(undefined)
      ? undefined
      : mostCommon(forms.map((form) => JSON.stringify(form)));
    if (most !== undefined) common.set(key, JSON.parse(most) as Form);
    for (const [at, form] of forms.entries())
      if (form !== undefined && JSON.stringify(form) !== most) own[at]?.set(key, configs[at]?.get(key) ?? '');
  }
  const variables = brokers.map((broker, at): [string, Record<string, unknown>] => [
    broker.host.name,
    {
      ...(broker.heap !== heap && {kafka_heap: broker.heap}),
      ...(JSON.stringify(broker.dataDirs) !== dirs && {kafka_data_dirs: broker.dataDirs}),
      ...((own[at]?.size ?? 0) > 0 && {kafka_host_config: Object.fromEntries(own[at] ?? [])}),
    },
  ]);
  return {
    shared: {
      kafka_heap: heap,
      kafka_data_dirs: JSON.parse(dirs) as unknown,
      kafka_config: Object.fromEntries(
        [...common].map(([key, {text, refers}]) => [key, refers ? template(text) : text]),
      ),
    },
    own: new Map(variables.filter(([, each]) => Object.keys(each).length > 0)),
    inline: new Map(
      brokers.map(({host, id}, at) => [
        host.name,
        `kafka_id=${id}${haveRacks && common.has('broker.rack') ? ` kafka_rack=${iniValue(racks[at] ?? '')}` : ''}`,
      ]),
    ),
  };
}

type Form = {readonly text: string; readonly refers: boolean};

/** The value of a property as it would stand for any broker; a text of a user that has Jinja in it refers to nothing. */
function formOf(key: string, value: string | undefined, {host, id}: Broker): Form | undefined {
  if (value === undefined) return undefined;
  const plain = {text: value, refers: false};
  if (/\{[{%#]/.test(value)) return plain;
  if (key === 'broker.id' && value === String(id)) return {text: ID, refers: true};
  if (key === 'broker.rack') return {text: RACK, refers: true};
  if (key !== ADVERTISED) return plain;
  const text = value.replaceAll(`://${host.name}:`, `://${NAME}:`);
  return {text, refers: text !== value};
}

/** A text behind a `=` of an inventory in INI, where what looks like Python would become a number, a truth or nothing. */
function iniValue(text: string): string {
  return /^[A-Za-z][A-Za-z0-9._-]*$/.test(text) && !/^(True|False|None)$/.test(text) ? text : `'"${text}"'`;
}

/** The first of the values that stand most often. */
function mostCommon(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? '';
}
