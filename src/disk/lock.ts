import {link, open, readFile, rename, rm, stat} from 'node:fs/promises';
import {hostname} from 'node:os';
import path from 'node:path';
import {isAlive, thisProcess, userName, type ProcessIdentity} from '../process/identity.ts';
import {DiskError, errorCode, explainDiskError} from './errors.ts';

/** Who holds a lock, and since when. */
export type LockOwner = Readonly<{
  process: ProcessIdentity;
  user: string;
  host: string;
  /** ISO 8601, UTC. */
  since: string;
  /** The run on record that it holds the lock for, if it is one. */
  run?: string;
}>;

export type LockOptions = Readonly<{
  /** The file, for locks of something else than the folder. */
  name?: string;
  /** The run that the lock is taken for. */
  run?: string;
  /** Told, while the lock is held, of an owner that ended without giving it back. */
  onStale?: (owner: LockOwner) => void | Promise<void>;
}>;

/**
 * Holds `.kafkabook.lock` in a folder while work is done: one gen or run at a time. The lock names its owner; that of a
 * process that is gone, by its pid, start and boot, is taken over. Throws a DiskError where another one holds it.
 */
export async function withLock<T>(
  folder: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const lock = path.join(folder, options.name ?? '.kafkabook.lock');
  let stale: LockOwner | null;
  try {
    stale = await take(folder, lock, options.run);
  } catch (error) {
    throw explainDiskError(error, folder);
  }
  try {
    if (stale !== null) await options.onStale?.(stale);
    return await work();
  } finally {
    await rm(lock, {force: true});
  }
}

/** Takes the lock; returns its owner where that one is gone, else null. */
async function take(folder: string, lock: string, run: string | undefined): Promise<LockOwner | null> {
  const mine = `${lock}.${process.pid}`;
  const handle = await open(mine, 'w');
  await handle.writeFile(`${JSON.stringify(ownerNow(run))}\n`);
  // After a power cut, an empty lock would say nothing of its owner.
  await handle.sync();
  await handle.close();
  let stale: LockOwner | null = null;
  try {
    // A link appears with its content, so nobody ever reads an empty lock.
    await link(mine, lock).catch(async (error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
      stale = await clearStaleLock(folder, lock);
      await link(mine, lock);
    });
    return stale;
  } catch (error) {
    throw errorCode(error) === 'EEXIST' ? locked(folder, lock, await readOwner(lock)) : error;
  } finally {
    await rm(mine, {force: true});
  }
}

async function clearStaleLock(folder: string, lock: string): Promise<LockOwner | null> {
  const seen = await stat(lock);
  const owner = await readOwner(lock);
  if (owner === null || owner.host !== hostname() || isAlive(owner.process))
    throw locked(folder, lock, owner);
  // Two may find the same stale lock: the one that moves a different file away has moved a living lock and returns it.
  const aside = `${lock}.${process.pid}.stale`;
  await rename(lock, aside);
  const moved = await stat(aside);
  if (moved.ino !== seen.ino) await link(aside, lock);
  await rm(aside, {force: true});
  return owner;
}

async function readOwner(lock: string): Promise<LockOwner | null> {
  try {
    const owner = JSON.parse(await readFile(lock, 'utf8')) as Partial<LockOwner> | null;
    return typeof owner?.process?.pid === 'number' ? (owner as LockOwner) : null;
  } catch {
    return null;
  }
}

function ownerNow(run: string | undefined): LockOwner {
  const since = new Date().toISOString();
  return {process: thisProcess(), user: userName(), host: hostname(), since, ...(run && {run})};
}

function locked(folder: string, lock: string, owner: LockOwner | null): DiskError {
  const who =
    owner === null
      ? 'whose lock cannot be read'
      : `(process ${owner.process.pid} of ${owner.user} on ${owner.host}, since ${owner.since})`;
  return new DiskError(
    'locked',
    `${folder} is in use by another kafkabook ${who}`,
    `Wait until it ends. If there is no such process, delete ${lock}.`,
  );
}
