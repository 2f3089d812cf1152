// How an archive comes to many machines: `npm run bench:archives -- [ROUNDS] [MACHINES] [MEGABITS]`. Each downloads it over the
// link of the control node; the control node pushes it; those that have it pass it on. Each link is as fast as the others: that
// of the control node, and that of each machine.
import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {lab, ROOT} from '../test/e2e/support/lab.ts';
import type {LabEnvironment} from '../test/support/lab-spec.ts';
import {brokers, SERVERS, type Machine} from './support/machines.ts';
import {keep} from './support/result.ts';
import {rounds} from './support/rounds.ts';

const [count = '1', machines = '48', megabits = '500'] = process.argv.slice(2);
const MACHINES = [...SERVERS, ...brokers(Number(machines) - SERVERS.length)];
const TARGET = '/var/tmp/archive';
const run = promisify(execFile);
const inLab = (...args: string[]) => run(join(ROOT, 'test/lab/lab'), args, {maxBuffer: 1e7});
const within = ({name}: Machine, command: string) => inLab('exec', name, 'bash', '-c', command);
const onAll = async (work: (machine: Machine) => Promise<unknown>) => Promise.all(MACHINES.map(work));

lab('prepare');
try {
  lab('up', ...MACHINES.map(({name}) => name));
  await measure(JSON.parse(lab('env', '--json')) as LabEnvironment);
} finally {
  lab('down');
}

async function measure({archives}: LabEnvironment): Promise<void> {
  const url = archives.find(({file}) => file.startsWith('kafka_'))?.url;
  if (url === undefined) throw new Error('the mirror has no Kafka');
  const folder = mkdtempSync(join(tmpdir(), 'kafkabook-bench-'));
  const path = join(folder, 'archive');
  lab('control', 'curl', '-sfo', path, url);
  const bytes = statSync(path).size;
  const before = async () => {
    await onAll(async (machine) =>
      within(machine, `rm -f ${TARGET}; systemctl stop served 2>/dev/null || true`),
    );
    limit(megabits);
  };
  const whole = async () => {
    limit(null);
    await onAll(async (machine) => within(machine, `[ "$(stat -c %s ${TARGET})" = ${bytes} ]`));
  };
  const download = async (machine: Machine, from: string) => within(machine, `curl -sfo ${TARGET} ${from}`);
  const candidates = [
    {
      what: 'each downloads it from the control node',
      each: async () => onAll(async (to) => download(to, url)),
    },
    {what: 'the control node pushes it', each: async () => onAll(async (to) => push(path, to))},
    {what: 'those that have it pass it on', each: async () => passOn(url, download)},
  ];
  const samples = await rounds(
    Number(count),
    candidates.map(({what, each}) => ({what, before, run: each})),
    (what, seconds) => console.log(`${what}: ${seconds.toFixed(1)} s`),
  );
  await whole();
  rmSync(folder, {recursive: true});
  const least = (bytes * 8 * MACHINES.length) / Number(megabits) / 1e6;
  keep({
    name: 'archives',
    title: 'An archive on many machines',
    command: `npm run bench:archives -- ${[count, machines, megabits].join(' ')}`,
    text: `${(bytes / 1e6).toFixed(0)} MB of Kafka on ${machines} machines. The link of the control node lets ${megabits} megabits a second through, and so does that
of each machine. Passed on means: whoever has it gives it to one more, until all have it.`,
    measures: [...samples].map(([what, seconds]) => ({
      ...{what, unit: 's' as const},
      samples: seconds.map((value) => Math.round(value * 10) / 10),
      ratios: what === candidates[0]?.what ? [] : [{to: candidates[0]?.what ?? ''}],
    })),
    remarks: [
      `One link alone needs ${least.toFixed(0)} s for as many copies, so nothing that passes through it can be quicker.`,
    ],
  });
}

async function push(path: string, {name}: Machine): Promise<unknown> {
  return run('bash', ['-c', `'${join(ROOT, 'test/lab/lab')}' ssh '${name}' 'cat >${TARGET}' <'${path}'`]);
}

/** In each round every machine that has it, and the control node, serve one that has not. */
async function passOn(url: string, download: (to: Machine, from: string) => Promise<unknown>): Promise<void> {
  const servers: Machine[] = [];
  const waiting = [...MACHINES];
  while (waiting.length > 0) {
    const sources = [url, ...servers.map(({address}) => `http://${address}:8099/archive`)];
    const next = waiting.splice(0, sources.length);
    await Promise.all(next.map(async (to, index) => download(to, sources[index] ?? url)));
    for (const machine of next)
      if (waiting.length > 0)
        await within(
          machine,
          `mkdir -p /var/tmp/served && ln -f ${TARGET} /var/tmp/served/archive && systemd-run -q --unit served python3 -m http.server 8099 --directory /var/tmp/served && ` +
            `for i in $(seq 50); do : 2>/dev/null >/dev/tcp/${machine.address}/8099 && break; sleep 0.1; done`,
        );
    servers.push(...next);
  }
}

/** So many megabits a second from the control node to all machines together, and to each of them; null for no limit. */
function limit(rate: string | null): void {
  const change =
    rate === null
      ? 'tc qdisc del dev $device root 2>/dev/null || true'
      : `tc qdisc replace dev $device root tbf rate ${rate}mbit burst 1mb latency 100ms`;
  const bridge = "$(ip -o link show type bridge | sed 's/^[0-9]*: \\([^:@]*\\).*/\\1/')";
  const devices = MACHINES.map(({name}) => name).join(' ');
  lab('control', 'bash', '-c', `for device in ${bridge} ${devices}; do ${change}; done`);
}
