// The one place that writes into a project folder. A gen killed at any moment leaves the old project, the new one, or
// a mixture that the next gen completes:
//   1. lock            one gen at a time
//   2. pending record  every hash that may be on disk from now on, so no half-way file ever looks edited by hand
//   3. stage           all new contents as temporary files beside their targets; a full disk ends here, harmlessly
//   4. commit          rename each into place, remove orphans and the folders they leave empty
//   5. manifest        renamed into place last, then the pending record goes
import {constants} from 'node:fs';
import {chmod, copyFile, mkdir, open, readFile, rename, rm, rmdir, stat} from 'node:fs/promises';
import path from 'node:path';
import {inParts} from '../in-parts.ts';
import {errorCode, explainDiskError} from './errors.ts';
import {withLock} from './lock.ts';
import {MANIFEST, mergeHashes, PENDING, renderManifest, renderPending} from './manifest.ts';
import {type Change, forceChanges} from './plan.ts';
import {
  hasConflict,
  isCurrent,
  type Outcome,
  type Plan,
  planProject,
  temporary,
  type WantedProject,
} from './state.ts';

/** How to apply. `step` is called before every change of the disk; tests stop the gen there. */
export type ApplyOptions = {
  readonly force?: boolean;
  readonly step?: (name: string) => void | Promise<void>;
};

/** Brings a folder to the wanted project, or leaves it alone and says why. */
export async function applyProject(
  folder: string,
  wanted: WantedProject,
  {force = false, step = () => {}}: ApplyOptions = {},
): Promise<Outcome> {
  try {
    // Looked at before anything is written, so that a refusal leaves no trace; planned again under the lock.
    const glance = await planProject(folder, wanted, force);
    if (isCurrent(glance)) return {status: 'current', plan: glance};
    await makeFolder(folder);
    return await withLock(folder, async () => {
      const plan = await planProject(folder, wanted, force);
      const changes = force ? forceChanges(plan.changes) : plan.changes;
      if (hasConflict(changes)) return {status: 'refused', plan: {...plan, changes}};
      await write(folder, wanted, plan, changes, step);
      return {status: 'written', plan: {...plan, changes}};
    });
  } catch (error) {
    throw explainDiskError(error, folder);
  }
}

type Step = NonNullable<ApplyOptions['step']>;

/** The medium takes many files as quickly as a few: each waits for it by itself. */
const STAGED_AT_ONCE = 32;

async function write(
  folder: string,
  wanted: WantedProject,
  plan: Plan,
  changes: readonly Change[],
  step: Step,
): Promise<void> {
  const known = mergeHashes(wanted.manifest, plan.known);
  const updates = changes.filter((change) => change.kind === 'create' || change.kind === 'update');
  const removals = changes.filter((change) => change.kind === 'remove');
  const at = (name: string) => path.join(folder, name);
  if (plan.unfinished) await dropTemporaries(folder, known.keys());
  await keepEdited(folder, plan.changes, step);
  await replaceFile(at(PENDING), renderPending(known), step);
  try {
    for (const parent of foldersOf(updates)) {
      await step(`make ${parent}`);
      await makeFolder(at(parent));
    }
    const faults = await inParts(updates, STAGED_AT_ONCE, async ({path: name, after}) => {
      try {
        if (after) await stage(at(name), after.content, after.mode, step);
        return undefined;
      } catch (fault) {
        // Not thrown yet: nothing may be staged any more once what is there is removed.
        return {fault};
      }
    });
    const first = faults.find((each) => each !== undefined);
    if (first !== undefined) throw first.fault;
  } catch (error) {
    await rollBack(folder, plan, updates).catch(() => {});
    throw error;
  }
  for (const {path: name} of updates) {
    await step(`commit ${name}`);
    await rename(temporary(at(name)), at(name));
  }
  for (const {path: name} of removals) {
    await step(`remove ${name}`);
    await rm(at(name), {force: true});
  }
  const wantedPaths = new Set(wanted.files.map((file) => file.path));
  await dropEmptyFolders(
    folder,
    [...known.keys()].filter((name) => !wantedPaths.has(name)),
  );
  for (const parent of foldersOf([...updates, ...removals])) await syncFolder(at(parent));
  await replaceFile(at(MANIFEST), renderManifest(wanted.manifest), step);
  await step('remove the pending record');
  await rm(at(PENDING), {force: true});
}

/** The folders that files stand in, seen from the project, each once. */
function foldersOf(changes: readonly Change[]): Set<string> {
  return new Set(changes.map(({path: name}) => path.dirname(name)));
}

/** Puts the folder back as it was before staging: the old project is whole. */
async function rollBack(folder: string, plan: Plan, updates: readonly Change[]): Promise<void> {
  const names = updates.map((change) => change.path);
  await dropTemporaries(folder, names);
  await dropEmptyFolders(folder, names);
  if (!plan.unfinished) await rm(path.join(folder, PENDING), {force: true});
}

/** A file that --force overwrites or removes is kept beside it, under the first free name. */
async function keepEdited(folder: string, planned: readonly Change[], step: Step): Promise<void> {
  for (const change of planned) {
    if (change.kind !== 'conflict') continue;
    const from = path.join(folder, change.path);
    for (let number = 1; ; number++) {
      const to = `${from}.orig${number === 1 ? '' : number}`;
      await step(`keep ${to}`);
      try {
        await copyFile(from, to, constants.COPYFILE_EXCL);
        break;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
        if ((await readFile(from)).equals(await readFile(to))) break;
      }
    }
  }
}

async function replaceFile(file: string, content: string, step: Step): Promise<void> {
  await stage(file, content, 0o644, step);
  await step(`commit ${path.basename(file)}`);
  await rename(temporary(file), file);
  await syncFolder(path.dirname(file));
}

/** Writes a temporary file beside its target and waits until it is on the medium. */
async function stage(file: string, content: string, mode: number, step: Step): Promise<void> {
  await step(`stage ${file}`);
  await rm(temporary(file), {force: true});
  const handle = await open(temporary(file), 'wx', mode);
  try {
    await handle.writeFile(content);
    await step(`sync ${file}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // The mode given to open is cut by the umask.
  await chmod(temporary(file), mode);
}

async function dropTemporaries(folder: string, names: Iterable<string>): Promise<void> {
  for (const name of names) {
    await rm(temporary(path.join(folder, name)), {force: true}).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOTDIR') throw error;
    });
  }
}

/** Removes the folders that the given files leave empty, from the inside out; never the project folder itself. */
async function dropEmptyFolders(folder: string, names: Iterable<string>): Promise<void> {
  for (const name of names) {
    for (let parent = path.dirname(name); parent !== '.'; parent = path.dirname(parent)) {
      try {
        await rmdir(path.join(folder, parent));
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') break;
      }
    }
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  if (handle === undefined) return; // removed because it became empty
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes a folder and its parents one by one. Node's own recursive mkdir never returns where the file system answers
 * ENOENT for a folder whose parent is there, as /proc does.
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    const parent = path.dirname(folder);
    if (errorCode(error) !== 'ENOENT' || parent === folder || (await exists(parent))) throw error;
    await makeFolder(parent);
    await mkdir(folder);
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
