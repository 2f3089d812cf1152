// Specs to test with: a small valid one, one field of it set, and every text field that the schema has.
import fc from 'fast-check';
import {readAssets} from '../../src/disk/assets.ts';
import type {Cluster} from '../../src/model/cluster.ts';
import {completeSpec, type Subject} from '../../src/model/complete.ts';
import type {Project} from '../../src/project/file-set.ts';
import {synthesize} from '../../src/project/synthesize.ts';
import {checkSpec, type CheckResult} from '../../src/spec/check.ts';
import {clusterSchema} from '../../src/spec/schema.ts';

export type Path = readonly (string | number)[];
export type Settings = readonly (readonly [Path, unknown])[];

/** A text field of the schema: where it stands, and the pattern that it is held to. */
export type TextField = {readonly path: Path; readonly pattern: RegExp};

/** A spec with one server and three brokers, every list of the schema with an entry, and the given settings. */
export function specWith(settings: Settings): object {
  const spec = {
    cluster: {name: 'peter'},
    archives: {mirrors: ['https://mirror.example']},
    zookeeper: {version: '3.8.4', nodes: [{name: 'zk01', address: '198.18.0.11', id: 1}]},
    kafka: {
      version: '3.9.1',
      brokers: [1, 2, 3].map((id) => ({name: `kafka0${id}`, address: `198.18.0.2${id}`, id})),
      data_dirs: ['/data/kafka-logs'],
      listeners: [{name: 'PLAINTEXT', port: 9092}],
    },
  };
  for (const [path, value] of settings) setAt(spec, path, value);
  return spec;
}

/** The same on AWS, with every list of that section with an entry, and the given settings. */
export function awsSpecWith(settings: Settings): object {
  const spec = specWith([
    [['cluster', 'domain'], 'foo.bar'],
    [
      ['aws'],
      {
        region: 'ap-northeast-2',
        key_pair: 'keypair',
        vpc: 'vpc-0a1b2c3d',
        subnets: [{id: 'subnet-0a1b2c3d', zone: 'ap-northeast-2a'}],
        ssh_from: ['203.0.113.7/32'],
        clients_from: ['10.1.0.0/16'],
        control_node: {name: 'control01'},
      },
    ],
    ...settings,
  ]);
  const {zookeeper, kafka} = spec as {zookeeper: {nodes: object[]}; kafka: {brokers: object[]}};
  for (const machine of [...zookeeper.nodes, ...kafka.brokers]) Reflect.deleteProperty(machine, 'address');
  return spec;
}

/** Checks a spec as if it were written down: JSON is YAML. */
export function check(spec: object): CheckResult {
  return checkSpec(JSON.stringify(spec), {file: 'cluster.yml'});
}

/** What a spec that has to be right is about. */
export function subjectOf(text: string): Subject {
  const checked = checkSpec(text, {file: 'cluster.yml'});
  if (!checked.ok) throw new Error(checked.problems.map(({message}) => message).join('\n'));
  return completeSpec(checked.spec, {specFolder: '..'});
}

/** The cluster of a spec that has to be right, with an address for every machine. */
export function clusterOf(text: string): Cluster {
  const {cluster} = subjectOf(text);
  if (cluster === null) throw new Error('some machines have no address');
  return cluster;
}

/** The project of a spec with the roles and plays as they ship. */
export function projectOf(text: string): Project {
  return synthesize(subjectOf(text), readAssets());
}

/** Every text of the schema that has a pattern, but for the free maps of properties. */
export function textFields(): TextField[] {
  return walk(clusterSchema() as Node, []);
}

/** Texts that are written in a spec by people who know what hurts. */
export const nastyText = fc.oneof(
  fc.string({unit: 'grapheme'}),
  fc.array(fc.constantFrom(...NASTY_PARTS(), ' ', 'a', '1'), {maxLength: 6}).map((parts) => parts.join('')),
);

/** Keys as the schema takes them, among them those that YAML 1.1 and JavaScript take for something else. */
export const propertyKey = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  fc.constantFrom(
    'yes',
    'no',
    'null',
    'True',
    '1_000',
    '0x1f',
    '1e3',
    '2024-01-01',
    'constructor',
    'toString',
  ),
);

function NASTY_PARTS(): string[] {
  return [
    ...['{{ 7*7 }}', '{{', '}}', '{%', '{#', '#}', '!unsafe', "{{ lookup('pipe', 'id') }}", '{% raw %}'],
    ...[
      '"',
      "'",
      '\\',
      '\\n',
      '`',
      '$(id)',
      '${HOME}',
      '%',
      '%h',
      ';',
      '#',
      ' # ',
      ': ',
      '- ',
      '=',
      '!',
      '&',
      '*',
    ],
    ...[
      'yes',
      'null',
      '~',
      '1_000',
      '22:22',
      '0o7',
      '---',
      '...',
      '[',
      ']',
      '{',
      '}',
      '한국',
      'é',
      '\u{1f600}',
    ],
  ];
}

type Node = {
  readonly $ref?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly definitions?: Readonly<Record<string, Node>>;
};

function walk(node: Node, path: Path): TextField[] {
  const name = node.$ref?.replace('#/definitions/', '');
  const target = name === undefined ? node : ((clusterSchema() as Node).definitions?.[name] ?? {});
  return [
    ...(target.pattern === undefined ? [] : [{path, pattern: new RegExp(target.pattern)}]),
    ...Object.entries(target.properties ?? {}).flatMap(([key, child]) => walk(child, [...path, key])),
    ...(target.items ? walk(target.items, [...path, 0]) : []),
  ];
}

function setAt(target: object, path: Path, value: unknown): void {
  const [key = '', ...rest] = path;
  const record = target as Record<string | number, unknown>;
  if (rest.length === 0) record[key] = value;
  else setAt((record[key] ??= typeof rest[0] === 'number' ? [] : {}) as object, rest, value);
}
