import {isIP} from 'node:net';
import type {Draft} from './draft.ts';
import type {Finding, Path} from './problem.ts';

/** A draft in which every entry is one machine. */
export type Expanded = {
  readonly draft: Draft;
  readonly findings: readonly Finding[];
  /** Where the value of a path of the expanded draft was written: entries of one range share a place. */
  readonly origin: (path: Path) => Path;
};

/**
 * Writes entries such as {name: "kafka[01:30]", address: "198.18.0.[21:50]"} out, one machine each; all else in the
 * entry holds for all of them. Names and addresses count together. An entry whose ranges do not fit leaves a gap.
 */
export function expandRanges(draft: Draft): Expanded {
  const findings: Finding[] = [];
  const positions = new Map<string, readonly number[]>();
  const expandList = <Item extends Entry>(
    list: readonly (Item | undefined)[],
    path: Path,
  ): (Item | undefined)[] => {
    const places: number[] = [];
    const machines = list.flatMap((entry, index) => {
      const written = entry === undefined ? [entry] : expandEntry(entry, [...path, index], findings);
      for (let count = 0; count < written.length; count++) places.push(index);
      return written;
    });
    positions.set(path.join(' '), places);
    return machines;
  };
  const {zookeeper, kafka} = draft;
  const expanded: Draft = {
    ...draft,
    ...(zookeeper?.nodes && {
      zookeeper: {...zookeeper, nodes: expandList(zookeeper.nodes, ['zookeeper', 'nodes'])},
    }),
    ...(kafka?.brokers && {kafka: {...kafka, brokers: expandList(kafka.brokers, ['kafka', 'brokers'])}}),
  };
  return {draft: expanded, findings, origin: (path) => originOf(path, positions)};
}

/** More machines than any one cluster has; without a limit a slip of the finger would fill the memory. */
const MOST_MACHINES = 10_000;

type Entry = {
  readonly name?: string | undefined;
  readonly address?: string | undefined;
  readonly id?: unknown;
};

function expandEntry<Item extends Entry>(entry: Item, path: Path, findings: Finding[]): (Item | undefined)[] {
  const name = parseRange(entry.name);
  const address = parseRange(entry.address);
  if (name === undefined && address === undefined) return [entry];
  const fault = faultOf(entry, name, address);
  if (fault !== undefined) {
    const {at, message, hint} = fault;
    findings.push({code: 'KB-RANGE', severity: 'error', path: [...path, at], message, hint});
    return [undefined];
  }
  const names = numbersOf(name).map((number) => textAt(name, number));
  const addresses = numbersOf(address).map((number) => textAt(address, number));
  return names.map((each, index) => ({...entry, name: each, ...(address && {address: addresses[index]})}));
}

/** A text with one range: what stands before and behind it, first and last number, digits to fill up to. */
type TextRange = {
  readonly before: string;
  readonly behind: string;
  readonly first: number;
  readonly last: number;
  readonly width: number;
};

function parseRange(text: string | undefined): TextRange | undefined {
  const parts = /^([^[]*)\[([0-9]+):([0-9]+)\](.*)$/.exec(text ?? '');
  if (!parts) return undefined;
  const [, before = '', first = '', last = '', behind = ''] = parts;
  return {
    before,
    behind,
    first: Number(first),
    last: Number(last),
    width: first.startsWith('0') ? first.length : 0,
  };
}

type Fault = {readonly at: 'name' | 'address' | 'id'; readonly message: string; readonly hint: string};

function faultOf(
  {name: text = '', address: one, id}: Entry,
  name: TextRange | undefined,
  address: TextRange | undefined,
): Fault | undefined {
  const hint = 'Write both as ranges of the same length, such as kafka[01:30] with 198.18.0.[21:50].';
  if (name === undefined) {
    const message = `The address stands for several machines, but ${text === '' ? 'the name' : text} is one.`;
    return {at: 'name', message, hint};
  }
  if (address === undefined && one !== undefined) {
    const message = `${text} stands for ${countOf(name)} machines, but there is one address.`;
    return {at: 'address', message, hint};
  }
  if (id !== undefined) {
    const message = `One id cannot be the id of ${countOf(name)} machines.`;
    return {
      at: 'id',
      message,
      hint: 'Leave it out and let the range end the names, whose numbers are the ids; or write an entry for each machine.',
    };
  }
  for (const [at, range] of [
    ['name', name],
    ['address', address],
  ] as const) {
    if (range === undefined) continue;
    if (range.behind.includes('['))
      return {at, message: 'There is more than one range here.', hint: 'Write an entry for each first one.'};
    if (range.last < range.first)
      return {
        at,
        message: `The range ends at ${range.last}, before it begins at ${range.first}.`,
        hint: 'Write the smaller number first.',
      };
  }
  if (countOf(name) > MOST_MACHINES)
    return {
      at: 'name',
      message: `${text} stands for ${countOf(name)} machines.`,
      hint: `Write ranges of at most ${MOST_MACHINES}.`,
    };
  if (address !== undefined && countOf(name) !== countOf(address)) {
    const message = `${text} stands for ${countOf(name)} machines, but there are ${countOf(address)} addresses.`;
    return {at: 'address', message, hint: 'Let both ranges have the same length.'};
  }
  const longest = textAt(name, name.last);
  if (longest.length > 253 || longest.split('.').some((label) => label.length > 63))
    return {at: 'name', message: `${longest} is too long for a host name.`, hint: 'Write a shorter name.'};
  const wrong = numbersOf(address)
    .map((number) => textAt(address, number))
    .find((each) => isIP(each) === 0);
  return wrong === undefined
    ? undefined
    : {
        at: 'address',
        message: `The range comes to ${wrong}, which is no address.`,
        hint: 'Let it end before, and begin another entry for the next network.',
      };
}

function countOf({first, last}: TextRange): number {
  return last - first + 1;
}

function numbersOf(range: TextRange | undefined): number[] {
  return range === undefined ? [] : Array.from({length: countOf(range)}, (_, index) => range.first + index);
}

function textAt(range: TextRange | undefined, number: number): string {
  if (range === undefined) return '';
  return `${range.before}${String(number).padStart(range.width, '0')}${range.behind}`;
}

function originOf(path: Path, positions: ReadonlyMap<string, readonly number[]>): Path {
  const [role, list, index, ...rest] = path;
  if (role === undefined || list === undefined || typeof index !== 'number') return path;
  const written = positions.get(`${role} ${list}`)?.[index];
  return written === undefined ? path : [role, list, written, ...rest];
}
