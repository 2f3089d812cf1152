import type {AnsibleEvent, HostStats, ItemOutcome, PlayHosts} from './events.ts';

/**
 * One line from the callback plugin as an event; null for anything else. Tolerant, because a run must not die of its
 * report: unknown events and broken lines are dropped, absent fields get an empty value.
 */
export function decodeEvent(line: string): AnsibleEvent | null {
  const fields = parseObject(line);
  if (fields === null) return null;
  const time = number(fields['time']);
  const onHost = {host: text(fields['host']), task: text(fields['task'])};
  const detail = {
    message: text(fields['message']),
    stderr: text(fields['stderr']),
    rc: integer(fields['rc']),
  };
  const took = {path: text(fields['path']), seconds: numberOrNull(fields['seconds'])};
  switch (fields['event']) {
    case 'playbook_start': {
      const plays = array(fields['plays']).map(playHosts);
      const {playbook, ansible, check, tasks} = fields;
      return {
        ...{event: 'playbook_start', time, playbook: text(playbook), ansible: text(ansible)},
        ...{check: typeof check === 'boolean' ? check : null, tasks: integer(tasks), plays},
      };
    }
    case 'play_start':
      return {
        ...{event: 'play_start', time, ...playHosts(fields)},
        ...{rolls: fields['rolls'] === true, turns: namesOrNull(fields['turns'])},
      };
    case 'task_start':
      return {event: 'task_start', time, task: onHost.task, path: took.path};
    case 'host_start':
      return {event: 'host_start', time, ...onHost};
    case 'ok':
    case 'changed':
      return {
        ...{event: fields['event'], time, ...onHost, ...took},
        ...{service: fields['service'] === true, message: detail.message},
      };
    case 'skipped':
      return {event: 'skipped', time, ...onHost, ...took};
    case 'failed':
      return {event: 'failed', time, ...onHost, ...took, ...detail, ignored: fields['ignored'] === true};
    case 'unreachable':
      return {event: 'unreachable', time, ...onHost, ...took, ...detail};
    case 'item':
      return {
        event: 'item',
        time,
        ...onHost,
        item: text(fields['item']),
        outcome: outcome(fields['outcome']),
      };
    case 'diff':
      return {event: 'diff', time, ...onHost, diff: text(fields['diff'])};
    case 'retry': {
      const {attempt, retries} = fields;
      const {message} = detail;
      return {event: 'retry', time, ...onHost, attempt: number(attempt), retries: number(retries), message};
    }
    case 'no_hosts_matched':
    case 'no_hosts_remaining':
    case 'stopped':
      return {event: fields['event'], time};
    case 'stats':
      return {event: 'stats', time, hosts: stats(fields['hosts'])};
    default:
      return null;
  }
}

type Fields = Record<string, unknown>;

function parseObject(line: string): Fields | null {
  try {
    return object(JSON.parse(line));
  } catch {
    return null;
  }
}

function object(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function array(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function outcome(value: unknown): ItemOutcome {
  return value === 'changed' || value === 'failed' || value === 'skipped' ? value : 'ok';
}

function integer(value: unknown): number | null {
  return Number.isInteger(value) ? (value as number) : null;
}

function playHosts(value: unknown): PlayHosts {
  const fields = object(value) ?? {};
  return {name: text(fields['name']), hosts: namesOrNull(fields['hosts'])};
}

function namesOrNull(value: unknown): string[] | null {
  return Array.isArray(value) ? value.map(text) : null;
}

function stats(value: unknown): Record<string, HostStats> {
  const counts = ([host, given]: [string, unknown]): [string, HostStats] => {
    const of = object(given) ?? {};
    const count = (key: string) => number(of[key]);
    return [
      host,
      {
        ok: count('ok'),
        worked: count('worked'),
        changed: count('changed'),
        failures: count('failures'),
        unreachable: count('unreachable'),
        skipped: count('skipped'),
        rescued: count('rescued'),
        ignored: count('ignored'),
      },
    ];
  };
  return Object.fromEntries(Object.entries(object(value) ?? {}).map(counts));
}
