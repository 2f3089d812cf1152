import {chmod} from 'node:fs/promises';
import {DiskError, errorCode} from './errors.ts';

/** Makes a private key readable for its owner alone. Throws a DiskError where that may not be. */
export async function closeKey(path: string): Promise<void> {
  try {
    await chmod(path, 0o600);
  } catch (error) {
    throw new DiskError(
      'unwritable',
      `cannot change the mode of ${path}: ${errorCode(error) ?? String(error)}`,
      `run as its owner: chmod 600 ${path}`,
    );
  }
}
