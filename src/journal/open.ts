import {randomBytes} from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {hostname, userInfo} from 'node:os';
import path from 'node:path';
import {thisProcess} from '../process/identity.ts';
import type {RunRecord, RunResult} from './record.ts';
import {redactCommand} from './redact.ts';

/** A run that is being recorded. None of these throws: a full disk must not end a roll half-way. */
export type OpenRun = Readonly<{
  id: string;
  folder: string;
  event: (line: string) => void;
  output: (chunk: Uint8Array) => void;
  close: (result: RunResult) => void;
  /** For a run that was refused before anything was started: there is nothing to record. */
  drop: () => void;
}>;

/** What a run is, as far as its caller knows. `specFiles` are paths as they can be opened. */
export type RunRequest = Readonly<{
  playbook: string;
  command: readonly string[];
  project: string;
  version: string;
  spec: RunRecord['spec'];
  specFiles: readonly string[];
}>;

/**
 * Opens the record of a run below `home`, in `.kafkabook/runs/<time>-<id>`: private, and on the medium before this
 * returns. Throws where it cannot be written, so that no run begins without a record; later faults are told once to
 * `onFault`.
 */
export function openRun(home: string, request: RunRequest, onFault: (message: string) => void): OpenRun {
  const started = new Date().toISOString();
  const id = `${started.replace(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;
  const folder = path.join(home, JOURNAL, 'runs', id);
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const ignore = path.join(home, JOURNAL, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  writeDurably(path.join(folder, 'run.json'), json(recordOf(id, started, request)));
  copySpec(path.join(folder, 'spec'), request.specFiles);
  const events = openSync(path.join(folder, 'events.ndjson'), 'a', PRIVATE);
  const log = openSync(path.join(folder, 'output.log'), 'a', PRIVATE);

  let faulty = false;
  const guarded = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!faulty) onFault(`the record of this run cannot be written on: ${(error as Error).message}`);
      faulty = true;
    }
  };
  return {
    id,
    folder,
    event: (line) => guarded(() => void writeSync(events, `${line}\n`)),
    output: (chunk) => guarded(() => void writeSync(log, chunk)),
    drop() {
      for (const file of [events, log]) guarded(() => closeSync(file));
      guarded(() => rmSync(folder, {recursive: true}));
    },
    close(result) {
      for (const file of [events, log]) guarded(() => (fsyncSync(file), closeSync(file)));
      guarded(() => writeDurably(path.join(folder, 'result.json'), json(result)));
    },
  };
}

/** The folder beside cluster.yml that holds all records. */
export const JOURNAL = '.kafkabook';

const PRIVATE = 0o600;

function recordOf(id: string, started: string, request: RunRequest): RunRecord {
  const {playbook, command, project, version, spec} = request;
  return {
    format: 1,
    id,
    playbook,
    command: redactCommand(command),
    project,
    started,
    user: userName(),
    host: hostname(),
    process: thisProcess(),
    versions: {kafkabook: version, node: process.version},
    spec,
  };
}

function copySpec(folder: string, files: readonly string[]): void {
  mkdirSync(folder, {mode: 0o700});
  for (const [index, file] of files.entries())
    if (existsSync(file)) copyFileSync(file, path.join(folder, `${index + 1}-${path.basename(file)}`));
}

function writeDurably(file: string, text: string): void {
  const handle = openSync(file, 'wx', PRIVATE);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '');
  }
}
