import {createHash} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {Refusal} from '../refusal.ts';

/** What a run needs to know of the generated project; `gen` writes more into the same file. */
export type Manifest = Readonly<{
  /** The cluster's name, which is typed before what cannot be undone; null where an older gen did not note it. */
  cluster: string | null;
  spec: readonly SpecFile[];
  playbooks: ReadonlyMap<string, readonly string[]>;
  groups: ReadonlyMap<string, readonly string[]>;
  keyFile: string | null;
  /** Where the spec has a host or a section, as FILE:LINE relative to the project folder. */
  places: Readonly<{hosts: ReadonlyMap<string, string>; sections: ReadonlyMap<string, string>}>;
  /** SHA-256 of every generated file, by its path in the folder. */
  files: ReadonlyMap<string, string>;
}>;

/** A file of the spec; included ones were not named to gen. */
export type SpecFile = Readonly<{path: string; sha256: string; named: boolean}>;

/** Reads `<folder>/.kafkabook.json`. Throws a Refusal that says to run `kafkabook gen` when it is absent or broken. */
export function readManifest(folder: string): Manifest {
  const text = readOrNull(join(folder, MANIFEST));
  if (text === null) {
    throw new Refusal(
      'usage',
      `${folder} is no generated project: it has no ${MANIFEST}`,
      'run: kafkabook gen',
    );
  }
  const manifest = parseManifest(text.toString());
  if (manifest === null) {
    throw new Refusal(
      'usage',
      `${join(folder, MANIFEST)} is broken, or of another kafkabook`,
      'run: kafkabook gen',
    );
  }
  if (existsSync(join(folder, PENDING))) {
    throw new Refusal(
      'changesPending',
      `the last gen of ${folder} did not finish: its files are partly old and partly new`,
      'run: kafkabook gen, which completes it',
    );
  }
  return manifest;
}

/** The generated files that are not as they were written. */
export function editedFiles(folder: string, {files}: Manifest): string[] {
  return [...files].flatMap(([path, sha256]) => {
    const bytes = readOrNull(join(folder, path));
    return bytes !== null && createHash('sha256').update(bytes).digest('hex') === sha256 ? [] : [path];
  });
}

/** How a file of the spec stands to the project; it is absent when the folder was carried to another computer. */
export function specState(folder: string, spec: SpecFile): 'same' | 'changed' | 'absent' {
  const bytes = readOrNull(resolve(folder, spec.path));
  if (bytes === null) return 'absent';
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return sha256 === spec.sha256 ? 'same' : 'changed';
}

const MANIFEST = '.kafkabook.json';
const PENDING = '.kafkabook.pending.json';

function readOrNull(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

function parseManifest(text: string): Manifest | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const {format, cluster, spec, playbooks, groups, ssh, places, files} = fields(value);
  const sources = specFiles(spec);
  if (format !== 1 || sources === null) return null;
  const {keyFile} = fields(ssh);
  return {
    cluster: typeof cluster === 'string' ? cluster : null,
    spec: sources,
    playbooks: hostLists(playbooks),
    groups: hostLists(groups),
    keyFile: typeof keyFile === 'string' ? keyFile : null,
    places: {hosts: texts(fields(places)['hosts']), sections: texts(fields(places)['sections'])},
    files: new Map(
      Object.entries(fields(files)).flatMap(([path, file]) => {
        const {sha256} = fields(file);
        return typeof sha256 === 'string' ? [[path, sha256] as const] : [];
      }),
    ),
  };
}

function specFiles(value: unknown): SpecFile[] | null {
  if (!Array.isArray(value)) return null;
  const files = value
    .map(fields)
    .flatMap(({path, sha256, named}) =>
      typeof path === 'string' && typeof sha256 === 'string' ? [{path, sha256, named: named === true}] : [],
    );
  return files.length === value.length && files.length > 0 ? files : null;
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function texts(value: unknown): Map<string, string> {
  return new Map(
    Object.entries(fields(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function hostLists(value: unknown): Map<string, readonly string[]> {
  const lists = Object.entries(fields(value)).filter((entry): entry is [string, unknown[]] =>
    Array.isArray(entry[1]),
  );
  return new Map(lists.map(([name, hosts]) => [name, hosts.filter((host) => typeof host === 'string')]));
}
