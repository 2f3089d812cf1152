import {homedir, userInfo} from 'node:os';
import {resolve} from 'node:path';

/** A path as a shell in `folder` would have it; a tilde that begins it stands for the home of the user. */
export function absolutePath(file: string, folder: string = process.cwd()): string {
  return resolve(folder, file.replace(/^~(?=\/)/, homedir()));
}

/** The home that ssh knows, which is that of the list of users, whatever the environment says; null for a user without one. */
export function sshHome(): string | null {
  try {
    return userInfo().homedir;
  } catch {
    return null;
  }
}
