import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

const SRC = fileURLToPath(new URL('../src/', import.meta.url));

/** What the files of a folder may import of src; `type` entries are for `import type` only. */
const ALLOWED: Record<string, {value: string[]; type: string[]}> = {
  commands: {
    value: [
      'cli/',
      'commands/',
      'render/',
      'journal/',
      'ansible/',
      'process/',
      'disk/',
      'project/',
      'model/',
      'spec/',
      'kafka/',
      'checks/',
      'access/',
    ],
    type: [],
  },
  // How machines are reached before Ansible can reach them.
  access: {value: ['access/', 'process/'], type: ['model/']},
  // What has to hold before a run: judged from what was seen, without a look of its own.
  checks: {value: ['checks/', 'ansible/releases.ts', 'model/listeners.ts'], type: ['ansible/', 'model/']},
  cli: {
    value: [
      ...['cli/', 'render/', 'journal/', 'ansible/', 'kafka/', 'process/', 'disk/', 'project/', 'model/'],
      'spec/',
    ],
    type: [],
  },
  render: {
    value: ['render/'],
    type: ['spec/', 'disk/', 'ansible/', 'kafka/', 'model/', 'journal/', 'checks/'],
  },
  disk: {value: ['disk/', 'project/file-set.ts', 'process/identity.ts'], type: []},
  project: {value: ['project/', 'model/'], type: []},
  model: {value: ['model/'], type: ['spec/']},
  spec: {value: ['spec/', 'model/releases.ts', 'model/identity.ts'], type: []},
  ansible: {value: ['ansible/', 'process/'], type: []},
  kafka: {value: ['kafka/', 'model/releases.ts', 'spec/catalogue.ts'], type: ['model/listeners.ts']},
  journal: {value: ['journal/', 'process/identity.ts'], type: ['ansible/', 'process/']},
  process: {value: ['process/'], type: []},
  'absolute.ts': {value: [], type: []},
  'in-parts.ts': {value: [], type: []},
  'last-words.ts': {value: [], type: []},
  'nearest.ts': {value: [], type: []},
  'redact.ts': {value: [], type: []},
  'refusal.ts': {value: [], type: []},
  'exit-codes.ts': {value: [], type: []},
};

/** Leaves that every stage may use. */
const LEAVES = [
  'absolute.ts',
  'exit-codes.ts',
  'in-parts.ts',
  'last-words.ts',
  'nearest.ts',
  'redact.ts',
  'refusal.ts',
];

/** External packages that one place alone may import. */
const DOORS: Record<string, string[]> = {
  'node:child_process': ['process/child.ts', 'process/list.ts', 'process/watchdog.ts'],
  execa: ['process/tool.ts'],
  kafkajs: ['kafka/client.ts'],
  ejs: ['project/playbook.ts'],
  ajv: ['spec/validator.ts'],
  'ajv-formats': ['spec/validator.ts'],
  yaml: ['spec/parse.ts', 'spec/locate.ts', 'project/yaml-file.ts'],
  diff: ['render/diff.ts'],
  'log-update': ['cli/screen.ts'],
};

type Import = {readonly from: string; readonly to: string; readonly typeOnly: boolean};

describe('the architecture of src', () => {
  const imports = sources().flatMap((file) => importsOf(file, readFileSync(path.join(SRC, file), 'utf8')));

  it('has imports to look at', () => assert.ok(imports.length > 20));

  it('has imports that run one way', () => assert.deepEqual(imports.flatMap(wrongWay), []));

  it('has one door for each dangerous package', () => assert.deepEqual(imports.flatMap(wrongDoor), []));

  it('has no import cycles', () => assert.deepEqual(cycles(imports), []));
});

describe('the rules themselves', () => {
  const faults: [title: string, file: string, text: string, rule: RegExp][] = [
    [
      'a stage that imports a later one',
      'spec/a.ts',
      `import {b} from '../disk/plan.ts';`,
      /^spec\/a\.ts imports/,
    ],
    ['a value where types are allowed', 'model/a.ts', `import {b} from '../spec/spec.ts';`, /import type/],
    ['a re-export', 'ansible/a.ts', `export {b} from '../model/b.ts';`, /^ansible\/a\.ts imports/],
    ['a call of import()', 'ansible/a.ts', `await import('../model/b.ts');`, /^ansible\/a\.ts imports/],
    ['a second door', 'model/a.ts', `import {parse} from 'yaml';`, /yaml is imported in .* only/],
    [
      'an import of the leaf that knows nothing',
      'exit-codes.ts',
      `import {b} from './disk/b.ts';`,
      /exit-codes/,
    ],
  ];
  for (const [title, file, text, rule] of faults) {
    it(`find ${title}`, () => {
      const found = importsOf(file, text).flatMap((one) => [...wrongWay(one), ...wrongDoor(one)]);
      assert.equal(found.length, 1);
      assert.match(found[0] ?? '', rule);
    });
  }

  it('allow what they say they allow', () => {
    const text = `import type {A} from '../spec/spec.ts'; import {type B} from '../spec/spec.ts'; import {ExitCode} from '../exit-codes.ts';`;
    assert.deepEqual(importsOf('model/a.ts', text).flatMap(wrongWay), []);
  });

  it('find a cycle', () => {
    const loop = [
      ...importsOf('disk/a.ts', `import './b.ts';`),
      ...importsOf('disk/b.ts', `import './a.ts';`),
    ];
    assert.equal(cycles(loop).length, 1);
  });
});

function wrongWay({from, to, typeOnly}: Import): string[] {
  if (!to.endsWith('.ts') || LEAVES.includes(to)) return [];
  const stage = from.split('/')[0] ?? '';
  const rule = ALLOWED[stage];
  if (rule === undefined)
    return [`${from}: ${stage} is no stage of design.md section 3; add it to ALLOWED in this test`];
  const covers = (place: string) => to.startsWith(place);
  if (rule.value.some(covers) || (typeOnly && rule.type.some(covers))) return [];
  const wayOut = rule.type.some(covers)
    ? 'use import type, or let a command pass the value in'
    : 'let a command pass the value in, or move the code to the stage that owns it';
  return [`${from} imports ${to}, but ${stage} may import ${rule.value.join(', ') || 'nothing'}: ${wayOut}`];
}

function wrongDoor({from, to}: Import): string[] {
  const name = Object.keys(DOORS).find((door) => to === door || to.startsWith(`${door}/`));
  const doors = name === undefined ? undefined : DOORS[name];
  if (doors === undefined || doors.includes(from)) return [];
  return [`${from}: ${name} is imported in ${doors.join(', ')} only; call a function there`];
}

/** Cycles through imports of values; types are gone when the program runs. */
function cycles(imports: readonly Import[]): string[] {
  const edges = new Map<string, string[]>();
  for (const {from, to, typeOnly} of imports)
    if (!typeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]) => {
    const at = trail.indexOf(file);
    if (at !== -1)
      found.push(`${[...trail.slice(at), file].join(' -> ')}: move what they share to a file of its own`);
    if (at !== -1 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}

function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return;
    const to = specifier.text.startsWith('.')
      ? path.posix.join(path.posix.dirname(file), specifier.text)
      : specifier.text;
    found.push({from: file, to, typeOnly});
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause));
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    !clause.name &&
    !!named &&
    ts.isNamedImports(named) &&
    named.elements.every((element) => element.isTypeOnly)
  );
}

function sources(): string[] {
  return readdirSync(SRC, {recursive: true, encoding: 'utf8'})
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
}
