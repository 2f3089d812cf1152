import {readFileSync} from 'node:fs';
import {decodeEvent} from './decode.ts';
import type {AnsibleEvent} from './events.ts';

/**
 * The last task of a host, how many of its tasks are done and how many changed it, and the roles that started a service
 * there which none of their gates has seen since.
 */
export type Progress = Readonly<{task: string; ok: number; changed: number; ungated: ReadonlySet<string>}>;

/** Takes an event into account. */
export function noteProgress(progress: Map<string, Progress>, event: AnsibleEvent): void {
  if (event.event !== 'host_start' && event.event !== 'ok' && event.event !== 'changed') return;
  const {host, task} = event;
  const before = progress.get(host);
  const ok = (before?.ok ?? 0) + (event.event === 'host_start' ? 0 : 1);
  const changed = (before?.changed ?? 0) + (event.event === 'changed' ? 1 : 0);
  const ungated = new Set(before?.ungated);
  if (event.event === 'changed' && event.service) ungated.add(roleOf(task));
  progress.set(host, {task, ok, changed, ungated});
  // The last gate of a role looks at its whole cluster, and one host asks for all.
  if (event.event !== 'host_start' && isGate(task))
    for (const [each, state] of progress)
      progress.set(each, {...state, ungated: without(state.ungated, roleOf(task))});
}

/** "zookeeper : Gate: the ensemble has a leader", with or without the role in front. */
export function isGate(task: string): boolean {
  return /^(?:.* : )?Gate:/.test(task);
}

/** "Stop where another host has failed or was unreachable": nothing is wrong with the host that stops there. */
export function isHeldBack(task: string): boolean {
  return /^(?:.* : )?Stop where another host /.test(task);
}

/** The role in front of a task's name; '' for a task of the play itself. */
function roleOf(task: string): string {
  return /^(.*?) : /.exec(task)?.[1] ?? '';
}

function without(roles: ReadonlySet<string>, role: string): ReadonlySet<string> {
  return new Set([...roles].filter((each) => each !== role));
}

/** How far each host got, from the events of a record; the last line may be cut off. */
export function readProgress(file: string): ReadonlyMap<string, Progress> {
  const progress = new Map<string, Progress>();
  for (const line of textOf(file).split('\n')) {
    const event = decodeEvent(line);
    if (event !== null) noteProgress(progress, event);
  }
  return progress;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
