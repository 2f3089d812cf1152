import {readFileSync} from 'node:fs';
import {decodeEvent} from './decode.ts';
import type {AnsibleEvent} from './events.ts';

/** The last task of a host, and how many changed it. */
export type Progress = Readonly<{task: string; changed: number}>;

/** Takes an event into account. */
export function noteProgress(progress: Map<string, Progress>, event: AnsibleEvent): void {
  if (event.event !== 'host_start' && event.event !== 'ok' && event.event !== 'changed') return;
  const changed = (progress.get(event.host)?.changed ?? 0) + (event.event === 'changed' ? 1 : 0);
  progress.set(event.host, {task: event.task, changed});
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
