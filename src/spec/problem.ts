// What can be wrong with a cluster.yml, as data. Nothing here prints.
import type {ProblemCode} from './problem-codes.ts';

/** A place in the text. Lines and columns count from 1; the end is the column after the last character. */
export type Range = {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
};

/** Where a value stands in the document: keys and positions from the root. */
export type Path = readonly (string | number)[];

export type Severity = 'error' | 'warning';

/** A problem of the text, with its place. */
export type Problem = {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  /** The way out. */
  readonly hint: string;
  readonly path: Path;
  /** The file of the spec that the range is in. */
  readonly file: string;
  readonly range: Range;
  readonly related?: {readonly message: string; readonly file: string; readonly range: Range};
};

/** A problem of the data, before its place in the text is looked up. */
export type Finding = Omit<Problem, 'file' | 'range' | 'related'> & {
  /** Mark the key rather than the value. */
  readonly at?: 'key';
  readonly related?: {readonly message: string; readonly path: Path};
};
