import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

/** Files that hold one secret each, in a folder that nobody else may enter. */
export type SecretFiles = Readonly<{folder: string; paths: readonly string[]; remove: () => void}>;

/**
 * Writes secrets where a child can read them by a path: in memory, where the computer has a place for that, and until
 * they are removed. A path in /dev/fd would be nobody's but the child's; Ansible resolves it to the name of a file that
 * is none and fails (seen with ansible-core 2.14 to 2.21).
 */
export function writeSecrets(secrets: readonly string[]): SecretFiles {
  if (secrets.length === 0) return {folder: '', paths: [], remove: () => {}};
  const folder = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kafkabook-'));
  const remove = () => rmSync(folder, {recursive: true, force: true});
  try {
    return {folder, paths: written(folder, secrets), remove};
  } catch (error) {
    remove();
    throw error;
  }
}

function written(folder: string, secrets: readonly string[]): string[] {
  return secrets.map((secret, index) => {
    const file = path.join(folder, String(index));
    writeFileSync(file, secret, {mode: 0o600, flag: 'wx'});
    return file;
  });
}
