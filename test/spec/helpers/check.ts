import assert from 'node:assert/strict';
import {checkSpec} from '../../../src/spec/check.ts';
import type {Problem} from '../../../src/spec/problem.ts';

/** A cluster without any problem, for tests to break in one place. */
export const SOUND = `cluster:
  name: peter
  domain: foo.bar
zookeeper:
  version: 3.8.6
  nodes:
    - {name: zk01, address: 198.18.0.11}
    - {name: zk02, address: 198.18.0.12}
    - {name: zk03, address: 198.18.0.13}
kafka:
  version: 3.9.2
  brokers:
    - {name: kafka01, address: 198.18.0.21}
    - {name: kafka02, address: 198.18.0.22}
    - {name: kafka03, address: 198.18.0.23}
`;

/** The text with each first part replaced by its second. A part that is not there is a slip of the test. */
export function edited(text: string, ...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((current, [from, to]) => {
    assert.ok(current.includes(from), `the text has no ${JSON.stringify(from)}`);
    return current.replace(from, () => to);
  }, text);
}

/** A row of a table of tests: what is broken, and the problem that must come of it, alone. */
export type Row = {
  readonly title: string;
  readonly text: string;
  readonly code: string;
  /** Line, column and what is marked there. */
  readonly at: string;
};

/** One test a row: the problems of the text are exactly the one of the row, at its place. */
export function itFinds({title, text, code, at}: Row): void {
  it(`${title}: ${code}`, () => {
    assert.deepEqual(problemsOf(text), [`${code} ${at}`]);
  });
}

/** Every problem of a text as "code line:column marked text". */
export function problemsOf(text: string): string[] {
  return checkSpec(text, {file: 'cluster.yml'}).problems.map(
    (problem) => `${problem.code} ${place(text, problem)}`,
  );
}

function place(text: string, {range}: Problem): string {
  const line = text.split('\n')[range.line - 1] ?? '';
  return `${range.line}:${range.column} ${line.slice(range.column - 1, range.endColumn - 1)}`;
}
