// What a run without changes costs the control node where there are very many brokers: `npm run bench:many-hosts -- [ROUNDS]
// [BROKERS...]`. The machines are a model that answers at once as converged ones do, so that nothing but Ansible is measured.
// With the most of them, also what there is to do about it: more forks, parts of the hosts on each of several control nodes,
// and each host by itself.
import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {ansibleBin} from '../test/e2e/support/lab.ts';
import {fitted} from './support/fitted.ts';
import {ansibleVersion, keep, median, type Measure} from './support/result.ts';
import {specOf} from './support/specs.ts';
import {usageOf, type Usage} from './support/usage.ts';

const [count = '1', ...sizes] = process.argv.slice(2);
const wanted = sizes.length > 0 ? sizes.map(Number) : [10, 100, 300];
const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const PLUGINS = fileURLToPath(new URL('support/connection_plugins', import.meta.url));
const ansible = ansibleBin('2.19');
if (ansible === undefined) throw new Error('no Ansible 2.19');
const env = {...process.env, PATH: `${ansible}:${process.env['PATH'] ?? ''}`, LC_ALL: 'C.UTF-8'};

const FORKS = [5, 20, 50, 100];
const PARTS = 4;
const GOAL = 1000;

const measures: Measure[] = [];
const points = {seconds: [] as [number, number][], cpu: [] as [number, number][]};
const root = mkdtempSync(join(tmpdir(), 'kafkabook-bench-'));
try {
  for (const brokers of wanted) {
    const what = `run again, ${brokers} brokers`;
    const figures = (await measure(projectOf(brokers), {[what]: []})).get(what) ?? [];
    points.seconds.push([brokers, median(figures.map(({seconds}) => seconds))]);
    points.cpu.push([brokers, median(figures.map(({cpu}) => cpu))]);
  }
  const most = Math.max(...wanted);
  const folder = join(root, String(most));
  const part = Math.ceil(most / PARTS);
  await measure(folder, {
    ...Object.fromEntries(
      FORKS.map((forks) => [`run again, ${most} brokers, ${forks} forks`, ['--forks', String(forks)]]),
    ),
    [`run again, ${part} of ${most} brokers`]: ['--limit', `kafkahosts[0:${part - 1}]`],
    [`run again, 1 of ${most} brokers`]: ['--limit', 'kafkahosts[0]'],
  });
} finally {
  rmSync(root, {recursive: true});
}
const [base, slope] = fitted(points.cpu);
keep({
  name: 'many-hosts',
  title: 'The control node with very many brokers',
  command: `npm run bench:many-hosts -- ${[count, ...sizes].join(' ')}`,
  text: `\`kafka.yml\` on converged brokers that are a model: they answer at once, so all that is measured is Ansible on this
computer, which has all of its cores.`,
  versions: {'ansible-core': ansibleVersion(env)},
  measures,
  curves: [
    {
      title: 'Seconds of a run without changes over so many brokers',
      ...{x: 'brokers', y: 's'},
      lines: [
        {name: 'time', points: points.seconds},
        {name: 'CPU', points: points.cpu},
      ],
    },
  ],
  remarks: [`Fitted: ${base.toFixed(1)} s of CPU, and ${slope.toFixed(2)} s for each broker.`, ...waysOut()],
});

/** Runs in turns, each with its own further words. */
async function measure(
  project: string,
  ways: Readonly<Record<string, readonly string[]>>,
): Promise<Map<string, Usage[]>> {
  const found = new Map(Object.keys(ways).map((what) => [what, [] as Usage[]]));
  for (let round = 0; round < Number(count); round += 1)
    for (const [what, words] of Object.entries(ways)) {
      const figures = await run(project, words);
      found.get(what)?.push(figures);
      console.log(what, JSON.stringify(figures));
    }
  for (const [what, figures] of found) {
    const of = (field: keyof Usage) => figures.map((each) => Math.round(each[field] * 10) / 10);
    measures.push(
      {what, unit: 's', samples: of('seconds')},
      {what: `${what}: CPU`, unit: 's', samples: of('cpu')},
      {what: `${what}: memory`, unit: 'MiB', samples: of('mebibytes')},
    );
  }
  return found;
}

/** What the figures say of a thousand brokers, and of each way to manage them. */
function waysOut(): string[] {
  const most = Math.max(...wanted);
  const of = (what: string) => median(measures.find((each) => each.what === what)?.samples ?? []);
  const [start, each] = fitted(points.seconds);
  const minutes = (hosts: number) => ((start + each * hosts) / 60).toFixed(1);
  const [few = 0, many = 0] = [FORKS[0], FORKS.at(-1)];
  const forks = (number: number, more = '') => of(`run again, ${most} brokers, ${number} forks${more}`);
  const memory = (forks(many, ': memory') - forks(few, ': memory')) / (many - few);
  const part = `run again, ${Math.ceil(most / PARTS)} of ${most} brokers`;
  const one = of(part);
  return [
    `${GOAL} brokers were not measured. A line through the times above makes it ${minutes(GOAL)} min of this computer for a run that changes
nothing, and ${minutes(GOAL / PARTS)} min where ${PARTS} control nodes have a part each, of whom one alone may roll: restarts stay one at a time for
the whole cluster. So there it is worth more to run what has changed (\`run kafka --limit\`) than to run all.`,
    `Batches one after the other, as \`serial\` makes them: ${PARTS} parts of ${Math.ceil(most / PARTS)} brokers take ${(PARTS * one).toFixed(0)} s, all ${most} at once ${of(`run again, ${most} brokers`).toFixed(0)} s.
What they bound is how many hosts a fault meets.`,
    `Of ${most} brokers: ${FORKS.map((number) => `${forks(number).toFixed(0)} s with ${number} forks`).join(', ')}, each of which takes ${memory.toFixed(0)} MiB more.
One of them alone takes ${of(`run again, 1 of ${most} brokers: CPU`).toFixed(1)} s of CPU: what each host would spend that pulls, without what its own modules take.`,
  ];
}

function projectOf(brokers: number): string {
  const folder = join(root, String(brokers));
  mkdirSync(folder);
  writeFileSync(join(folder, 'cluster.yml'), specOf('ranges', brokers));
  const {status, stderr} = spawnSync(process.execPath, [BIN, 'gen'], {cwd: folder, encoding: 'utf8'});
  if (status !== 0) throw new Error(stderr);
  const project = join(folder, 'ansible_playbook');
  cpSync(PLUGINS, join(project, 'connection_plugins'), {recursive: true});
  return project;
}

async function run(cwd: string, more: readonly string[]): Promise<Usage> {
  const words = ['-i', 'hosts', 'kafka.yml', '-e', 'ansible_connection=model', ...more];
  return usageOf(['ansible-playbook', ...words], {cwd, env});
}
