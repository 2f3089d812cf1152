import {rmSync} from 'node:fs';
import {mkdtemp, realpath, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';

/**
 * Does work in a folder of its own, which nobody else can read, and removes it afterwards; also when a signal ends the
 * process meanwhile, at a question for example. Where somebody else heeds that signal, it is left to them.
 */
export async function inPassingFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'kafkabook-'));
  const end = (name: NodeJS.Signals) => {
    if (process.listenerCount(name) > 0) return;
    rmSync(folder, {recursive: true, force: true});
    process.kill(process.pid, name);
  };
  for (const name of SIGNALS) process.once(name, end);
  try {
    return await work(path.join(folder, 'project'));
  } finally {
    for (const name of SIGNALS) process.off(name, end);
    await rm(folder, {recursive: true, force: true});
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Writes variables for Ansible into such a folder, and returns the path of their file. */
export async function passVariables(folder: string, name: string, variables: object): Promise<string> {
  const file = path.join(path.dirname(folder), `${name}.json`);
  await writeFile(file, JSON.stringify(variables), {mode: 0o600});
  return file;
}
