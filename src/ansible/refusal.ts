import type {ExitCodeName} from '../exit-codes.ts';

/** A run that is not begun: what is wrong, what to do about it, and the exit code that says so to scripts. */
export class Refusal extends Error {
  readonly exitCode: ExitCodeName;
  readonly hint: string;

  constructor(exitCode: ExitCodeName, message: string, hint: string) {
    super(message);
    this.name = 'Refusal';
    this.exitCode = exitCode;
    this.hint = hint;
  }
}
