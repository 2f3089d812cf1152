import {setFlagsFromString} from 'node:v8';

/**
 * For a process that waits for another one most of the time: V8's optimising compiler and a young generation that grows
 * take 7 MiB of a run (`npm run bench:overhead`), and win nothing: 300 hosts are checked in less time without them, 3000
 * in 0.1 s more. What a V8 does not know of it, it passes over.
 */
export function spareMemory(): void {
  setFlagsFromString('--no-opt');
  setFlagsFromString('--semi-space-growth-factor=1');
}
