import type {FileSet, GeneratedFile} from '../project/file-set.ts';
import {type KnownHashes, sha256} from './manifest.ts';

/** What gen does, or will not do, with one file. */
export type Change = {
  readonly kind: 'create' | 'update' | 'same' | 'remove' | 'conflict';
  readonly path: string;
  /** The file as it is on disk, absent when there is none. */
  readonly before?: FileState;
  /** The file as it is wanted, absent when it has to go. */
  readonly after?: FileState;
  /** Of a conflict only. */
  readonly reason?: ConflictReason;
};

/** Content and permission bits of a file. */
export type FileState = {readonly content: string; readonly mode: number};

/**
 * `edited`: ours, changed by hand. `foreign`: never ours. `blocked`: a folder, a link or a special file stands in the
 * way, here or above; --force does not clear it, because what is behind it is unknown.
 */
export type ConflictReason = 'edited' | 'foreign' | 'blocked';

/** What is on disk at a path: a file, or `blocked` when something else is in its way. Missing paths have no entry. */
export type OnDisk = ReadonlyMap<string, (FileState & {readonly sha256: string}) | 'blocked'>;

/** Compares the wanted files with what is on disk and what kafkabook is known to have written. Sorted by path. */
export function planChanges(wanted: FileSet, known: KnownHashes, disk: OnDisk): Change[] {
  const kept = new Set(wanted.map((file) => file.path));
  const orphans = [...known.keys()].filter((path) => !kept.has(path));
  const changes = [
    ...wanted.map((file) => planWanted(file, known, disk)),
    ...orphans.flatMap((path) => planOrphan(path, known, disk)),
  ];
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The changes that --force turns conflicts into; blocked ones stay. */
export function forceChanges(changes: readonly Change[]): Change[] {
  return changes.map((change) =>
    change.kind === 'conflict' && change.reason !== 'blocked'
      ? {...change, kind: change.after === undefined ? 'remove' : 'update'}
      : change,
  );
}

function planWanted(file: GeneratedFile, known: KnownHashes, disk: OnDisk): Change {
  const found = disk.get(file.path);
  const after = {content: file.content, mode: file.mode};
  const base = {path: file.path, after};
  if (found === undefined) return {...base, kind: 'create'};
  if (found === 'blocked') return {...base, kind: 'conflict', reason: 'blocked'};
  const before = {content: found.content, mode: found.mode};
  // Wanted bytes are fine whoever wrote them: so a gen that was killed half-way is taken up again.
  if (found.sha256 === sha256(file.content)) {
    return {...base, before, kind: found.mode === file.mode ? 'same' : 'update'};
  }
  const hashes = known.get(file.path);
  if (hashes === undefined) return {...base, before, kind: 'conflict', reason: 'foreign'};
  if (!hashes.has(found.sha256)) return {...base, before, kind: 'conflict', reason: 'edited'};
  return {...base, before, kind: 'update'};
}

function planOrphan(path: string, known: KnownHashes, disk: OnDisk): Change[] {
  const found = disk.get(path);
  if (found === undefined) return [];
  if (found === 'blocked') return [{kind: 'conflict', path, reason: 'blocked'}];
  const before = {content: found.content, mode: found.mode};
  if (known.get(path)?.has(found.sha256)) return [{kind: 'remove', path, before}];
  return [{kind: 'conflict', path, before, reason: 'edited'}];
}
