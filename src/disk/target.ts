import {realpath} from 'node:fs/promises';
import {homedir} from 'node:os';
import path from 'node:path';
import {DiskError, errorCode} from './errors.ts';

/**
 * Refuses a project folder that gen must not fill: root, home, one that holds cluster.yml, or one with signs in its
 * path, or in the way from it to cluster.yml, that Ansible, ssh or a shell would not take as text.
 */
export async function checkTarget(folder: string, specFile: string, home: string = homedir()): Promise<void> {
  const target = await resolveLinks(folder);
  const specFolder = await resolveLinks(path.dirname(path.resolve(specFile)));
  const hint = 'Name a folder of its own with -o, such as ansible_playbook.';
  const refuse = (what: string) => new DiskError('target', `${folder} ${what}; nothing was touched`, hint);
  const way = path.relative(folder, path.resolve(specFile));
  if (MEANINGFUL.test(folder)) throw refuse('has a quote, backslash, $, % or template sign in its path');
  if (MEANINGFUL.test(way))
    throw refuse(`reaches ${specFile} over a folder with a quote, backslash, $, % or template sign`);
  if (target === path.parse(target).root) throw refuse('is the root of the file system');
  if (target === (await resolveLinks(home))) throw refuse('is your home folder');
  if (target === specFolder) throw refuse(`is the folder of ${specFile}`);
  if (specFolder.startsWith(`${target}${path.sep}`)) throw refuse(`is above ${specFile}`);
}

const MEANINGFUL = /["'\\`$%\p{Cc}]|\{[{%#]/u;

/** The path with links resolved as far as it exists. */
async function resolveLinks(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    const parent = path.dirname(path.resolve(file));
    if (errorCode(error) !== 'ENOENT' || parent === path.resolve(file)) return path.resolve(file);
    return path.join(await resolveLinks(parent), path.basename(file));
  }
}
