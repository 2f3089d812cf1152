import type {RunOutcome} from '../ansible/run.ts';
import type {HostProblem} from '../ansible/verdict.ts';
import {printable} from './code-frame.ts';

/** Where the spec has hosts and sections, as FILE:LINE. */
export type Places = Readonly<{hosts: ReadonlyMap<string, string>; sections: ReadonlyMap<string, string>}>;

/** What can be told of an outcome; one of an earlier version of kafkabook may lack the hosts. */
export type ToldOutcome = Readonly<{
  exitCode: number;
  summary: string;
  problems: readonly HostProblem[];
  hosts?: RunOutcome['hosts'];
}>;

/** What came of a run, for people: the summary; when it is no success, each host, and what went wrong where, and the way out. */
export function outcomeLines(
  {summary, exitCode, hosts = [], problems}: ToldOutcome,
  places?: Places,
): string[] {
  const head = `kafkabook: ${summary}`;
  if (exitCode === 0) return [head];
  return [head, ...recap(hosts), ...problems.flatMap((problem) => problemLines(problem, places))];
}

/** The same as annotations of GitHub: they stand beside cluster.yml. */
export function outcomeAnnotations({exitCode, summary, problems}: ToldOutcome, places?: Places): string[] {
  if (exitCode === 0) return [];
  if (problems.length === 0) return [`::error::${escaped(summary)}`];
  return problems
    .filter(({kind}) => kind === 'failed' || kind === 'unreachable')
    .map(({host, kind, task, message}) => {
      const [, file, line] = /^(.*):(\d+)$/.exec(places?.hosts.get(host) ?? '') ?? [];
      const place = file === undefined ? '' : ` file=${escaped(file)},line=${line}`;
      return `::error${place}::${escaped(`${host}: ${kind}${task === '' ? '' : ` at "${task}"`}: ${message}`)}`;
    });
}

function recap(hosts: RunOutcome['hosts']): string[] {
  if (hosts.length < 2) return [];
  const rows = hosts.map(({host, state, ok, changed, task}) => [
    host,
    state,
    `ok ${ok}`,
    `changed ${changed}`,
    task,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => printable(cell).padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

function problemLines(
  {host, kind, task, path, message, stderr, advice}: HostProblem,
  places?: Places,
): string[] {
  const where = task === '' ? '' : ` at "${oneLine(task)}"${path === '' ? '' : ` (${path})`}`;
  const section = sectionOf(kind, path);
  const origin = [
    [places?.hosts.get(host), host],
    [places?.sections.get(section), section],
  ].filter(([place]) => place !== undefined);
  return [
    `  ${host}: ${kind}${where}:`,
    ...messageLines(message).map((line) => `      ${line}`),
    ...tail(stderr, message).map((line) => `      | ${line}`),
    ...(kind === 'failed' || kind === 'unreachable'
      ? origin.map(([place, of]) => `      see: ${place} (${of})`)
      : []),
    ...(advice === null ? [] : [`      try: ${advice.replaceAll('HOST', host)}`]),
  ];
}

/** The section of the spec that a task's role takes its values from; '' where there is none. */
function sectionOf(kind: HostProblem['kind'], path: string): string {
  return kind === 'unreachable' ? 'ssh' : (SECTIONS[/^roles\/(\w+)\//.exec(path)?.[1] ?? ''] ?? '');
}

const SECTIONS: Readonly<Record<string, string>> = {
  archive: 'archives',
  hosts: 'hosts_file',
  jdk: 'java',
  kafka: 'kafka',
  zookeeper: 'zookeeper',
};

/** Long enough for a sentence with a path in it; the whole stands in Ansible's own output. */
const MAX_LENGTH = 300;
const MESSAGE_LINES = 8;
const STDERR_LINES = 5;

function messageLines(message: string): string[] {
  const lines = message.trim().split('\n').map(oneLine).filter(Boolean);
  return lines.length > MESSAGE_LINES ? [...lines.slice(0, MESSAGE_LINES), '...'] : lines;
}

function oneLine(text: string): string {
  const line = printable(text.replaceAll(/\s+/g, ' ').trim());
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}...` : line;
}

function tail(stderr: string, message: string): string[] {
  if (message.includes(stderr.trim())) return [];
  return stderr.trimEnd().split('\n').slice(-STDERR_LINES).map(oneLine);
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
