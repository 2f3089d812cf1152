import {hostname} from 'node:os';
import type {ProcessIdentity} from '../../src/process/identity.ts';

/** The text of a lock that such a process holds. */
export function lockOf(owner: ProcessIdentity, host = hostname(), run?: string): string {
  return JSON.stringify({
    process: owner,
    user: 'me',
    host,
    since: '2026-01-01T00:00:00.000Z',
    ...(run && {run}),
  });
}
