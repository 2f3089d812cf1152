import type {TaskOutcome, TaskResult} from '../ansible/timeline.ts';
import {counted} from './problems.ts';
import {clipped, clock, OUTCOMES, took} from './report-words.ts';

/** A task result, or several that are merged, as it is drawn. Times are in seconds. */
export type Bar = {
  readonly begin: number;
  readonly end: number;
  readonly outcome: TaskOutcome;
  readonly title: string;
  readonly tasks: number;
  readonly retries: TaskResult['retries'];
};

/** The bar of a result. */
export function barOf({task, path, begin, seconds, told, outcome, retries, message}: TaskResult): Bar {
  const lines = [
    clipped(task),
    `${OUTCOMES[outcome]}, ${told ? took(seconds) : 'time unknown'} from ${clock(begin)}`,
    clipped(path),
    ...retryLines(retries),
    outcome === 'failed' || outcome === 'unreachable' ? clipped(message) : '',
  ];
  const title = lines.filter((line) => line !== '').join('\n');
  return {begin, end: begin + seconds, outcome, title, tasks: 1, retries};
}

/** The bars, with neighbours merged until there are no more than `limit`: the narrowest first. */
export function fitted(
  lanes: readonly (readonly Bar[])[],
  seconds: number,
  limit: number,
): (readonly Bar[])[] {
  let fit = [...lanes];
  for (let width = seconds / 2048; width < 2 * seconds && fit.flat().length > limit; width *= 2)
    fit = lanes.map((bars) => mergedWithin(bars, width));
  return fit;
}

function mergedWithin(bars: readonly Bar[], width: number): Bar[] {
  const merged: Bar[] = [];
  for (const bar of bars) {
    const last = merged.at(-1);
    if (last !== undefined && bar.end - last.begin <= width) merged.splice(-1, 1, mergedBar(last, bar));
    else merged.push(bar);
  }
  return merged;
}

function mergedBar(one: Bar, other: Bar): Bar {
  const worst = SEVERITY.indexOf(one.outcome) > SEVERITY.indexOf(other.outcome) ? one : other;
  const tasks = one.tasks + other.tasks;
  const worstTitle = worst.title.replace(/^\d+ tasks, the worst:\n/, '');
  const title = `${tasks} tasks, the worst:\n${worstTitle}`;
  return {begin: one.begin, end: other.end, outcome: worst.outcome, title, tasks, retries: []};
}

/** Outcomes from the one that asks least for a look to the one that asks most. */
export const SEVERITY: readonly TaskOutcome[] = [
  'skipped',
  'ok',
  'changed',
  'ignored',
  'failed',
  'unreachable',
];

/** What the title of a bar says of retries. */
export function retryLines(retries: TaskResult['retries']): string[] {
  const last = retries.at(-1);
  if (last === undefined) return [];
  return [clipped(`${counted(retries.length, 'retry', 'retries')}, last: ${last.message}`)];
}
