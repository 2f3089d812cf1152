import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import type {Metafile} from 'esbuild';
import {bundle} from '../scripts/build.ts';
import {KAFKABOOK, script} from './support/cli.ts';

/** The libraries that kafkabook itself asks for. */
const OURS = new Set(
  Object.keys(
    (JSON.parse(readFileSync('package.json', 'utf8')) as {devDependencies: Record<string, string>})
      .devDependencies,
  ),
);

/**
 * What commands load before they begin, besides oclif: each library is milliseconds of every start. What only some ways
 * through a command need is loaded by import() there.
 */
const AT_ONCE: Readonly<Record<string, readonly string[]>> = {
  destroy: ['leven'],
  doctor: ['execa'],
  explain: ['leven'],
  gen: ['yaml'],
  keys: ['execa'],
  plan: ['leven'],
  preflight: ['leven', 'yaml'],
  reassign: ['leven'],
  restart: ['leven'],
  run: ['leven'],
  scale: ['leven'],
  smoke: ['execa', 'leven'],
  start: ['leven'],
  status: ['leven', 'log-update'],
  stop: ['leven'],
  upgrade: ['leven'],
  'import/aws': ['leven'],
  'topic/consume': ['execa', 'leven'],
  'topic/create': ['execa', 'leven'],
  'topic/delete': ['execa', 'leven'],
  'topic/describe': ['execa', 'leven'],
  'topic/list': ['execa', 'leven'],
  'topic/produce': ['execa', 'leven'],
};

describe('what a command loads before it begins', () => {
  let outputs: Metafile['outputs'];

  before(async function () {
    this.timeout(60_000);
    outputs = (await bundle(false)).metafile.outputs;
  });

  it('is what it needs, and no other library', () => {
    const base = packagesOf('dist/main.js');
    const found = Object.entries(outputs).flatMap(([file, {entryPoint}]) => {
      const command = /^src\/commands\/(.*)\.ts$/.exec(entryPoint ?? '')?.[1];
      const own = [...packagesOf(file)].filter((name) => !base.has(name)).sort();
      return command === undefined || own.length === 0 ? [] : [[command, own] as const];
    });
    assert.deepEqual(Object.fromEntries(found.sort(([one], [other]) => (one < other ? -1 : 1))), AT_ONCE);
  });

  it('is for whatever reads a spec what parses and checks it, and no other library', () => {
    const loaded = ['src/spec/load.ts', 'src/spec/check.ts'].map((module) => {
      const file = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === module);
      assert.ok(file, `${module} is loaded by import()`);
      return packagesOf(file);
    });
    assert.deepEqual([...new Set(loaded.flatMap((packages) => [...packages]))].sort(), [
      'ajv',
      'ajv-formats',
      'leven',
      'yaml',
    ]);
  });

  it('is for all commands oclif, which brings ejs along', () => {
    assert.deepEqual([...packagesOf('dist/main.js')].sort(), ['@oclif/core', 'ejs']);
  });

  /** The packages of which something is loaded with an output, by imports that are no import(). */
  function packagesOf(file: string, seen = new Set<string>()): Set<string> {
    const packages = new Set<string>();
    if (seen.has(file)) return packages;
    seen.add(file);
    const output = outputs[file];
    for (const [input, {bytesInOutput}] of Object.entries(output?.inputs ?? {})) {
      // What libraries bring along is theirs.
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
      if (name !== undefined && bytesInOutput > 0 && OURS.has(name)) packages.add(name);
    }
    for (const {path, kind, external} of output?.imports ?? [])
      if (kind === 'import-statement' && external !== true)
        for (const name of packagesOf(path, seen)) packages.add(name);
    return packages;
  }
});

describe('a start from the sources', () => {
  it('runs the commands of the build', () => {
    const printed = ([program = '', ...words]: readonly string[]) =>
      execFileSync(program, [...words, 'schema'], {encoding: 'utf8'});
    assert.equal(printed(script('bin/dev.js')), printed(KAFKABOOK));
  });
});
