// Rolling restarts of three brokers on the lab, under a load that must not lose a record:
//   npm run bench:rolling -- [RESTARTS] [EXAMPLE] [PARTITIONS] [alone]
// Prints the time of each roll against its floor: stop, start and catch-up of each broker, one after the other, by hand. With
// `alone` the rolls alone, to see that nothing is lost; that is printed, and not kept.
import {readTimeline} from '../src/ansible/timeline.ts';
import {listRuns} from '../src/journal/list.ts';
import {ansibleBin, inside, lab, LabProject} from '../test/e2e/support/lab.ts';
import {LoadPrograms} from '../test/e2e/support/load.ts';
import type {LabEnvironment} from '../test/support/lab-spec.ts';
import {keep} from './support/result.ts';
import {spent} from './support/spent.ts';

const [restarts = '20', example = 'current', partitions = '12', alone] = process.argv.slice(2);
const BROKERS = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const MACHINES = ['peter-zk01', 'peter-zk02', 'peter-zk03', ...BROKERS];
const SERVERS = BROKERS.map((name) => `${name}.foo.bar:9092`).join(',');
const RATE = 300;

lab('up', ...MACHINES);
lab('reset', ...MACHINES);
const environment = JSON.parse(lab('env', '--json')) as LabEnvironment;
const ansible = ansibleBin('2.19') ?? '';
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
  if (alone === undefined) floors.push(await floor());
  const begun = performance.now();
  const {status, stderr} = project.kafkabook(['restart', 'kafka'], {ANSIBLE_BIN: ansible});
  rolls.push((performance.now() - begun) / 1000);
  if (status !== 0) throw new Error(stderr);
  const byHand = floors.length === 0 ? '' : `; by hand ${floors.at(-1)?.toFixed(1)} s`;
  console.log(`${round}: ${rolls.at(-1)?.toFixed(1)} s${byHand}`);
}
watch.close();
const found = await load.stop();
programs.remove();
console.log(JSON.stringify(found));
if (found.lost > 0 || found.failed > 0) throw new Error('records were lost');
if (alone !== undefined) process.exit();
const timeline = readTimeline(listRuns(project.folder)[0]?.events ?? '', null);
const whole = rolls.at(-1) ?? 0;
const parts = spent(timeline, partOf, 'Ansible begins');
keep({
  name: `rolling-${partitions}`,
  title: `Rolling restarts, ${partitions} partitions on each broker`,
  command: `npm run bench:rolling -- ${restarts} ${example} ${partitions}`,
  text: `Three brokers are restarted one after the other under a load (acks=all, three replicas, two of them in sync at least): by
kafkabook, with its gates, and by hand: stop, start and catch-up, with somebody who knows at once when a broker is back and
whole. ${found.acknowledged} records were acknowledged meanwhile and ${found.received} received, ${found.lost} lost; the longest time that one took to be
acknowledged was ${(found.longestMs / 1000).toFixed(1)} s.`,
  versions: {'ansible-core': '2.19'},
  measures: [
    {what: 'by hand', unit: 's', samples: floors.map(rounded)},
    {
      what: 'kafkabook restart kafka',
      unit: 's',
      samples: rolls.map(rounded),
      ratios: [{to: 'by hand', goal: 1.25}],
    },
  ],
  splits: [
    {
      title: 'kafkabook restart kafka, last round',
      parts: [...parts, {name: 'kafkabook and Ansible start and end', seconds: whole - timeline.seconds}],
    },
  ],
});

/** What a task of a roll is for. */
function partOf(place: string, task: string): string {
  if (/systemd|Restart the service/.test(task)) return 'brokers stop, and are started';
  if (place.includes('/replication.yml')) return 'gates: brokers come back and catch up';
  if (/leaders|Elect/.test(`${place} ${task}`)) return 'preferred leaders come back';
  if (/find|compare|controller/.test(place)) return 'what runs is compared with what is wanted';
  return 'tasks begin and end';
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Seconds that a person would need who knows at once when a broker is back and whole. */
async function floor(): Promise<number> {
  const begun = performance.now();
  for (const machine of BROKERS) {
    inside(machine, 'systemctl restart kafka-server');
    await watch.whole();
  }
  return (performance.now() - begun) / 1000;
}
