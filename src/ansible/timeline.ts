import {readFileSync} from 'node:fs';
import {decodeEvent} from './decode.ts';
import type {AnsibleEvent, HostStats, ItemOutcome} from './events.ts';

/** What happened on which host when. Times are in seconds since `began`, which is in seconds since 1970. */
export type Timeline = Readonly<{
  ansible: string;
  began: number;
  seconds: number;
  plays: readonly Play[];
  /** In the order of the plays; hosts that nothing was told of are among them. */
  hosts: readonly HostLine[];
}>;

/** `turns`: when each turn of a play that takes its hosts in turn began; one for any other play. */
export type Play = Readonly<{name: string; turns: readonly number[]}>;

/** `open`: the task that the host was in when the events ended. `stats` is null for a run that was cut short. */
export type HostLine = Readonly<{
  host: string;
  results: readonly TaskResult[];
  open: OpenTask | null;
  stats: HostStats | null;
}>;

export type OpenTask = Readonly<{task: string; begin: number; retries: readonly Retry[]}>;

/** `told`: Ansible's side knew the duration; else it is what the events allow for. */
export type TaskResult = OpenTask &
  Readonly<{
    path: string;
    play: string;
    outcome: TaskOutcome;
    seconds: number;
    told: boolean;
    message: string;
    stderr: string;
    items: readonly Readonly<{item: string; outcome: ItemOutcome}>[];
    diffs: readonly string[];
  }>;

/** `ignored`: failed, and the playbook goes on regardless. */
export type TaskOutcome = 'ok' | 'changed' | 'skipped' | 'ignored' | 'failed' | 'unreachable';

export type Retry = Readonly<{at: number; attempt: number; retries: number; message: string}>;

/**
 * What tasks told item by item, for kafkabook: the texts behind a mark, without which Ansible before 2.19 would have made
 * objects of what looks like JSON.
 */
export function textsOf(results: readonly TaskResult[]): string[] {
  return results.flatMap(({items}) =>
    items.flatMap(({item}) => (item.startsWith(MARK) ? [item.slice(MARK.length)] : [])),
  );
}

const MARK = '| ';

/** The timeline of the events of a record; `until` is when the run ended, in seconds since 1970, where that is known. */
export function readTimeline(file: string, until: number | null): Timeline {
  return timelineOf(linesOf(file), until);
}

/** The timeline that events tell, one JSON object a line; lines that are broken or cut off are passed over. */
export function timelineOf(lines: Iterable<string>, until: number | null): Timeline {
  const draft: Draft = {ansible: '', began: 0, now: 0, plays: [], hosts: new Map(), path: '', ended: false};
  for (const line of lines) {
    const event = decodeEvent(line);
    if (event !== null) note(draft, event);
  }
  const {ansible, began, now, plays, hosts, ended} = draft;
  return {
    ...{ansible, began, plays},
    seconds: until === null || began === 0 ? now : Math.max(now, until - began),
    hosts: [...hosts].map(([host, {results, open, stats}]) => {
      // Where the run told its end nothing is under way: that start had no result of its own.
      return {host, results, open: ended || open === null ? null : openTask(open), stats};
    }),
  };
}

type Draft = {
  ansible: string;
  began: number;
  now: number;
  readonly plays: {name: string; turns: number[]}[];
  readonly hosts: Map<string, HostDraft>;
  path: string;
  ended: boolean;
};
type HostDraft = {results: TaskResult[]; open: Pending | null; stats: HostStats | null};
type Pending = {
  readonly task: string;
  readonly begin: number;
  readonly retries: Retry[];
  readonly items: {item: string; outcome: ItemOutcome}[];
  readonly diffs: string[];
};

function note(draft: Draft, event: AnsibleEvent): void {
  draft.now = secondsOf(draft, event.time);
  switch (event.event) {
    case 'playbook_start':
      draft.ansible = event.ansible;
      for (const {hosts} of event.plays) for (const host of hosts ?? []) hostOf(draft, host);
      return;
    case 'play_start':
      if (event.hosts?.length !== 0) notePlay(draft, event);
      return;
    case 'task_start':
      draft.path = event.path;
      return;
    case 'host_start':
      hostOf(draft, event.host).open = pending(event.task, draft.now);
      return;
    case 'item':
      openOf(draft, event).items.push({item: event.item, outcome: event.outcome});
      return;
    case 'diff':
      openOf(draft, event).diffs.push(event.diff);
      return;
    case 'retry': {
      const {attempt, retries, message} = event;
      openOf(draft, event).retries.push({at: draft.now, attempt, retries, message});
      return;
    }
    case 'ok':
    case 'changed':
    case 'skipped':
    case 'failed':
    case 'unreachable':
      noteResult(draft, event);
      return;
    case 'stats':
      draft.ended = true;
      for (const [host, stats] of Object.entries(event.hosts)) hostOf(draft, host).stats = stats;
      return;
    default:
  }
}

// Clocks are set while runs last, and a broken line may have no time: the timeline never goes back.
function secondsOf(draft: Draft, time: number): number {
  if (!Number.isFinite(time) || time <= 0) return draft.now;
  if (draft.began === 0) draft.began = time;
  return Math.max(draft.now, time - draft.began);
}

function notePlay(draft: Draft, event: Extract<AnsibleEvent, {event: 'play_start'}>): void {
  for (const host of event.hosts ?? []) hostOf(draft, host);
  const last = draft.plays.at(-1);
  if (event.rolls && last?.name === event.name) last.turns.push(draft.now);
  else draft.plays.push({name: event.name, turns: [draft.now]});
}

type ResultEvent = Extract<AnsibleEvent, {event: 'ok' | 'changed' | 'skipped' | 'failed' | 'unreachable'}>;

function noteResult(draft: Draft, event: ResultEvent): void {
  const {task, items, diffs, retries, begin} = openOf(draft, event);
  const took = event.seconds === null ? draft.now - begin : Math.max(0, event.seconds);
  // No task began before the run.
  const seconds = Math.min(took, draft.now);
  const host = hostOf(draft, event.host);
  host.open = null;
  host.results.push({
    ...{task, items, diffs, retries, seconds, begin: draft.now - seconds},
    path: event.path || draft.path,
    play: draft.plays.at(-1)?.name ?? '',
    outcome: event.event === 'failed' && event.ignored ? 'ignored' : event.event,
    told: event.seconds !== null,
    message: 'message' in event ? event.message : '',
    stderr: 'stderr' in event ? event.stderr : '',
  });
}

/** The task that a host is in, also where its start was not seen. */
function openOf(draft: Draft, {host, task}: {host: string; task: string}): Pending {
  const state = hostOf(draft, host);
  if (state.open?.task !== task) state.open = pending(task, draft.now);
  return state.open;
}

function hostOf({hosts}: Draft, host: string): HostDraft {
  const known = hosts.get(host) ?? {results: [], open: null, stats: null};
  hosts.set(host, known);
  return known;
}

const pending = (task: string, begin: number): Pending => ({task, begin, retries: [], items: [], diffs: []});

const openTask = ({task, begin, retries}: Pending): OpenTask => ({task, begin, retries});

/** The lines of a file one by one: the events of a large run are longer than a string can be. */
function* linesOf(file: string): Generator<string> {
  const bytes = bytesOf(file);
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf('\n', from);
    const to = end === -1 ? bytes.length : end;
    yield bytes.toString('utf8', from, to);
    from = to + 1;
  }
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
