import {nearestName} from '../nearest.ts';
import {Refusal} from '../refusal.ts';
import {catalogue, factsAt, releaseFor} from '../spec/catalogue.ts';

/** Throws a Refusal for a property, as key=value, that topics of this release do not have. Its value is Kafka's to judge. */
export function checkTopicConfig(config: string, version: string): void {
  const [, key] = /^([^=\s]+)=/.exec(config) ?? [];
  if (key === undefined)
    throw new Refusal('usage', `--config ${config} gives nothing a value`, 'write --config KEY=VALUE');
  const known = catalogue('topic');
  const release = releaseFor(known, version);
  // Of releases before the first of the catalogue it is known that they have no properties which none after them has.
  const names = Object.keys(known.keys).filter(
    (name) => release === undefined || factsAt(known, name, release) !== undefined,
  );
  if (names.includes(key)) return;
  const ofBroker = names.find((name) =>
    known.keys[name]?.some(({server}) => server !== undefined && server === key),
  );
  const near = ofBroker ?? nearestName(key, names);
  throw new Refusal(
    'usage',
    `topics of Kafka ${version} have no property ${key}`,
    near === undefined ? `they have: ${names.join(', ')}` : `did you mean ${near}?`,
  );
}

/** The value that one of several key=value gives to a key; the last one counts. */
export function configValue(configs: readonly string[], key: string): string | undefined {
  return configs.findLast((config) => config.startsWith(`${key}=`))?.slice(key.length + 1);
}
