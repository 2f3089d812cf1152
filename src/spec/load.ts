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
  const addresses = addressesFile(loaded.sources, path.normalize(names.at(-1) ?? ''));
  if (addresses !== undefined) await addAddresses(addresses);
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

  /** What run aws writes is there only when it has run. It comes before all others, which count over it. */
  async function addAddresses(file: string): Promise<void> {
    if (loaded.files.some((each) => each.file === file)) return;
    let bytes: Buffer;
    try {
      bytes = await read(file);
    } catch (error) {
      if (isAbsent(error) || isAbsent((error as Error).cause)) return;
      throw error;
    }
    const [files, sources] = [loaded.files.length, loaded.sources.length];
    await loadFile(file, bytes, [file, file]);
    loaded.files.unshift(...loaded.files.splice(files));
    loaded.sources.unshift(...loaded.sources.splice(sources));
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

/**
 * The file with the addresses of machines on AWS: as the last file says that names one, from its folder; else in the folder of
 * the last file that was named, as paths count that stand nowhere. Undefined where no file has that section. What the schema
 * complains about later is passed over here.
 */
function addressesFile(sources: readonly Source[], last: string): string | undefined {
  let found: string | undefined;
  for (const {file, data} of sources) {
    const aws = typeof data === 'object' && data !== null && 'aws' in data ? data.aws : undefined;
    if (typeof aws !== 'object' || aws === null) continue;
    if ('addresses_file' in aws && typeof aws.addresses_file === 'string')
      found = includedPath(file, aws.addresses_file);
    else found ??= includedPath(last, DEFAULT_ADDRESSES_FILE);
  }
  return found;
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
