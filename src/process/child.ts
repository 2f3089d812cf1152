import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';
import {setTimeout as wait} from 'node:timers/promises';
import type {Redactor} from '../redact.ts';
import {guardRun, type InterruptedBy, type Limit, type Limits} from './guard.ts';
import {RUN_VARIABLE} from './list.ts';
import {writeSecrets} from './secrets.ts';
import {startWatchdog} from './watchdog.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The descriptor on which the child tells of itself, a line each. */
export const EVENTS_FD = 3;
/** The descriptor on which the child is asked to stop, by a byte. */
export const CONTROL_FD = 4;

export type OutputStream = 'stdout' | 'stderr';

export type ProcessRequest = Readonly<{
  /** Marks all processes of the run, so that none of them is lost. */
  run: string;
  /** Given the paths of the files with the secrets. */
  argv: (secretFiles: readonly string[]) => readonly string[];
  /** The project folder; it must exist. */
  folder: string;
  env: Environment;
  onEventLine: (line: string) => void;
  /** Shows a piece of output; `from` is the stream on which it came. */
  show: (chunk: Uint8Array, from: OutputStream) => void;
  /** Given every piece of output after it was shown, for the record. */
  onOutput?: (chunk: Uint8Array) => void;
  /** Texts that nobody else may see, in files that are gone when the child has told of itself for the first time. */
  secrets?: readonly string[];
  limits?: Limits;
  /** Masks secrets in all that the child prints, before anybody sees it. Its events come as they are. */
  redact: Redactor;
  /** Told what a signal did, in a sentence for the user. */
  onNotice: (text: string) => void;
}>;

export type ProcessOutcome =
  | Readonly<{started: false}>
  | Readonly<{
      started: true;
      code: number | null;
      signal: string | null;
      interruptedBy: InterruptedBy;
      limit: Limit;
      seconds: number;
    }>;

/**
 * Runs one command to its end, its output untouched and live, its events handed over line by line. `started` is false
 * when there is no such program.
 *
 * The child leads a session of its own: Ctrl-C comes to us alone, and we decide what becomes of the run. So it cannot
 * ask for passwords; they come through `secrets`.
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessOutcome> {
  const {run, argv, folder, env, secrets = [], limits = {}} = request;
  const {redact, show, onEventLine, onOutput, onNotice} = request;
  const begun = performance.now();
  let control: Writable | null = null;
  // Before the child is: a signal that comes with its first output must not end us and leave it behind.
  const guard = guardRun(run, limits, () => control?.write('s'), onNotice);
  const files = writeSecrets(secrets);
  const [file = '', ...args] = argv(files.paths);
  const child = await start(file, args, folder, {...env, [RUN_VARIABLE]: run});
  if (child instanceof Error) {
    guard.release();
    files.remove();
    if (child.code === 'ENOENT') return {started: false};
    throw child;
  }
  const ended = new Promise<Ended>((resolve) =>
    child.once('exit', (code, signal) => resolve({code, signal})),
  );
  guard.watch(child.pid);
  const dismiss = startWatchdog(run, child.pid, files.folder);
  control = writableOf(child.stdio[CONTROL_FD]);
  const heard = (line: string) => {
    files.remove();
    guard.note(true);
    onEventLine(line);
  };
  const noted = (chunk: Uint8Array) => {
    guard.note(false);
    onOutput?.(chunk);
  };
  const drained = [
    drainLines(child.stdio[EVENTS_FD] as Readable, heard),
    pass(child.stdout, redact, (chunk) => show(chunk, 'stdout'), noted),
    pass(child.stderr, redact, (chunk) => show(chunk, 'stderr'), noted),
  ];
  try {
    const {code, signal} = await ended;
    await guard.sweep(code === 0);
    await Promise.all(drained.map((each) => each.settle()));
    const seconds = (performance.now() - begun) / 1000;
    return {
      ...{started: true, code, signal, seconds},
      ...{interruptedBy: guard.interruptedBy(), limit: guard.limit()},
    };
  } finally {
    files.remove();
    control.destroy();
    dismiss();
    guard.release();
  }
}

type Started = ChildProcess & Readonly<{pid: number; stdout: Readable; stderr: Readable}>;

/**
 * Node's own spawn: a run would use nothing of execa but that, and pay 5 MiB of memory for it. Returns why nothing was
 * started.
 */
async function start(
  file: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<Started | NodeJS.ErrnoException> {
  try {
    // A terminal would be shared with us, and what is typed there is for us.
    const stdin = process.stdin.isTTY ? 'ignore' : 'inherit';
    const child = spawn(file, args, {
      cwd,
      env,
      stdio: [stdin, 'pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    if (child.pid !== undefined) return child as Started;
    const [fault] = (await once(child, 'error')) as [NodeJS.ErrnoException];
    return fault;
  } catch (error) {
    // Arguments that are too long, for one, are told at once.
    return error as NodeJS.ErrnoException;
  }
}

function writableOf(stream: unknown): Writable {
  const writable = stream as Writable;
  // Who does not read it any more has ended, which is told elsewhere.
  writable.on('error', () => {});
  return writable;
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

/** Shows every piece as it comes, untouched. */
function pass(
  stream: Readable,
  redact: Redactor,
  show: (chunk: Uint8Array) => void,
  onOutput: (chunk: Uint8Array) => void,
): Drained {
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  const redacting = redact.stream();
  const give = (chunk: Uint8Array) => {
    if (chunk.length === 0) return;
    show(chunk);
    onOutput(chunk);
  };
  stream.on('data', (chunk: Uint8Array) => give(redacting.write(chunk)));
  stream.on('error', () => {});
  const {settle} = settling(stream, closed);
  return {settle: () => settle().then(() => give(redacting.end()))};
}

function settling(stream: Readable, closed: Promise<void>): Drained {
  return {
    async settle() {
      await Promise.race([closed, wait(DRAIN_LIMIT, undefined, {ref: false})]);
      stream.destroy();
    },
  };
}
