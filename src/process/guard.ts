import {setTimeout as wait} from 'node:timers/promises';
import {treeOf, type ProcessRow} from './tree.ts';
import {listProcesses, processesOfRun, send} from './list.ts';

export type InterruptedBy = 'SIGINT' | 'SIGTERM' | null;
export type Limit = 'time' | 'idle' | null;

/** Seconds after which a run is ended, and of silence after which it is; undefined for none. */
export type Limits = Readonly<{time?: number | undefined; idle?: number | undefined}>;

export type Guard = Readonly<{
  /** The process to guard. Before it, and before the run has begun anything, every signal interrupts at once. */
  watch: (pid: number) => void;
  /** There is output, or an event: `begun` when it says that work on hosts is under way. */
  note: (begun: boolean) => void;
  interruptedBy: () => InterruptedBy;
  limit: () => Limit;
  /** Ends what is left of a run whose first process has ended; `isWell`: by itself, and with success. */
  sweep: (isWell: boolean) => Promise<void>;
  release: () => void;
}>;

/**
 * Hears signals and watches the clock for a run. The first Ctrl-C, or the end of the terminal, asks Ansible through
 * `askToStop` to stop where nothing is half-done; the second interrupts it; the third kills the tree. SIGTERM
 * interrupts at once: who sends it kills soon. So does a limit, and what does not end then is killed.
 *
 * Ansible alone may leave module processes behind when it is interrupted, and its workers have sessions of their own
 * from ansible-core 2.19 on. So from the first interruption on the whole tree is kept in sight, and swept at the end.
 */
export function guardRun(
  run: string,
  limits: Limits,
  askToStop: () => void,
  onNotice: (text: string) => void,
): Guard {
  const seen = new Map<number, ProcessRow>();
  // Set before the event loop turns, so before any signal is heard.
  let pid = 0;
  let hasBegun = false;
  let level = 0;
  let first: InterruptedBy = null;
  let limit: Limit = null;
  const timers: NodeJS.Timeout[] = [];
  let silence: NodeJS.Timeout | undefined;

  const look = () => {
    const rows = listProcesses();
    // A pid that was given away meanwhile is not ours, and neither is what its new owner started.
    const isOurs = (row: ProcessRow) => (seen.get(row.pid)?.start ?? row.start) === row.start;
    const roots = rows.filter((row) => (row.pid === pid || seen.has(row.pid)) && isOurs(row));
    for (const row of roots.flatMap((root) => treeOf(root.pid, rows)).filter(isOurs)) seen.set(row.pid, row);
  };
  const alive = () => {
    const rows = new Map(listProcesses().map((row) => [row.pid, row]));
    return [...seen.values()].filter((row) => rows.get(row.pid)?.start === row.start);
  };
  const raise = (to: number) => {
    level = to;
    onNotice(NOTICES[Math.min(level, NOTICES.length) - 1] ?? '');
    if (level === 1) return askToStop();
    look();
    if (level >= 3) return send(alive(), 'SIGKILL');
    timers.push(setInterval(look, WATCH_INTERVAL));
    // What has a session of its own is ended by Ansible, or by the sweep.
    const group = seen.get(pid)?.group;
    send(
      alive().filter((row) => row.group === group),
      'SIGINT',
    );
  };
  const interrupt = () => {
    raise(Math.max(level + 1, 2));
    timers.push(setTimeout(() => raise(3), PATIENCE));
  };
  const onSignal = (name: NodeJS.Signals) => {
    // A terminal ends once, but says so twice: its shell passes it on.
    if (name === 'SIGHUP' && level > 0) return;
    first ??= name === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
    if (name === 'SIGTERM') return interrupt();
    raise(hasBegun ? level + 1 : Math.max(level + 1, 2));
  };
  const onLimit = (which: 'time' | 'idle') => {
    if (level > 1) return;
    limit = which;
    interrupt();
  };
  const listen = () => {
    clearTimeout(silence);
    if (limits.idle !== undefined) silence = setTimeout(() => onLimit('idle'), limits.idle * 1000);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  if (limits.time !== undefined) timers.push(setTimeout(() => onLimit('time'), limits.time * 1000));
  listen();
  return {
    watch: (child) => void (pid = child),
    note(begun) {
      hasBegun ||= begun;
      listen();
    },
    interruptedBy: () => first,
    limit: () => limit,
    async sweep(isWell) {
      if (level < 2 && isWell) return;
      for (const row of processesOfRun(run)) seen.set(row.pid, row);
      await endProcesses(alive);
    },
    release() {
      clearTimeout(silence);
      for (const timer of timers) clearTimeout(timer);
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}

/** Ends what an earlier run left behind when it was killed. Returns how many processes there were. */
export async function endRun(run: string): Promise<number> {
  const left = processesOfRun(run);
  if (left.length > 0) await endProcesses(() => processesOfRun(run));
  return left.length;
}

async function endProcesses(alive: () => readonly ProcessRow[]): Promise<void> {
  send(alive(), 'SIGTERM');
  for (const end = Date.now() + SWEEP_PATIENCE; alive().length > 0 && Date.now() < end;) await wait(50);
  send(alive(), 'SIGKILL');
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const NOTICES = [
  'stopping when what is under way is done: in a roll this machine and its gate, else this task. Once more interrupts it',
  'interrupting Ansible; once more kills it',
  'killing Ansible and everything that it started',
] as const;

/** Often enough to see what Ansible starts while it ends; long enough for it to end what it started. */
const WATCH_INTERVAL = 200;
const SWEEP_PATIENCE = 2000;
/** How long an Ansible that nobody waits for may take to end by itself: with many hosts it took 4 s. */
const PATIENCE = 20_000;
