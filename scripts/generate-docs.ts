// Writes the references in docs/ from what the program itself goes by: `npm run generate`; a test checks that they
// are current.
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {performancePage} from '../bench/support/page.ts';
import {ExitCode, exitCodeDescriptions, type ExitCodeName} from '../src/exit-codes.ts';
import {EXPECTED_BY_KEY, EXPECTED_FORMS} from '../src/spec/explain.ts';
import {PROBLEM_CODES} from '../src/spec/problem-codes.ts';

/** The parts of a schema that the reference tells of. */
export type Node = {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly additionalProperties?: boolean | Node;
};

/** The schema of cluster.yml as it stands on disk. */
export function readSchema(): Node {
  const file = new URL('../schemas/cluster.schema.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Node;
}

/** Every generated document: its file name in docs/, its text. */
export function documents(schema: Node = readSchema()): ReadonlyMap<string, string> {
  return new Map([
    ['spec.md', specDocument(schema)],
    ['exit-codes.md', exitCodesDocument()],
    ['problems.md', problemsDocument()],
  ]);
}

/** Every field of cluster.yml. Throws when one has no description, or a form that nobody put in words. */
export function specDocument(schema: Node): string {
  const sections = Object.entries(schema.properties ?? {}).map(([key, node]) => {
    const isMapping = node.properties !== undefined;
    const fields = isMapping ? fieldsBelow(key, node) : [{path: key, key, node, required: false}];
    const requiredKey = schema.required?.includes(key) ?? false;
    return [
      `## ${key}`,
      '',
      ...(isMapping ? [`${describe(key, node)}${requiredKey ? ' Required.' : ''}`, ''] : []),
      ...table(['Field', 'Type', 'Default', 'What it is'], fields.map(fieldRow)),
    ].join('\n');
  });
  return page(
    'cluster.yml, field by field',
    'schemas/cluster.schema.json',
    `A field that is neither required nor has a default may be left out. \`[]\` stands for each entry of a list. What the
schema cannot say, such as which releases go together, is in [problems.md](problems.md).`,
    ...sections,
  );
}

export function exitCodesDocument(): string {
  const rows = (Object.keys(ExitCode) as ExitCodeName[]).map((name) => [
    String(ExitCode[name]),
    `\`${name}\``,
    exitCodeDescriptions[name],
  ]);
  return page(
    'Exit codes',
    'src/exit-codes.ts',
    `Every command uses this one table. Not every code is in use yet: some belong to commands that are still to come.
They are kafkabook's own; Ansible's code, which can mean several things, is in the result of \`--json\`.`,
    table(['Code', 'Name', 'Meaning'], rows).join('\n'),
  );
}

export function problemsDocument(): string {
  const sections = Object.entries(PROBLEM_CODES).map(
    ([code, {title, text}]) => `## ${code}\n\n${title} ${text}`,
  );
  return page(
    'Problems that validate can show',
    'src/spec/problem-codes.ts',
    `Codes are stable: scripts and editors can refer to them. The message of each problem says what is wrong in your file
and the way out. Errors end validate with ${ExitCode.specInvalid}; warnings alone do not.`,
    ...sections,
  );
}

type Field = {readonly path: string; readonly key: string; readonly node: Node; readonly required: boolean};

function fieldsBelow(path: string, node: Node): Field[] {
  if (node.items?.properties) return fieldsBelow(`${path}[]`, node.items);
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const field = {path: `${path}.${key}`, key, node: child, required: node.required?.includes(key) ?? false};
    return [field, ...fieldsBelow(field.path, child)];
  });
}

function fieldRow({path, key, node, required}: Field): string[] {
  const normal = required ? 'required' : 'default' in node ? `\`${JSON.stringify(node.default)}\`` : '';
  const form = formOf(path, key, node);
  return [`\`${path}\``, typeOf(node), normal, [describe(path, node), form].filter(Boolean).join(' ')];
}

function describe(path: string, {description}: Node): string {
  if (!description) throw new Error(`${path} has no description in the schema`);
  return description;
}

function typeOf(node: Node): string {
  const definition = definitionOf(node);
  if (definition !== undefined) {
    const type = DEFINITION_TYPES[definition];
    if (type === undefined)
      throw new Error(`what type is the definition ${definition}? Say so in DEFINITION_TYPES`);
    return type;
  }
  if (node.enum) return `one of ${node.enum.map((value) => `\`${String(value)}\``).join(', ')}`;
  if (node.type === 'array') return `list of ${node.items?.properties ? 'mappings' : 'texts'}`;
  return TYPES[node.type ?? ''] ?? 'any';
}

/** The limits and the pattern of a field, in words. */
function formOf(path: string, key: string, node: Node): string {
  const values = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  const patterned = [node, node.items, values].some((one) => one?.pattern !== undefined);
  const definition = definitionOf(node);
  const words =
    definition === undefined ? (patterned ? EXPECTED_BY_KEY[key] : undefined) : EXPECTED_FORMS[definition];
  if ((patterned || definition !== undefined) && words === undefined) {
    throw new Error(`${path} has a form that src/spec/explain.ts does not put in words`);
  }
  const each = definition === undefined && (node.items !== undefined || values !== undefined);
  const parts = [
    words && (each || definition === 'properties' ? `each value is ${words}` : words),
    range(node.minimum, node.maximum, ''),
    range(node.minItems, node.maxItems, ' entries'),
    node.uniqueItems ? 'no entry twice' : '',
  ].filter(Boolean);
  return parts.length === 0 ? '' : `Form: ${parts.join('; ')}.`;
}

function range(low: number | undefined, high: number | undefined, unit: string): string {
  if (low === undefined && high === undefined) return '';
  if (high === undefined) return `at least ${low}${low === 1 && unit ? ' entry' : unit}`;
  return `${low ?? 0} to ${high}${unit}`;
}

function definitionOf({$ref}: Node): string | undefined {
  return $ref?.replace('#/definitions/', '');
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'mapping',
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true` or `false`',
};

const DEFINITION_TYPES: Readonly<Record<string, string>> = {
  label: 'text',
  instance_type: 'text',
  network: 'text',
  hostname: 'text',
  machine_name: 'text',
  machine_address: 'text',
  address: 'text',
  port: 'whole number',
  user: 'text',
  host_path: 'path on the hosts',
  host_paths: 'list of paths on the hosts',
  local_path: 'path on the control node',
  version: 'text',
  heap: 'text',
  properties: 'mapping with free keys',
};

function page(title: string, source: string, ...parts: readonly string[]): string {
  const note = `<!-- Generated from ${source} by scripts/generate-docs.ts; do not edit. -->`;
  return `${[`# ${title}`, note, ...parts].join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}

if (process.argv[1]?.endsWith('generate-docs.ts')) {
  const docs = new URL('../docs/', import.meta.url);
  mkdirSync(new URL('performance/', docs), {recursive: true});
  for (const [name, text] of [...documents(), ...(await performancePage())])
    writeFileSync(new URL(name, docs), text);
}
