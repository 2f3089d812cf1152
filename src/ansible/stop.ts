import type {AnsibleEvent} from './events.ts';

/** Where a run that was asked to stop did so. */
export type Stop = Readonly<{what: string; standingOf: (host: string) => string | undefined}>;

/** Where a run stopped because it was asked to; null where it did not. */
export function stopOf(events: readonly AnsibleEvent[]): Stop | null {
  if (!events.some(({event}) => event === 'stopped')) return null;
  const turns = events.filter((event) => event.event === 'play_start');
  const last = turns.at(-1);
  const task = events.findLast((event) => event.event === 'task_start')?.task ?? '';
  if (last === undefined || (task === '' && !last.rolls))
    return {what: 'stopped as asked before its first task', standingOf: () => undefined};
  if (!last.rolls) {
    const where = `stopped as asked after "${task}"`;
    const hosts = new Set(last.hosts);
    return {
      what: where,
      standingOf: (host) => (hosts.has(host) ? `stood still after "${task}" of "${last.name}"` : undefined),
    };
  }
  const same = turns.filter(({name}) => name === last.name);
  const had = new Set(same.flatMap(({hosts}) => hosts ?? []));
  const start = events.find((event) => event.event === 'playbook_start');
  const told = same.find((turn) => turn.turns !== null)?.turns;
  const all = new Set(told ?? start?.plays.find(({name}) => name === last.name)?.hosts ?? had);
  const others = new Set(start?.plays.flatMap(({hosts}) => hosts ?? []));
  return {
    what: `stopped as asked between two machines: ${had.size} of ${all.size} had their turn in "${last.name}"`,
    standingOf(host) {
      if (had.has(host)) return `had its turn in "${last.name}" and is done with it`;
      if (all.has(host)) return `waits for its turn in "${last.name}"; it was not touched by it`;
      return others.has(host) ? `has no turn in "${last.name}"; it was not touched by it` : undefined;
    },
  };
}
