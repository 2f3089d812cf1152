import assert from 'node:assert/strict';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Command} from '@oclif/core';
import {performancePage} from '../bench/support/page.ts';
import {documents, readSchema, specDocument, type Node} from '../scripts/generate-docs.ts';
import {ExitCode, exitCodeDescriptions, type ExitCodeName} from '../src/exit-codes.ts';

const ROOT = new URL('../', import.meta.url);
const README = read('README.md');
const GLOBAL_FLAGS = ['help', 'json'];

describe('the generated documents', () => {
  for (const [name, text] of documents()) {
    it(`docs/${name} is current; else: npm run generate`, () => assert.equal(read(`docs/${name}`), text));
  }

  it('docs/performance.md and its pictures are current; else: npm run generate', async () => {
    const files = await performancePage();
    for (const [name, text] of files) assert.equal(read(`docs/${name}`), text, name);
    const pictures = readdirSync(new URL('docs/performance', ROOT)).map((name) => `performance/${name}`);
    assert.deepEqual(pictures.sort(), [...files.keys()].filter((name) => name.endsWith('.svg')).sort());
  });

  it('are the same at every run', () => assert.deepEqual(documents(), documents()));

  it('tell every field of the schema', () => {
    const paths = new Set([...read('docs/spec.md').matchAll(/^\| `([^`]+)`/gm)].map(([, path]) => path));
    assert.ok(paths.size > 50);
    for (const field of ['timezone', 'zookeeper.nodes[].id', 'kafka.listeners[].advertised'])
      assert.ok(paths.has(field), field);
  });

  const faults: [title: string, field: Node, message: RegExp][] = [
    ['a field without a description', {type: 'string'}, /kafka\.extra has no description/],
    [
      'a pattern that nobody put in words',
      {description: 'New.', type: 'string', pattern: '^x$'},
      /kafka\.extra has a form/,
    ],
    [
      'a definition that nobody put in words',
      {description: 'New.', $ref: '#/definitions/new'},
      /kafka\.extra has a form/,
    ],
  ];
  for (const [title, field, message] of faults) {
    it(`are refused for ${title}`, () => assert.throws(() => specDocument(withField(field)), message));
  }
});

describe('README.md', () => {
  const rows = new Map(
    [...README.matchAll(/^\| `kafkabook ((?:runs |topic |import )?[a-z-]+)[^`]*` \|.*$/gm)].map(
      ([row, name]) => [name ?? '', row],
    ),
  );
  const commands = readdirSync(new URL('src/commands/', ROOT), {recursive: true, encoding: 'utf8'})
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replace('.ts', '').replace('/', ' '));

  it('has a row for each command, and no other', () =>
    assert.deepEqual([...rows.keys()].sort(), commands.sort()));

  for (const name of commands) {
    it(`names no flag that ${name} does not have`, async () => {
      const command = await load(name);
      const known = [...Object.keys(command.flags ?? {}), ...(command.enableJsonFlag ? ['json'] : [])];
      const named = [...(rows.get(name) ?? '').matchAll(/--([a-z-]+)/g)].map(([, flag]) => flag ?? '');
      assert.deepEqual(
        named.filter((flag) => !known.includes(flag)),
        [],
      );
    });
  }

  it('uses no flag in an example that the command does not have', async () => {
    const uses = [...README.matchAll(/kafkabook ((?:runs |topic )?[a-z]+)((?: [^\n`#]*)?)/g)];
    for (const [use, name = '', rest = ''] of uses.filter(([, name]) => commands.includes(name ?? ''))) {
      const own = rest.split(' -- ')[0] ?? '';
      const known = [...Object.keys((await load(name)).flags ?? {}), ...GLOBAL_FLAGS];
      for (const [, flag = ''] of own.matchAll(/--([a-z-]+)/g)) assert.ok(known.includes(flag), use);
    }
  });

  it('gives exit codes and meanings as the program does', () => {
    const meanings = new Map(
      (Object.keys(ExitCode) as ExitCodeName[]).map((name) => [
        String(ExitCode[name]),
        exitCodeDescriptions[name],
      ]),
    );
    const table = [...README.matchAll(/^\| (\d+) \| (.*) \|$/gm)];
    assert.ok(table.length > 5);
    for (const [, code = '', meaning] of table) assert.equal(meaning, meanings.get(code), `code ${code}`);
    for (const [text, code = ''] of README.matchAll(/exits? (?:with|code) (\d+)/g))
      assert.ok(meanings.has(code), text);
  });
});

describe('the documents for people', () => {
  for (const name of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/runs.md', 'docs/catalogues.md']) {
    it(`${name} has no dead link and names no file that is not there`, () => {
      const text = read(name);
      const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => link ?? '');
      const files = [...text.matchAll(/`((?:src|test|scripts|docs|schemas)\/[\w./-]+)`/g)].map(
        ([, file]) => file ?? '',
      );
      const local = [...links.filter((link) => !/^https?:/.test(link)), ...files];
      assert.deepEqual(
        // A link counts from its document, a name in the text from the root.
        local.filter(
          (file) => !existsSync(new URL(file, ROOT)) && !existsSync(new URL(file, new URL(name, ROOT))),
        ),
        [],
      );
    });

    it(`${name} names only scripts that package.json has`, () => {
      const {scripts} = JSON.parse(read('package.json')) as {scripts: Record<string, string>};
      const named = [...read(name).matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script ?? '');
      assert.deepEqual(
        named.filter((script) => !(script in scripts)),
        [],
      );
    });
  }
});

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, ROOT)), 'utf8');
}

async function load(name: string): Promise<Pick<typeof Command, 'flags' | 'enableJsonFlag'>> {
  const url = new URL(`src/commands/${name.replace(' ', '/')}.ts`, ROOT).href;
  return ((await import(url)) as {default: typeof Command}).default;
}

/** The schema with one more field under kafka. */
function withField(field: Node): Node {
  const schema = readSchema();
  const kafka = schema.properties?.['kafka'] ?? {};
  return {
    ...schema,
    properties: {...schema.properties, kafka: {...kafka, properties: {...kafka.properties, extra: field}}},
  };
}
