// Kills rolls of a real ZooKeeper ensemble on lab machines at random moments: npm run kills:lab -- [COUNT] [SEED]
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {
  ansibleBin,
  ensembleAlone,
  inside,
  lab,
  LabProject,
  mainPid,
  ROOT,
  zookeeperMode,
} from '../e2e/support/lab.ts';
import type {LabEnvironment} from '../support/lab-spec.ts';
import {killed, seeded, told, type Kind, type Victim} from './kills.ts';

const MACHINES = ['peter-zk01', 'peter-zk02', 'peter-zk03'];
const KINDS: readonly Kind[] = [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const).map((name): Kind => `${name} of kafkabook`),
  ...(['SIGINT', 'SIGTERM', 'SIGKILL'] as const).map((name): Kind => `${name} of ansible-playbook`),
  ...(['SIGKILL of a worker', 'SIGKILL of ssh', 'network cut', 'full disk'] as const),
];

/** Kills so many rolls, each of which changes all three servers. Returns an exit code. */
async function killRolls(wanted: number, from: number): Promise<number> {
  console.log(`${wanted} kills of rolls on the lab, seed ${from}`);
  lab('up', ...MACHINES);
  lab('reset', ...MACHINES);
  const project = new LabProject('book', JSON.parse(lab('env', '--json')) as LabEnvironment);
  project.edit(ensembleAlone);
  const victim: Victim = {
    // A gate is patient for two minutes by default, and sixty kills need not be.
    command: [
      join(ROOT, 'test/lab/lab'),
      'control',
      process.execPath,
      join(ROOT, 'bin/run.js'),
      'run',
      'zookeeper',
      '--output',
      'ansible',
      '--',
      '-e',
      'zookeeper_gate_retries=20',
    ],
    ...{home: project.folder, cwd: project.folder},
    env: {...process.env, PATH: `${ansibleBin('2.19')}:${process.env['PATH'] ?? ''}`},
  };
  project.succeed('gen');
  project.succeed('run', 'zookeeper');
  inside('peter-zk01', `printf 'create /kept kept\\n' | ${CLIENT}`);
  const begun = performance.now();
  change(project, 0);
  project.succeed('run', 'zookeeper');
  const whole = (performance.now() - begun) / 1000;
  console.log(`a roll that nobody kills takes ${whole.toFixed(1)} s`);
  const random = seeded(from);
  let faulty = 0;
  for (let index = 0; index < wanted; index += 1) {
    const kind = KINDS[index % KINDS.length] ?? 'SIGINT of kafkabook';
    const after = random() * whole;
    const {outcome, faults} = await judge(project, victim, kind, after, index + 1);
    faulty += faults.length === 0 ? 0 : 1;
    console.log(
      `${index + 1}. ${kind} after ${after.toFixed(1)} s: ${outcome}: ${faults.length === 0 ? 'ok' : `FAULT: ${faults.join('; ')}`}`,
    );
  }
  console.log(`${wanted} kills, ${faulty} with a fault`);
  return faulty === 0 ? 0 : 1;
}

async function judge(
  project: LabProject,
  victim: Victim,
  kind: Kind,
  after: number,
  index: number,
): Promise<{outcome: string; faults: string[]}> {
  const faults: string[] = [];
  change(project, index);
  const before = pids();
  const cable = MACHINES[index % MACHINES.length] ?? 'peter-zk01';
  const {code, run, left} = await killed(victim, kind, after, {
    cut: () => lab('cut', cable),
    mend: () => kind === 'network cut' && lab('mend', cable),
  });
  if (left.length > 0) faults.push(`processes are left: ${left.join(', ')}`);
  let state = 'not begun';
  if (run !== null) {
    const shown = told(victim, run);
    state = shown.exitCode === null ? shown.state : `exit ${shown.exitCode}`;
    if (code === null ? shown.state === 'running' : shown.state !== 'ended')
      faults.push(`it is told as ${shown.state}`);
    const restarted = MACHINES.filter((machine) => pids()[machine] !== before[machine]);
    const saidRestarted = kind === 'full disk' ? restarted : restartsTold(project, run);
    const unsaid = restarted.filter((machine) => !saidRestarted.includes(machine));
    const untrue = saidRestarted.filter((machine) => !restarted.includes(machine));
    // The one under way when it was struck may have been restarted unseen.
    if (unsaid.length > 1 || untrue.length > 0)
      faults.push(`restarts told: ${saidRestarted.join(', ')}; found: ${restarted.join(', ')}`);
    if (shown.exitCode === 0 && restarted.length < MACHINES.length)
      faults.push('success was told of half a roll');
  }
  const next = project.kafkabook(['run', 'zookeeper']);
  if (next.status !== 0) faults.push(`the next run ended with ${next.status}: ${next.stderr.slice(-600)}`);
  const modes = MACHINES.map(zookeeperMode).sort().join(' ');
  if (modes !== 'follower follower leader') faults.push(`the ensemble is: ${modes}`);
  for (const machine of MACHINES)
    if (!inside(machine, 'cat /etc/zookeeper/zoo.cfg').includes(`maxClientCnxns=${connections(index)}`))
      faults.push(`${machine} has another configuration`);
  const kept = inside(
    MACHINES[index % MACHINES.length] ?? '',
    `echo 'get /kept' | ${CLIENT} | grep -cx kept || true`,
  );
  if (kept !== '1') faults.push('data are lost');
  return {outcome: `code ${code ?? 'none'}, ${state}`, faults};
}

const CLIENT = '/usr/local/zookeeper/bin/zkCli.sh -server 127.0.0.1:2181 2>/dev/null';

const connections = (index: number) => 100 + index;

function change(project: LabProject, index: number): void {
  project.edit((document) => document.setIn(['zookeeper', 'config', 'maxClientCnxns'], connections(index)));
  project.succeed('gen');
}

function pids(): Record<string, string> {
  return Object.fromEntries(MACHINES.map((machine) => [machine, mainPid(machine, 'zookeeper-server')]));
}

/** The machines whose restart the events of a run tell. */
function restartsTold(project: LabProject, run: string): string[] {
  const file = join(project.folder, '.kafkabook/runs', run, 'events.ndjson');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return MACHINES.filter((machine) =>
    lines.some(
      (line) =>
        /"event": ?"changed"/.test(line) &&
        line.includes('Restart the service') &&
        line.includes(`"${machine}.`),
    ),
  );
}

const [count = '60', seed = String(Date.now() % 100_000)] = process.argv.slice(2);
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exitCode = await killRolls(Number(count), Number(seed));
