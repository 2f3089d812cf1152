// Kills rolls on lab machines at random moments: npm run kills:lab -- [COUNT] [SEED] [zookeeper|kafka]
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {ansibleBin, lab, LabProject, mainPid, ROOT} from '../e2e/support/lab.ts';
import type {LabEnvironment} from '../support/lab-spec.ts';
import {brokers, ensemble, type Ground} from './ground.ts';
import {killed, seeded, told, type Kind, type Victim} from './kills.ts';

const KINDS: readonly Kind[] = [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const).map((name): Kind => `${name} of kafkabook`),
  ...(['SIGINT', 'SIGTERM', 'SIGKILL'] as const).map((name): Kind => `${name} of ansible-playbook`),
  ...(['SIGKILL of a worker', 'SIGKILL of ssh', 'network cut', 'full disk'] as const),
];

/** Kills so many rolls, each of which changes all machines. Returns an exit code. */
async function killRolls(wanted: number, from: number, ground: Ground): Promise<number> {
  console.log(`${wanted} kills of rolls of ${ground.playbook} on the lab, seed ${from}`);
  lab('up', ...ground.machines);
  lab('reset', ...ground.machines);
  const environment = JSON.parse(lab('env', '--json')) as LabEnvironment;
  const project = new LabProject('book', environment);
  project.edit(ground.prepare);
  const victim: Victim = {
    // Gates are patient for minutes by default, and sixty kills need not be.
    command: [
      join(ROOT, 'test/lab/lab'),
      'control',
      process.execPath,
      join(ROOT, 'bin/run.js'),
      'run',
      ground.playbook,
      '--output',
      'ansible',
      '--',
      ...ground.variables.flatMap((variable) => ['-e', variable]),
    ],
    ...{home: project.folder, cwd: project.folder},
    env: {...process.env, PATH: `${ansibleBin('2.19')}:${process.env['PATH'] ?? ''}`},
  };
  const change = (index: number) => {
    project.edit((document) => ground.change(document, index));
    project.succeed('gen');
  };
  change(-1);
  project.succeed('run', ground.bringUp);
  await ground.begin(environment);
  change(0);
  const begun = performance.now();
  project.succeed('run', ground.playbook);
  const whole = (performance.now() - begun) / 1000;
  console.log(`a roll that nobody kills takes ${whole.toFixed(1)} s`);
  const random = seeded(from);
  let faulty = 0;
  for (let index = 0; index < wanted; index += 1) {
    const kind = KINDS[index % KINDS.length] ?? 'SIGINT of kafkabook';
    const after = random() * whole;
    change(index + 1);
    const {outcome, faults} = await judge(project, ground, victim, kind, after, index + 1);
    faulty += faults.length === 0 ? 0 : 1;
    console.log(
      `${index + 1}. ${kind} after ${after.toFixed(1)} s: ${outcome}: ${faults.length === 0 ? 'ok' : `FAULT: ${faults.join('; ')}`}`,
    );
  }
  const atTheEnd = await ground.end();
  console.log([`${wanted} kills, ${faulty} with a fault`, ...atTheEnd].join('; '));
  return faulty === 0 && atTheEnd.length === 0 ? 0 : 1;
}

async function judge(
  project: LabProject,
  ground: Ground,
  victim: Victim,
  kind: Kind,
  after: number,
  index: number,
): Promise<{outcome: string; faults: string[]}> {
  const faults: string[] = [];
  const {rolled} = ground;
  const before = pids(ground);
  const cable = rolled[index % rolled.length] ?? '';
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
    const restarted = rolled.filter((machine) => pids(ground)[machine] !== before[machine]);
    const saidRestarted = kind === 'full disk' ? restarted : restartsTold(project, ground, run);
    const unsaid = restarted.filter((machine) => !saidRestarted.includes(machine));
    const untrue = saidRestarted.filter((machine) => !restarted.includes(machine));
    // The one under way when it was struck may have been restarted unseen.
    if (unsaid.length > 1 || untrue.length > 0)
      faults.push(`restarts told: ${saidRestarted.join(', ')}; found: ${restarted.join(', ')}`);
    if (shown.exitCode === 0 && restarted.length < rolled.length)
      faults.push('success was told of half a roll');
  }
  const next = project.kafkabook(['run', ground.playbook]);
  if (next.status !== 0) faults.push(`the next run ended with ${next.status}: ${next.stderr.slice(-600)}`);
  faults.push(...(await ground.faults(index)));
  return {outcome: `code ${code ?? 'none'}, ${state}`, faults};
}

function pids({rolled, unit}: Ground): Record<string, string> {
  return Object.fromEntries(rolled.map((machine) => [machine, mainPid(machine, unit)]));
}

/** The machines whose restart the events of a run tell. */
function restartsTold(project: LabProject, {rolled}: Ground, run: string): string[] {
  const file = join(project.folder, '.kafkabook/runs', run, 'events.ndjson');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return rolled.filter((machine) =>
    lines.some(
      (line) =>
        /"event": ?"changed"/.test(line) &&
        line.includes('Restart the service') &&
        line.includes(`"${machine}.`),
    ),
  );
}

const [count = '60', seed = String(Date.now() % 100_000), role = 'zookeeper'] = process.argv.slice(2);
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exitCode = await killRolls(Number(count), Number(seed), role === 'kafka' ? brokers() : ensemble());
