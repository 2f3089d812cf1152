// Kills runs of a real Ansible on this computer at random moments: npm run kills -- [COUNT] [SEED] [ANSIBLE]
import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {removeSandbox, ROOT, start} from '../ansible/helpers/sandbox.ts';
import {localProject, play, task, type LocalProject} from '../support/local-project.ts';
import {killed, seeded, told, type Kind, type Victim} from './kills.ts';

const HOSTS = ['zk01', 'zk02', 'zk03'];
const STEPS = [1, 2, 3, 4];
const KINDS: readonly Kind[] = [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const).map((name): Kind => `${name} of kafkabook`),
  ...(['SIGINT', 'SIGTERM', 'SIGKILL'] as const).map((name): Kind => `${name} of ansible-playbook`),
  'SIGKILL of a worker',
  'full disk',
];

/** One kill, and what was wrong with what came of it; empty when nothing was. */
export type Report = Readonly<{
  kind: Kind;
  after: number;
  code: number | null;
  state: string;
  faults: readonly string[];
}>;

/** Kills so many runs, each at a moment of its own, and tells each as it is judged. Throws where Ansible is absent. */
export async function killLocalRuns(
  count: number,
  seed: number,
  version: string,
  onReport: (report: Report) => void,
): Promise<Report[]> {
  // Each step makes a file for good, so what is told can be compared with what is there.
  const step = (number: number) =>
    task(
      `Step ${number}`,
      `shell: sleep 0.2 && mkdir -p ../steps/{{ inventory_hostname }} && touch ../steps/{{ inventory_hostname }}/${number}`,
      'args:',
      `  creates: ../steps/{{ inventory_hostname }}/${number}`,
    );
  const project = localProject(version, {here: HOSTS}, {steps: play('here', [], ...STEPS.map(step))});
  if ('reason' in project) throw new Error(project.reason);
  const random = seeded(seed);
  const reports: Report[] = [];
  const whole = await wholeRun(project);
  try {
    for (let index = 0; index < count; index += 1) {
      const kind = KINDS[index % KINDS.length] ?? 'SIGINT of kafkabook';
      const report = await judge(project, kind, random() * whole, index);
      reports.push(report);
      onReport(report);
    }
  } finally {
    removeSandbox(project.folder);
  }
  return reports;
}

async function judge(project: LocalProject, kind: Kind, after: number, index: number): Promise<Report> {
  clear(project);
  const victim: Victim = {
    command: COMMAND,
    ...{home: join(project.folder, 'project'), cwd: project.folder, env: project.env},
  };
  const faults: string[] = [];
  const {code, run: id, left} = await killed(victim, kind, after);
  if (left.length > 0) faults.push(`processes are left: ${left.join(', ')}`);
  let state = 'not begun';
  if (id !== null) {
    const shown = told(victim, id);
    state = shown.exitCode === null ? shown.state : `exit ${shown.exitCode}`;
    faults.push(...compare(project, kind, code, shown));
  }
  const next = await run(project);
  if (next.code !== 0) faults.push(`the next run ended with ${next.code}: ${next.stderr}`);
  if (stepsOf(project) !== HOSTS.length * STEPS.length) faults.push('the next run did not converge');
  // Convergence is seen in the steps; that the run after it changes nothing, now and then.
  const again = index % 5 === 0 ? await run(project) : undefined;
  if (again !== undefined && !/changed 0\)/.test(again.stderr))
    faults.push(`the run after it changes something: ${again.stderr}`);
  return {kind, after, code, state, faults};
}

function compare(
  project: LocalProject,
  kind: Kind,
  code: number | null,
  shown: ReturnType<typeof told>,
): string[] {
  const faults: string[] = [];
  // Killed after its result was written, it has ended all the same; what it tells is compared below.
  const expected = code === null ? ['interrupted', 'ended'] : ['ended'];
  if (!expected.includes(shown.state)) faults.push(`it is told as ${shown.state}`);
  if (shown.exitCode === 0 && stepsOf(project) !== HOSTS.length * STEPS.length)
    faults.push('success is told of half a run');
  if (code !== null && shown.exitCode !== code)
    faults.push(`exit ${shown.exitCode} is told, and it was ${code}`);
  // On a full disk events are missing, which the run says.
  if (kind === 'full disk') return faults;
  for (const host of HOSTS) {
    const found = stepsOf(project, host);
    const said = shown.changed[host] ?? 0;
    // The task under way may have ended unseen; where kafkabook was killed, one more, till the watchdog came.
    if (found < said || found > said + (code === null ? 2 : 1))
      faults.push(`${host}: ${said} changes are told, ${found} are there`);
  }
  return faults;
}

const COMMAND = [
  process.execPath,
  join(ROOT, 'bin/run.js'),
  'run',
  'steps',
  '-C',
  'project',
  '--output',
  'ansible',
];

function run({folder, env}: LocalProject): Promise<{code: number | null; stderr: string}> {
  return start(COMMAND, {cwd: folder, env}).ended;
}

function clear(project: LocalProject): void {
  removeSandbox(join(project.folder, 'steps'));
}

function stepsOf(project: LocalProject, ...hosts: string[]): number {
  const folder = (host: string) => join(project.folder, 'steps', host);
  return (hosts.length === 0 ? HOSTS : hosts)
    .map((host) => (existsSync(folder(host)) ? readdirSync(folder(host)).length : 0))
    .reduce((sum, each) => sum + each, 0);
}

/** Seconds that a run takes which nobody kills. */
async function wholeRun(project: LocalProject): Promise<number> {
  const begun = performance.now();
  const {code, stderr} = await run(project);
  if (code !== 0) throw new Error(stderr);
  return (performance.now() - begun) / 1000;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [count = '200', seed = String(Date.now() % 100_000), version = '2.19'] = process.argv.slice(2);
  console.log(`${count} kills, seed ${seed}, ansible-core ${version}`);
  const reports = await killLocalRuns(
    Number(count),
    Number(seed),
    version,
    ({kind, after, code, state, faults}) => {
      const outcome = faults.length === 0 ? 'ok' : `FAULT: ${faults.join('; ')}`;
      console.log(`${kind} after ${after.toFixed(2)} s: code ${code ?? 'none'}, ${state}: ${outcome}`);
    },
  );
  const faulty = reports.filter(({faults}) => faults.length > 0).length;
  console.log(`${reports.length} kills, ${faulty} with a fault`);
  process.exitCode = faulty === 0 ? 0 : 1;
}
