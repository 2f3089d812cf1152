// What the seconds of a run were spent on, from its events.
import type {Timeline} from '../../src/ansible/timeline.ts';

export type Part = {readonly name: string; readonly seconds: number};

/**
 * The seconds from the first event to the last, by what `nameOf` makes of the place and the name of a task. At each
 * moment the task counts that was begun last; what lies before the first of a run counts as `before`.
 */
export function spent(
  timeline: Timeline,
  nameOf: (place: string, task: string) => string,
  before: string,
): Part[] {
  const begins = timeline.hosts
    .flatMap(({results}) => results.map(({path, task, begin}) => ({name: nameOf(path, task), begin})))
    .toSorted((one, other) => one.begin - other.begin);
  const seconds = new Map<string, number>();
  const add = (name: string, time: number) => seconds.set(name, (seconds.get(name) ?? 0) + time);
  add(before, begins[0]?.begin ?? 0);
  for (const [at, {name, begin}] of begins.entries())
    add(name, (begins[at + 1]?.begin ?? timeline.seconds) - begin);
  return [...seconds]
    .map(([name, time]) => ({name, seconds: time}))
    .toSorted((a, b) => b.seconds - a.seconds);
}
