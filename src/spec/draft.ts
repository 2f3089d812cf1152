import {errorPath} from './explain.ts';
import type {Path} from './problem.ts';
import type {SchemaError} from './conform.ts';
import type {Spec} from './spec.ts';

/** A spec of which any part may be missing; what is there has its right type. Rules read this. */
export type Draft = Partially<Spec>;

type Partially<T> = T extends readonly (infer Item)[]
  ? readonly (Partially<Item> | undefined)[]
  : T extends object
    ? {readonly [Key in keyof T]?: Partially<T[Key]> | undefined}
    : T;

/** Removes what the schema complained about from the data, in place: the rest is safe to judge. Entries of lists leave
 * a gap, so that positions and counts hold. */
export function toDraft(data: unknown, errors: readonly SchemaError[]): Draft {
  for (const error of errors) {
    if (KEEPS_TYPE.has(error.keyword)) continue;
    const path = errorPath(error);
    if (path.length === 0) return {};
    removeAt(data, path);
  }
  return data as Draft;
}

/** Complaints about a value that still has its type. */
const KEEPS_TYPE = new Set(['required', 'minItems', 'maxItems', 'uniqueItems']);

function removeAt(data: unknown, path: Path): void {
  const parent = path.slice(0, -1).reduce<unknown>(child, data);
  const key = path.at(-1) ?? '';
  if (Array.isArray(parent)) parent[Number(key)] = undefined;
  else if (typeof parent === 'object' && parent !== null) Reflect.deleteProperty(parent, key);
}

function child(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}
