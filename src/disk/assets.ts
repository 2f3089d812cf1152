import {readdir, readFile, stat} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Assets, GeneratedFile} from '../project/file-set.ts';
import {DiskError, errorCode} from './errors.ts';

/** Reads what kafkabook ships: roles and callback plugins to copy, and the plays to render. */
export async function readAssets(root: string = packageRoot): Promise<Assets> {
  const roles = await readTree(root, 'roles', 'roles');
  const plugins = await readTree(root, 'playbooks/callback_plugins', 'callback_plugins');
  const templates = new Map<string, string>();
  for (const name of await namesIn(path.join(root, 'playbooks'))) {
    if (name.endsWith('.ejs')) templates.set(name, await readText(path.join(root, 'playbooks', name)));
  }
  return {copied: [...roles, ...plugins].sort((a, b) => compare(a.path, b.path)), templates};
}

/** Root of the installed package: src/disk and dist/disk are both two folders below it. */
export /** The folder that the package was installed to. */
const packageRoot = fileURLToPath(new URL('../../', import.meta.url));

async function readTree(root: string, from: string, to: string): Promise<GeneratedFile[]> {
  const files: GeneratedFile[] = [];
  for (const name of await namesIn(path.join(root, from))) {
    const file = path.join(root, from, name);
    const stats = await stat(file);
    if (stats.isDirectory()) {
      files.push(...(await readTree(root, `${from}/${name}`, `${to}/${name}`)));
    } else {
      // Only the executable bit is ours: the rest depends on the umask of whoever installed the package.
      const mode = (stats.mode & 0o100) === 0 ? 0o644 : 0o755;
      files.push({path: `${to}/${name}`, content: await readText(file), mode});
    }
  }
  return files;
}

/** Names in a folder, sorted by code unit so that no locale changes the result. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !LITTER.test(name)).sort(compare);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(await readFile(file));
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
