import type {AnsibleEvent} from '../ansible/events.ts';
import {tries} from './compact.ts';

/** What is under way in a run, from its events. Times are in milliseconds of one clock. */
export type Status = {
  readonly playbook: string;
  readonly begun: number;
  /** How long earlier runs took, in seconds; undefined where none is on record. */
  readonly expected: number | undefined;
  /** How it is being ended: stopping, interrupting; '' while nobody asked for it. */
  ending: string;
  play: string;
  /** The hosts of the play; of one that rolls, those that have their turn. */
  hosts: readonly string[];
  /** Where a play that rolls stands: how many hosts had their turn, or have it, and of how many; null elsewhere. */
  turn: Readonly<{had: number; all: number}> | null;
  task: string;
  /** Tasks that were begun, and that were known beforehand. */
  begunTasks: number;
  total: number | null;
  /** Hosts of each play. */
  readonly plays: Map<string, readonly string[]>;
  /** Hosts that work on the task, since when; that are done with it; that try again: the try, and what it said. */
  readonly running: Map<string, number>;
  readonly done: Set<string>;
  readonly retries: Map<string, readonly [attempt: string, said: string]>;
  /** Hosts that are out of the run. */
  readonly failed: Set<string>;
};

/** The status of a run that has told nothing yet. */
export function beginStatus(playbook: string, begun: number, expected: number | undefined): Status {
  return {
    ...{playbook, begun, expected, ending: '', play: '', hosts: [], turn: null},
    ...{task: '', begunTasks: 0, total: null, plays: new Map()},
    ...{running: new Map(), done: new Set(), retries: new Map(), failed: new Set()},
  };
}

/** Takes an event into account, which came at `now`. */
export function noteStatus(status: Status, event: AnsibleEvent, now: number): void {
  switch (event.event) {
    case 'playbook_start':
      status.total = event.tasks;
      for (const {name, hosts} of event.plays) status.plays.set(name, hosts ?? []);
      return;
    case 'play_start':
      if (event.hosts?.length === 0) return;
      noteTurn(status, event);
      status.play = event.name;
      status.hosts = event.hosts ?? status.hosts;
      status.task = '';
      beginTask(status);
      return;
    case 'task_start':
      status.task = event.task;
      status.begunTasks += 1;
      beginTask(status);
      return;
    case 'host_start':
      status.running.set(event.host, now);
      return;
    case 'retry': {
      // The one that spoke last comes last.
      status.retries.delete(event.host);
      const attempt = tries(event);
      status.retries.set(event.host, [attempt, event.message.split('\n')[0] ?? '']);
      return;
    }
    case 'failed':
    case 'unreachable':
      if (event.event === 'unreachable' || !event.ignored) status.failed.add(event.host);
      endTask(status, event.host);
      return;
    case 'ok':
    case 'changed':
    case 'skipped':
      // It was rescued.
      status.failed.delete(event.host);
      endTask(status, event.host);
      return;
    default:
  }
}

function noteTurn(
  status: Status,
  {name, hosts, rolls, turns}: Extract<AnsibleEvent, {event: 'play_start'}>,
): void {
  const before = name === status.play ? (status.turn?.had ?? 0) : 0;
  const had = before + (hosts?.length ?? 0);
  if (turns !== null) status.plays.set(name, turns);
  const all = status.plays.get(name)?.length ?? 0;
  status.turn = rolls ? {had, all: Math.max(had, all)} : null;
}

function beginTask({running, done, retries}: Status): void {
  for (const each of [running, done, retries]) each.clear();
}

function endTask({running, done, retries}: Status, host: string): void {
  running.delete(host);
  retries.delete(host);
  done.add(host);
}

/** Of a terminal that does not say how wide it is. */
export const USUAL_COLUMNS = 80;

/** The status as lines that fit a terminal of so many columns. */
export function statusLines(status: Status, now: number, columns: number): string[] {
  const {playbook, ending, play, task, begunTasks, total, retries, failed, begun, expected} = status;
  const elapsed = clock((now - begun) / 1000);
  const time = expected === undefined ? elapsed : `${elapsed} of about ${clock(expected)}`;
  // Included tasks, and those of each further turn, come on top of what is known beforehand.
  const count =
    total === null || begunTasks > total ? `task ${begunTasks}` : `task ${begunTasks} of ${total}`;
  const [host, [attempt, said]] = [...retries].at(-1) ?? ['', ['', '']];
  return [
    [`${playbook}.yml`, ending, count, time].filter(Boolean).join(' | '),
    ...fitting([play, task], ' | ', columns - 1),
    ...(play === '' ? [] : fitting(hostsParts(status, now), ', ', columns - 1)),
    ...fitting([host === '' ? '' : `${host}: ${attempt}`, said], ': ', columns - 1),
    ...(failed.size === 0 ? [] : [`failed: ${[...failed].join(', ')}`]),
  ].map((line) => clipped(line, columns - 1));
}

/** In one line, or where that is too long for the terminal in one each, so that none hides another. */
function fitting(parts: readonly string[], between: string, width: number): string[] {
  const some = parts.filter(Boolean);
  const line = some.join(between);
  return line.length <= width && line !== '' ? [line] : some;
}

function hostsParts({hosts, turn, running, done, failed}: Status, now: number): string[] {
  // Who is out of the run has no part in the task.
  const count = hosts.filter((host) => done.has(host) || !failed.has(host)).length;
  const many =
    turn === null ? `${done.size} of ${count} hosts done` : `host ${turn.had} of ${turn.all} in turn`;
  const slowest = [...running].sort(([, one], [, other]) => one - other)[0];
  if (slowest === undefined) return [many];
  const [host, since] = slowest;
  const more = running.size > 1 ? ` and ${running.size - 1} more` : '';
  return [many, `waiting ${clock((now - since) / 1000)} for ${host}${more}`];
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function clipped(line: string, width: number): string {
  const plain = line.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '');
  return plain.length <= width ? plain : `${plain.slice(0, Math.max(0, width - 3))}...`;
}
