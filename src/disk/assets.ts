import {readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Assets, GeneratedFile} from '../project/file-set.ts';
import {DiskError, errorCode} from './errors.ts';

/** Reads what kafkabook ships, synchronously as readOnDisk does: roles and callback plugins to copy, and the plays to render. */
export function readAssets(root: string = packageRoot): Assets {
  const roles = readTree(root, 'roles', 'roles');
  const plugins = readTree(root, 'playbooks/callback_plugins', 'callback_plugins');
  const templates = new Map<string, string>();
  for (const name of namesIn(path.join(root, 'playbooks'))) {
    if (name.endsWith('.ejs')) templates.set(name, readText(path.join(root, 'playbooks', name)));
  }
  return {copied: [...roles, ...plugins].sort((a, b) => compare(a.path, b.path)), templates};
}

/** The folder that the package was installed to: src/disk and dist/shared are both two folders below it. */
export const packageRoot = fileURLToPath(new URL('../../', import.meta.url));

function readTree(root: string, from: string, to: string): GeneratedFile[] {
  const files: GeneratedFile[] = [];
  for (const name of namesIn(path.join(root, from))) {
    const file = path.join(root, from, name);
    const stats = statSync(file);
    if (stats.isDirectory()) {
      files.push(...readTree(root, `${from}/${name}`, `${to}/${name}`));
    } else {
      // Only the executable bit is ours: the rest depends on the umask of whoever installed the package.
      const mode = (stats.mode & 0o100) === 0 ? 0o644 : 0o755;
      files.push({path: `${to}/${name}`, content: readText(file), mode});
    }
  }
  return files;
}

/** Names in a folder, sorted by code unit so that no locale changes the result. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !LITTER.test(name))
      .sort(compare);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(readFileSync(file));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new DiskError('asset', `${file} is not UTF-8 text`, 'Install kafkabook again.', {cause: error});
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Python's caches, what editors leave behind, what file managers drop. */
const LITTER =
  /^(__pycache__|.*\.py[co]|.*~|\.?#.*|.*\.sw[a-p]|.*\.bak|.*\.orig|.*\.rej|\.DS_Store|\.gitkeep)$/;
