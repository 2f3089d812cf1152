import {ExitCode} from '../exit-codes.ts';
import {isCheck} from '../ansible/command-line.ts';
import type {Manifest} from '../ansible/manifest.ts';
import {readProgress} from '../ansible/progress.ts';
import {listRuns} from '../journal/list.ts';
import type {RecordedRun} from '../journal/record.ts';
import {Refusal} from '../refusal.ts';
import {say} from './command.ts';

/**
 * The run to go on with: the newest of the project, and of the playbook where one is named, that was to change something.
 * Says where it stood. Its playbook is run again as a whole: what is done is seen on the
 * hosts and left alone, no host is taken at its earlier word. Throws a Refusal where there is none, where it ended well,
 * where it was confirmed or planned for once, and where the spec is another one by now, unless that is allowed.
 */
export function runToResume(
  home: string,
  folder: string,
  playbook: string | undefined,
  {spec}: Manifest,
  allowsChange: boolean,
): RecordedRun {
  const run = listRuns(home).find(
    ({record}) =>
      record.project === folder &&
      !isCheck(record.options) &&
      (playbook === undefined || record.playbook === playbook),
  );
  const what = playbook === undefined ? 'run' : `run of ${playbook}`;
  if (run === undefined)
    throw new Refusal('usage', `no ${what} is on record`, 'name a playbook to begin with');
  const {record, result, state} = run;
  if (state === 'running')
    throw new Refusal('locked', `the last ${what}, ${record.id}, is still under way`, 'wait until it ends');
  if (result?.exitCode === ExitCode.done)
    throw new Refusal(
      'usage',
      `the last ${what}, ${record.id}, ended well: nothing is left of it`,
      'run it anew by its name',
    );
  if (record.once !== null)
    throw new Refusal(
      record.once === 'confirmed' ? 'notConfirmed' : 'usage',
      `the last ${what}, ${record.id}, was ${record.playbook}.yml, which was ${record.once} for that once`,
      'say the command itself again: what is done already is left alone then, too',
    );
  if (!record.isWhole)
    throw new Refusal(
      'usage',
      `a secret stood in the arguments of ${record.id}, so they are not on record`,
      `run ${record.playbook} by its name, with the same arguments: it goes on with what is left`,
    );
  const changed = changedSince(run, spec);
  if (changed.length > 0 && !allowsChange) {
    throw new Refusal(
      'changesPending',
      `${changed.join(', ')} ${changed.length === 1 ? 'is' : 'are'} not what ${record.id} began with`,
      `some hosts may have the earlier configuration: say --allow-changed-spec to bring all to the new one`,
    );
  }
  say(`going on with ${record.id}: ${result?.summary ?? `${record.playbook}.yml was cut short`}`);
  for (const [host, {task, changed: tasks}] of readProgress(run.events))
    say(`  ${host} was last seen at "${task}" (changed ${tasks}); it is looked at again`);
  return run;
}

/** The files of the spec that are not what a run began with; paths as the project names them. */
function changedSince({record}: RecordedRun, spec: Manifest['spec']): string[] {
  const before = new Map(record.spec.map(({path, sha256}) => [path, sha256]));
  const now = new Map(spec.map(({path, sha256}) => [path, sha256]));
  return [...new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path) !== now.get(path));
}
