import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ExitCode} from '../exit-codes.ts';
import type {Manifest} from '../ansible/manifest.ts';
import type {Passwords} from '../ansible/passwords.ts';
import {impatientEnvironment} from '../ansible/environment.ts';
import {runPlaybook, type RunOutcome} from '../ansible/run.ts';
import {timelineOf, type Timeline} from '../ansible/timeline.ts';
import {newRunId} from '../journal/open.ts';
import {redactorOf} from '../redact.ts';

/** What is looked at, and how. */
export type LookRequest = Readonly<{
  folder: string;
  manifest: Manifest;
  playbook: string;
  limit?: string | undefined;
  /** A file of variables for the playbook. */
  variables?: string;
  passwords: Passwords;
  /** Words for Ansible that follow from the passwords. */
  words: readonly string[];
  secrets: readonly string[];
  /** Seconds. */
  timeout?: number | undefined;
}>;

/** What came of it. `output`: Ansible's own, to be shown where it did not come to an end. */
export type Look = Readonly<{outcome: RunOutcome; timeline: Timeline; output: string}>;

/**
 * Runs a playbook that changes nothing, whatever else is at work: no lock is taken, and nothing is put on record. Throws a
 * Refusal where it cannot be started.
 */
export async function look(request: LookRequest): Promise<Look> {
  const {folder, manifest, playbook, limit, variables, passwords, words, secrets, timeout} = request;
  const given = variables === undefined ? [] : ['-e', `@${variables}`];
  const [lines, output]: [string[], Uint8Array[]] = [[], []];
  const outcome = await runPlaybook({
    ...{run: newRunId(), folder, playbook, passwords, isTTY: false},
    environment: impatientEnvironment(process.env, configOf(folder)),
    hosts: manifest.playbooks.get(playbook) ?? [],
    options: {check: true, ...(limit !== undefined && {limit}), extra: [...given, ...words]},
    ...(timeout !== undefined && {limits: {time: timeout}}),
    redact: redactorOf([...Object.values(passwords), ...secrets]),
    onEventLine: (line) => void lines.push(line),
    show: (chunk) => void output.push(chunk),
    onNotice: () => undefined,
  });
  return {outcome, timeline: timelineOf(lines, null), output: Buffer.concat(output).toString()};
}

/** Whether every host was looked at, but for those that could not be reached or asked. */
export function sawAll({outcome: {exitCode}}: Look): boolean {
  return [ExitCode.done, ExitCode.unreachable, ExitCode.taskFailed].some((code) => code === exitCode);
}

/** The settings of a project, or '' where it has none. */
function configOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'ansible.cfg'), 'utf8');
  } catch {
    return '';
  }
}
