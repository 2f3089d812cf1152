import {randomBytes} from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {hostname} from 'node:os';
import path from 'node:path';
import type {Redactor} from '../redact.ts';
import {thisProcess, userName} from '../process/identity.ts';
import type {HostProblem} from '../ansible/verdict.ts';
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

/**
 * What a run is, as far as its caller knows. `specFiles` are paths as they can be opened, `hosts` how many it is for;
 * `redact` masks in what the user wrote.
 */
export type RunRequest = Pick<
  RunRecord,
  | 'id'
  | 'playbook'
  | 'command'
  | 'options'
  | 'passwords'
  | 'vaultFile'
  | 'once'
  | 'resumes'
  | 'project'
  | 'spec'
> &
  Readonly<{version: string; specFiles: readonly string[]; hosts: number; redact: Redactor}>;

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
  const runs = path.join(openJournal(home), 'runs');
  mkdirSync(runs, {recursive: true, mode: 0o700});
  sweep(runs);
  const folder = path.join(runs, request.id);
  try {
    begin(runs, folder, request);
    return record(folder, onFault);
  } catch (error) {
    // What was refused is not on record.
    rmSync(folder, {recursive: true, force: true});
    throw error;
  }
}

/** A record that is there as a whole or not at all: who is killed meanwhile leaves a draft. */
function begin(runs: string, folder: string, request: RunRequest): void {
  const draft = path.join(runs, `${DRAFT}${request.id}`);
  mkdirSync(draft, {mode: 0o700});
  try {
    writeDurably(path.join(draft, 'run.json'), json(recordOf(request)));
    copySpec(path.join(draft, 'spec'), request);
    // Room for the result, which has to be told even where the output has filled the disk.
    writeDurably(path.join(draft, RESERVE), RESERVED, request.hosts + RESERVED_FOR_ALL);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, {recursive: true, force: true});
    throw error;
  }
  const handle = openSync(runs, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

/** Removes drafts of runs that were killed before they began. One of another cluster may be being written just now. */
function sweep(runs: string): void {
  for (const name of readdirSync(runs).filter((each) => each.startsWith(DRAFT))) {
    const draft = path.join(runs, name);
    const written = statSync(draft, {throwIfNoEntry: false})?.mtimeMs ?? 0;
    if (Date.now() - written > DRAFT_LIFE) rmSync(draft, {recursive: true, force: true});
  }
}

function record(folder: string, onFault: (message: string) => void): OpenRun {
  const reserve = path.join(folder, RESERVE);
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
    if (unnoted > 0) writeAll(events, `{"event": "output", "time": ${noted / 1000}, "bytes": ${unnoted}}\n`);
    unnoted = 0;
  };
  return {
    folder,
    log: logFile,
    event: (line) => guarded(() => (noteOutput(), writeAll(events, `${line}\n`))),
    output: (chunk) =>
      guarded(() => {
        if (Date.now() - noted > OUTPUT_STEP) noteOutput();
        if (unnoted === 0) noted = Date.now();
        writeAll(log, chunk);
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
      const file = path.join(folder, 'result.json');
      // Without what hosts said, where there is no room for that: how it ended counts most.
      try {
        writeWhole(file, json(result));
      } catch {
        guarded(() => writeWhole(file, json({...result, problems: result.problems.map(brief)})));
      }
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
/** How the names of records begin that are not whole yet. */
export const DRAFT = '.';
/** Milliseconds after which nobody writes on a draft any more. */
const DRAFT_LIFE = 600_000;
const RESERVE = 'reserve';
/** What of a result a host may take that failed, with the longest message and error output; the rest takes as many. */
const RESERVED = Buffer.alloc(10_240, ' ');
const RESERVED_FOR_ALL = 6;
/** Milliseconds: who looks at a run again sees no finer steps. */
const OUTPUT_STEP = 50;

function recordOf(request: RunRequest): RunRecord {
  const {id, playbook, command, options, passwords, vaultFile, once, resumes, project, version, spec} =
    request;
  const {extra = []} = options;
  const masked = extra.map(request.redact.text);
  return {
    format: 1,
    ...{
      id,
      playbook,
      command: command.map(request.redact.text),
      passwords,
      vaultFile,
      once,
      resumes,
      project,
    },
    options: {...options, extra: masked},
    isWhole: masked.every((word, index) => word === extra[index]),
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

function brief(problem: HostProblem): HostProblem {
  return {...problem, message: problem.message.slice(0, 200), stderr: ''};
}

/** A file that is there as a whole or not at all. */
export function writeWhole(file: string, text: string): void {
  rmSync(`${file}.new`, {force: true});
  writeDurably(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function writeAll(handle: number, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
}

/** Puts `data` on the medium, so many times over. */
function writeDurably(file: string, data: string | Uint8Array, times = 1): void {
  const handle = openSync(file, 'wx', PRIVATE);
  try {
    for (let time = 0; time < times; time += 1) writeAll(handle, data);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
