// Makes machines fail in the middle of rolls of brokers that are in use, one fault after the other:
//   npm run faults:lab -- [WORD...]      only those whose description has one of the words
// Each time the roll has to end as it should, with no other broker touched, and `run --resume` to finish it.
import {spawn} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {ansibleBin, inside, lab, LabProject, ROOT} from '../e2e/support/lab.ts';
import {brokers} from '../kills/ground.ts';
import {runsOf} from '../kills/kills.ts';
import type {LabEnvironment} from '../support/lab-spec.ts';

type Fault = Readonly<{
  what: string;
  /** Who is struck when the first broker has just been restarted: that one, or one that has its turn later. */
  whom: 'the one under way' | 'one still to come';
  strike: (machine: string) => void;
  mend: (machine: string) => void;
  /** Exit codes that are right. */
  ends: readonly number[];
}>;

const FILL = '/data/fills-the-disk';
const plugIn = (machine: string) => void lab('mend', machine);
const nothing = () => {};

/** A roll goes on when what is ill recovers by itself, and stops where it does not. */
const FAULTS: readonly Fault[] = [
  ...both('process killed', [0], (machine) => systemctl(machine, 'kill --signal KILL'), nothing),
  {
    what: 'stopped by somebody',
    whom: 'one still to come',
    strike: (machine) => systemctl(machine, 'stop'),
    mend: nothing,
    ends: [24],
  },
  ...both(
    'power cut',
    [21, 24],
    (machine) => lab('kill', machine),
    (machine) => lab('boot', machine),
  ),
  ...both('cable out', [21, 24], (machine) => lab('cut', machine), plugIn),
  ...both(
    'disk full',
    [20, 24],
    (machine) => inside(machine, `dd if=/dev/zero of=${FILL} bs=64k 2>/dev/null || sync`),
    (machine) => inside(machine, `rm ${FILL}`),
  ),
  ...both(
    'disk read-only',
    [20, 24],
    // As the kernel does it after errors, also under files that are being written to: there is no way back but a start.
    (machine) => inside(machine, 'mount -o remount,abort /data'),
    (machine) => {
      lab('kill', machine);
      lab('boot', machine);
    },
  ),
  ...both('disk slow', [0], (machine) => lab('slow', machine, 'disk'), plugIn),
  ...both('network slow', [0], (machine) => lab('slow', machine, 'network'), plugIn),
  ...['3600', '-3600'].map((seconds): Fault => ({
    what: `clock off by ${seconds} s`,
    whom: 'one still to come',
    strike: (machine) => void lab('skew', machine, seconds),
    mend: plugIn,
    ends: [0],
  })),
];

function both(
  what: string,
  ends: readonly number[],
  strike: (machine: string) => unknown,
  mend: (machine: string) => unknown,
): Fault[] {
  return (['the one under way', 'one still to come'] as const).map((whom) => ({
    ...{what, whom, ends},
    strike: (machine) => void strike(machine),
    mend: (machine) => void mend(machine),
  }));
}

function systemctl(machine: string, words: string): void {
  inside(machine, `systemctl ${words} kafka-server`);
}

const ground = brokers();
const words = process.argv.slice(2);
const chosen = FAULTS.filter(
  ({what, whom}) => words.length === 0 || words.some((word) => `${what}, ${whom}`.includes(word)),
);
lab('up', ...ground.machines);
lab('reset', ...ground.machines);
for (const machine of ground.rolled) lab('disk', machine, '400');
const environment = JSON.parse(lab('env', '--json')) as LabEnvironment;
const project = new LabProject('book', environment);
project.edit(ground.prepare);
change(0);
project.succeed('run', ground.bringUp);
await ground.begin(environment);
let faulty = 0;
for (const [index, fault] of chosen.entries()) {
  const {told, wrong} = await judge(fault, index + 1);
  faulty += wrong.length === 0 ? 0 : 1;
  console.log(`${index + 1}. ${fault.what}, ${fault.whom}: ${told}`);
  for (const each of wrong) console.log(`   WRONG: ${each}`);
}
const atTheEnd = await ground.end();
console.log([`${chosen.length} faults, ${faulty} with something wrong`, ...atTheEnd].join('; '));
process.exitCode = faulty === 0 && atTheEnd.length === 0 ? 0 : 1;

