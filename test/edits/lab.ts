// Edits cluster.yml at random and runs `site` after each edit, under a load that must not lose a record:
//   npm run edits:lab -- [COUNT] [SEED]
// Each time the plan from before has to say just what is restarted, and the plan from behind that nothing is left. SIGTERM
// ends it behind the edit under way, with all that there is to say of those before.
import {setImmediate as turn} from 'node:timers/promises';
import {lab, LabProject, mainPid} from '../e2e/support/lab.ts';
import {LoadPrograms} from '../e2e/support/load.ts';
import {randomFrom} from '../fuzz/mutate.ts';
import type {LabEnvironment} from '../support/lab-spec.ts';
import type {Document} from 'yaml';

const SERVERS = ['peter-zk01', 'peter-zk02', 'peter-zk03'];
const BROKERS = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const MACHINES = [...SERVERS, ...BROKERS];

const [count = '50', seed = String(Date.now() % 100_000)] = process.argv.slice(2);
const random = randomFrom(Number(seed));

/** What people change: told to running brokers, taken with a restart, of one broker or all, of the ensemble, of neither. */
const EDITS: Readonly<Record<string, (document: Document) => void>> = {
  'a dynamic property': (document) =>
    document.setIn(['kafka', 'config', 'log.retention.ms'], 3_600_000 * (1 + random(100))),
  'a property that takes a restart': (document) =>
    document.setIn(['kafka', 'config', 'log.retention.check.interval.ms'], 60_000 + 1000 * random(100)),
  'a property of one broker': (document) =>
    document.setIn(['kafka', 'brokers', random(3), 'config'], {
      'log.cleaner.backoff.ms': 10_000 + random(1000),
    }),
  threads: (document) => document.setIn(['kafka', 'config', 'num.io.threads'], 8 + random(4)),
  'the heap of brokers': (document) => document.setIn(['kafka', 'heap'], `${600 + random(100)}m`),
  'the heap of servers': (document) => document.setIn(['zookeeper', 'heap'], `${300 + random(100)}m`),
  'zoo.cfg': (document) => document.setIn(['zookeeper', 'config'], {maxClientCnxns: 60 + random(100)}),
  'topics that may be away': (document) =>
    document.setIn(['kafka', 'interruptible_topics'], [`scratch-${random(9)}*`]),
  'a property that is taken back': (document) => document.deleteIn(['kafka', 'config', 'log.retention.ms']),
  nothing: () => {},
};

type Planned = {exitCode: number; hosts: {host: string; results: {message: string}[]}[]};

lab('up', ...MACHINES);
lab('reset', ...MACHINES);
const environment = JSON.parse(lab('env', '--json')) as LabEnvironment;
const project = new LabProject('current', environment);
project.succeed('gen');
project.succeed('run', 'site');
const programs = new LoadPrograms(environment);
const load = await programs.load(BROKERS.map((name) => `${name}.foo.bar:9092`).join(','), 'load', 6, 200);
let [faulty, runs] = [0, 0];
let isEnded = false;
process.once('SIGTERM', () => (isEnded = true));
while (runs < Number(count) && !isEnded) {
  runs += 1;
  const names = Object.keys(EDITS);
  const chosen = Array.from({length: 1 + random(2)}, () => names[random(names.length)] ?? 'nothing');
  project.edit((document) => chosen.forEach((name) => EDITS[name]?.(document)));
  project.succeed('gen');
  const faults: string[] = [];
  const foreseen = restartsIn(plan(faults));
  const before = pids();
  const begun = performance.now();
  const {status, stderr} = project.kafkabook(['run', 'site']);
  const seconds = (performance.now() - begun) / 1000;
  if (status !== 0) faults.push(`exit ${status}: ${stderr.slice(-600)}`);
  const after = pids();
  const restarted = MACHINES.filter((machine) => after[machine] !== before[machine]);
  if (restarted.join() !== foreseen.join())
    faults.push(
      `the plan said ${foreseen.join(', ') || 'none'}, restarted were ${restarted.join(', ') || 'none'}`,
    );
  const left = plan(faults);
  if (left.exitCode !== 0)
    faults.push(`something is left to do: ${JSON.stringify(left.hosts).slice(0, 300)}`);
  faulty += faults.length === 0 ? 0 : 1;
  const found = faults.length === 0 ? 'ok' : `FAULT: ${faults.join('; ')}`;
  console.log(
    `${runs}. ${chosen.join(' and ')}: ${restarted.length} restarted, ${seconds.toFixed(1)} s: ${found}`,
  );
  // Runs are waited for without a turn in which a signal could be told.
  await turn();
}
const result = await load.stop();
programs.remove();
const isWhole = result.lost + result.disordered + result.failed === 0 && result.sent === result.acknowledged;
console.log(`${runs} runs, ${faulty} with a fault; ${JSON.stringify(result)}`);
process.exitCode = faulty === 0 && isWhole ? 0 : 1;

function plan(faults: string[]): Planned {
  const {status, stdout, stderr} = project.kafkabook(['plan', 'site', '--json']);
  if (status !== 0 && status !== 10) faults.push(`plan: exit ${status}: ${stderr.slice(-600)}`);
  return JSON.parse(stdout || '{"exitCode": 1, "hosts": []}') as Planned;
}

/** The machines whose service the plan restarts. A number of threads may be refused, which only the broker can say. */
function restartsIn({hosts}: Planned): string[] {
  const restarted = hosts
    .filter(({results}) => results.some(({message}) => message.startsWith('restart: ')))
    .map(({host}) => host.replace('.foo.bar', ''));
  return MACHINES.filter((machine) => restarted.includes(machine));
}

function pids(): Record<string, string> {
  return Object.fromEntries(
    MACHINES.map((machine) => [
      machine,
      mainPid(machine, SERVERS.includes(machine) ? 'zookeeper-server' : 'kafka-server'),
    ]),
  );
}
