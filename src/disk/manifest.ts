import {createHash} from 'node:crypto';
import type {FileSet} from '../project/file-set.ts';
import {DiskError} from './errors.ts';

/** The record of what kafkabook wrote into a project folder, kept beside the files as `.kafkabook.json`. */
export type Manifest = {
  readonly format: 1;
  readonly generator: string;
  /** The cluster's name; absent where an older kafkabook wrote the record. */
  readonly cluster?: string;
  /** The files of the spec it was written from, relative to the project folder; those that were not named are included. */
  readonly spec: readonly {readonly path: string; readonly sha256: string; readonly named: boolean}[];
  readonly ssh?: {readonly keyFile: string};
  /** Where the spec has a host or a section, as FILE:LINE relative to the project folder. */
  readonly places: {
    readonly hosts: Readonly<Record<string, string>>;
    readonly sections: Readonly<Record<string, string>>;
  };
  readonly playbooks: Readonly<Record<string, readonly string[]>>;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly files: Readonly<Record<string, {readonly sha256: string; readonly mode: string}>>;
};

/** What of a manifest comes from the cluster; the rest follows from the files. */
export type ManifestHead = Omit<Manifest, 'format' | 'files'>;

/** The hashes that kafkabook may have written, by path: more than one while a gen is unfinished. */
export type KnownHashes = ReadonlyMap<string, ReadonlySet<string>>;

/** The record of the last finished gen. */
export const MANIFEST = '.kafkabook.json';

/** The record of a gen under way: every hash that may be on disk until it is finished. */
export const PENDING = '.kafkabook.pending.json';

/** Makes the manifest of a project that is about to be written. */
export function makeManifest(head: ManifestHead, files: FileSet): Manifest {
  const entries = files.map(
    (file) =>
      [file.path, {sha256: sha256(file.content), mode: file.mode.toString(8).padStart(4, '0')}] as const,
  );
  return {...head, format: 1, files: Object.fromEntries(entries)};
}

/** The bytes of a manifest or pending record: the same value always gives the same text. */
export function renderManifest(manifest: Manifest): string {
  return stringify(manifest);
}

/** Reads a manifest. Its text is untrusted: what it names is going to be overwritten or removed. */
export function parseManifest(text: string): Manifest {
  const raw = parseRecord(text, MANIFEST);
  const shaped =
    typeof raw['generator'] === 'string' &&
    Array.isArray(raw['spec']) &&
    raw['spec'].every((file) => isRecord(file) && typeof file['sha256'] === 'string') &&
    isRecord(raw['playbooks']) &&
    isRecord(raw['groups']) &&
    Object.values(filesOf(raw, MANIFEST)).every(
      (file) => isRecord(file) && typeof file['sha256'] === 'string',
    );
  if (!shaped) throw damaged(MANIFEST, 'has not the shape of a record');
  return raw as Manifest;
}

/** The bytes of the pending record. */
export function renderPending(known: KnownHashes): string {
  const files = Object.fromEntries([...known].map(([path, hashes]) => [path, [...hashes].sort()]));
  return stringify({format: 1, files});
}

/** Reads the pending record of a gen that did not finish; as untrusted as the manifest. */
export function parsePending(text: string): KnownHashes {
  const files = filesOf(parseRecord(text, PENDING), PENDING);
  return new Map(
    Object.entries(files).map(([path, hashes]) => {
      if (!Array.isArray(hashes)) throw damaged(PENDING, 'has not the shape of a record');
      return [path, new Set(hashes.map(String))];
    }),
  );
}

/** All hashes that any of the records knows, by path. */
export function mergeHashes(manifest: Manifest | undefined, ...others: KnownHashes[]): KnownHashes {
  const merged = new Map<string, Set<string>>();
  const add = (path: string, hash: string) => merged.set(path, (merged.get(path) ?? new Set()).add(hash));
  for (const [path, file] of Object.entries(manifest?.files ?? {})) add(path, file.sha256);
  for (const other of others) for (const [path, hashes] of other) for (const hash of hashes) add(path, hash);
  return merged;
}

/** Why a path may not be written or removed by kafkabook, or undefined when it may. */
export function pathFault(path: string): string | undefined {
  if (path === '' || path.includes('\0')) return 'is not a file name';
  if (path.includes('\\')) return 'has a backslash';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute';
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'leaves the project folder';
  if (parts[0]?.startsWith('.kafkabook') || parts[0] === '.git') return 'is not a generated file';
  return undefined;
}

/** SHA-256 of text or bytes, in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function parseRecord(text: string, name: string): Record<string, unknown> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw damaged(name, 'is not JSON');
  }
  if (!isRecord(raw)) throw damaged(name, 'has not the shape of a record');
  if (raw['format'] !== 1) {
    throw new DiskError(
      'record',
      `${name} has format ${JSON.stringify(raw['format'])}, this kafkabook knows format 1`,
      'Use the kafkabook that wrote the folder or a newer one.',
    );
  }
  return raw;
}

function filesOf(raw: Record<string, unknown>, name: string): Record<string, unknown> {
  const files = raw['files'];
  if (!isRecord(files)) throw damaged(name, 'has not the shape of a record');
  for (const path of Object.keys(files)) {
    const fault = pathFault(path);
    if (fault !== undefined) throw damaged(name, `lists ${JSON.stringify(path)}, which ${fault}`);
  }
  return files;
}

function damaged(name: string, what: string): DiskError {
  return new DiskError(
    'record',
    `${name} ${what}, so it is not what kafkabook wrote; nothing was touched`,
    `Restore it from version control, or delete it and run gen --force: files that differ are kept as <file>.orig.`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringify(value: unknown): string {
  return `${JSON.stringify(sortKeys(value), null, 2)}\n`;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key])]),
  );
}
