import {randomBytes} from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  readFileSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {hostname} from 'node:os';
import path from 'node:path';
import type {Redactor} from '../redact.ts';
import {thisProcess, userName} from '../process/identity.ts';
import type {RunRecord, RunResult} from './record.ts';

/** A run that is being recorded. None of these throws: a full disk must not end a roll half-way. */
export type OpenRun = Readonly<{
  folder: string;
  /** Where Ansible's output goes. */
  log: string;
  event: (line: string) => void;
  output: (chunk: Uint8Array) => void;
  close: (result: RunResult) => void;
  /** For a run that was refused before anything was started: there is nothing to record. */
  drop: () => void;
}>;

/** What a run is, as far as its caller knows. `specFiles` are paths as they can be opened; `redact` masks in them. */
export type RunRequest = Pick<
  RunRecord,
  'id' | 'playbook' | 'command' | 'options' | 'passwords' | 'resumes' | 'project' | 'spec'
> &
  Readonly<{version: string; specFiles: readonly string[]; redact: Redactor}>;

/** A name for a run that is about to begin: its time, and what tells it from another one of the same second. */
export function newRunId(): string {
  return `${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;
}

/**
 * Opens the record of a run below `home`, in `.kafkabook/runs/<time>-<id>`: private, and on the medium before this
 * returns. Throws where it cannot be written, so that no run begins without a record; later faults are told once to
 * `onFault`.
 */
export function openRun(home: string, request: RunRequest, onFault: (message: string) => void): OpenRun {
  const {id, redact} = request;
  const folder = path.join(openJournal(home), 'runs', id);
  mkdirSync(folder, {recursive: true, mode: 0o700});
  writeDurably(path.join(folder, 'run.json'), redact.text(json(recordOf(request))));
  copySpec(path.join(folder, 'spec'), request);
  // Room for the result, which has to be told even where the output has filled the disk.
  const reserve = path.join(folder, 'reserve');
  writeDurably(reserve, ' '.repeat(RESERVE));
  const events = openSync(path.join(folder, 'events.ndjson'), 'a', PRIVATE);
  const logFile = path.join(folder, 'output.log');
  const log = openSync(logFile, 'a', PRIVATE);

  let faulty = false;
  const guarded = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!faulty) onFault(`the record of this run cannot be written on: ${(error as Error).message}`);
      faulty = true;
    }
  };
  let noted = 0;
  let unnoted = 0;
  // Where the output stood at a time: so a run can be shown again as it was.
  const noteOutput = () => {
    if (unnoted > 0) writeSync(events, `{"event": "output", "time": ${noted / 1000}, "bytes": ${unnoted}}\n`);
    unnoted = 0;
  };
  return {
    folder,
    log: logFile,
    event: (line) => guarded(() => (noteOutput(), void writeSync(events, `${line}\n`))),
    output: (chunk) =>
      guarded(() => {
        if (Date.now() - noted > OUTPUT_STEP) noteOutput();
        if (unnoted === 0) noted = Date.now();
        writeSync(log, chunk);
        unnoted += chunk.length;
      }),
    drop() {
      for (const file of [events, log]) guarded(() => closeSync(file));
      guarded(() => rmSync(folder, {recursive: true}));
    },
    close(result) {
      guarded(noteOutput);
      guarded(() => rmSync(reserve, {force: true}));
      for (const file of [events, log]) guarded(() => (fsyncSync(file), closeSync(file)));
      guarded(() => writeDurably(path.join(folder, 'result.json'), json(result)));
    },
  };
}

/** The folder beside cluster.yml that holds all records. */
export const JOURNAL = '.kafkabook';

/** Opens the folder of the records, private and out of version control. */
export function openJournal(home: string): string {
  const folder = path.join(home, JOURNAL);
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const ignore = path.join(folder, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  return folder;
}

const PRIVATE = 0o600;
/** Bytes: more than the result of a run on some hundred hosts that all failed. */
const RESERVE = 262_144;
/** Milliseconds: who looks at a run again sees no finer steps. */
const OUTPUT_STEP = 50;

function recordOf(request: RunRequest): RunRecord {
  const {id, playbook, command, options, passwords, resumes, project, version, spec} = request;
  return {
    format: 1,
    ...{id, playbook, command, options, passwords, resumes, project},
    started: new Date().toISOString(),
    user: userName(),
    host: hostname(),
    process: thisProcess(),
    versions: {kafkabook: version, node: process.version},
    spec,
  };
}

function copySpec(folder: string, {specFiles, redact}: RunRequest): void {
  mkdirSync(folder, {mode: 0o700});
  for (const [index, file] of specFiles.entries()) {
    if (!existsSync(file)) continue;
    const copy = path.join(folder, `${index + 1}-${path.basename(file)}`);
    writeFileSync(copy, redact.text(readFileSync(file, 'utf8')), {mode: PRIVATE});
  }
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
