// How long the commands take that people and scripts wait for: `npm run bench:startup -- [ROUNDS]`. All take turns with
// a node that does nothing, since what counts is how much they take beyond it.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {keep, median} from './support/result.ts';
import {rounds} from './support/rounds.ts';

const [count = '21'] = process.argv.slice(2);
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const NOTHING = 'node -e 0';
/** The ratios of the goals: milliseconds where `node -e 0` takes 40. */
const GOALS: Readonly<Record<string, readonly [readonly string[], number]>> = {
  'kafkabook --version': [['--version'], 60 / 40],
  'kafkabook --help': [['--help'], 160 / 40],
  'kafkabook validate book.yml': [['validate', join(ROOT, 'examples/book.yml')], 230 / 40],
  'kafkabook gen --check': [['gen', '--check', '-f', 'cluster.yml'], 230 / 40],
  'kafkabook run --print-command': [['run', 'site', '--print-command'], 230 / 40],
};

const folder = mkdtempSync(join(tmpdir(), 'kafkabook-bench-'));
const node = (...args: string[]) => void execFileSync(process.execPath, args, {cwd: folder, stdio: 'ignore'});
const kafkabook = (...args: readonly string[]) => node(join(ROOT, 'bin/run.js'), ...args);
try {
  execFileSync('cp', [join(ROOT, 'examples/book.yml'), join(folder, 'cluster.yml')]);
  kafkabook('gen');
  const candidates = [
    {what: NOTHING, run: () => node('-e', '0')},
    ...Object.entries(GOALS).map(([what, [args]]) => ({what, run: () => kafkabook(...args)})),
  ];
  await rounds(2, candidates);
  const samples = await rounds(Number(count), candidates);
  keep({
    name: 'startup',
    title: 'Start-up',
    command: `npm run bench:startup -- ${count}`,
    text: `Whole processes, from their start to their end, in turn with a node that does nothing. The goals are ratios: 60 ms
for \`--version\`, 160 for \`--help\` and 230 for the others where \`node -e 0\` takes 40.`,
    measures: [...samples].map(([what, seconds]) => {
      const goal = GOALS[what]?.[1];
      return {
        what,
        unit: 'ms' as const,
        samples: seconds.map((value) => Math.round(value * 10_000) / 10),
        ...(goal !== undefined && {ratios: [{to: NOTHING, goal}]}),
      };
    }),
    remarks: [splitOf(new Map([...samples].map(([what, seconds]) => [what, median(seconds) * 1000])))],
  });
} finally {
  rmSync(folder, {recursive: true});
}

/** What reading a spec takes, and what making a project of it and comparing that with the folder takes beyond that. */
function splitOf(medians: ReadonlyMap<string, number>): string {
  const of = (what: string) => Math.round(medians.get(what) ?? 0);
  const [nothing, validate, gen] = [
    of(NOTHING),
    of('kafkabook validate book.yml'),
    of('kafkabook gen --check'),
  ];
  return `\`validate\` takes ${validate - nothing} ms more than a node that does nothing; \`gen --check\` reads and checks the same spec, makes
the project and compares it with what is there, and takes ${gen - validate} ms more than \`validate\`.`;
}
