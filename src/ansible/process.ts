import {randomUUID} from 'node:crypto';
import {closeSync, openSync, readdirSync, readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import type {Readable} from 'node:stream';
import {setTimeout as wait} from 'node:timers/promises';
import {execa, execaSync} from 'execa';
import {ansibleEnvironment, EVENTS_FD, type Environment} from './environment.ts';
import {parseProcStat, parsePs, treeOf, type ProcessRow} from './process-tree.ts';

export type ProcessRequest = Readonly<{
  argv: readonly string[];
  /** The project folder; it must exist. */
  folder: string;
  /** The caller's environment; what every run needs is added to it. */
  env?: Environment;
  /** Where Ansible's standard output goes: 2 keeps ours free for JSON. */
  stdout?: 1 | 2;
  onEventLine: (line: string) => void;
  /** Shows a piece of output, in place of our own standard output and error. */
  show?: (chunk: Uint8Array) => void;
  /** Given every piece of output after it was shown, for the record. */
  onOutput?: (chunk: Uint8Array) => void;
  /** Told what a signal did, in a sentence for the user. */
  onNotice: (text: string) => void;
}>;

export type ProcessOutcome =
  | Readonly<{started: false}>
  | Readonly<{
      started: true;
      code: number | null;
      signal: string | null;
      interruptedBy: 'SIGINT' | 'SIGTERM' | null;
      seconds: number;
    }>;

/**
 * Runs one command to its end, its output untouched and live, its events handed over line by line. `started` is false
 * when there is no such program.
 *
 * With a terminal the child stays in our process group: it can ask for passwords, and Ctrl-C reaches it directly. With
 * no terminal it leads a session of its own, so that a signal to our group comes to it once, through us.
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessOutcome> {
  const {argv, folder, env = process.env, stdout = 1, show, onEventLine, onOutput, onNotice} = request;
  const [file = '', ...args] = argv;
  const hasTerminal = canOpenTerminal();
  const isTTY = (stdout === 1 ? process.stdout : process.stderr).isTTY === true;
  const begun = performance.now();
  // Before the child is: a signal that comes with its first output must not end us and leave it behind.
  const mark = `KAFKABOOK_RUN_MARK=${randomUUID()}`;
  const guard = guardSignals(mark, hasTerminal, onNotice);
  const child = execa(file, args, {
    cwd: folder,
    env: {...env, ...ansibleEnvironment(env, isTTY), ...Object.fromEntries([mark.split('=')])},
    extendEnv: false,
    stdio: ['inherit', 'pipe', 'pipe', 'pipe'],
    buffer: false,
    reject: false,
    detached: !hasTerminal,
    // Ours to do, below: execa would end the one process that it knows.
    cleanup: false,
  });
  const ended = new Promise<Ended>((resolve) =>
    child.once('exit', (code, signal) => resolve({code, signal})),
  );
  if (child.pid === undefined) {
    guard.release();
    const result = await child;
    if (result.code === 'ENOENT') return {started: false};
    throw result;
  }
  const drained = [
    drainLines(child.stdio[EVENTS_FD] as Readable, onEventLine),
    pass(child.stdout, show ?? writeTo(stdout === 1 ? process.stdout : process.stderr), onOutput),
    pass(child.stderr, show ?? writeTo(process.stderr), onOutput),
  ];
  guard.watch(child.pid);
  try {
    const {code, signal} = await ended;
    await guard.sweep(signal !== null);
    await Promise.all(drained.map((each) => each.settle()));
    const seconds = (performance.now() - begun) / 1000;
    return {started: true, code, signal, interruptedBy: guard.interruptedBy(), seconds};
  } finally {
    guard.release();
  }
}

type Ended = {code: number | null; signal: string | null};

// A process that outlives Ansible may hold the pipe open: what is in it after the end is read, no more is waited for.
const DRAIN_LIMIT = 1000;

type Drained = {settle: () => Promise<void>};

function drainLines(stream: Readable, onLine: (line: string) => void): Drained {
  const lines = createInterface({input: stream, crlfDelay: Infinity});
  const closed = new Promise<void>((resolve) => lines.once('close', resolve));
  lines.on('line', onLine);
  stream.on('error', () => lines.close());
  return settling(stream, closed);
}

/** Where nobody reads any more (`| head`), the run and its record go on. */
function writeTo(to: NodeJS.WriteStream): (chunk: Uint8Array) => void {
  let isRead = true;
  to.once('error', () => (isRead = false));
  return (chunk) => void (isRead && to.write(chunk));
}

/** Shows every piece as it comes, untouched. */
function pass(
  stream: Readable,
  show: (chunk: Uint8Array) => void,
  onOutput: (chunk: Uint8Array) => void = () => {},
): Drained {
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  stream.on('data', (chunk: Uint8Array) => {
    show(chunk);
    onOutput(chunk);
  });
  stream.on('error', () => {});
  return settling(stream, closed);
}

function settling(stream: Readable, closed: Promise<void>): Drained {
  return {
    async settle() {
      await Promise.race([closed, wait(DRAIN_LIMIT, undefined, {ref: false})]);
      stream.destroy();
    },
  };
}

type Guard = {
  watch: (pid: number) => void;
  interruptedBy: () => 'SIGINT' | 'SIGTERM' | null;
  sweep: (wasKilled: boolean) => Promise<void>;
  release: () => void;
};

// Often enough to see what Ansible starts while it ends; long enough for it to end what it started.
const WATCH_INTERVAL = 200;
const SWEEP_PATIENCE = 2000;

/**
 * Ansible alone may leave module processes behind when it is interrupted, and its workers have sessions of their own
 * from ansible-core 2.19 on. So from the first signal on the whole tree is kept in sight, and swept at the end.
 */
function guardSignals(mark: string, hasTerminal: boolean, onNotice: (text: string) => void): Guard {
  const seen = new Map<number, ProcessRow>();
  // Set before the event loop turns, so before any signal is heard.
  let pid = 0;
  let first: 'SIGINT' | 'SIGTERM' | null = null;
  let count = 0;
  let timer: NodeJS.Timeout | undefined;

  const look = () => {
    const rows = listProcesses();
    const known = [pid, ...seen.keys()];
    for (const row of known.flatMap((root) => treeOf(root, rows))) {
      // A pid that was given away meanwhile is not ours.
      if ((seen.get(row.pid)?.start ?? row.start) === row.start) seen.set(row.pid, row);
    }
  };
  const alive = () => {
    const rows = new Map(listProcesses().map((row) => [row.pid, row]));
    return [...seen.values()].filter((row) => rows.get(row.pid)?.start === row.start);
  };
  const onSignal = (name: NodeJS.Signals) => {
    count += 1;
    first ??= name === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
    look();
    timer ??= setInterval(look, WATCH_INTERVAL);
    onNotice(NOTICES[Math.min(count, NOTICES.length) - 1]!);
    if (count >= 3) return send(alive(), 'SIGKILL');
    if (count === 2) return send(alive(), 'SIGTERM');
    // A terminal has sent SIGINT to the child already, and a second one would interrupt its cleaning up.
    if (hasTerminal && name === 'SIGINT') return;
    const group = seen.get(pid)?.group;
    send(
      alive().filter((row) => row.group === group),
      'SIGINT',
    );
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    watch: (child) => void (pid = child),
    interruptedBy: () => first,
    async sweep(wasKilled) {
      if (first === null && !wasKilled) return;
      for (const row of listMarked(mark)) seen.set(row.pid, row);
      send(alive(), 'SIGTERM');
      for (const end = Date.now() + SWEEP_PATIENCE; alive().length > 0 && Date.now() < end;) await wait(50);
      send(alive(), 'SIGKILL');
    },
    release() {
      clearInterval(timer);
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const NOTICES = [
  'interrupting Ansible; once more ends it at once',
  'ending Ansible; once more kills it',
  'killing Ansible and everything that it started',
] as const;

function send(rows: readonly ProcessRow[], signal: NodeJS.Signals): void {
  for (const {pid} of rows) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself, or it is sudo's and not ours to end.
    }
  }
}

function listProcesses(): ProcessRow[] {
  if (process.platform !== 'linux') {
    return parsePs(execaSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,lstart='], {reject: false}).stdout ?? '');
  }
  return readdirSync('/proc').flatMap((name) => {
    const row = /^\d+$/.test(name) ? parseProcStat(readOrEmpty(`/proc/${name}/stat`)) : null;
    return row === null ? [] : [row];
  });
}

// What Ansible left behind when it ended before we could look: the environment goes from parent to child, so a mark in
// it outlives the tree. A shared SSH connection (ControlPersist) may serve another run and is left alone.
function listMarked(mark: string): ProcessRow[] {
  if (process.platform !== 'linux') return [];
  return listProcesses().filter(
    ({pid}) =>
      readOrEmpty(`/proc/${pid}/environ`).includes(mark) && readOrEmpty(`/proc/${pid}/comm`).trim() !== 'ssh',
  );
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

// Opening it fails for a process without a controlling terminal, whatever its standard streams are.
function canOpenTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
