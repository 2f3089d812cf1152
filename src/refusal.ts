import type {ExitCodeName} from './exit-codes.ts';

/** What a command does not do, or does not begin: what is wrong, the way out, and the exit code that says so to scripts. */
export class Refusal extends Error {
  readonly exitCode: ExitCodeName;
  readonly hint: string;

  constructor(exitCode: ExitCodeName, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Refusal';
    this.exitCode = exitCode;
    this.hint = hint;
  }
}
