// Writes dist/: every command as a file that loads what it needs, with all libraries in it, so that a command starts
// quickly, takes little memory, and runs with what it was tested with. Beside it the licences of these libraries, and
// oclif.manifest.json: what oclif has to know of every command to find one, so that it loads that one alone.
import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Plugin} from '@oclif/core';
import standaloneCode from 'ajv/dist/standalone/index.js';
import {build, type Metafile, type Plugin as BuildPlugin} from 'esbuild';
import {clusterSchema} from '../src/spec/schema.ts';
import {ajv} from '../src/spec/validator.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Bundles all commands; `write`: into dist/, else the files are only told of. */
export function bundle(write: boolean) {
  return build({
    absWorkingDir: ROOT,
    write,
    entryPoints: [
      {in: 'src/cli/main.ts', out: 'main'},
      {in: 'src/process/memory.ts', out: 'memory'},
      ...commands().map((file) => ({
        in: `src/commands/${file}`,
        out: `commands/${file.slice(0, -'.ts'.length)}`,
      })),
    ],
    outdir: 'dist',
    // As deep as src/disk and src/spec: they find what is shipped beside dist/ by its place from there.
    chunkNames: 'shared/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Names stay: they stand in what a crash prints.
    minifySyntax: true,
    minifyWhitespace: true,
    // oclif asks for it to run commands from their sources.
    external: ['typescript'],
    banner: {
      js: `import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);`,
    },
    metafile: true,
    plugins: [compiledSchema()],
  });
}

async function main(): Promise<void> {
  process.chdir(ROOT);
  rmSync('dist', {recursive: true, force: true});
  const {metafile} = await bundle(true);
  writeFileSync('dist/THIRD-PARTY-LICENSES', licences(metafile));
  const plugin = new Plugin({
    root: ROOT,
    ignoreManifest: true,
    respectNoCacheDefault: true,
    errorOnManifestCreate: true,
  });
  await plugin.load();
  writeFileSync('oclif.manifest.json', `${JSON.stringify(plugin.manifest, null, 2)}\n`);
}

/** Puts the compiled check of a spec in the place of what would compile it at every start. */
function compiledSchema(): BuildPlugin {
  return {
    name: 'compiled schema',
    setup({onLoad}) {
      onLoad({filter: /src\/spec\/validator\.ts$/}, () => {
        const compiler = ajv({code: {source: true, esm: true}});
        const code = standaloneCode.default(compiler, compiler.compile(clusterSchema()));
        return {
          contents: `${code}\nexport const validator = () => validate;\n`,
          resolveDir: ROOT,
          loader: 'js',
        };
      });
    },
  };
}

function commands(): string[] {
  return readdirSync(join(ROOT, 'src/commands'), {recursive: true, encoding: 'utf8'}).filter((file) =>
    file.endsWith('.ts'),
  );
}

/** Name, version and licence of every package of which something is in the bundle. */
function licences({inputs}: Metafile): string {
  const folders = Object.keys(inputs).flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const {name, version, license} = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      ) as Package;
      const text = readdirSync(folder)
        .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
        .map((file) => readFileSync(join(folder, file), 'utf8').trim());
      return [`${name} ${version} (${license})`, ...text].join('\n\n');
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}

type Package = {name: string; version: string; license: string};

if (process.argv[1]?.endsWith('build.ts')) await main();
