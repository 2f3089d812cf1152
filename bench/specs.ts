// How long large specs take, and how much memory: `npm run bench:specs -- [ROUNDS] [HOSTS...]`. Whole processes of the built
// kafkabook: validate, a first gen, and a gen that finds nothing to do; hosts one a line, and as ranges.
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {keep, median, type Curve, type Measure} from './support/result.ts';
import {specOf} from './support/specs.ts';

const [count = '5', ...sizes] = process.argv.slice(2);
const wanted = sizes.length > 0 ? sizes.map(Number) : [10, 100, 1000, 10_000];
const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const COMMANDS = {validate: ['validate'], gen: ['gen'], 'gen without changes': ['gen']} as const;
/** Seconds for 1,000 explicit hosts. */
const GOALS: Readonly<Record<string, number>> = {validate: 0.5, gen: 1, 'gen without changes': 0.6};
/** Writes the highest resident set of a process where it ends, in KiB. */
const NOTE =
  "data:text/javascript,import fs from 'node:fs'; process.on('exit', () => fs.writeFileSync(process.env.NOTE, String(process.resourceUsage().maxRSS)));";

const root = mkdtempSync(join(tmpdir(), 'kafkabook-bench-'));
const measures: Measure[] = [];
try {
  for (const form of ['explicit', 'ranges'] as const)
    for (const hosts of wanted) measures.push(...measure(form, hosts, Number(count)));
} finally {
  rmSync(root, {recursive: true});
}
keep({
  name: 'specs',
  title: 'Large specs',
  command: `npm run bench:specs -- ${[count, ...sizes].join(' ')}`,
  text: `Whole processes of \`validate\`, of a first \`gen\` and of one that finds nothing to do, for specs with so many brokers: one
a line, or 250 in each line as ranges. Memory is the highest resident set of the process.`,
  measures,
  curves: [
    curve('s', 'Seconds for a spec of so many hosts'),
    curve('MiB', 'MiB for a spec of so many hosts'),
  ],
  remarks: growths(),
});

/** How much longer the largest spec takes than one of a tenth of its hosts: ten times would be linear from nothing. */
function growths(): string[] {
  const most = Math.max(...wanted);
  const tenth = wanted.find((hosts) => hosts * 10 === most);
  if (tenth === undefined) return [];
  const of = (name: string, hosts: number) =>
    median(measures.find(({what}) => what === `${name}, ${hosts} hosts, explicit`)?.samples ?? []);
  const times = Object.keys(COMMANDS).map(
    (name) => `${(of(name, most) / of(name, tenth)).toFixed(1)} times (${name})`,
  );
  return [`${most} explicit hosts take ${times.join(', ')} as long as ${tenth}.`];
}

function measure(form: 'explicit' | 'ranges', hosts: number, rounds: number): Measure[] {
  const folder = join(root, `${form}-${hosts}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'cluster.yml'), specOf(form, hosts));
  const found = new Map<string, {seconds: number[]; memory: number[]}>();
  for (let round = 0; round < rounds; round += 1) {
    rmSync(join(folder, 'ansible_playbook'), {recursive: true, force: true});
    for (const [name, args] of Object.entries(COMMANDS)) {
      const begun = performance.now();
      const {status, stderr} = spawnSync(process.execPath, ['--import', NOTE, BIN, ...args], {
        cwd: folder,
        env: {...process.env, NOTE: join(folder, 'note')},
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`${name}: ${stderr}`);
      const kept = found.get(name) ?? {seconds: [], memory: []};
      kept.seconds.push(Math.round(performance.now() - begun) / 1000);
      kept.memory.push(Math.round(Number(readFileSync(join(folder, 'note'), 'utf8')) / 1024));
      found.set(name, kept);
    }
  }
  return [...found].flatMap(([name, {seconds, memory}]) => {
    const what = `${name}, ${hosts} hosts, ${form}`;
    const goal = form === 'explicit' && hosts === 1000 ? GOALS[name] : undefined;
    console.log(`${what}: ${median(seconds)} s, ${median(memory)} MiB`);
    return [
      {what, unit: 's' as const, samples: seconds, ...(goal !== undefined && {goal})},
      {what: `${what}: memory`, unit: 'MiB' as const, samples: memory},
    ];
  });
}

/** A line for each command and form. */
function curve(unit: 's' | 'MiB', title: string): Curve {
  const suffix = unit === 's' ? '' : ': memory';
  const lines = (['explicit', 'ranges'] as const).flatMap((form) =>
    Object.keys(COMMANDS).map((name) => ({
      name: `${name}, ${form}`,
      points: wanted.map((hosts): [number, number] => {
        const {samples} = measures.find(({what}) => what === `${name}, ${hosts} hosts, ${form}${suffix}`) ?? {
          samples: [],
        };
        return [hosts, median(samples)];
      }),
    })),
  );
  return {title, x: 'hosts', y: unit, logarithmic: true, lines};
}
