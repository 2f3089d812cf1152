import type {AnsibleEvent} from '../ansible/events.ts';

/** What is under way in a run, from its events. Times are in milliseconds of one clock. */
export type Status = {
  readonly playbook: string;
  readonly begun: number;
  /** How long earlier runs took, in seconds; undefined where none is on record. */
  readonly expected: number | undefined;
  play: string;
  task: string;
  done: number;
  total: number | null;
  retry: string;
  /** Hosts that work on a task, since when. */
  readonly running: Map<string, number>;
  readonly failed: Set<string>;
  hosts: number;
};

/** The status of a run that has told nothing yet. */
export function beginStatus(playbook: string, begun: number, expected: number | undefined): Status {
  return {
    ...{playbook, begun, expected, play: '', task: '', done: 0, total: null, retry: '', hosts: 0},
    running: new Map(),
    failed: new Set(),
  };
}

/** Takes an event into account, which came at `now`. */
export function noteStatus(status: Status, event: AnsibleEvent, now: number): void {
  switch (event.event) {
    case 'playbook_start':
      status.total = event.tasks;
      return;
    case 'play_start':
      status.play = event.name;
      status.hosts = event.hosts?.length ?? status.hosts;
      status.running.clear();
      return;
    case 'task_start':
      status.task = event.task;
      status.done += 1;
      status.retry = '';
      return;
    case 'host_start':
      status.running.set(event.host, now);
      return;
    case 'retry':
      status.retry = [`try ${event.attempt} of ${event.retries}`, event.message.split('\n')[0]]
        .filter(Boolean)
        .join(': ');
      return;
    case 'failed':
    case 'unreachable':
      if (event.event === 'unreachable' || !event.ignored) status.failed.add(event.host);
      status.running.delete(event.host);
      return;
    case 'ok':
    case 'changed':
    case 'skipped':
      status.running.delete(event.host);
      return;
    default:
  }
}

/** The status as lines that fit a terminal of so many columns. */
export function statusLines(status: Status, now: number, columns: number): string[] {
  const {playbook, play, task, done, total, retry, running, failed, hosts, begun, expected} = status;
  const elapsed = clock((now - begun) / 1000);
  const time = expected === undefined ? elapsed : `${elapsed} of about ${clock(expected)}`;
  // Included tasks come on top of what is known beforehand.
  const count = total === null ? `task ${done}` : `task ${done} of ${Math.max(total, done)}`;
  const slowest = [...running].sort(([, one], [, other]) => one - other)[0];
  const silent = slowest === undefined ? '' : `, ${slowest[0]} for ${clock((now - slowest[1]) / 1000)}`;
  return [
    [`${playbook}.yml`, count, time].join(' | '),
    [play, `${task}${retry === '' ? '' : ` (${retry})`}`].filter(Boolean).join(' | '),
    `${hosts - running.size} of ${hosts} hosts done${silent}${failed.size === 0 ? '' : `; failed: ${[...failed].join(', ')}`}`,
  ].map((line) => clipped(line, columns - 1));
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function clipped(line: string, width: number): string {
  const plain = line.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '');
  return plain.length <= width ? plain : `${plain.slice(0, Math.max(0, width - 3))}...`;
}
