// From what each release says of its properties to one table of all releases. Pure.

/** What a value has to be, as far as the release's own check can be read. */
export type Rule = {
  readonly min?: number;
  readonly max?: number;
  /** For a list: what each entry may be. */
  readonly oneOf?: readonly string[];
  readonly anyCase?: boolean;
  /** The first and the last version of Kafka's protocol or format that it takes. */
  readonly version?: readonly [string, string];
  /** The check's own words, where it has no such fields. */
  readonly text?: string;
};

/** One property as one release has it. */
export type Facts = {
  readonly type: string;
  readonly default?: string;
  readonly required?: boolean;
  readonly valid?: Rule;
  /** Broker: whether a change needs a restart. */
  readonly mode?: string;
  /** Topic: the broker property that is its default. */
  readonly server?: string;
  readonly importance?: string;
  readonly deprecated?: boolean;
  /** zoo.cfg: the name is the beginning of one. */
  readonly prefix?: boolean;
  /** zoo.cfg: ZooKeeper reads it as the system property zookeeper.NAME. */
  readonly system?: boolean;
  /** zoo.cfg: ZooKeeper does not start with a value of another form. */
  readonly refused?: boolean;
};

/** The releases, first and last, in which the facts stayed as they are. */
export type Stretch = {readonly in: readonly [string, string]} & Facts;

export type Catalogue = {
  readonly from: readonly string[];
  readonly releases: readonly string[];
  readonly keys: Readonly<Record<string, readonly Stretch[]>>;
};

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

/** Below, at or above zero, as the first version is older than, the same as or newer than the second. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((version) => version.split('.').map(Number));
  for (let i = 0; i < Math.max(left?.length ?? 0, right?.length ?? 0); i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What the table says of a property in one release. */
export function factsAt(catalogue: Catalogue, name: string, version: string): Stretch | undefined {
  return catalogue.keys[name]?.find(
    ({in: [first, last]}) => compareVersions(first, version) <= 0 && compareVersions(version, last) <= 0,
  );
}
