// What Ansible itself needs for large inventories: `npm run bench:inventories -- [ROUNDS] [HOSTS...]`. The time of
// `ansible-inventory --list`, the time until a task begins that one host has, and that of a task that all have, for the project
// that kafkabook writes and for other layouts of the same variables.
import {spawn, spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {ansibleBin} from '../test/e2e/support/lab.ts';
import {ansibleVersion, keep, median, type Measure} from './support/result.ts';
import {rounds} from './support/rounds.ts';
import {specOf} from './support/specs.ts';

const [count = '3', ...sizes] = process.argv.slice(2);
const wanted = sizes.length > 0 ? sizes.map(Number) : [10, 1000, 10_000];
const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const LAYOUTS: Readonly<Record<string, (folder: string) => void>> = {
  'INI, variables in the line': () => undefined,
  'INI, a file in host_vars for each': intoFiles,
  'YAML, variables beside the host': intoYaml,
};

/** A task on each of more hosts than these takes minutes. */
const MOST = 1000;
const FIRST = `- hosts: zkhosts:kafkahosts
  gather_facts: false
  tasks:
    - ansible.builtin.debug: {msg: first}
      run_once: true
`;

/** Programs that have shown what was to be seen, and end beside all clocks. */
const ending: Promise<unknown>[] = [];
const ansible = ansibleBin('2.19');
if (ansible === undefined) throw new Error('no Ansible 2.19');
const root = mkdtempSync(join(tmpdir(), 'kafkabook-bench-'));
const env = {
  ...process.env,
  ...{
    PATH: `${ansible}:${process.env['PATH'] ?? ''}`,
    LC_ALL: 'C.UTF-8',
    ANSIBLE_HOME: join(root, 'ansible'),
  },
};
const measures: Measure[] = [];
try {
  for (const hosts of wanted) await measure(hosts);
} finally {
  rmSync(root, {recursive: true});
}
const line = (kind: string, layout: string) => ({
  name: layout,
  points: wanted.map((hosts): [number, number] => {
    const {samples} = measures.find(({what}) => what === `${kind}, ${hosts} hosts: ${layout}`) ?? {
      samples: [],
    };
    return [hosts, median(samples)];
  }),
});
keep({
  name: 'inventories',
  title: "Large inventories, Ansible's side",
  command: `npm run bench:inventories -- ${[count, ...sizes].join(' ')}`,
  text: `How long \`ansible-inventory --list\` takes, how long \`ansible-playbook\` until its first task begins, which one host has,
and how long with a task that all of them have, where the inventory has so many brokers. kafkabook writes the first layout:
groups in INI, ids in the line of the host, and what holds for all in group_vars.`,
  versions: {'ansible-core': ansibleVersion(env)},
  measures,
  curves: [
    {
      title: 'Seconds until the first task begins',
      ...{x: 'hosts', y: 's', logarithmic: true},
      lines: Object.keys(LAYOUTS).map((layout) => line('first task', layout)),
    },
  ],
});

async function measure(hosts: number): Promise<void> {
  const first = join(root, String(hosts));
  mkdirSync(first);
  writeFileSync(join(first, 'cluster.yml'), specOf('ranges', hosts));
  const {status, stderr} = spawnSync(process.execPath, [BIN, 'gen'], {cwd: first, encoding: 'utf8'});
  if (status !== 0) throw new Error(stderr);
  const candidates = Object.entries(LAYOUTS).flatMap(([layout, change], index) => {
    const folder = join(root, `${hosts}-${index}`);
    cpSync(join(first, 'ansible_playbook'), folder, {recursive: true});
    change(folder);
    writeFileSync(join(folder, 'first.yml'), FIRST);
    writeFileSync(join(folder, 'all.yml'), FIRST.replace('run_once: true', 'when: true'));
    return [
      {what: `list, ${hosts} hosts: ${layout}`, run: () => list(folder)},
      {
        what: `first task, ${hosts} hosts: ${layout}`,
        before: async () => void (await Promise.all(ending)),
        run: async () => firstTask(folder),
      },
      ...(hosts > MOST
        ? []
        : [
            {
              what: `a task on all, ${hosts} hosts: ${layout}`,
              run: () => run('ansible-playbook', ['-i', 'hosts', 'all.yml'], folder),
            },
          ]),
    ];
  });
  // One round where each takes minutes says enough.
  const samples = await rounds(hosts >= 10_000 ? 1 : Number(count), candidates, (what, seconds) =>
    console.log(`${what}: ${seconds.toFixed(1)} s`),
  );
  const [ours = ''] = Object.keys(LAYOUTS);
  const kinds = [...samples].toSorted(([one], [other]) => kindOf(one).localeCompare(kindOf(other)));
  for (const [what, seconds] of kinds) {
    const to = `${kindOf(what)}: ${ours}`;
    measures.push({
      ...{what, unit: 's' as const, samples: seconds.map((value) => Math.round(value * 100) / 100)},
      ...(what !== to && {ratios: [{to}]}),
    });
  }
}

function kindOf(what: string): string {
  return what.replace(/:.*/, '');
}

function list(folder: string): void {
  run('ansible-inventory', ['-i', 'hosts', '--list', '--output', '/dev/null'], folder);
}

function run(file: string, args: readonly string[], folder: string): void {
  const {status, stderr} = spawnSync(file, args, {cwd: folder, env, encoding: 'utf8', maxBuffer: 1e8});
  if (status !== 0) throw new Error(stderr);
}

async function firstTask(folder: string): Promise<void> {
  const child = spawn('ansible-playbook', ['-i', 'hosts', 'first.yml'], {
    ...{cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit']},
  });
  ending.push(new Promise((done) => child.once('close', done)));
  let seen = false;
  if (child.stdout === null) throw new Error('no output');
  for await (const each of createInterface({input: child.stdout}))
    if (each.startsWith('TASK [')) {
      seen = true;
      break;
    }
  child.kill('SIGKILL');
  if (!seen) throw new Error('no task began');
}

/** Moves the variables of each host to a file of its own. */
function intoFiles(folder: string): void {
  mkdirSync(join(folder, 'host_vars'), {recursive: true});
  const lines = readFileSync(join(folder, 'hosts'), 'utf8').split('\n');
  const kept = lines.map((each) => {
    const [name = '', ...variables] = each.split(' ');
    if (!each.includes(' ansible_host=')) return each;
    const text = variables.map((variable) => variable.replace('=', ': ')).join('\n');
    writeFileSync(join(folder, 'host_vars', `${name}.yml`), `---\n${text}\n`);
    return name;
  });
  writeFileSync(join(folder, 'hosts'), kept.join('\n'));
}

function intoYaml(folder: string): void {
  let text = 'all:\n  children:\n';
  for (const each of readFileSync(join(folder, 'hosts'), 'utf8').split('\n')) {
    const group = /^\[(.*)\]$/.exec(each)?.[1];
    if (group !== undefined) text += `    ${group}:\n      hosts:\n`;
    const [name = '', ...variables] = each.split(' ');
    if (each.includes(' ansible_host='))
      text += `        ${name}: {${variables.map((variable) => variable.replace('=', ': ')).join(', ')}}\n`;
  }
  writeFileSync(join(folder, 'hosts'), text);
}
