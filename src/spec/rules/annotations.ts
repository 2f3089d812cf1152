import type {Draft} from '../draft.ts';
import type {Path} from '../problem.ts';
import {clusterSchema, type SchemaNode} from '../schema.ts';
import {MACHINE_LISTS, type Machine} from './machines.ts';

/** A value of the spec that the schema marks, such as a port. */
export type Marked = {readonly path: Path; readonly value: unknown};

/** The values with an annotation that count for one entry of a list of machines: those of its role, where the entry
 * itself says nothing, and its own. The schema is walked, so a new port or directory there is judged by itself. */
export function markedFor(machine: Machine, annotation: 'x-port' | 'x-dir', draft: Draft): Marked[] {
  const {role, path} = machine;
  const entry = (draft as Entries)[role]?.[MACHINE_LISTS[role]]?.[Number(path[2])];
  const patterns = patternsOf(annotation).filter(([first]) => first === role);
  const isOwn = (pattern: readonly string[]) => pattern[1] === MACHINE_LISTS[role];
  const own = patterns.filter(isOwn).flatMap((pattern) => valuesAt(entry, pattern.slice(3), path));
  const ownKeys = new Set(own.map((marked) => marked.path[path.length]));
  const shared = patterns
    .filter((pattern) => !isOwn(pattern) && !ownKeys.has(pattern[1] ?? ''))
    .flatMap((pattern) => valuesAt(draft, pattern, []));
  return [...shared, ...own];
}

type Entries = Readonly<Record<string, Readonly<Record<string, readonly unknown[] | undefined>> | undefined>>;

const ANY = '*';

const patterns = new Map<string, string[][]>();

/** The places of an annotation in the schema, with * for the entries of a list. */
function patternsOf(annotation: 'x-port' | 'x-dir'): string[][] {
  const found = patterns.get(annotation) ?? walk(clusterSchema(), []);
  patterns.set(annotation, found);
  return found;

  function walk(node: SchemaNode, path: string[]): string[][] {
    return [
      ...(node[annotation] === undefined ? [] : [path]),
      ...Object.entries(node.properties ?? {}).flatMap(([key, child]) => walk(child, [...path, key])),
      ...(node.items ? walk(node.items, [...path, ANY]) : []),
    ];
  }
}

/** The values that a pattern leads to. A list at its end counts entry by entry. */
function valuesAt(value: unknown, pattern: readonly string[], path: Path): Marked[] {
  const [part, ...rest] = pattern;
  if (value === undefined || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) =>
      valuesAt(item, part === ANY ? rest : pattern, [...path, index]),
    );
  if (part === undefined) return [{path, value}];
  if (typeof value !== 'object' || !Object.hasOwn(value, part)) return [];
  return valuesAt((value as Record<string, unknown>)[part], rest, [...path, part]);
}
