import {readFileSync} from 'node:fs';
import {userInfo} from 'node:os';

/** A process: its pid may go to another one after it, its start tells them apart, and the boot that both belong to. */
export type ProcessIdentity = Readonly<{pid: number; start: string; boot: string}>;

/** This process, so that nobody takes a later one with the same pid for it. */
export function thisProcess(): ProcessIdentity {
  return {pid: process.pid, start: startOf(process.pid), boot: bootId()};
}

/** Whether the process of a record still runs. What /proc does not tell counts as the same. */
export function isAlive({pid, start, boot}: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return boot === bootId() && start === startOf(pid);
}

/** Who runs this process; the number of the user where it has no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '');
  }
}

/** Ticks since boot at which a process began: the 22nd field of its stat, the 20th behind the name in brackets. */
function startOf(pid: number): string {
  return (
    read(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ')[19] ?? ''
  );
}

function bootId(): string {
  return read('/proc/sys/kernel/random/boot_id').trim();
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
