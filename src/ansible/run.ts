import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {ansibleEnvironment} from './environment.ts';
import {commandLine, isCheck, limitsAmong, type RunOptions} from './command-line.ts';
import {decodeEvent} from './decode.ts';
import type {AnsibleEvent} from './events.ts';
import type {Limits} from '../process/guard.ts';
import {handOver, type Passwords} from './passwords.ts';
import {runProcess, type ProcessRequest} from '../process/child.ts';
import type {Redactor} from '../redact.ts';
import {Refusal} from '../refusal.ts';
import {maskLine, maskProblem} from './mask.ts';
import {noteProgress, type Progress} from './progress.ts';
import {judge, wantedHosts, type HostProblem, type Verdict} from './verdict.ts';

export type RunRequest = Readonly<{
  /** Names the run; all of its processes carry it. */
  run: string;
  folder: string;
  /** The name without `.yml`. */
  playbook: string;
  options: RunOptions;
  /** The hosts of the playbook; a limit narrows them. */
  hosts: readonly string[];
  passwords?: Passwords;
  limits?: Limits;
  redact: Redactor;
  /** What Ansible is to find in its environment besides. */
  environment?: Readonly<Record<string, string>>;
  /** Whether what `show` is given comes to a terminal. */
  isTTY: boolean;
  onEvent?: (event: AnsibleEvent) => void;
  /** Every line of events as it came, and every piece of output, for the record. */
  onEventLine?: (line: string) => void;
  onOutput?: (chunk: Uint8Array) => void;
  show: ProcessRequest['show'];
  onNotice: (text: string) => void;
}>;

/** The verdict, with what Ansible itself ended with. */
export type RunOutcome = Verdict &
  Readonly<{
    playbook: string;
    code: number | null;
    signal: string | null;
    seconds: number;
    hosts: readonly HostSummary[];
  }>;

/** Where a host stood at the end. `ok` and `changed` count tasks; `task` is the last one, '' where it is not known. */
export type HostSummary = Readonly<{
  host: string;
  state: HostProblem['kind'] | 'done';
  ok: number;
  changed: number;
  task: string;
}>;

/** Runs one playbook of a project and judges it. Throws a Refusal when the computer has no ansible-playbook. */
export async function runPlaybook(request: RunRequest): Promise<RunOutcome> {
  const {run, folder, playbook, options, hosts, passwords = {}, limits = {}, redact, isTTY} = request;
  const {show, onEvent, onOutput, onNotice} = request;
  const events: AnsibleEvent[] = [];
  const progress = new Map<string, Progress>();
  const onEventLine = (line: string) => {
    const masked = maskLine(line, redact);
    request.onEventLine?.(masked);
    // It is judged as it came: a secret that looks like a name or a number must not change the verdict.
    const event = decodeEvent(line);
    if (event === null) return;
    if (isDecisive(event)) events.push(event);
    noteProgress(progress, event);
    const shown = redact.active ? decodeEvent(masked) : event;
    if (shown !== null) onEvent?.(shown);
  };
  const {words, secrets} = handOver(passwords);
  const outcome = await runProcess({
    run,
    argv: (secretFiles) => [...commandLine(playbook, options), ...words(secretFiles)],
    folder,
    env: {...process.env, ...ansibleEnvironment(process.env, isTTY), ...request.environment},
    secrets,
    limits,
    redact,
    onEventLine,
    onNotice,
    show,
    ...(onOutput && {onOutput}),
  });
  if (!outcome.started) throw noAnsible();
  const {code, signal, seconds, interruptedBy, limit} = outcome;
  const wanted = wantedHosts(hosts, events, isLimited(options));
  const start = events.find((event) => event.event === 'playbook_start');
  const check = start?.check ?? isCheck(options);
  const ended = {code, signal, interruptedBy, limit, seconds};
  const verdict = judge({playbook, ...ended, events, wanted, progress, check});
  const summaries = summarize(verdict, wanted, events, progress);
  const problems = verdict.problems.map((problem) => maskProblem(problem, redact));
  return {
    ...explainSilence(verdict, folder, events),
    problems,
    playbook,
    code,
    signal,
    seconds,
    hosts: summaries,
  };
}

function summarize(
  {problems}: Verdict,
  wanted: readonly string[],
  events: readonly AnsibleEvent[],
  progress: ReadonlyMap<string, Progress>,
): HostSummary[] {
  const stats = events.findLast((event) => event.event === 'stats')?.hosts ?? {};
  return [...new Set([...wanted, ...Object.keys(stats)])].map((host) => ({
    host,
    state:
      problems.find((problem) => problem.host === host)?.kind ??
      (stats[host] === undefined ? 'not run' : 'done'),
    ok: stats[host]?.ok ?? progress.get(host)?.ok ?? 0,
    changed: stats[host]?.changed ?? progress.get(host)?.changed ?? 0,
    task: progress.get(host)?.task ?? '',
  }));
}

// The rest is for a live view; with many hosts it is most of the stream.
function isDecisive({event}: AnsibleEvent): boolean {
  return !['host_start', 'ok', 'changed', 'skipped', 'item', 'diff', 'retry'].includes(event);
}

// Ansible also takes a limit among the arguments that pass through.
function isLimited({limit, extra = []}: RunOptions): boolean {
  return limit !== undefined || limitsAmong(extra).length > 0;
}

function noAnsible(): Refusal {
  const hint = 'install it, for example: pipx install ansible-core (or: apt install ansible-core)';
  return new Refusal('controlNodeUnfit', 'there is no ansible-playbook on the PATH', hint);
}

const PLUGIN = join('callback_plugins', 'kafkabook_events.py');

function explainSilence(verdict: Verdict, folder: string, events: readonly AnsibleEvent[]): Verdict {
  if (events.length > 0 || existsSync(join(folder, PLUGIN))) return verdict;
  return {
    ...verdict,
    summary: `${verdict.summary}; ${PLUGIN} is absent from the project, run: kafkabook gen`,
  };
}
