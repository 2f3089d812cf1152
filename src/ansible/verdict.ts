import {ExitCode, type ExitCodeNumber} from '../exit-codes.ts';
import {adviceFor} from './advice.ts';
import type {AnsibleEvent, HostStats} from './events.ts';
import type {InterruptedBy, Limit} from '../process/guard.ts';
import {isGate, isHeldBack, type Progress} from './progress.ts';
import {stopOf, type Stop} from './stop.ts';

/** What came of a run, from outside: how the process ended, what it told, and the hosts that it was for. */
export type Evidence = Readonly<{
  playbook: string;
  code: number | null;
  signal: string | null;
  interruptedBy: InterruptedBy;
  limit?: Limit;
  events: readonly AnsibleEvent[];
  wanted: readonly string[];
  /** How far each host got, from the events that are too many to keep. */
  progress?: ReadonlyMap<string, Progress>;
  /** Nothing was to be changed. */
  check?: boolean;
  seconds: number;
}>;

export type HostProblem = Readonly<{
  host: string;
  /** held back: nothing is wrong with it, but it stopped because of another host. */
  kind: 'failed' | 'unreachable' | 'held back' | 'not run' | 'cut short' | 'stopped';
  task: string;
  /** File and line of the task, seen from the project; empty where it is not known. */
  path: string;
  message: string;
  stderr: string;
  advice: string | null;
}>;

export type Verdict = Readonly<{exitCode: ExitCodeNumber; summary: string; problems: readonly HostProblem[]}>;

/**
 * Judges a run. Neither the exit code nor the events alone can be trusted: code 0 is also seen when no host matched,
 * and a killed Ansible leaves events without an end. Done means: code 0, `stats` came, and every wanted host is in it
 * with something done and nothing wrong.
 *
 * When several things went wrong, one code must stand for all. First the interruption, then the gate (it says that
 * the cluster, not the change, needs a look), then a failed task, then unreachable hosts: a failed task left its host
 * half-way, an unreachable host was left as it stood. Hosts that were held back because of another one come last.
 */
export function judge(evidence: Evidence): Verdict {
  const stats = statsOf(evidence.events);
  const problems = problemsOf(evidence, stats);
  const {exitCode, what} = classify(evidence, stats, problems);
  return {exitCode, problems, summary: `${evidence.playbook}.yml ${what}`};
}

/** The hosts that a run is for. With a limit, Ansible's own reading of the pattern decides among the known hosts. */
export function wantedHosts(
  hosts: readonly string[],
  events: readonly AnsibleEvent[],
  limited: boolean,
): string[] {
  const start = events.find((event) => event.event === 'playbook_start');
  if (!limited || start === undefined || start.plays.some((play) => play.hosts === null)) return [...hosts];
  const matched = new Set(start.plays.flatMap((play) => play.hosts ?? []));
  return hosts.filter((host) => matched.has(host));
}

type Stats = Readonly<Record<string, HostStats>> | null;
type Class = {exitCode: ExitCodeNumber; what: string};

function classify(evidence: Evidence, stats: Stats, problems: readonly HostProblem[]): Class {
  const {events, code, signal, wanted, seconds} = evidence;
  const failed = problems.filter((problem) => problem.kind === 'failed');
  const unreachable = problems.filter((problem) => problem.kind === 'unreachable');
  const notRun = problems.filter(({kind}) => kind === 'not run' || kind === 'cut short');
  const onHosts = (list: readonly HostProblem[]) =>
    `${list.length} of ${Math.max(list.length, wanted.length)} hosts`;

  const ended = code === 0 && stats !== null;
  const interruption = interruptionOf(evidence);
  if (interruption !== null && !ended) return interruption;
  if (failed.some(({task}) => isGate(task)))
    return {exitCode: ExitCode.gateStopped, what: 'was stopped by a gate'};
  if (failed.length > 0) return {exitCode: ExitCode.taskFailed, what: `failed on ${onHosts(failed)}`};
  if (unreachable.length > 0) {
    return {exitCode: ExitCode.unreachable, what: `could not reach ${onHosts(unreachable)}`};
  }
  const held = problems.filter(({kind}) => kind === 'held back');
  if (held.length > 0) return {exitCode: ExitCode.taskFailed, what: `held back ${onHosts(held)}`};
  if (code !== 0) {
    const how = signal === null ? `with code ${code}` : `by ${signal}`;
    return events.some((event) => event.event === 'task_start')
      ? {exitCode: ExitCode.taskFailed, what: `did not finish: Ansible ended ${how}`}
      : {exitCode: ExitCode.notLoaded, what: `did not load: Ansible ended ${how}; its message stands above`};
  }
  if (stats === null) {
    return {
      exitCode: ExitCode.nothingRan,
      what: 'has no verdict: Ansible ended with code 0 but reported no run',
    };
  }
  if (wanted.length === 0 || notRun.length >= wanted.length || !matchedHosts(events)) {
    return {exitCode: ExitCode.nothingRan, what: 'ran on no host'};
  }
  if (notRun.length > 0) return {exitCode: ExitCode.nothingRan, what: `did not run on ${onHosts(notRun)}`};
  const ungated = [...(evidence.progress ?? [])]
    .filter(([, host]) => host.ungated.size > 0)
    .map(([host]) => host);
  if (ungated.length > 0 && !evidence.check) {
    const what = `started services on ${ungated.join(', ')}, and no gate has seen since that they serve: was it left out? Run ${evidence.playbook} as a whole`;
    return {exitCode: ExitCode.gateStopped, what};
  }
  const changed = Object.values(stats).reduce((sum, host) => sum + host.changed, 0);
  const where = `${wanted.length} ${wanted.length === 1 ? 'host' : 'hosts'}`;
  const what = evidence.check
    ? `was checked on ${where} in ${Math.round(seconds)} s (would change ${changed}); nothing was changed`
    : `succeeded on ${where} in ${Math.round(seconds)} s (changed ${changed})`;
  return {exitCode: ExitCode.done, what};
}

