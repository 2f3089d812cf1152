import path from 'node:path';
import {reach} from './locate.ts';
import type {Source} from './parse.ts';
import type {Path} from './problem.ts';
import {clusterSchema, type SchemaNode} from './schema.ts';

/**
 * The data of all files as one: mappings are put together key by key, anything else is replaced whole by the later
 * file. Paths of the control node then count from the folder of the last file, wherever they were written.
 */
export function mergeSources(sources: readonly Source[]): unknown {
  const [first, ...rest] = sources;
  if (first === undefined) return {};
  if (rest.length === 0) return first.data;
  const folder = path.dirname(sources.at(-1)?.file ?? '');
  for (const {file, data} of sources) rebase(data, path.relative(folder, path.dirname(file)));
  return rest.reduce((merged, {data}) => merge(merged, data), first.data);
}

/** The file that what stands at a path comes from; for what stands nowhere, the one that says most around it. */
export function sourceOf(sources: readonly [Source, ...Source[]], place: Path): Source {
  let nearest = sources[0];
  if (sources.length === 1) return nearest;
  let depth = -1;
  // A list is replaced whole, so what stands in it is the business of the last file that has the list.
  const list = place.findIndex((part) => typeof part === 'number');
  const owner =
    list === -1
      ? undefined
      : sources.findLast(({document}) => reach(document, place.slice(0, list)).depth === list);
  if (owner !== undefined) return owner;
  for (const source of sources.toReversed()) {
    const reached = reach(source.document, place);
    if (reached.depth === place.length || !reached.isMapping) return source;
    if (reached.depth > depth) [nearest, depth] = [source, reached.depth];
  }
  return nearest;
}

function merge(base: unknown, over: unknown): unknown {
  if (!isMapping(base) || !isMapping(over)) return over;
  for (const [key, value] of Object.entries(over)) {
    const merged = Object.hasOwn(base, key) ? merge(base[key], value) : value;
    // A key may be __proto__, which an assignment would not store.
    Object.defineProperty(base, key, {value: merged, enumerable: true, configurable: true, writable: true});
  }
  return base;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rebase(data: unknown, folder: string): void {
  if (folder === '') return;
  for (const place of LOCAL_PATHS) {
    const key = place.at(-1) ?? '';
    const parent = place
      .slice(0, -1)
      .reduce<unknown>((value, part) => (isMapping(value) ? value[part] : undefined), data);
    const written = isMapping(parent) ? parent[key] : undefined;
    if (isMapping(parent) && typeof written === 'string' && !/^[/~]/.test(written))
      parent[key] = path.posix.join(folder.split(path.sep).join('/'), written);
  }
}

/** Every field with a path on the control node. */
const LOCAL_PATHS: readonly (readonly string[])[] = localPaths(clusterSchema(), []);

function localPaths(node: SchemaNode, place: readonly string[]): string[][] {
  return [
    ...(node['x-local'] === undefined ? [] : [[...place]]),
    ...Object.entries(node.properties ?? {}).flatMap(([key, child]) => localPaths(child, [...place, key])),
  ];
}
