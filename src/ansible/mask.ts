import type {Redactor} from '../redact.ts';
import type {HostProblem} from './verdict.ts';

/**
 * A line of events without secrets in what hosts said. Names and numbers stay as they are: a password that is also the
 * name of a host must not change what the record tells.
 */
export function maskLine(line: string, redact: Redactor): string {
  if (!redact.active) return line;
  try {
    const fields = JSON.parse(line) as Record<string, unknown>;
    for (const name of SAID) {
      const value = fields[name];
      if (typeof value === 'string') fields[name] = redact.text(value);
    }
    return JSON.stringify(fields);
  } catch {
    return redact.text(line);
  }
}

/** The same for what went wrong. */
export function maskProblem(problem: HostProblem, redact: Redactor): HostProblem {
  return {...problem, message: redact.text(problem.message), stderr: redact.text(problem.stderr)};
}

/** The fields of events that hold what hosts, modules or loops say. */
const SAID = ['message', 'stderr', 'diff', 'item'] as const;
