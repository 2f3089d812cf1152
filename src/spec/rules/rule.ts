import type {Draft} from '../draft.ts';
import type {ProblemCode} from '../problem-codes.ts';
import type {Finding, Path} from '../problem.ts';

/** What the document itself says, as opposed to a default. */
export type Written = {
  readonly has: (path: Path) => boolean;
  /** The text of a scalar as it was written. */
  readonly text: (path: Path) => string | undefined;
};

/** One rule. It gets what is well-typed, so it must bear gaps. */
export type Rule = (draft: Draft, written: Written) => Finding[];

export function error(code: ProblemCode, path: Path, message: string, hint: string): Finding {
  return {code, severity: 'error', message, hint, path};
}

export function warning(code: ProblemCode, path: Path, message: string, hint: string): Finding {
  return {code, severity: 'warning', message, hint, path};
}
