import type {Draft} from '../draft.ts';
import {shown} from '../explain.ts';
import {markedFor, type Marked} from './annotations.ts';
import {byAddress, machinesOf} from './machines.ts';
import {error, type Rule} from './rule.ts';

/** Two services of one machine cannot listen on one port, whatever address each binds to. */
export const portsFree: Rule = (draft) =>
  pairsPerMachine(draft, 'x-port', (one, other) => one === other).map(([one, other, name]) => ({
    ...error(
      'KB-PORT-CONFLICT',
      other.path,
      `${shown(other.path)} and ${shown(one.path)} both want port ${String(other.value)} on ${name}.`,
      'Give one of them another port.',
    ),
    related: {message: `${shown(one.path)} is here.`, path: one.path},
  }));

/** Each service owns its directories alone. ZooKeeper's own two may be the same, which is its default. */
export const directoriesApart: Rule = (draft) =>
  pairsPerMachine(draft, 'x-dir', isSameOrNested)
    .filter(([one, other]) => !(one.value === other.value && bothOfZookeeper(one, other)))
    .map(([one, other, name]) => ({
      ...error(
        'KB-DIRECTORY-CONFLICT',
        other.path,
        `${shown(other.path)} (${String(other.value)}) and ${shown(one.path)} (${String(one.value)}) overlap on ${name}.`,
        'Give each a directory of its own, neither inside the other.',
      ),
      related: {message: `${shown(one.path)} is here.`, path: one.path},
    }));

/** Two paths that are the same, or of which one lies in the other. */
export function isSameOrNested(one: unknown, other: unknown): boolean {
  return (
    `${String(one)}/`.startsWith(`${String(other)}/`) || `${String(other)}/`.startsWith(`${String(one)}/`)
  );
}

function bothOfZookeeper(one: Marked, other: Marked): boolean {
  return one.path[0] === 'zookeeper' && other.path[0] === 'zookeeper';
}

/** Pairs of marked values that clash on some machine, each pair once, with the first machine it was met on. */
function pairsPerMachine(
  draft: Draft,
  annotation: 'x-port' | 'x-dir',
  clash: (one: unknown, other: unknown) => boolean,
): [Marked, Marked, string][] {
  const found = new Map<string, [Marked, Marked, string]>();
  for (const entries of byAddress(machinesOf(draft)).values()) {
    const roles = new Map(entries.map((entry) => [entry.role, entry]));
    const values = [...roles.values()].flatMap((entry) => markedFor(entry, annotation, draft));
    const name = entries[0]?.name ?? entries[0]?.address ?? '';
    for (const [index, other] of values.entries()) {
      const one = values.slice(0, index).find(({value}) => clash(value, other.value));
      const key = one && JSON.stringify([one.path, other.path]);
      if (one && key !== undefined && !found.has(key)) found.set(key, [one, other, name]);
    }
  }
  return [...found.values()];
}
