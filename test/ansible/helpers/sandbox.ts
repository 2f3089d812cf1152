import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../../..');

/** A temporary folder with these files; those under bin/ are executable. */
export function makeSandbox(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kafkabook-test-'));
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), {recursive: true});
    writeFileSync(target, content);
    if (path.startsWith('bin/')) chmodSync(target, 0o755);
  }
  return folder;
}

export function removeSandbox(folder: string): void {
  rmSync(folder, {recursive: true, force: true});
}

export type Heard = {code: number | null; stdout: string; stderr: string};
export type Running = {
  child: ChildProcess;
  /** Resolves with the time at which standard error first held the text. */
  hears: (text: string) => Promise<number>;
  ended: Promise<Heard>;
};

/** Starts a command in a session of its own: with no terminal, whatever the tests themselves run in. */
export function start(
  argv: readonly string[],
  options: {cwd?: string; env?: NodeJS.ProcessEnv} = {},
): Running {
  const [file = '', ...args] = argv;
  const child = spawn(file, args, {...options, detached: true, stdio: ['pipe', 'pipe', 'pipe']});
  const heard: Heard = {code: null, stdout: '', stderr: ''};
  child.stdout.on('data', (data: Buffer) => (heard.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (heard.stderr += data.toString()));
  const ended = new Promise<Heard>((done) => child.once('close', (code) => done({...heard, code})));
  const hears = (text: string) =>
    new Promise<number>((done, fail) => {
      const look = () => heard.stderr.includes(text) && done(Date.now());
      child.stderr.on('data', look);
      child.once('close', () => fail(new Error(`never heard "${text}" in: ${heard.stderr}${heard.stdout}`)));
      look();
    });
  return {child, hears, ended};
}

/** The bin folder of an Ansible of the lab, or the reason why this computer has none. */
export function labAnsible(version: string): {bin: string} | {reason: string} {
  const made = spawnSync('bash', [join(ROOT, 'test/lab/ansible'), 'ensure', version], {encoding: 'utf8'});
  if (made.status === 0) return {bin: made.stdout.trim()};
  if (made.status === 77) return {reason: made.stderr.trim()};
  throw new Error(`test/lab/ansible ensure ${version} ended with ${made.status}: ${made.stderr}`);
}

/** Whether a process has ended. A zombie has: it waits for an init that may never read its end in a container. */
export function isGone(pid: number): boolean {
  const {stdout} = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], {encoding: 'utf8'});
  return stdout.trim() === '' || stdout.startsWith('Z');
}
