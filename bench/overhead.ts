// What kafkabook costs on top of ansible-playbook: `npm run bench:overhead -- [PAIRS] [ANSIBLE] [time|memory|latency]`.
// The time of a run against that of the bare command, in pairs that take turns; the memory with 300 hosts, and the time
// with 60 MB of memory against that with as much as it wants; how long a line takes from Ansible to the terminal.
// Everything runs on this computer, over local connections.
import {spawn, spawnSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {removeSandbox, ROOT} from '../test/ansible/helpers/sandbox.ts';
import {localProject, play, task, type LocalProject} from '../test/support/local-project.ts';
import {keep, type Measure} from './support/result.ts';

const [pairs = '7', version = '2.19', only] = process.argv.slice(2);
const BIN = join(ROOT, 'bin/run.js');
const LIMIT = 60_000_000;
const hosts = (count: number) => Array.from({length: count}, (_, index) => `host${index + 1}`);

const measures: Measure[] = [];
if (only === undefined || only === 'time') measures.push(...timing(Number(pairs)));
if (only === undefined || only === 'memory') measures.push(...(await memory()));
if (only === undefined || only === 'latency') measures.push(...(await latency()));
if (only === undefined)
  keep({
    name: 'overhead',
    title: 'What kafkabook costs on top of ansible-playbook',
    command: `npm run bench:overhead -- ${pairs} ${version}`,
    text: `A playbook of twelve tasks on ten hosts over local connections, with the bare command and with \`kafkabook run\`; the memory of
kafkabook while 300 hosts tell of six tasks each; and how long a line takes from Ansible to the terminal.`,
    versions: {'ansible-core': version},
    measures,
  });

/** A playbook of twelve tasks that do something on ten hosts. */
function timing(count: number): Measure[] {
  const tasks = Array.from({length: 12}, (_, index) =>
    task(`Task ${index + 1}`, 'command: "true"', 'changed_when: false'),
  );
  const project = projectOf(hosts(10), tasks);
  const bare = () => seconds(project, 'ansible-playbook', ['-i', 'hosts', 'all.yml'], 'project');
  const ours = () => seconds(project, process.execPath, [BIN, 'run', 'all', '-C', 'project'], '.');
  bare();
  const [plain, judged]: [number[], number[]] = [[], []];
  for (let pair = 0; pair < count; pair += 1) {
    // Whoever comes second finds warmer caches.
    const [one, other] = pair % 2 === 0 ? [bare(), ours()] : [ours(), bare()].reverse();
    plain.push(one ?? 0);
    judged.push(other ?? 0);
    console.log(`ansible-playbook ${one?.toFixed(2)} s, kafkabook run ${other?.toFixed(2)} s`);
  }
  removeSandbox(project.folder);
  const tool = 'ansible-playbook, 10 hosts, 12 tasks';
  return [
    {what: tool, unit: 's', samples: plain.map(rounded)},
    {
      what: 'kafkabook run of the same',
      unit: 's',
      samples: judged.map(rounded),
      ratios: [{to: tool, goal: 1.05}],
    },
  ];
}

/** Tasks that Ansible does itself, so that the events come as fast as they can. */
async function memory(): Promise<Measure[]> {
  const tasks = Array.from({length: 6}, (_, index) =>
    task(`Task ${index + 1}`, 'debug: {msg: "a line of some length, as tasks have it"}'),
  );
  const project = projectOf(hosts(300), tasks);
  const [highest, own, seconds] = await runMeasured(project, process.execPath, [BIN], project.env);
  const limited = await limitedRun(project);
  removeSandbox(project.folder);
  const idle = spawnSync(
    process.execPath,
    ['-e', 'process.stdout.write(String(process.resourceUsage().maxRSS * 1.024e-3))'],
    {encoding: 'utf8'},
  );
  return [
    {what: 'a run of 300 hosts', unit: 's', samples: [rounded(seconds)]},
    {what: 'its highest resident set', unit: 'MB', samples: [highest]},
    {what: 'what of it is private', unit: 'MB', samples: [own]},
    {what: 'a node that does nothing', unit: 'MB', samples: [Number(idle.stdout)]},
    ...(limited === undefined
      ? []
      : [
          {
            what: `a run of 300 hosts, with ${LIMIT / 1e6} MB in all`,
            unit: 's' as const,
            samples: [rounded(limited)],
          },
        ]),
  ];
}

/** The highest resident set and the highest private one in MB, and the seconds of a run of all playbooks. */
async function runMeasured(
  {folder}: LocalProject,
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<[number, number, number]> {
  const begun = performance.now();
  const child = spawn(file, [...args, 'run', 'all', '-C', 'project'], {cwd: folder, env, stdio: 'ignore'});
  let highest = 0;
  let own = 0;
  const timer = setInterval(() => {
    highest = Math.max(highest, field(child.pid, 'status', 'VmHWM'));
    own = Math.max(own, field(child.pid, 'smaps_rollup', 'Private_Dirty'));
  }, 50);
  const code = await new Promise((done) => child.once('exit', done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`kafkabook run ended with ${String(code)}`);
  return [highest, own, (performance.now() - begun) / 1000];
}

/**
 * The same with all of kafkabook, its node's program text included, in a control group that has no more memory than
 * LIMIT. A resident set counts pages of the program that the kernel drops when memory is short; this does not. Ansible
 * itself is put outside. Undefined where no control group for memory can be made.
 */
async function limitedRun(project: LocalProject): Promise<number | undefined> {
  const parent = memoryGroup();
  if (parent === undefined) return undefined;
  const group = `${parent}/kafkabook-bench-${process.pid}`;
  mkdirSync(group);
  try {
    const v1 = parent.startsWith('/sys/fs/cgroup/memory');
    writeFileSync(`${group}/${v1 ? 'memory.limit_in_bytes' : 'memory.max'}`, String(LIMIT));
    mkdirSync(join(project.folder, 'limited'));
    program(join(project.folder, 'limited/ansible-playbook'), [
      `echo 0 >${parent}/cgroup.procs`,
      'PATH=$BARE_PATH exec ansible-playbook "$@"',
    ]);
    // A copy of node, so that its text counts for this group and not for the one that read it first.
    program(join(project.folder, 'limited/start'), [
      `echo 0 >${group}/cgroup.procs`,
      `cp '${process.execPath}' limited/node`,
      `exec limited/node '${BIN}' "$@"`,
    ]);
    const bare = project.env['PATH'] ?? '';
    const env = {...project.env, BARE_PATH: bare, PATH: `${join(project.folder, 'limited')}:${bare}`};
    const [, , seconds] = await runMeasured(project, join(project.folder, 'limited/start'), [], env);
    return seconds;
  } finally {
    rmdirSync(group);
  }
}

function program(file: string, lines: readonly string[]): void {
  writeFileSync(file, ['#!/bin/sh -e', ...lines, ''].join('\n'), {mode: 0o755});
}

/** The control group of this process for memory, if we may make others in it. */
function memoryGroup(): string | undefined {
  const line = readFileSync('/proc/self/cgroup', 'utf8');
  const v1 = /^\d+:memory:(.*)$/m.exec(line)?.[1];
  const v2 = /^0::(.*)$/m.exec(line)?.[1] ?? '';
  const group = v1 === undefined ? `/sys/fs/cgroup${v2}` : `/sys/fs/cgroup/memory${v1}`;
  const probe = `${group}/kafkabook-probe-${process.pid}`;
  try {
    mkdirSync(probe);
    const files = readdirSync(probe);
    rmdirSync(probe);
    return files.some((name) => ['memory.limit_in_bytes', 'memory.max'].includes(name)) ? group : undefined;
  } catch {
    return undefined;
  }
}

/** Lines that carry the time at which they were printed, through a pipe. */
async function latency(): Promise<Measure[]> {
  const project = projectOf(['host1'], []);
  const program = `import time
for _ in range(500):
    print("%.6f" % time.time(), flush=True)
    time.sleep(0.01)
`;
  const env = {...project.env, PATH: `${join(project.folder, 'bin')}:${project.env['PATH'] ?? ''}`};
  spawnSync('bash', ['-c', 'mkdir bin && cat >bin/ansible-playbook && chmod +x bin/ansible-playbook'], {
    cwd: project.folder,
    input: `#!/usr/bin/env python3\n${program}`,
  });
  const delays: number[] = [];
  const child = spawn(process.execPath, [BIN, 'run', 'all', '-C', 'project'], {
    cwd: project.folder,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({input: child.stdout});
  lines.on('line', (line) => delays.push(Date.now() - Number(line) * 1000));
  await new Promise((done) => child.once('close', done));
  removeSandbox(project.folder);
  return [{what: 'a line, from Ansible to the terminal', unit: 'ms', samples: delays.map(rounded), goal: 50}];
}

function projectOf(names: readonly string[], tasks: readonly string[]): LocalProject {
  const project = localProject(
    version,
    {all: names},
    {all: play('all', [], ...tasks)},
    {'ansible.cfg': '[defaults]\nforks = 10\n'},
  );
  if ('reason' in project) throw new Error(project.reason);
  return project;
}

function seconds(project: LocalProject, file: string, args: readonly string[], folder: string): number {
  const begun = performance.now();
  const {status, stderr} = spawnSync(file, args, {
    cwd: join(project.folder, folder),
    env: project.env,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`${file}: ${stderr}`);
  return (performance.now() - begun) / 1000;
}

/** A figure of a process in MB; 0 when it has ended. */
function field(pid: number | undefined, file: string, name: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) * 1.024e-3;
  } catch {
    return 0;
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
