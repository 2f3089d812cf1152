// What kafkabook costs on top of ansible-playbook: `npm run bench:overhead -- [PAIRS] [ANSIBLE] [time|memory|latency]`. Three figures: the time of
// a run against that of the bare command, in pairs that take turns; the highest resident set with 300 hosts; and how long a
// line takes from Ansible to the terminal. Everything runs on this computer, over local connections.
import {spawn, spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {removeSandbox, ROOT} from '../test/ansible/helpers/sandbox.ts';
import {localProject, play, task, type LocalProject} from '../test/support/local-project.ts';

const [pairs = '7', version = '2.19', only] = process.argv.slice(2);
const BIN = join(ROOT, 'bin/run.js');
const hosts = (count: number) => Array.from({length: count}, (_, index) => `host${index + 1}`);

if (only === undefined || only === 'time') timing(Number(pairs));
if (only === undefined || only === 'memory') await memory();
if (only === undefined || only === 'latency') await latency();

/** A playbook of twelve tasks that do something on ten hosts. */
function timing(count: number): void {
  const tasks = Array.from({length: 12}, (_, index) =>
    task(`Task ${index + 1}`, 'command: "true"', 'changed_when: false'),
  );
  const project = projectOf(hosts(10), tasks);
  const bare = () => seconds(project, 'ansible-playbook', ['-i', 'hosts', 'all.yml'], 'project');
  const ours = () => seconds(project, process.execPath, [BIN, 'run', 'all', '-C', 'project'], '.');
  bare();
  const ratios: number[] = [];
  const times: [number[], number[]] = [[], []];
  for (let pair = 0; pair < count; pair += 1) {
    // Whoever comes second finds warmer caches.
    const [one, other] = pair % 2 === 0 ? [bare(), ours()] : [ours(), bare()].reverse();
    times[0].push(one ?? 0);
    times[1].push(other ?? 0);
    ratios.push((other ?? 0) / (one ?? 1));
  }
  removeSandbox(project.folder);
  console.log(
    `time, ${count} pairs, 10 hosts, 12 tasks: ansible-playbook ${median(times[0]).toFixed(2)} s, kafkabook run ${median(times[1]).toFixed(2)} s, ratio ${median(ratios).toFixed(3)} (${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)})`,
  );
}

/** Tasks that Ansible does itself, so that the events come as fast as they can. */
async function memory(): Promise<void> {
  const tasks = Array.from({length: 6}, (_, index) =>
    task(`Task ${index + 1}`, 'debug: {msg: "a line of some length, as tasks have it"}'),
  );
  const project = projectOf(hosts(300), tasks);
  const child = spawn(process.execPath, [BIN, 'run', 'all', '-C', 'project'], {
    cwd: project.folder,
    env: project.env,
    stdio: 'ignore',
  });
  let highest = 0;
  let own = 0;
  const timer = setInterval(() => {
    highest = Math.max(highest, field(child.pid, 'status', 'VmHWM'));
    own = Math.max(own, field(child.pid, 'smaps_rollup', 'Private_Dirty'));
  }, 50);
  await new Promise((done) => child.once('exit', done));
  clearInterval(timer);
  removeSandbox(project.folder);
  const idle = spawnSync(
    process.execPath,
    ['-e', 'process.stdout.write(String(process.resourceUsage().maxRSS / 1024))'],
    {encoding: 'utf8'},
  );
  console.log(
    `memory, 300 hosts, 6 tasks: resident ${highest.toFixed(0)} MiB at most, of which private ${own.toFixed(0)} MiB; node that does nothing: ${Number(idle.stdout).toFixed(0)} MiB`,
  );
}

/** Lines that carry the time at which they were printed, through a pipe. */
async function latency(): Promise<void> {
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
  const sorted = delays.toSorted((one, other) => one - other);
  console.log(
    `latency, ${delays.length} lines: median ${median(delays).toFixed(1)} ms, 99 % within ${(sorted[Math.floor(sorted.length * 0.99)] ?? 0).toFixed(1)} ms, ${sorted.filter((delay) => delay > 50).length} above 50 ms`,
  );
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

/** A figure of a process in MiB; 0 when it has ended. */
function field(pid: number | undefined, file: string, name: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
