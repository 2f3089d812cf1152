import type {AnsibleEvent} from '../ansible/events.ts';
import {printable} from './code-frame.ts';

/** What a run did so far, for one line a task. */
export type Compact = {
  task: string;
  begun: number;
  readonly counts: Map<string, number>;
  /** The last thing that a gate said, by host: it is told again only when it changes. */
  readonly said: Map<string, string>;
};

/** A run of which nothing was told yet. */
export function beginCompact(): Compact {
  return {task: '', begun: 0, counts: new Map(), said: new Map()};
}

/** The lines that an event adds: one a play, one a task that is done, and at once what fails or is waited for. */
export function compactLines(run: Compact, event: AnsibleEvent): string[] {
  switch (event.event) {
    case 'play_start': {
      const hosts = event.hosts ?? [];
      if (event.hosts?.length === 0) return [];
      const who = hosts.length > 3 || hosts.length === 0 ? `${hosts.length} hosts` : hosts.join(', ');
      return [...taskLine(run, event.time), `${event.name} (${who})`].map(printable);
    }
    case 'task_start': {
      const lines = taskLine(run, event.time);
      run.task = event.task;
      run.begun = event.time;
      return lines.map(printable);
    }
    case 'ok':
    case 'changed':
    case 'skipped':
      run.counts.set(event.event, (run.counts.get(event.event) ?? 0) + 1);
      return [];
    case 'retry': {
      const said = event.message.split('\n')[0] ?? '';
      if (run.said.get(event.host) === said) return [];
      run.said.set(event.host, said);
      return [printable(`    ${event.host}: ${tries(event)}: ${said}`)];
    }
    case 'failed':
    case 'unreachable': {
      const kind = event.event === 'failed' && event.ignored ? 'failed, ignored' : event.event;
      run.counts.set(kind, (run.counts.get(kind) ?? 0) + 1);
      return [printable(`    ${event.host}: ${kind}: ${event.message.split('\n')[0] ?? ''}`)];
    }
    case 'diff':
      return [
        `    ${event.host}:`,
        ...event.diff
          .trimEnd()
          .split('\n')
          .map((line) => `      ${line}`),
      ].map(printable);
    case 'stats':
    case 'stopped':
      return taskLine(run, event.time).map(printable);
    default:
      return [];
  }
}

// A task that was skipped on every host says nothing.
function taskLine(run: Compact, now: number): string[] {
  const {task, begun, counts} = run;
  const told = [...counts].filter(([kind]) => kind !== 'skipped');
  run.task = '';
  run.said.clear();
  const line = `  ${task}: ${told.map(([kind, count]) => `${kind} ${count}`).join(', ')} (${(now - begun).toFixed(1)} s)`;
  counts.clear();
  return task === '' || told.length === 0 ? [] : [line];
}

/** Which try it is; of how many is no news where it is as often as it takes. */
export function tries({attempt, retries}: {attempt: number; retries: number}): string {
  return retries < 10_000 ? `try ${attempt} of ${retries}` : `try ${attempt}`;
}
