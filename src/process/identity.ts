import {readFileSync, readlinkSync} from 'node:fs';
import {userInfo} from 'node:os';

/** A process: its pid may go to another one after it, its start tells them apart, and the boot that both belong to. */
export type ProcessIdentity = Readonly<{
  pid: number;
  start: string;
  boot: string;
  /** The namespace that the pid counts in; '' where there are none. */
  namespace: string;
}>;

/** This process, so that nobody takes a later one with the same pid for it. */
export function thisProcess(): ProcessIdentity {
  return {pid: process.pid, start: startOf(process.pid), boot: bootId(), namespace: namespace()};
}

/** Whether the process of a record still runs. Where that cannot be known, it counts as running. */
export function isAlive({pid, start, boot, namespace: of}: ProcessIdentity): boolean {
  if (boot !== bootId()) return false;
  // In another container: its pids are not ours.
  if (of !== namespace()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return now === '' || now === start;
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

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
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
