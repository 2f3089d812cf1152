import type {RunOptions} from '../ansible/command-line.ts';
import {listRuns} from './list.ts';
import type {RecordedRun} from './record.ts';

/**
 * The run to go on with: the newest of a project, and of a playbook where one is named, that was to change something. It
 * is for the caller to see whether it ended well.
 */
export function lastChangingRun(
  home: string,
  project: string,
  playbook: string | undefined,
  isCheck: (options: RunOptions) => boolean,
): RecordedRun | undefined {
  return listRuns(home).find(
    ({record}) =>
      record.project === project &&
      !isCheck(record.options) &&
      (playbook === undefined || record.playbook === playbook),
  );
}

/** The files of the spec that are not what a run began with; paths as the project names them. */
export function changedSince(
  {record}: RecordedRun,
  spec: readonly Readonly<{path: string; sha256: string}>[],
): string[] {
  const before = new Map(record.spec.map(({path, sha256}) => [path, sha256]));
  const now = new Map(spec.map(({path, sha256}) => [path, sha256]));
  return [...new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path) !== now.get(path));
}
