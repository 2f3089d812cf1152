// How a run grows with the number of machines: `npm run bench:growth -- [ROUNDS] [MACHINES...]`. Three ZooKeeper servers, and
// brokers on all other machines of the lab; as many as the memory of this computer allows.
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {ansibleBin, lab, LabProject, ROOT} from '../test/e2e/support/lab.ts';
import type {LabEnvironment} from '../test/support/lab-spec.ts';
import {fitted} from './support/fitted.ts';
import {brokers, SERVERS} from './support/machines.ts';
import {ansibleVersion, keep, median, type Measure} from './support/result.ts';
import {usageOf, type Usage} from './support/usage.ts';

const [count = '2', ...sizes] = process.argv.slice(2);
const wanted = sizes.length > 0 ? sizes.map(Number) : [6, 12, 24, 48];
const BROKERS = brokers(Math.max(...wanted) - SERVERS.length);
const LAB = join(ROOT, 'test/lab/lab');
const bin = ansibleBin('2.19');
if (bin === undefined) throw new Error('no Ansible 2.19');
const env = {...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1'};

const measures: Measure[] = [];
const measured: number[] = [];
const limits: string[] = [];
const KINDS = ['first install', 'run again'] as const;
lab('prepare');
try {
  for (const machines of wanted) {
    try {
      await measure(machines);
    } catch (error) {
      // What breaks first is a result, too.
      limits.push(`${machines} machines were too many for this computer: ${String(error).slice(0, 500)}`);
      break;
    }
    measured.push(machines);
  }
} finally {
  lab('down');
}
keep({
  name: 'growth',
  title: 'Growth',
  command: `npm run bench:growth -- ${[count, ...sizes].join(' ')}`,
  text: `\`run site\` on so many lab machines, three of them with ZooKeeper and the others with brokers of a small heap; the JDK is
there already. CPU and memory are those of the control node's processes: kafkabook, Ansible and its workers; the shared
connections of ssh outlive a run and are not among them. Machines and control node share the cores of this computer.`,
  versions: {'ansible-core': ansibleVersion(env)},
  measures,
  curves: [
    {
      title: 'Seconds of a run on so many machines',
      ...{x: 'machines', y: 's'},
      lines: KINDS.map((kind) => ({name: kind, points: pointsOf(kind)})),
    },
  ],
  remarks: [
    ...KINDS.map((kind) => {
      const [base, slope] = fitted(pointsOf(kind));
      return `Fitted, ${kind}: ${base.toFixed(1)} s and ${slope.toFixed(2)} s for each machine.`;
    }),
    ...limits,
  ],
});

async function measure(machines: number): Promise<void> {
  const nodes = BROKERS.slice(0, machines - SERVERS.length);
  const names = [...SERVERS, ...nodes].map(({name}) => name);
  lab('up', ...names);
  lab('reset', ...names);
  const project = new LabProject('current', JSON.parse(lab('env', '--json')) as LabEnvironment);
  project.edit((document) => {
    document.setIn(['kafka', 'brokers'], nodes);
    document.setIn(['kafka', 'heap'], '256m');
    document.setIn(['zookeeper', 'heap'], '128m');
  });
  project.succeed('gen');
  project.succeed('run', 'jdk');
  const first = await run(project.folder);
  const again: Usage[] = [];
  for (let round = 0; round < Number(count); round += 1) again.push(await run(project.folder));
  for (const [kind, figures] of [
    [KINDS[0], [first]],
    [KINDS[1], again],
  ] as const) {
    const what = `${kind}, ${machines} machines`;
    const of = (field: keyof Usage) => figures.map((each) => Math.round(each[field] * 10) / 10);
    measures.push({what, unit: 's', samples: of('seconds')});
    measures.push({what: `${what}: CPU of the control node`, unit: 's', samples: of('cpu')});
    measures.push({what: `${what}: memory of the control node`, unit: 'MiB', samples: of('mebibytes')});
    console.log(what, JSON.stringify(figures));
  }
  rmSync(project.folder, {recursive: true});
}

/** A run of site.yml, with what the processes on the control node took. */
async function run(folder: string): Promise<Usage> {
  const inside = (words: readonly string[]) => [LAB, 'control', ...words];
  return usageOf([process.execPath, join(ROOT, 'bin/run.js'), 'run', 'site'], {cwd: folder, env}, inside);
}

function pointsOf(kind: string): [number, number][] {
  return measured.map((machines) => {
    const {samples} = measures.find(({what}) => what === `${kind}, ${machines} machines`) ?? {samples: []};
    return [machines, median(samples)];
  });
}
