// What releases of Kafka and ZooKeeper know of properties: schemas/catalogues, which scripts/catalogue/ makes from jars.
import {readFileSync} from 'node:fs';
import {lineOf} from '../model/releases.ts';

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

/** The catalogue of brokers, of topics or of zoo.cfg. */
export function catalogue(name: 'broker' | 'topic' | 'zookeeper'): Catalogue {
  const known = loaded.get(name) ?? read(name);
  loaded.set(name, known);
  return known;
}

/** The release whose facts hold for a version: itself, or the last of its line before it; undefined for other lines. */
export function releaseFor({releases}: Catalogue, version: string): string | undefined {
  const line = lineOf(version);
  return releases.findLast((release) => lineOf(release) === line && compareVersions(release, version) <= 0);
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
  // A name may be that of a property of every object.
  if (!Object.hasOwn(catalogue.keys, name)) return undefined;
  return catalogue.keys[name]?.find(
    ({in: [first, last]}) => compareVersions(first, version) <= 0 && compareVersions(version, last) <= 0,
  );
}

const loaded = new Map<string, Catalogue>();

/** Read at first use: a spec without properties needs none of it. */
function read(name: string): Catalogue {
  const file = new URL(`../../schemas/catalogues/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
}
