import {link, open, readFile, rename, rm, stat} from 'node:fs/promises';
import {hostname} from 'node:os';
import path from 'node:path';
import {DiskError, errorCode, explainDiskError} from './errors.ts';

/**
 * Holds `.kafkabook.lock` in a project folder while work is done: one gen or run at a time. The lock names its owner;
 * that of a process that is gone is taken over. Throws a DiskError where another one holds it.
 */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = path.join(folder, '.kafkabook.lock');
  try {
    await take(folder, lock);
  } catch (error) {
    throw explainDiskError(error, folder);
  }
  try {
    return await work();
  } finally {
    await rm(lock, {force: true});
  }
}

async function take(folder: string, lock: string): Promise<void> {
  const mine = `${lock}.${process.pid}`;
  const handle = await open(mine, 'w');
  await handle.writeFile(`${process.pid} ${hostname()}\n`);
  await handle.close();
  try {
    // A link appears with its content, so nobody ever reads an empty lock.
    await link(mine, lock).catch(async (error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
      await clearStaleLock(folder, lock);
      await link(mine, lock);
    });
  } catch (error) {
    throw errorCode(error) === 'EEXIST' ? await locked(folder, lock) : error;
  } finally {
    await rm(mine, {force: true});
  }
}

async function clearStaleLock(folder: string, lock: string): Promise<void> {
  const seen = await stat(lock);
  if (await isHeld(lock)) throw await locked(folder, lock);
  // Two may find the same stale lock: the one that moves a different file away has moved a living lock and returns it.
  const aside = `${lock}.${process.pid}.stale`;
  await rename(lock, aside);
  const moved = await stat(aside);
  if (moved.ino !== seen.ino) await link(aside, lock);
  await rm(aside, {force: true});
}

async function isHeld(lock: string): Promise<boolean> {
  const [pid, host] = (await readFile(lock, 'utf8')).trim().split(' ');
  if (host !== hostname()) return true;
  try {
    return process.kill(Number(pid), 0);
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

async function locked(folder: string, lock: string): Promise<DiskError> {
  const [pid = '?', host = '?'] = (await readFile(lock, 'utf8').catch(() => '')).trim().split(' ');
  return new DiskError(
    'locked',
    `${folder} is in use by another kafkabook (process ${pid} on ${host})`,
    `Wait until it ends. If there is no such process, delete ${lock}.`,
  );
}
