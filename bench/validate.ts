// How long the check of a spec takes, and how much memory: `npm run bench:validate -- [HOSTS...]`. Each size is checked
// in processes of its own, five times; the figures are medians of CPU time and of the highest resident set.
import {execFileSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {checkSpec} from '../src/spec/check.ts';
import {LineCounter, parseDocument} from 'yaml';

/** A spec with so many explicit hosts, each on a line of its own. */
export function specOf(hosts: number): string {
  const brokers = Array.from({length: hosts}, (_, index) => {
    const [third, fourth] = [Math.floor(index / 250), (index % 250) + 1];
    return `    - {name: kafka${index + 1}, address: 10.${Math.floor(third / 250)}.${third % 250}.${fourth}, id: ${index + 1}}`;
  });
  return `cluster: {name: bench, domain: example.com}
zookeeper:
  version: 3.8.6
  nodes: [{name: zk1, address: 192.0.2.1}, {name: zk2, address: 192.0.2.2}, {name: zk3, address: 192.0.2.3}]
kafka:
  version: 3.9.2
  config: {broker.id.generation.enable: false}
  brokers:
${brokers.join('\n')}
`;
}

type Figures = {
  readonly check: number;
  readonly parse: number;
  readonly lines: number;
  readonly mebibytes: number;
};

/** CPU milliseconds of the check, of reading the YAML alone, and of reading it with the lines counted. */
function measure(hosts: number): Figures {
  const text = specOf(hosts);
  checkSpec(specOf(3), {file: 'warm.yml'});
  const check = cpu(() => {
    const {problems} = checkSpec(text, {file: 'bench.yml'});
    if (problems.length > 0) throw new Error(JSON.stringify(problems[0]));
  });
  const mebibytes = process.resourceUsage().maxRSS / 1024;
  const lines = cpu(() => void parseDocument(text, {lineCounter: new LineCounter()}).toJS());
  const parse = cpu(() => void parseDocument(text).toJS());
  return {check, parse, lines, mebibytes};
}

function cpu(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const {user, system} = process.cpuUsage(begun);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

const [mode, ...sizes] = process.argv.slice(2);
if (mode === '--one') console.log(JSON.stringify(measure(Number(sizes[0]))));
else {
  const wanted = [mode, ...sizes].filter((size) => size !== undefined).map(Number);
  console.log('hosts   check ms   ms per host   reading YAML ms   with lines ms   peak MiB');
  for (const hosts of wanted.length > 0 ? wanted : [10, 100, 1000, 10_000]) {
    const runs = Array.from({length: 5}, () => {
      const args = ['--import', 'tsx', fileURLToPath(import.meta.url), '--one', String(hosts)];
      return JSON.parse(execFileSync(process.execPath, args, {encoding: 'utf8'})) as Figures;
    });
    const of = (field: keyof Figures) => median(runs.map((run) => run[field]));
    const cells = [
      String(hosts).padEnd(7),
      of('check').toFixed(0).padStart(9),
      (of('check') / hosts).toFixed(2).padStart(13),
      of('parse').toFixed(0).padStart(17),
      of('lines').toFixed(0).padStart(15),
      of('mebibytes').toFixed(0).padStart(10),
    ];
    console.log(cells.join(' '));
  }
}
