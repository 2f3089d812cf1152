import {link, open, readFile, rename, rm} from 'node:fs/promises';
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
  const mine = `${JSON.stringify(ownerNow(options.run))}\n`;
  let stale: LockOwner | null;
  try {
    stale = await take(folder, lock, mine);
  } catch (error) {
    throw explainDiskError(error, folder);
  }
  try {
    if (stale !== null) await options.onStale?.(stale);
    return await work();
  } finally {
    // Somebody may have deleted it by hand, and another one taken it since.
    if ((await read(lock)) === mine) await rm(lock, {force: true});
  }
}

/** Takes the lock; returns its owner where that one is gone, else null. */
async function take(folder: string, lock: string, mine: string): Promise<LockOwner | null> {
  const file = `${lock}.${process.pid}`;
  const handle = await open(file, 'w');
  await handle.writeFile(mine);
  // After a power cut, an empty lock would say nothing of its owner.
  await handle.sync();
  await handle.close();
  try {
    for (let tries = 0; ; tries += 1) {
      try {
        // A link appears with its content, so nobody ever reads an empty lock.
        await link(file, lock);
        return null;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
      const seen = await read(lock);
      // It was given back meanwhile.
      if (seen === null && tries < 100) continue;
      const owner = ownerIn(seen ?? '');
      if (owner === null || owner.host !== hostname() || isAlive(owner.process))
        throw locked(folder, lock, owner);
      await replace(folder, lock, seen ?? '', file);
      return owner;
    }
  } finally {
    await rm(file, {force: true});
  }
}

/** Puts our lock in place of a stale one. Of several that found it, one at a time may, and the next finds it replaced. */
async function replace(folder: string, lock: string, stale: string, file: string): Promise<void> {
  const over = `${lock}.over`;
  try {
    await (await open(over, 'wx')).close();
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    throw locked(folder, lock, null, over);
  }
  try {
    const now = await read(lock);
    if (now !== stale) throw locked(folder, lock, ownerIn(now ?? ''));
    await rename(file, lock);
  } finally {
    await rm(over, {force: true});
  }
}

async function read(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function ownerIn(text: string): LockOwner | null {
  try {
    const owner = JSON.parse(text) as Partial<LockOwner> | null;
    return typeof owner?.process?.pid === 'number' ? (owner as LockOwner) : null;
  } catch {
    return null;
  }
}

function ownerNow(run: string | undefined): LockOwner {
  const since = new Date().toISOString();
  return {process: thisProcess(), user: userName(), host: hostname(), since, ...(run && {run})};
}

function locked(folder: string, lock: string, owner: LockOwner | null, file = lock): DiskError {
  const who =
    owner === null
      ? 'that is not to be made out'
      : `(process ${owner.process.pid} of ${owner.user} on ${owner.host}, since ${owner.since})`;
  return new DiskError(
    'locked',
    `${folder} is in use by another kafkabook ${who}`,
    `Wait until it ends. If there is no such process, delete ${file}.`,
  );
}
