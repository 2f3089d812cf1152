import {existsSync} from 'node:fs';
import path from 'node:path';

/** Where the records of a project are kept: beside its cluster.yml; in the project where that was left behind. */
export function journalHome(project: string, specFiles: readonly string[]): string {
  const main = specFiles.at(-1);
  return main !== undefined && existsSync(main) ? path.dirname(main) : project;
}
