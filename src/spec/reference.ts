import {nearestName} from '../nearest.ts';
import {catalogue, type Stretch} from './catalogue.ts';
import {EXPECTED_BY_KEY, EXPECTED_FORMS} from './explain.ts';
import {PROBLEM_CODES, type CodeText} from './problem-codes.ts';
import {clusterSchema, type SchemaNode} from './schema.ts';

/** What can be explained: a code of a problem, a field of cluster.yml, or a property of Kafka or of zoo.cfg. */
export type Topic =
  | ({readonly kind: 'problem'; readonly code: string} & CodeText)
  | ({readonly kind: 'field'} & Field)
  | {readonly kind: 'property'; readonly name: string; readonly found: readonly Property[]};

/** A field as the schema has it: its path with [] for the entries of lists, and what it may be. */
export type Field = {
  readonly path: string;
  readonly description: string;
  readonly form: string;
  readonly default: unknown;
  readonly required: boolean;
  /** The fields right below. */
  readonly below: readonly string[];
};

/** What one catalogue says of a property. */
export type Property = {
  readonly of: 'broker' | 'topic' | 'zookeeper';
  readonly stretches: readonly Stretch[];
};

/** What stands behind a word, or undefined. Codes and fields may be written in any case, and lists without []. */
export function topicOf(word: string): Topic | undefined {
  const code = word.toUpperCase();
  if (Object.hasOwn(PROBLEM_CODES, code))
    return {kind: 'problem', code, ...PROBLEM_CODES[code as keyof typeof PROBLEM_CODES]};
  const field = fields().find(({path}) => plain(path) === plain(word));
  if (field !== undefined) return {kind: 'field', ...field};
  const found = (['broker', 'topic', 'zookeeper'] as const).flatMap((of) => {
    const {keys} = catalogue(of);
    return Object.hasOwn(keys, word) ? [{of, stretches: keys[word] ?? []}] : [];
  });
  return found.length === 0 ? undefined : {kind: 'property', name: word, found};
}

/** The nearest word that can be explained. */
export function nearestTopic(word: string): string | undefined {
  const words = [
    ...Object.keys(PROBLEM_CODES),
    ...fields().map(({path}) => path),
    ...(['broker', 'topic', 'zookeeper'] as const).flatMap((of) => Object.keys(catalogue(of).keys)),
  ];
  return nearestName(word, words);
}

/** Every field of cluster.yml, in the order of the schema. */
export function fields(): Field[] {
  return below('', clusterSchema(), false);
}

function below(path: string, node: SchemaNode, required: boolean): Field[] {
  const target = resolved(node);
  const entry = target.items && resolved(target.items);
  const inner = target.properties ? target : entry?.properties ? entry : undefined;
  const prefix = target.properties ? path : `${path}[]`;
  const children = Object.entries(inner?.properties ?? {}).flatMap(([key, child]) =>
    below(prefix === '' ? key : `${prefix}.${key}`, child, inner?.required?.includes(key) ?? false),
  );
  if (path === '') return children;
  const names = children
    .map((child) => child.path)
    .filter((name) => !name.slice(prefix.length + 1).includes('.'));
  const {description = '', default: normal} = node;
  return [
    {path, description, form: formOf(path, node), default: normal, required, below: names},
    ...children,
  ];
}

function formOf(path: string, node: SchemaNode): string {
  const definition = node.$ref?.replace('#/definitions/', '') ?? '';
  const key = path.replace(/.*\./, '').replace('[]', '');
  if (node.enum) return `one of ${node.enum.join(', ')}`;
  if (definition !== '') return EXPECTED_FORMS[definition] ?? definition;
  if (node.properties ?? node.items) return node.items ? 'a list' : 'a mapping';
  return EXPECTED_BY_KEY[key] ?? TYPE_FORMS[node.type ?? ''] ?? '';
}

const TYPE_FORMS: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  integer: 'a whole number',
  string: 'a text',
  object: 'a mapping',
};

function resolved(node: SchemaNode): SchemaNode {
  const name = node.$ref?.replace('#/definitions/', '');
  return name === undefined ? node : (clusterSchema().definitions?.[name] ?? node);
}

function plain(path: string): string {
  return path.replaceAll('[]', '').toLowerCase();
}
