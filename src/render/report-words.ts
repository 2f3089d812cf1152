import type {TaskOutcome} from '../ansible/timeline.ts';
import {duration} from './runs.ts';

/** Outcomes of a task as the report calls them. */
export const OUTCOMES: Readonly<Record<TaskOutcome, string>> = {
  ok: 'ok',
  changed: 'changed',
  skipped: 'skipped',
  ignored: 'failed, ignored',
  failed: 'failed',
  unreachable: 'unreachable',
};

/** How long something took; short times to the hundredth of a second. */
export function took(seconds: number): string {
  if (seconds >= 60) return duration(seconds);
  return `${Number(seconds.toFixed(seconds < 10 ? 2 : 1))} s`;
}

/** A point of time on the axis: 5 s, 1:05, 1:00:05. */
export function clock(seconds: number): string {
  if (seconds < 60) return took(seconds);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** What hosts and playbooks name, short enough for thousands of times in one page. */
export function clipped(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

const LONGEST = 200;
