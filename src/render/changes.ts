import type {Change, ConflictReason} from '../disk/plan.ts';
import type {Outcome} from '../disk/state.ts';

/** What gen says of its outcome: what changes (`diff`: lines of renderDiff), the summary, and what to run `next`. */
export function renderOutcome(
  {status, plan}: Outcome,
  {folder, diff, next}: {folder: string; diff: readonly string[]; next: string},
): string[] {
  const {changes, recordStale} = plan;
  const pending = status === 'stale' || status === 'refused';
  return [
    ...diff,
    ...(pending ? renderChanges(changes) : []),
    ...(status === 'stale' && recordStale ? ['  update   .kafkabook.json'] : []),
    status === 'written' || status === 'current'
      ? renderSummary(folder, changes)
      : `${folder} ${STATUS[status]}; nothing was written`,
    ...(status === 'refused' ? renderWaysOut(changes) : []),
    ...(status === 'stale' ? ['Next: kafkabook gen'] : []),
    ...(status === 'written' || status === 'current' ? [`Next: kafkabook run ${next}`] : []),
  ];
}

/** One line for each file that is not the same, as ` create  hosts`. */
export function renderChanges(changes: readonly Change[]): string[] {
  return changes
    .filter((change) => change.kind !== 'same')
    .map(({kind, path, reason}) => `  ${kind.padEnd(8)} ${path}${reason ? ` (${REASONS[reason]})` : ''}`);
}

/** `ansible_playbook: 3 created, 1 updated, 40 unchanged, 0 removed`. */
export function renderSummary(folder: string, changes: readonly Change[]): string {
  const {create, update, same, remove, conflict} = countChanges(changes);
  const counts = `${create} created, ${update} updated, ${same} unchanged, ${remove} removed`;
  return `${folder}: ${counts}${conflict > 0 ? `, ${conflict} in conflict` : ''}`;
}

/** How many changes there are of each kind. */
export function countChanges(changes: readonly Change[]): Record<Change['kind'], number> {
  const counts = {create: 0, update: 0, same: 0, remove: 0, conflict: 0};
  for (const {kind} of changes) counts[kind]++;
  return counts;
}

/** The ways out of the conflicts of a plan, one line each. */
export function renderWaysOut(changes: readonly Change[]): string[] {
  const reasons = new Set(changes.flatMap((change) => change.reason ?? []));
  return [...reasons].sort().map((reason) => WAYS_OUT[reason]);
}

const STATUS = {stale: 'is not current', refused: 'has files in the way'} as const;

const REASONS: Record<ConflictReason, string> = {
  edited: 'edited by hand',
  foreign: 'not written by kafkabook',
  blocked: 'a folder, a link or a special file stands in its way',
};

const WAYS_OUT: Record<ConflictReason, string> = {
  edited:
    'Files edited by hand: move what you need into cluster.yml, then run gen --force; it keeps each as <file>.orig.',
  foreign:
    'Files that kafkabook did not write: move them away, or run gen --force; it keeps each as <file>.orig.',
  blocked: 'Folders and links in the way of files: move them away; --force does not touch them.',
};
