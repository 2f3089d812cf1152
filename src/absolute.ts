import {homedir} from 'node:os';
import {resolve} from 'node:path';

/** A path as a shell in `folder` would have it; a tilde that begins it stands for the home of the user. */
export function absolutePath(file: string, folder: string = process.cwd()): string {
  return resolve(folder, file.replace(/^~(?=\/)/, homedir()));
}
