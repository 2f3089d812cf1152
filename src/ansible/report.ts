import type {HostProblem, Verdict} from './verdict.ts';

/** The verdict as lines for a person: the summary, then for each host what went wrong and the way out. */
export function reportLines({summary, problems}: Verdict): string[] {
  return [`kafkabook: ${summary}`, ...problems.flatMap(problemLines)];
}

function problemLines({host, kind, task, message, stderr, advice}: HostProblem): string[] {
  const where = task === '' ? '' : ` at "${task}"`;
  return [
    `  ${host}: ${kind}${where}: ${oneLine(message)}`,
    ...tail(stderr, message).map((line) => `      ${line}`),
    ...(advice === null ? [] : [`      try: ${advice.replaceAll('HOST', host)}`]),
  ];
}

// Long enough for a sentence with a path in it; the whole stands in Ansible's own output.
const MAX_LENGTH = 300;
const STDERR_LINES = 5;

function oneLine(text: string): string {
  const line = printable(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}...` : line;
}

function tail(stderr: string, message: string): string[] {
  if (message.includes(stderr.trim())) return [];
  return stderr.trimEnd().split('\n').slice(-STDERR_LINES).map(oneLine);
}

// What a host says must not be able to steer the terminal.
function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}
