// What a smoke test goes through and sends, and whether what came back is what was sent. Pure.
import type {Listener} from '../model/listeners.ts';
import {Refusal} from '../refusal.ts';

/** A record as it came back; `partition` is null where a tool does not tell it. In the order of reading. */
export type Received = Readonly<{value: string; partition: number | null}>;

/** A listener that all brokers have, and where clients reach each of them. */
export type Way = Readonly<{name: string; protocol: string; servers: readonly string[]}>;

/**
 * The listeners that need no credentials, by name, and in words those that do, which are not tried. Throws a Refusal where
 * there is none to try: nothing would be known of the cluster then.
 */
export function waysThrough(listeners: readonly Listener[]): {
  ways: readonly Way[];
  skipped: readonly string[];
} {
  const all = [...new Set(listeners.map(({name}) => name))].map((name) => {
    const own = listeners.filter((listener) => listener.name === name);
    return {name, protocol: own[0]?.protocol ?? '', servers: own.map(({address}) => address)};
  });
  const skipped = all
    .filter(({protocol}) => protocol !== 'PLAINTEXT')
    .map(({name, protocol}) => `the listener ${name}, which speaks ${protocol}`);
  const ways = all.filter(({protocol}) => protocol === 'PLAINTEXT');
  if (ways.length > 0) return {ways, skipped};
  throw new Refusal(
    'usage',
    `no listener can be tried: ${skipped.join(', ') || 'the brokers have none'}`,
    'smoke knows no credentials: give the brokers a listener that speaks PLAINTEXT, or use your own client',
  );
}

/** The records that a place sends: PLACE NUMBER, from 1. */
export function recordsOf(place: string, count: number): string[] {
  return Array.from({length: count}, (_, index) => `${place} ${index + 1}`);
}

/**
 * What is wrong with what was read: all of `sent` has to be there, once, from every partition and in its order in each. Of
 * `tried` some may be there, too: whoever sent them was not told.
 */
export function faultsOf(
  sent: readonly string[],
  received: readonly Received[],
  partitions: number,
  tried: readonly string[] = sent,
): string[] {
  const counts = new Map<string, number>();
  for (const {value} of received) counts.set(value, (counts.get(value) ?? 0) + 1);
  const missing = sent.filter((value) => !counts.has(value));
  const known = new Set([...sent, ...tried]);
  const foreign = [...counts.keys()].filter((value) => !known.has(value));
  const twice = [...counts].filter(([value, count]) => count > 1 && known.has(value)).map(([value]) => value);
  const filled = new Set(received.flatMap(({partition}) => partition ?? []));
  const empty = [...Array(partitions).keys()].filter((partition) => !filled.has(partition));
  return [
    ...(filled.size > 0 && empty.length > 0 ? [`nothing came from partition ${empty.join(', ')}`] : []),
    ...told(missing, 'missing'),
    ...told(foreign, 'that nobody sent'),
    ...told(twice, 'more than once'),
    ...told(disordered(received), 'out of order'),
  ];
}

function disordered(received: readonly Received[]): string[] {
  const last = new Map<string, number>();
  return received.flatMap(({value, partition}) => {
    if (partition === null) return [];
    const [, place = '', number = ''] = /^(.*) ([0-9]+)$/.exec(value) ?? [];
    const key = `${partition} ${place}`;
    const isLate = Number(number) < (last.get(key) ?? 0);
    last.set(key, Math.max(Number(number), last.get(key) ?? 0));
    return isLate ? [value] : [];
  });
}

function told(values: readonly string[], what: string): string[] {
  if (values.length === 0) return [];
  return [
    `${values.length} ${values.length === 1 ? 'record' : 'records'} ${what}, such as "${values[0] ?? ''}"`,
  ];
}
