import {spawnSync} from 'node:child_process';
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

/** Runs a command over the sources, as oclif would, in a folder. */
export function kafkabook(
  folder: string,
  ...args: string[]
): {code: number | null; stdout: string; stderr: string} {
  const result = spawnSync(
    process.execPath,
    [
      '--import',
      pathToFileURL(resolve('node_modules/tsx/dist/loader.mjs')).href,
      resolve('test/spec/helpers/entry.ts'),
      ...args,
    ],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: 30_000,
      env: {...process.env, NO_COLOR: '1', FORCE_COLOR: '0'},
    },
  );
  return {code: result.status, stdout: result.stdout, stderr: result.stderr};
}

/** An empty folder for one test. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kafkabook-'));
}