function change(index: number): void {
  project.edit((document) => ground.change(document, index));
  project.succeed('gen');
}

async function judge(fault: Fault, index: number): Promise<{told: string; wrong: string[]}> {
  const wrong: string[] = [];
  change(index);
  const before = starts();
  const begun = performance.now();
  const roll = startRoll();
  const first = await roll.firstRestarted;
  const victim =
    fault.whom === 'the one under way' ? first : ground.rolled.find((machine) => machine !== first);
  if (first === undefined || victim === undefined)
    return {told: `exit ${await roll.ended}`, wrong: ['no broker was restarted']};
  fault.strike(victim);
  const code = await roll.ended;
  const told = [
    `${victim} struck after ${first}, exit ${code} in ${((performance.now() - begun) / 1000).toFixed(0)} s`,
  ];
  if (!fault.ends.includes(code ?? -1)) wrong.push(`exit ${code}, not ${fault.ends.join(' or ')}`);
  const stopped = starts();
  const others = ground.rolled.filter((machine) => machine !== first && machine !== victim);
  if (code !== 0) {
    told.push(roll.said());
    const touched = others.filter((machine) => stopped[machine] !== before[machine]);
    if (touched.length > 0) wrong.push(`${touched.join(', ')} was restarted all the same`);
  }
  fault.mend(victim);
  const again = performance.now();
  const next = project.kafkabook(code === 0 ? ['run', ground.playbook] : ['run', '--resume']);
  told.push(`${code === 0 ? 'run' : '--resume'} ${((performance.now() - again) / 1000).toFixed(0)} s`);
  if (next.status !== 0) wrong.push(`the next run ended with ${next.status}: ${next.stderr.slice(-600)}`);
  const done = starts();
  const twice = ground.rolled.filter(
    (machine) =>
      machine !== victim && stopped[machine] !== before[machine] && done[machine] !== stopped[machine],
  );
  if (twice.length > 0) wrong.push(`${twice.join(', ')} was restarted twice`);
  const found = await Promise.race([
    ground.faults(index),
    wait(300_000, undefined, {ref: false}).then(() => ['it does not become whole']),
  ]);
  return {told: told.join('; '), wrong: [...wrong, ...found]};
}

/** Begins a roll. Gates are patient for minutes by default, which is not needed here. */
function startRoll() {
  const known = new Set(runsOf(project.folder));
  const command = [process.execPath, join(ROOT, 'bin/run.js'), 'run', ground.playbook, '--output', 'ansible'];
  const variables = ground.variables.flatMap((variable) => ['-e', variable]);
  const child = spawn(join(ROOT, 'test/lab/lab'), ['control', ...command, '--', ...variables], {
    cwd: project.folder,
    env: {...process.env, PATH: `${ansibleBin('2.19')}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1'},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let isOver = false;
  void ended.then(() => (isOver = true));
  const firstRestarted = (async () => {
    for (;;) {
      const run = runsOf(project.folder).find((id) => !known.has(id));
      const machine = run === undefined ? undefined : restarted(run);
      if (machine !== undefined || isOver) return machine;
      await wait(50);
    }
  })();
  const said = () => stderr.replaceAll(/\s+/g, ' ').trim().slice(0, 400);
  return {ended, firstRestarted, said};
}

/** The broker whose restart a run tells first. */
function restarted(run: string): string | undefined {
  const file = join(project.folder, '.kafkabook/runs', run, 'events.ndjson');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const told = lines.find((line) => /"event": ?"changed"/.test(line) && line.includes('Restart the service'));
  return ground.rolled.find((machine) => told?.includes(`"${machine}.`));
}

/** What tells one start of each broker from the next; '' while the machine is off. */
function starts(): Record<string, string> {
  const ask = (machine: string) => {
    try {
      return inside(machine, 'systemctl show --property InvocationID --value kafka-server');
    } catch {
      return '';
    }
  };
  return Object.fromEntries(ground.rolled.map((machine) => [machine, ask(machine)]));
}
