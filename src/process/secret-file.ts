import {randomUUID} from 'node:crypto';
import {closeSync, existsSync, openSync, unlinkSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

/**
 * A descriptor from which a child can read a text, as often as it likes, and nobody else: the file behind it has no
 * name any more, and is kept in memory where the computer has a place for that. Ansible cannot open the sockets that
 * Node would give it for pipes.
 */
export function openSecret(text: string): number {
  const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const file = path.join(folder, `kafkabook-${randomUUID()}`);
  const writing = openSync(file, 'wx', 0o600);
  try {
    const reading = openSync(file, 'r');
    unlinkSync(file);
    writeSync(writing, text);
    return reading;
  } finally {
    closeSync(writing);
  }
}
