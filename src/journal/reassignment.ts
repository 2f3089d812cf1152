import path from 'node:path';
import {openJournal, writeWhole} from './open.ts';

/**
 * Keeps variables for a playbook beside the records below `home`, where a run that is gone on with finds them again.
 * Returns the file, which is JSON. There is one; a later reassignment takes its place.
 */
export function keepReassignment(home: string, variables: object): string {
  const file = path.join(openJournal(home), 'reassignment.json');
  writeWhole(file, `${JSON.stringify(variables, null, 2)}\n`);
  return file;
}
