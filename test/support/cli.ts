import {spawnSync} from 'node:child_process';
import {mkdtempSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** The command that runs kafkabook as it is shipped, from any folder: ../support/build.ts has built it. */
export const KAFKABOOK: readonly string[] = [process.execPath, path.join(ROOT, 'bin/run.js')];

/** The command that runs a script of the repository without a build, from any folder. */
export function script(file: string): string[] {
  return [process.execPath, '--import', TSX, path.join(ROOT, file)];
}

/** Runs kafkabook in a folder, to its end. */
export function kafkabook(
  folder: string,
  ...args: string[]
): {code: number | null; stdout: string; stderr: string} {
  const [file = '', ...words] = [...KAFKABOOK, ...args];
  const env = {...process.env, NO_COLOR: '1', FORCE_COLOR: '0'};
  const {status, stdout, stderr} = spawnSync(file, words, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
    env,
  });
  return {code: status, stdout, stderr};
}

/** An empty folder for one test. */
export function emptyFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'kafkabook-'));
}
