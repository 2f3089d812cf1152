import type {RecordedRun} from '../journal/record.ts';
import {printable} from './code-frame.ts';
import {table} from './table.ts';

/** Runs as a table, one a line. */
export function renderRuns(runs: readonly RecordedRun[]): string[] {
  if (runs.length === 0) return ['No run is on record here.'];
  const rows = runs.map(({record, result, state}) => [
    record.id,
    record.playbook,
    result === null ? state : `exit ${result.exitCode}`,
    result === null ? '' : duration(result.seconds),
    result === null ? '' : result.summary,
  ]);
  return table(rows);
}

/** Where a host of a run stood at its end. */
export type HostState = {readonly host: string; readonly task: string; readonly changed: number};

/** One run in full: what was run, by whom, what came of it, and where each host stood when it was cut short. */
export function renderRun({record, result, state, log}: RecordedRun, hosts: readonly HostState[]): string[] {
  return [
    record.id,
    `  command   ${printable(record.command.join(' '))}`,
    `  project   ${record.project}`,
    `  by        ${record.user} on ${record.host}, kafkabook ${record.versions.kafkabook}`,
    `  started   ${record.started}`,
    ...(result === null ? [] : [`  took      ${duration(result.seconds)}`]),
    ...record.spec.map(({path, sha256}) => `  spec      ${path} (SHA-256 ${sha256.slice(0, 12)})`),
    `  log       ${log}`,
    `  outcome   ${result === null ? OUTCOMES[state] : `exit ${result.exitCode}: ${result.summary}`}`,
    ...(result?.problems ?? []).map(
      ({host, kind, task, message}) =>
        `    ${host}: ${kind}${task === '' ? '' : ` at "${task}"`}: ${printable(message.split('\n')[0] ?? '')}`,
    ),
    ...(result === null
      ? hosts.map(({host, task, changed}) => `    ${host}: last seen at "${task}", ${changed} changed`)
      : []),
  ];
}

const OUTCOMES = {
  running: 'is under way',
  interrupted: 'was cut short: kafkabook itself ended before it could judge. Run the same command again',
  ended: '',
};

/** How long a run took. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
