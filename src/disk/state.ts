import {lstatSync, readFileSync} from 'node:fs';
import {lstat, readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import type {FileSet} from '../project/file-set.ts';
import {DiskError, errorCode, explainDiskError} from './errors.ts';
import {
  type KnownHashes,
  type Manifest,
  MANIFEST,
  mergeHashes,
  parseManifest,
  parsePending,
  pathFault,
  PENDING,
  renderManifest,
  sha256,
} from './manifest.ts';
import {type Change, forceChanges, type OnDisk, planChanges} from './plan.ts';

/** A project as it is wanted: its files and the record of them. */
export type WantedProject = {readonly files: FileSet; readonly manifest: Manifest};

/** What a gen would do to a folder, and what it has to know to do it. */
export type Plan = {
  readonly changes: readonly Change[];
  /** Whether `.kafkabook.json` itself has to be written, which a change of cluster.yml alone can ask for. */
  readonly recordStale: boolean;
  readonly known: KnownHashes;
  /** An earlier gen did not finish. */
  readonly unfinished: boolean;
};

/** What came of a gen: `refused` when there were conflicts, and then nothing was written. */
export type Outcome = {readonly status: 'current' | 'stale' | 'written' | 'refused'; readonly plan: Plan};

/** What applyProject would do. Writes nothing and takes no lock. */
export async function checkProject(folder: string, wanted: WantedProject, force = false): Promise<Outcome> {
  try {
    const plan = await planProject(folder, wanted, force);
    const changes = force ? forceChanges(plan.changes) : plan.changes;
    const status = isCurrent(plan) ? 'current' : hasConflict(changes) ? 'refused' : 'stale';
    return {status, plan: {...plan, changes}};
  } catch (error) {
    throw explainDiskError(error, folder);
  }
}

/** Whether something stands in the way of the changes. */
export function hasConflict(changes: readonly Change[]): boolean {
  return changes.some((change) => change.kind === 'conflict');
}

/** Compares a folder with the project wanted in it. Reads only. */
export async function planProject(folder: string, wanted: WantedProject, force = false): Promise<Plan> {
  for (const file of wanted.files) refuseFault(file.path);
  const manifestText = await readRecord(folder, MANIFEST);
  const pendingText = await readRecord(folder, PENDING);
  if (manifestText === undefined && pendingText === undefined && !force) await refuseForeignFolder(folder);
  const manifest = manifestText === undefined ? undefined : parseManifest(manifestText);
  const known = mergeHashes(manifest, pendingText === undefined ? new Map() : parsePending(pendingText));
  const paths = new Set([...known.keys(), ...wanted.files.map((file) => file.path)]);
  return {
    changes: planChanges(wanted.files, known, readOnDisk(folder, paths)),
    recordStale: manifestText !== renderManifest(wanted.manifest),
    known,
    unfinished:
      pendingText !== undefined || (await statIfThere(temporary(path.join(folder, PENDING)))) !== undefined,
  };
}

/** The file that holds a new content until it is renamed into place; a fixed name, so the next gen finds it. */
export function temporary(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file).replace(/^\./, '')}.kafkabook-tmp`);
}

/** Whether a plan leaves nothing to do. */
export function isCurrent(plan: Plan): boolean {
  return !plan.recordStale && !plan.unfinished && plan.changes.every((change) => change.kind === 'same');
}

/**
 * Synchronously, as readAssets: hundreds of small files come several times as quickly without a turn of the event loop
 * for each, and nothing else waits for it.
 */
function readOnDisk(folder: string, paths: Iterable<string>): OnDisk {
  const disk = new Map<string, FoundFile | 'blocked'>();
  const folders = new Map<string, Way>();
  for (const file of paths) {
    const found = readOne(folder, file, folders);
    if (found !== undefined) disk.set(file, found);
  }
  return disk;
}

type FoundFile = Exclude<ReturnType<OnDisk['get']>, 'blocked' | undefined>;

/** Never looks through a link: a link in place of a file or of a folder above it is `blocked`. */
function readOne(folder: string, file: string, folders: Map<string, Way>): FoundFile | 'blocked' | undefined {
  const way = wayTo(folder, path.posix.dirname(file), folders);
  if (way !== 'open') return way === 'blocked' ? 'blocked' : undefined;
  const full = path.join(folder, file);
  const stats = lstatSync(full, {throwIfNoEntry: false});
  if (stats === undefined) return undefined;
  if (!stats.isFile()) return 'blocked';
  const bytes = readFileSync(full);
  return {content: bytes.toString('utf8'), mode: stats.mode & 0o777, sha256: sha256(bytes)};
}

/** Whether all folders down to one of a project are folders; each is looked at once. */
type Way = 'open' | 'absent' | 'blocked';

function wayTo(folder: string, name: string, folders: Map<string, Way>): Way {
  if (name === '.') return 'open';
  const known = folders.get(name);
  if (known !== undefined) return known;
  let way = wayTo(folder, path.posix.dirname(name), folders);
  if (way === 'open') {
    const stats = lstatSync(path.join(folder, name), {throwIfNoEntry: false});
    way = stats === undefined ? 'absent' : stats.isDirectory() ? 'open' : 'blocked';
  }
  folders.set(name, way);
  return way;
}

async function readRecord(folder: string, name: string): Promise<string | undefined> {
  const stats = await statIfThere(path.join(folder, name));
  if (stats === undefined) return undefined;
  if (stats.isFile()) return await readFile(path.join(folder, name), 'utf8');
  throw new DiskError(
    'record',
    `${path.join(folder, name)} is a link or a folder, not the record that kafkabook wrote; nothing was touched`,
    'Move it away and run gen again.',
  );
}

/** Hidden files do not count, so that a fresh `git init` is no obstacle. */
async function refuseForeignFolder(folder: string): Promise<void> {
  if ((await statIfThere(folder)) === undefined) return;
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  if (names.length === 0) return;
  throw new DiskError(
    'foreign-folder',
    `${folder} is not empty and has no ${MANIFEST}: kafkabook did not write it; nothing was touched`,
    'Name another folder with -o, or add --force: files that differ are kept as <file>.orig, others are left alone.',
  );
}

async function statIfThere(file: string) {
  try {
    return await lstat(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function refuseFault(file: string): void {
  const fault = pathFault(file);
  if (fault !== undefined) throw new Error(`generated path ${JSON.stringify(file)} ${fault}`);
}
