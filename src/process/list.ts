import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {parseProcStat, parsePs, type ProcessRow} from './tree.ts';

/** The variable that all processes of a run carry in their environment. */
export const RUN_VARIABLE = 'KAFKABOOK_RUN';

/** All processes of this computer that run; zombies do not. */
export function listProcesses(): ProcessRow[] {
  if (process.platform !== 'linux') {
    const ps = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,pgid=,lstart='], {encoding: 'utf8'});
    return parsePs(ps.error === undefined ? ps.stdout : '');
  }
  return readdirSync('/proc').flatMap((name) => {
    const row = /^\d+$/.test(name) ? parseProcStat(readOrEmpty(`/proc/${name}/stat`)) : null;
    return row === null ? [] : [row];
  });
}

/**
 * The processes of a run, also those that lost their parent: the environment goes from parent to child. A shared SSH
 * connection (ControlPersist, which calls itself "ssh: ...") may serve another run and is left alone.
 */
export function processesOfRun(run: string): ProcessRow[] {
  if (process.platform !== 'linux') return [];
  const mark = `\0${RUN_VARIABLE}=${run}\0`;
  return listProcesses().filter(
    ({pid}) =>
      `\0${readOrEmpty(`/proc/${pid}/environ`)}`.includes(mark) &&
      !readOrEmpty(`/proc/${pid}/cmdline`).startsWith('ssh: '),
  );
}

/** Sends a signal to each; those that ended by themselves, or are not ours to end, are passed over. */
export function send(rows: readonly ProcessRow[], signal: NodeJS.Signals): void {
  for (const {pid} of rows) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself, or it is sudo's and not ours to end.
    }
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
