import {appendFile, chmod, mkdir, readFile, rename, rm, stat} from 'node:fs/promises';
import path from 'node:path';
import {DiskError, errorCode} from './errors.ts';

/** Makes a private key readable for its owner alone. Throws a DiskError where that may not be. */
export async function closeKey(file: string): Promise<void> {
  await guarded(`change the mode of ${file}`, async () => {
    if (!(await stat(file)).isFile()) throw new Error('it is no file');
    await chmod(file, 0o600);
  });
}

/** Adds lines to a file of known hosts, which is made where it is not there. Throws a DiskError where it cannot be written. */
export async function noteHosts(file: string, lines: readonly string[]): Promise<void> {
  await guarded(`write ${file}`, async () => {
    await mkdir(path.dirname(file), {recursive: true, mode: 0o700});
    const before = await readFile(file, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return '';
      throw error;
    });
    const end = before === '' || before.endsWith('\n') ? '' : '\n';
    await appendFile(file, `${end}${lines.join('\n')}\n`, {mode: 0o600});
  });
}

/** Puts a new key, with its public half, in the place of one, which stays beside it as <file>.old. */
export async function replaceKey(file: string, by: string): Promise<void> {
  await guarded(`put ${by} in the place of ${file}`, async () => {
    for (const end of ['.pub', '']) {
      await rename(`${file}${end}`, `${file}.old${end}`).catch((error: unknown) => {
        // The public half may never have been there: a key pair of a cloud has none.
        if (end !== '.pub' || errorCode(error) !== 'ENOENT') throw error;
      });
      await rename(`${by}${end}`, `${file}${end}`);
    }
  });
}

/** The public keys, a line each, that a rotation has to take off machines still. */
export async function readLeftKeys(keyFile: string): Promise<string[]> {
  const text = await readFile(leftKeysOf(keyFile), 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').filter((line) => line !== '');
}

/** Notes one more of them, before it is replaced. Throws a DiskError where it cannot. */
export async function noteLeftKey(keyFile: string, line: string): Promise<void> {
  if ((await readLeftKeys(keyFile)).includes(line)) return;
  const file = leftKeysOf(keyFile);
  await guarded(`write ${file}`, () => appendFile(file, `${line}\n`, {mode: 0o600}));
}

/** Says that none is left on any machine. */
export async function forgetLeftKeys(keyFile: string): Promise<void> {
  await rm(leftKeysOf(keyFile), {force: true});
}

function leftKeysOf(keyFile: string): string {
  return `${keyFile}.left`;
}

async function guarded(what: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const reason = errorCode(error) ?? (error instanceof Error ? error.message : String(error));
    throw new DiskError(
      'unwritable',
      `cannot ${what}: ${reason}`,
      'see who owns it, and whether the disk has room',
      {
        cause: error,
      },
    );
  }
}
