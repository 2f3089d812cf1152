// What a run without changes costs the control node where there are very many brokers: `npm run bench:many-hosts -- [ROUNDS]
// [BROKERS...]`. The machines are a model that answers at once as converged ones do, so that nothing but Ansible is measured.
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

const measures: Measure[] = [];
const points = {seconds: [] as [number, number][], cpu: [] as [number, number][]};
const root = mkdtempSync(join(tmpdir(), 'kafkabook-bench-'));
try {
  for (const brokers of wanted) {
    const folder = projectOf(brokers);
    const figures: Usage[] = [];
    for (let round = 0; round < Number(count); round += 1) figures.push(await run(folder));
    const of = (field: keyof Usage) => figures.map((each) => Math.round(each[field] * 10) / 10);
    const what = `run again, ${brokers} brokers`;
    measures.push(
      {what, unit: 's', samples: of('seconds')},
      {what: `${what}: CPU`, unit: 's', samples: of('cpu')},
      {what: `${what}: memory`, unit: 'MiB', samples: of('mebibytes')},
    );
    points.seconds.push([brokers, median(of('seconds'))]);
    points.cpu.push([brokers, median(of('cpu'))]);
    console.log(what, JSON.stringify(figures));
  }
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
  remarks: [`Fitted: ${base.toFixed(1)} s of CPU, and ${slope.toFixed(2)} s for each broker.`],
});

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

async function run(cwd: string): Promise<Usage> {
  return usageOf(['ansible-playbook', '-i', 'hosts', 'kafka.yml', '-e', 'ansible_connection=model'], {
    cwd,
    env,
  });
}
