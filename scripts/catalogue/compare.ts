// Compares schemas/catalogues/broker.json with an extract that somebody else made, and prints every difference:
// `npm run catalogue:compare -- EXTRACT`. docs/catalogues.md tells the extract's format, and what came of it.
import {readFileSync} from 'node:fs';
import {compareVersions, factsAt, type Catalogue, type Facts, type Rule} from '../../src/spec/catalogue.ts';

type History = readonly (readonly [since: string, value: string])[];

/** By minor line: in which ones a key is, and since which one it has a value. */
export type Extract = {
  readonly versions: readonly string[];
  readonly keys: Readonly<
    Record<
      string,
      {
        readonly in: readonly (readonly [first: string, last: string])[];
        readonly type?: History;
        readonly default?: History;
        readonly valid?: History;
        readonly mode?: History;
        readonly importance?: History;
      }
    >
  >;
};

/** One kind of difference in one key, over all the minor lines that have it. */
export type Difference = {
  readonly kind: string;
  readonly key: string;
  readonly minors: readonly string[];
  readonly ours: string;
  readonly theirs: string;
};

/** The fields that the extract has, and what the catalogue says in the extract's words. */
const FIELDS: Readonly<
  Record<'type' | 'default' | 'valid' | 'mode' | 'importance', (facts: Facts) => string>
> = {
  type: (facts) => facts.type,
  default: (facts) => (facts.required ? '' : facts.default === '' ? '""' : (facts.default ?? 'null')),
  valid: (facts) => ruleText(facts.valid),
  mode: (facts) => facts.mode ?? '',
  importance: (facts) => facts.importance ?? '',
};

/** Every difference between the newest release that the catalogue has of each minor line and the extract. */
export function differences(catalogue: Catalogue, extract: Extract): Difference[] {
  const found = new Map<string, Difference & {minors: string[]}>();
  const add = (kind: string, key: string, minor: string, ours: string, theirs: string) => {
    const id = JSON.stringify([kind, key, ours, theirs]);
    const known = found.get(id);
    if (known) known.minors.push(minor);
    else found.set(id, {kind, key, minors: [minor], ours, theirs});
  };
  const names = [...new Set([...Object.keys(catalogue.keys), ...Object.keys(extract.keys)])].sort();
  for (const [minor, release] of newestReleases(catalogue, extract)) {
    for (const key of names) {
      const ours = factsAt(catalogue, key, release);
      const theirs = extract.keys[key];
      const isTheirs = theirs?.in.some(
        ([first, last]) => compareVersions(first, minor) <= 0 && compareVersions(minor, last) <= 0,
      );
      if (ours && !isTheirs) add('only in the catalogue', key, minor, 'there', 'absent');
      if (!ours && isTheirs) add('only in the extract', key, minor, 'absent', 'there');
      if (!ours || !theirs || !isTheirs) continue;
      for (const field of Object.keys(FIELDS) as (keyof typeof FIELDS)[]) {
        const value = valueAt(theirs[field], minor);
        // The extract's newest lines have a key and its type alone.
        if (value === undefined || (field !== 'type' && compareVersions(minor, '4.0') >= 0)) continue;
        const [mine, other] = [FIELDS[field](ours), plain(field, value)];
        if (mine !== other) add(field, key, minor, mine, other);
      }
    }
  }
  return [...found.values()];
}

/** How many keys each side has in each minor line. */
export function counts(
  catalogue: Catalogue,
  extract: Extract,
): {minor: string; ours: number; theirs: number}[] {
  return newestReleases(catalogue, extract).map(([minor, release]) => ({
    minor,
    ours: Object.keys(catalogue.keys).filter((key) => factsAt(catalogue, key, release)).length,
    theirs: Object.values(extract.keys).filter((key) =>
      key.in.some(([first, last]) => compareVersions(first, minor) <= 0 && compareVersions(minor, last) <= 0),
    ).length,
  }));
}

function newestReleases(catalogue: Catalogue, extract: Extract): [minor: string, release: string][] {
  return extract.versions.flatMap((minor) => {
    const release = catalogue.releases.findLast((version) => version.startsWith(`${minor}.`));
    return release === undefined ? [] : [[minor, release]];
  });
}

function valueAt(history: History | undefined, minor: string): string | undefined {
  return history?.findLast(([since]) => compareVersions(since, minor) <= 0)?.[1];
}

/** Without what the extract's source added for people: "60000 (1 minute)". */
function plain(field: string, value: string): string {
  if (field === 'default') return value.replace(/^(-?\d+) \([^)]*\)$/, '$1');
  if (field !== 'valid') return value;
  // The versions that Kafka takes: the extract lists no more than the first ones, so the end cannot be compared.
  return value.startsWith('[0.8.0, ') ? '[from 0.8.0]' : inOrder(value);
}

/** A list of words in alphabetical order: some checks keep theirs in none. */
function inOrder(list: string): string {
  return list.replace(/\[(.*, .*)\]/, (_, words: string) => `[${words.split(', ').sort().join(', ')}]`);
}

function ruleText(rule: Rule | undefined): string {
  if (rule === undefined) return '';
  if (rule.text !== undefined) return rule.text;
  if (rule.version) return `[from ${rule.version[0]}]`;
  if (rule.oneOf) return inOrder(`${rule.anyCase ? '(case insensitive) ' : ''}[${rule.oneOf.join(', ')}]`);
  return `[${[rule.min, '...', rule.max].filter((part) => part !== undefined).join(',')}]`;
}

function print(catalogue: Catalogue, extract: Extract): void {
  for (const {minor, ours, theirs} of counts(catalogue, extract)) {
    console.log(`${minor}: ${ours} in the catalogue, ${theirs} in the extract`);
  }
  const all = differences(catalogue, extract);
  for (const kind of [...new Set(all.map((difference) => difference.kind))].sort()) {
    const group = all.filter((difference) => difference.kind === kind);
    console.log(`\n${kind}: ${group.length}`);
    for (const {key, minors, ours, theirs} of group) {
      console.log(
        `  ${key} (${minors.join(', ')}): catalogue ${ours || 'nothing'}, extract ${theirs || 'nothing'}`,
      );
    }
  }
}

if (process.argv[1]?.endsWith('compare.ts')) {
  const [extract] = process.argv.slice(2);
  if (extract === undefined) throw new Error('usage: npm run catalogue:compare -- EXTRACT');
  const broker = new URL('../../schemas/catalogues/broker.json', import.meta.url);
  const read = (file: string | URL) => JSON.parse(readFileSync(file, 'utf8')) as unknown;
  print(read(broker) as Catalogue, read(extract) as Extract);
}
