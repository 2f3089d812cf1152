import {homedir} from 'node:os';
import path from 'node:path';
import {locate} from './locate.ts';
import {parseSource, type Source} from './parse.ts';
import type {Problem} from './problem.ts';

/** A file of the spec as it was read. */
export type SpecFile = {readonly file: string; readonly bytes: Buffer; readonly text: string};

/** All files of a spec, those that others overlay first; `problems` is empty when every one could be parsed. */
export type LoadedSpec = {
  readonly files: readonly SpecFile[];
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
};

/**
 * Reads files of a spec and what they include. Of two files that say something of one key the later one counts, and a
 * file counts over those that it includes. `read` throws where there is no file: for a named one that is passed on, for
 * an included one it is a problem of the file that includes it.
 */
export async function loadSpec(
  names: readonly string[],
  read: (file: string) => Promise<Buffer>,
): Promise<LoadedSpec> {
  const loaded = {files: [] as SpecFile[], sources: [] as Source[], problems: [] as Problem[]};
  for (const name of names) {
    const file = path.normalize(name);
    await loadFile(file, await read(name), [file]);
  }
  return loaded;

  async function loadFile(file: string, bytes: Buffer, trail: readonly string[]): Promise<void> {
    const text = bytes.toString('utf8');
    const parsed = parseSource(text, file);
    loaded.files.push({file, bytes, text});
    if (!parsed.ok) return void loaded.problems.push(...parsed.problems);
    for (const [index, name] of includesOf(parsed.source.data).entries()) {
      const fault = await include(includedPath(file, name), trail);
      if (fault !== undefined) loaded.problems.push(problem(parsed.source, index, name, fault));
    }
    const addresses = addressesFileOf(parsed.source.data);
    if (addresses !== undefined) await addIfThere(includedPath(file, addresses), trail);
    const {data, document, lines} = parsed.source;
    if (trail.length > 1 && (typeof data !== 'object' || data === null || Array.isArray(data)))
      loaded.problems.push({
        code: 'KB-WRONG-TYPE',
        severity: 'error',
        message: `${file} must be a mapping.`,
        hint: 'Write keys as in cluster.yml; a file that is encrypted as a whole cannot be included.',
        path: [],
        file,
        range: locate(document, lines, []),
      });
    loaded.sources.push(parsed.source);
  }

  /** What run aws writes is there only when it has run. */
  async function addIfThere(file: string, trail: readonly string[]): Promise<void> {
    if (loaded.files.some((each) => each.file === file) || trail.includes(file)) return;
    let bytes: Buffer;
    try {
      bytes = await read(file);
    } catch (error) {
      if (isAbsent(error) || isAbsent((error as Error).cause)) return;
      throw error;
    }
    await loadFile(file, bytes, [...trail, file]);
  }

  async function include(file: string, trail: readonly string[]): Promise<Fault | undefined> {
    // Two files may include a third: its place is before the first of them, where both count over it.
    if (!trail.includes(file) && loaded.files.some((each) => each.file === file)) return undefined;
    if (trail.includes(file))
      return {message: 'would include itself', hint: `Take it out of one of ${trail.join(', ')}.`};
    if (loaded.files.length >= MOST_FILES)
      return {message: `is one file too many: ${MOST_FILES} are read`, hint: 'Put several together.'};
    let bytes: Buffer;
    try {
      bytes = await read(file);
    } catch (error) {
      const hint = 'Paths count from the folder of the file that includes.';
      return {message: `cannot be read: ${error instanceof Error ? error.message : String(error)}`, hint};
    }
    await loadFile(file, bytes, [...trail, file]);
    return undefined;
  }
}

/** A file of each site, environment and team is a handful; more is a circle that nobody saw. */
const MOST_FILES = 100;

type Fault = {readonly message: string; readonly hint: string};

function includedPath(file: string, name: string): string {
  if (/^~(?=\/)/.test(name)) return path.join(homedir(), name.slice(1));
  return path.isAbsolute(name) ? path.normalize(name) : path.join(path.dirname(file), name);
}

/** What the schema complains about later is passed over here. */
function includesOf(data: unknown): string[] {
  const include = typeof data === 'object' && data !== null && 'include' in data ? data.include : undefined;
  return Array.isArray(include) ? include.filter((name) => typeof name === 'string') : [];
}

/** The file with the addresses of machines on AWS; what the schema complains about later is passed over here. */
function addressesFileOf(data: unknown): string | undefined {
  const aws = typeof data === 'object' && data !== null && 'aws' in data ? data.aws : undefined;
  if (typeof aws !== 'object' || aws === null) return undefined;
  const named = 'addresses_file' in aws ? aws.addresses_file : DEFAULT_ADDRESSES_FILE;
  return typeof named === 'string' ? named : undefined;
}

/** As the schema has it, which is applied when all files are read. */
const DEFAULT_ADDRESSES_FILE = 'addresses.yml';

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}

function problem({file, document, lines}: Source, index: number, name: string, fault: Fault): Problem {
  const place = ['include', index];
  return {
    code: 'KB-INCLUDE',
    severity: 'error',
    message: `${name} ${fault.message}.`,
    hint: fault.hint,
    path: place,
    file,
    range: locate(document, lines, place),
  };
}
