import {randomUUID} from 'node:crypto';
import type {AnsibleEvent} from '../ansible/events.ts';
import {say} from './command.ts';
import {beginCompact, compactLines} from '../render/compact.ts';
import {groupPlays} from '../render/groups.ts';
import {beginStatus, noteStatus, statusLines, USUAL_COLUMNS} from '../render/status.ts';
import type {OutputStream} from '../process/child.ts';
import type {Screen} from './screen.ts';

/** What people, or programs, see of a run while it lasts. */
export type View = Readonly<{
  event: (event: AnsibleEvent) => void;
  /** A line of the events as it came. */
  eventLine: (line: string) => void;
  /** Whether Ansible's output comes to a terminal. */
  isTTY: boolean;
  /** Shows a piece of Ansible's output, which came on this stream of its own. */
  show: (chunk: Uint8Array, from: OutputStream) => void;
  notice: (text: string) => void;
  close: () => void;
}>;

/**
 * `ansible`: Ansible's output as it is. `compact`: a line a task in its place. `json`: the events. `github`: Ansible's
 * output, folded by play. `quiet`: nothing but the state of the run.
 */
export type ViewKind = 'ansible' | 'compact' | 'json' | 'github' | 'quiet';

export type ViewChoice = Readonly<{
  kind: ViewKind;
  /** With the state of the run as the last lines of the terminal. */
  status: boolean;
  /** Where Ansible's standard output goes: our standard error where the other is for JSON. */
  output: OutputStream;
}>;

/** The view that suits the place where the output goes; `wanted` is what the user says, or auto. */
export function chooseView(wanted: 'auto' | ViewKind, json: boolean): ViewChoice {
  if (json) return {kind: 'ansible', status: false, output: 'stderr'};
  const {env, stdout} = process;
  // Lines that are drawn over are for people at a terminal that can.
  const canDraw = stdout.isTTY && env['TERM'] !== 'dumb';
  const usual = env['GITHUB_ACTIONS'] === 'true' && !stdout.isTTY ? 'github' : 'ansible';
  return {
    kind: wanted === 'auto' ? usual : wanted,
    output: 'stdout',
    status: canDraw && ['auto', 'compact', 'quiet'].includes(wanted),
  };
}

export type ViewOptions = ViewChoice &
  Readonly<{
    playbook: string;
    /** Seconds that earlier runs took. */
    expected: number | undefined;
    /** Milliseconds; another clock than the computer's for a run that is shown again. */
    now?: () => number;
  }>;

/** Opens the view of a run. */
export async function openView({
  kind,
  status: showsStatus,
  output,
  playbook,
  expected,
  now = Date.now,
}: ViewOptions): Promise<View> {
  // Where nobody reads any more (a terminal that was closed, `| head`), the run and its record go on. oclif has a listener
  // that throws what is no EPIPE, and the end of a terminal is EIO.
  for (const stream of [process.stdout, process.stderr])
    stream.removeAllListeners('error').on('error', () => {});
  const status = beginStatus(playbook, now(), expected);
  const {openScreen} = showsStatus ? await import('./screen.ts') : {};
  let screen: Screen | undefined;
  const write = (chunk: Uint8Array | string) => {
    if (screen === undefined) process.stdout.write(chunk);
    else screen.write(Buffer.from(chunk));
  };
  const compact = beginCompact();
  const groups = groupPlays(randomUUID());
  return {
    event(event) {
      if (kind === 'compact') for (const line of compactLines(compact, event)) write(`${line}\n`);
      if (!showsStatus) return;
      noteStatus(status, event, now());
      const columns = () => process.stdout.columns || USUAL_COLUMNS;
      screen ??= openScreen?.(process.stdout, () => statusLines(status, now(), columns()));
    },
    eventLine: (line) => void (kind === 'json' && write(`${line}\n`)),
    isTTY: process[output].isTTY === true,
    show(chunk, from) {
      // Of the others it is on record.
      if (kind === 'github') write(groups.write(chunk));
      if (kind !== 'ansible') return;
      // Lines that are drawn over want all in one place.
      if (showsStatus) write(chunk);
      else process[from === 'stdout' ? output : from].write(chunk);
    },
    notice(text) {
      // What it begins with, "stopping", stays in sight.
      status.ending = text.split(' ')[0] ?? '';
      if (screen === undefined) say(text);
      else screen.write(Buffer.from(`kafkabook: ${text}\n`));
    },
    close() {
      if (kind === 'github') write(groups.end());
      screen?.close();
    },
  };
}
