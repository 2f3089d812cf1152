import {execFileSync} from 'node:child_process';
import path from 'node:path';
import type {Context} from 'mocha';

/** The folder of programs of a version of Ansible; the test is skipped where this computer cannot have it. */
export function ansibleOrSkip(test: Context, version: string): string {
  test.timeout(900_000);
  try {
    const output = execFileSync('bash', ['test/lab/ansible', 'ensure', version], {encoding: 'utf8'});
    return output.trim().split('\n').at(-1) ?? '';
  } catch (error) {
    if ((error as {status?: number}).status !== 77) throw error;
    if (test.test) test.test.title += ` (skipped: no Python for Ansible ${version} here)`;
    return test.skip();
  }
}

/** A Python with PyYAML: the system's, else that of an Ansible. */
export function pythonOrSkip(test: Context): string {
  try {
    execFileSync('python3', ['-c', 'import yaml'], {stdio: 'ignore'});
    return 'python3';
  } catch {
    return path.join(ansibleOrSkip(test, '2.19'), 'python');
  }
}
