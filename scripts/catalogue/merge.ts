// From what each release says of its properties to one table of all releases. Pure.
import {compareVersions, type Catalogue, type Facts, type Stretch} from '../../src/spec/catalogue.ts';

/** The facts of one release, by the name of the property. */
export type Release = {readonly version: string; readonly facts: ReadonlyMap<string, Facts>};

const ORDER: readonly (keyof Facts)[] = [
  'type',
  'default',
  'required',
  'valid',
  'mode',
  'server',
  'importance',
  'deprecated',
  'prefix',
  'system',
  'refused',
];

/** The table of the releases, which come in order. Throws when they do not. */
export function merge(artifact: string, releases: readonly Release[]): Catalogue {
  const versions = releases.map(({version}) => version);
  if (versions.some((version, i) => i > 0 && compareVersions(versions[i - 1] ?? '', version) >= 0)) {
    throw new Error(`the releases of ${artifact} are not in order`);
  }
  const names = [...new Set(releases.flatMap(({facts}) => [...facts.keys()]))].sort();
  return {
    from: versions.map((version) => `${artifact}:${version}`),
    releases: versions,
    keys: Object.fromEntries(names.map((name) => [name, stretches(name, releases)])),
  };
}

function stretches(name: string, releases: readonly Release[]): Stretch[] {
  const found: {first: string; last: string; facts: Facts; text: string}[] = [];
  let previous: string | undefined;
  for (const {version, facts} of releases) {
    const now = facts.get(name);
    const text = now && JSON.stringify(ordered(now));
    const open = found.at(-1);
    if (text !== undefined && open && open.text === text && previous === text) open.last = version;
    else if (now && text !== undefined)
      found.push({first: version, last: version, facts: ordered(now), text});
    previous = text;
  }
  return found.map(({first, last, facts}) => ({in: [first, last], ...facts}));
}

function ordered(facts: Facts): Facts {
  return Object.fromEntries(
    ORDER.filter((field) => facts[field] !== undefined).map((field) => [field, facts[field]]),
  ) as Facts;
}

/** The table as a file: one property a line, so that a difference between two versions of it can be read. */
export function catalogueText({from, releases, keys}: Catalogue): string {
  const lines = Object.entries(keys).map(
    ([name, stretches]) => `${JSON.stringify(name)}:${JSON.stringify(stretches)}`,
  );
  return `{"from":${JSON.stringify(from)},\n"releases":${JSON.stringify(releases)},\n"keys":{\n${lines.join(',\n')}\n}}\n`;
}
