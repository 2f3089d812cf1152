import {mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';

/** Does work in a folder of its own, which nobody else can read, and removes it afterwards. */
export async function inPassingFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'kafkabook-'));
  try {
    return await work(path.join(folder, 'project'));
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** Writes variables for Ansible into such a folder, and returns the path of their file. */
export async function passVariables(folder: string, name: string, variables: object): Promise<string> {
  const file = path.join(path.dirname(folder), `${name}.json`);
  await writeFile(file, JSON.stringify(variables), {mode: 0o600});
  return file;
}
