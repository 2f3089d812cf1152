// How long the checks of ten machines take, and of those from each machine to its peers:
//   npm run bench:preflight -- [ROUNDS]
import {lab, LabProject} from '../test/e2e/support/lab.ts';
import type {LabEnvironment} from '../test/support/lab-spec.ts';
import {keep} from './support/result.ts';

const [rounds = '5'] = process.argv.slice(2);
const SERVERS = ['peter-zk01', 'peter-zk02', 'peter-zk03'];
const BROKERS = [1, 2, 3, 4, 5, 6].map((id) => `peter-kafka0${id}`);
const MACHINES = [...SERVERS, ...BROKERS, 'edge01'];

lab('up', ...MACHINES);
lab('reset', ...MACHINES);
const environment = JSON.parse(lab('env', '--json')) as LabEnvironment;
const project = new LabProject('current', environment);
project.edit((document) => {
  for (const id of [4, 5, 6])
    document.addIn(['kafka', 'brokers'], {name: `peter-kafka0${id}`, address: `198.18.0.2${id}`, id});
  document.addIn(['kafka', 'brokers'], {name: 'edge01', address: '198.18.0.31', id: 7});
});
const times: number[] = [];
for (let round = 1; round <= Number(rounds); round += 1) {
  const begun = performance.now();
  project.succeed('preflight');
  times.push((performance.now() - begun) / 1000);
}
keep({
  name: 'preflight',
  title: 'Preflight of ten machines',
  command: `npm run bench:preflight -- ${rounds}`,
  text: `All checks of ${MACHINES.length} bare machines of the lab, and from each of them to its peers.`,
  versions: {'ansible-core': '2.19'},
  measures: [
    {
      what: 'kafkabook preflight',
      unit: 's',
      samples: times.map((time) => Math.round(time * 10) / 10),
      goal: 10,
    },
  ],
});
