import {spawn} from 'node:child_process';
import type {Socket} from 'node:net';
import {RUN_VARIABLE} from './list.ts';

/**
 * Starts a small process that outlives us: where we are killed and can end nothing any more, it interrupts the run
 * `run`, whose first process is `pid`, ends what is left of it, and removes `folder`, '' for none. Returns how to dismiss
 * it.
 */
export function startWatchdog(run: string, pid: number, folder: string): () => void {
  if (process.platform !== 'linux') return () => {};
  const child = spawn(
    '/bin/sh',
    ['-c', SCRIPT, 'kafkabook-watchdog', `${RUN_VARIABLE}=${run}`, String(pid), folder],
    {stdio: ['pipe', 'ignore', 'ignore'], detached: true},
  );
  // Without it, a run goes on.
  child.on('error', () => {});
  child.unref();
  const stdin = child.stdin as Socket;
  stdin.on('error', () => {});
  stdin.unref();
  return () => void stdin.end('done\n');
}

// Its input ends without a word only when we are gone. A shared SSH connection calls itself "ssh: ..." and may serve others.
const SCRIPT = `
read -r word && exit
[ -z "$3" ] || rm -rf -- "$3"
send() {
  for file in $(grep -lzxs -e "$2" /proc/[0-9]*/environ); do
    pid=\${file#/proc/} pid=\${pid%/environ}
    case $(tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null) in
      'ssh: '*) ;;
      *) [ "$1" = 0 ] && return 0; kill -s "$1" "$pid" 2>/dev/null ;;
    esac
  done
  [ "$1" != 0 ]
}
kill -s INT "$2" 2>/dev/null
for signal in TERM KILL; do
  for second in 1 2 3 4 5; do send 0 "$1" || exit; sleep 1; done
  send "$signal" "$1"
done
`;
