import {accessSync, constants, statSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {execa} from 'execa';
import type {Environment} from './child.ts';

export type ToolRequest = Readonly<{
  argv: readonly string[];
  folder: string;
  env: Environment;
  /** What it reads: nothing; what we are given; nothing, without an end for as long as we are there; or a text. */
  stdin: 'nothing' | 'ours' | 'open' | Readonly<{text: string}>;
  /** What becomes of its output: returned, passed on untouched as it comes, or nothing. */
  stdout: 'kept' | 'ours' | 'dropped';
  /** After so long it is ended; it may take as long as it likes without. */
  seconds?: number | undefined;
  onErrorLine: (line: string) => void;
}>;

export type ToolOutcome =
  | Readonly<{started: false}>
  | Readonly<{
      started: true;
      /** null when a signal ended it. */
      code: number | null;
      /** '' unless it was to be kept. */
      stdout: string;
      interruptedBy: 'SIGINT' | 'SIGTERM' | null;
    }>;

/**
 * Runs a program to its end in the terminal that we have: it may ask a person there, and Ctrl-C comes to it as to us.
 * `started` is false when there is no such program.
 */
export async function runTool(request: ToolRequest): Promise<ToolOutcome> {
  const {argv, folder, env, stdin, stdout, seconds, onErrorLine} = request;
  const [file = '', ...args] = argv;
  const child = execa(file, args, {
    ...{cwd: folder, env, extendEnv: false, reject: false, stripFinalNewline: false},
    ...(seconds === undefined ? {} : {timeout: seconds * 1000}),
    ...(typeof stdin === 'string'
      ? {stdin: ({nothing: 'ignore', ours: 'inherit', open: 'pipe'} as const)[stdin]}
      : {input: stdin.text}),
    stdout: ({kept: 'pipe', ours: 'inherit', dropped: 'ignore'} as const)[stdout],
    stderr: 'pipe',
    buffer: {stdout: true, stderr: false},
  });
  let first: 'SIGINT' | 'SIGTERM' | null = null;
  const onSignal = (name: NodeJS.Signals) => {
    first ??= name === 'SIGINT' ? 'SIGINT' : 'SIGTERM';
    child.kill(name);
  };
  listen(onSignal);
  try {
    for await (const line of child.iterable({from: 'stderr'})) onErrorLine(line);
    const result = await child;
    if (result.code === 'ENOENT') return {started: false};
    if (result.isMaxBuffer) throw new Error(`${file} printed more than can be kept`);
    const kept = typeof result.stdout === 'string' ? result.stdout : '';
    return {started: true, code: result.exitCode ?? null, stdout: kept, interruptedBy: first};
  } finally {
    listeners.delete(onSignal);
    if (listeners.size === 0) for (const name of SIGNALS) process.off(name, pass);
  }
}

/** Where a program is that the shell would find; null where there is none. */
export function onPath(program: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What a program prints that reads nothing, within so many seconds; null where there is none. */
export async function outputOf(
  argv: readonly string[],
  env: Environment = process.env,
  seconds?: number,
): Promise<{code: number | null; stdout: string; errors: string} | null> {
  const errors: string[] = [];
  const told = await runTool({
    ...{argv, folder: '.', env, stdin: 'nothing', stdout: 'kept', seconds},
    onErrorLine: (line) => void errors.push(line),
  });
  return told.started ? {code: told.code, stdout: told.stdout, errors: errors.join('\n')} : null;
}

// One listener for all programs that run at a time: Node warns of more than ten.
const listeners = new Set<(name: NodeJS.Signals) => void>();

function listen(listener: (name: NodeJS.Signals) => void): void {
  if (listeners.size === 0) for (const name of SIGNALS) process.on(name, pass);
  listeners.add(listener);
}

function pass(name: NodeJS.Signals): void {
  for (const listener of listeners) listener(name);
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
