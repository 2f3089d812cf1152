import type {LineCounter} from 'yaml';
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import type {Path, Range} from './problem.ts';

/** The place of a value, or of its key when asked or when the value is a whole block. What is not written is placed
 * at the nearest thing around it that is. */
export function locate(document: Document.Parsed, lines: LineCounter, path: Path, at?: 'key'): Range {
  const {key, value} = nearest(document, path);
  const wantsKey = at === 'key' || value === undefined || isCollection(value) || isEmpty(value);
  const node = wantsKey ? (key ?? value) : value;
  return rangeOf(node?.range ?? [0, 0], lines);
}

/** The text of a scalar as it was written: 3.0 where the value is 3. Undefined for what is not a written scalar. */
export function writtenText(document: Document.Parsed, path: Path): string | undefined {
  const found = step(document, path);
  const value = isAlias(found?.value) ? found.value.resolve(document) : found?.value;
  return isScalar(value) ? value.source : undefined;
}

/** Whether the document itself says something at a path, so that it is no default. */
export function isWritten(document: Document.Parsed, path: Path): boolean {
  return step(document, path) !== undefined;
}

/** How many parts of a path the document has, and whether more could stand where it ends. */
export function reach(document: Document.Parsed, path: Path): {depth: number; isMapping: boolean} {
  for (let depth = path.length; depth > 0; depth--) {
    const found = step(document, path.slice(0, depth));
    if (found === undefined) continue;
    const value = isAlias(found.value) ? found.value.resolve(document) : found.value;
    return {depth, isMapping: isMap(value)};
  }
  return {depth: 0, isMapping: isMap(document.contents)};
}

/** Two offsets as a range that stays on the line it starts on. */
export function rangeOf([start, end]: readonly number[], lines: LineCounter): Range {
  const from = position(start ?? 0, lines);
  const to = position(Math.max(end ?? 0, start ?? 0), lines);
  const nextLine = lines.lineStarts[from.line];
  const lineEnd = nextLine === undefined ? Infinity : nextLine - (lines.lineStarts[from.line - 1] ?? 0);
  const endColumn = to.line === from.line ? to.column : lineEnd;
  return {...from, endLine: from.line, endColumn: Math.max(Math.min(endColumn, 10_000), from.column + 1)};
}

type Found = {readonly key?: Node; readonly value?: Node};

function position(offset: number, lines: LineCounter): {line: number; column: number} {
  const {line, col} = lines.linePos(offset);
  return {line: Math.max(line, 1), column: Math.max(col, 1)};
}

/** The deepest part of the path that the document has. */
function nearest(document: Document.Parsed, path: Path): Found {
  for (let length = path.length; length > 0; length--) {
    const found = step(document, path.slice(0, length));
    if (found !== undefined) return found;
  }
  return firstPair(document.contents) ?? {};
}

/** The key and value that a path leads to, through aliases. Items of a list have no key. */
function step(document: Document.Parsed, path: Path): Found | undefined {
  let found: Found | undefined = document.contents === null ? undefined : {value: document.contents};
  for (const part of path) {
    const parent: Node | undefined = isAlias(found?.value) ? found.value.resolve(document) : found?.value;
    if (isMap(parent)) found = pairFound(parent.items.find(({key}) => keyText(key) === String(part)));
    else if (isSeq(parent)) found = itemFound(parent.items[Number(part)]);
    else return undefined;
    if (found === undefined) return undefined;
  }
  return found;
}

function firstPair(node: unknown): Found | undefined {
  return isMap(node) ? pairFound(node.items[0]) : isNode(node) ? {value: node} : undefined;
}

function pairFound(pair: Pair | undefined): Found | undefined {
  if (pair === undefined) return undefined;
  return {...(isNode(pair.key) && {key: pair.key}), ...(isNode(pair.value) && {value: pair.value})};
}

function itemFound(item: unknown): Found | undefined {
  return isNode(item) ? {value: item} : undefined;
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

/** An empty value has no extent to mark. */
function isEmpty(node: Node): boolean {
  return node.range?.[0] === node.range?.[1];
}