// 99 is Ansible's own code for Ctrl-C.
function interruptionOf({interruptedBy, limit, signal, code, events}: Evidence): Class | null {
  if (limit === 'time') return {exitCode: ExitCode.timeLimit, what: 'was ended at its time limit'};
  if (limit === 'idle') {
    return {
      exitCode: ExitCode.timeLimit,
      what: 'was ended because nothing was heard for longer than its limit',
    };
  }
  if (interruptedBy === 'SIGTERM' || signal === 'SIGTERM') {
    return {
      exitCode: ExitCode.terminated,
      what: `was ${stopOf(events)?.what ?? 'terminated before its end'}`,
    };
  }
  if (interruptedBy === 'SIGINT' || signal === 'SIGINT' || code === 99) {
    return {
      exitCode: ExitCode.interrupted,
      what: `was ${stopOf(events)?.what ?? 'interrupted before its end'}`,
    };
  }
  return null;
}

function statsOf(events: readonly AnsibleEvent[]): Stats {
  return events.findLast((event) => event.event === 'stats')?.hosts ?? null;
}

function matchedHosts(events: readonly AnsibleEvent[]): boolean {
  return events.some((event) => event.event === 'play_start' && event.hosts?.length !== 0);
}

// Hosts that nobody asked for (a play for localhost, say) are judged too when something went wrong on them.
function problemsOf({events, wanted, progress}: Evidence, stats: Stats): HostProblem[] {
  const stop = stopOf(events);
  if (stats === null && stop === null && !events.some((event) => event.event === 'task_start')) return [];
  const failures = lastFailures(events);
  const hosts = new Set([...wanted, ...Object.keys(stats ?? {}), ...failures.keys()]);
  return [...hosts].flatMap((host) => {
    const cut = {progress: progress?.get(host), stop};
    const found = problemOf(host, stats, failures.get(host), wanted.includes(host), cut);
    return found === null ? [] : [found];
  });
}

type Failure = Extract<AnsibleEvent, {event: 'failed' | 'unreachable'}>;

// A rescued failure has an event like any other; only the stats at the end tell that it was rescued.
function problemOf(
  host: string,
  stats: Stats,
  failure: Failure | undefined,
  wanted: boolean,
  {progress, stop}: {progress: Progress | undefined; stop: Stop | null},
): HostProblem | null {
  const own = stats?.[host];
  if (own !== undefined && own.failures === 0 && own.unreachable === 0) {
    return own.worked > 0 || !wanted ? null : problem(host, 'not run', 'every task was skipped on this host');
  }
  if (failure !== undefined) {
    return problem(host, kindOf(failure, own), failure.message, failure);
  }
  if (own !== undefined) return problem(host, own.failures > 0 ? 'failed' : 'unreachable', 'no message came');
  if (stats !== null) return problem(host, 'not run', 'the run did not get to this host');
  const standing = stop?.standingOf(host);
  if (standing !== undefined) return problem(host, 'stopped', standing);
  if (progress === undefined) return problem(host, 'not run', 'the run ended before it came to this host');
  const {task, changed} = progress;
  const why = `the run ended here; ${changed === 0 ? 'nothing' : `${changed} of its tasks`} changed this host so far. Run the same command again: it goes on with what is left`;
  return problem(host, 'cut short', why, {task});
}

function kindOf(failure: Failure, own: HostStats | undefined): HostProblem['kind'] {
  if (failure.event === 'failed' && isHeldBack(failure.task)) return 'held back';
  return failure.event === 'failed' || (own?.failures ?? 0) > 0 ? 'failed' : 'unreachable';
}

function lastFailures(events: readonly AnsibleEvent[]): Map<string, Failure> {
  const failures = new Map<string, Failure>();
  for (const event of events) {
    if (event.event === 'unreachable' || (event.event === 'failed' && !event.ignored))
      failures.set(event.host, event);
  }
  return failures;
}

function problem(
  host: string,
  kind: HostProblem['kind'],
  message: string,
  {task = '', path = '', stderr = ''}: Partial<Pick<HostProblem, 'task' | 'path' | 'stderr'>> = {},
): HostProblem {
  const isFault = kind === 'failed' || kind === 'unreachable';
  return {
    host,
    kind,
    task,
    path,
    message,
    stderr,
    advice: isFault ? adviceFor(`${message}\n${stderr}`) : null,
  };
}
