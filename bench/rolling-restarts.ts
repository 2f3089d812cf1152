// Rolling restarts of three brokers on the lab, under a load that must not lose a record:
//   npm run bench:rolling -- [RESTARTS] [EXAMPLE] [PARTITIONS]
// Prints the time of each roll against its floor: stop, start and catch-up of each broker, one after the other, by hand.
import {inside, lab, LabProject} from '../test/e2e/support/lab.ts';
import {LoadPrograms} from '../test/e2e/support/load.ts';
import type {LabEnvironment} from '../test/support/lab-spec.ts';

const [restarts = '20', example = 'current', partitions = '12'] = process.argv.slice(2);
const BROKERS = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const MACHINES = ['peter-zk01', 'peter-zk02', 'peter-zk03', ...BROKERS];
const SERVERS = BROKERS.map((name) => `${name}.foo.bar:9092`).join(',');
const RATE = 300;

lab('up', ...MACHINES);
lab('reset', ...MACHINES);
const environment = JSON.parse(lab('env', '--json')) as LabEnvironment;
const programs = new LoadPrograms(environment);
const project = new LabProject(example, environment);
project.succeed('gen');
project.succeed('run', 'site');
const load = await programs.load(SERVERS, 'load', Number(partitions), RATE);
const watch = await programs.watch(SERVERS, BROKERS.length);

const floors: number[] = [];
const rolls: number[] = [];
for (let round = 1; round <= Number(restarts); round += 1) {
  // The floor changes with what else the computer does, so it is measured beside each roll.
  floors.push(await floor());
  const begun = performance.now();
  project.succeed('restart', 'kafka');
  rolls.push((performance.now() - begun) / 1000);
  console.log(`${round}: ${rolls.at(-1)?.toFixed(1)} s; by hand ${floors.at(-1)?.toFixed(1)} s`);
}
watch.close();
console.log(JSON.stringify(await load.stop()));
console.log(
  `${rolls.length} rolls of ${example}.yml, ${partitions} partitions: median ${median(rolls).toFixed(1)} s; by hand ${median(floors).toFixed(1)} s; median ratio ${median(rolls.map((roll, at) => roll / (floors[at] ?? NaN))).toFixed(2)}`,
);
programs.remove();

/** Seconds that a person would need who knows at once when a broker is back and whole. */
async function floor(): Promise<number> {
  const begun = performance.now();
  for (const machine of BROKERS) {
    inside(machine, 'systemctl restart kafka-server');
    await watch.whole();
  }
  return (performance.now() - begun) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
