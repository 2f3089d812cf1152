// First installs, runs without changes and a changed property on six machines of the lab:
//   npm run bench:deploys -- KAFKA2 [ROUNDS]
// KAFKA2: the folder chapter2/ansible_playbook of a copy of the repository onlybooks/kafka2. What is compared takes turns:
// these playbooks, kafkabook, kafkabook with Mitogen, and somebody with a shell who knows all by heart.
import {spawn} from 'node:child_process';
import {createReadStream, rmSync} from 'node:fs';
import {join} from 'node:path';
import {readTimeline, type Timeline} from '../src/ansible/timeline.ts';
import {listRuns} from '../src/journal/list.ts';
import {ansibleBin, inside, lab, LabProject, ROOT} from '../test/e2e/support/lab.ts';
import type {LabEnvironment} from '../test/support/lab-spec.ts';
import {remoteTasks, roleOf} from '../test/support/remote-tasks.ts';
import {adaptedOriginal} from './support/original.ts';
import {ansibleVersion, keep, type Measure, type Split} from './support/result.ts';
import {spent} from './support/spent.ts';

const [published, count = '3'] = process.argv.slice(2);
if (published === undefined)
  throw new Error(
    'name the folder chapter2/ansible_playbook of onlybooks/kafka2: npm run bench:deploys -- FOLDER',
  );
const SERVERS = [1, 2, 3].map((id) => ({
  machine: `peter-zk0${id}`,
  address: `198.18.0.1${id}`,
  id,
  role: 'zookeeper',
}));
const BROKERS = [1, 2, 3].map((id) => ({
  machine: `peter-kafka0${id}`,
  address: `198.18.0.2${id}`,
  id,
  role: 'kafka',
}));
const MACHINES = [...SERVERS, ...BROKERS];
const LAB = join(ROOT, 'test/lab/lab');

lab('up', ...MACHINES.map(({machine}) => machine));
const environment = JSON.parse(lab('env', '--json')) as LabEnvironment;
const ansible = ansibleBin('2.19') ?? '';
if (ansible === '') throw new Error('no Ansible 2.19');
const withMitogen = ansibleBin('mitogen') ?? '';
if (withMitogen === '') throw new Error('no Ansible with Mitogen');
const env = {...process.env, PATH: `${ansible}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1'};
const login = ['-i', environment.keyFile, '-o', `UserKnownHostsFile=${environment.knownHostsFile}`];
const original = adaptedOriginal(published, environment.mirrorUrl);

const FIRST = {
  original: 'first install, kafka2',
  kafkabook: 'first install, kafkabook',
  mitogen: 'first install, kafkabook run --mitogen',
  hand: 'first install by hand',
};
const AGAIN = {original: 'run again, kafka2', kafkabook: 'run again, kafkabook'};
const CHANGE = 'a changed property, kafkabook';
const samples = new Map<string, number[]>();
const splits: Split[] = [];
const tasks: Measure[] = [];
const subjects = [byOriginal, byKafkabook, byMitogen, byHand];
for (let round = 0; round < Number(count); round += 1) {
  const from = round % subjects.length;
  for (const subject of [...subjects.slice(from), ...subjects.slice(0, from)]) {
    lab('reset', ...MACHINES.map(({machine}) => machine));
    await subject(round + 1 === Number(count));
  }
}
rmSync(original, {recursive: true});
keep({
  name: 'deploys',
  title: 'Deploys',
  command: 'npm run bench:deploys -- FOLDER',
  text: `Three ZooKeeper servers and three brokers of the book (3.5.9 and 2.6.0) on bare lab machines, JDK included: with the
playbooks of the book's repository (adapted in package manager, archive address and time zone module), with kafkabook, and by
hand: one ssh for each machine, all at once, until there is a quorum and the brokers serve. Machines and control node share
this computer, so what a machine does is paid for, too. The time of the book's playbooks ends with the start of the units;
that of kafkabook when all brokers are registered and in sync.`,
  versions: {'ansible-core': ansibleVersion(env)},
  measures: [
    of(FIRST.original),
    of(FIRST.hand),
    ...[FIRST.kafkabook, FIRST.mitogen].map((what) => ({
      ...of(what),
      ratios: [
        {to: FIRST.original, goal: 0.4},
        {to: FIRST.hand, goal: 1.8},
      ],
    })),
    of(AGAIN.original),
    {...of(AGAIN.kafkabook), ratios: [{to: AGAIN.original, goal: 0.15}]},
    of(CHANGE),
    ...tasks,
  ],
  splits,
  remarks: [
    `The goals of the first install are missed. The package of the JDK is unpacked six times on these two cores, which takes about 20 s of each of the three; the playbooks of the book end without having waited for anything, and do not check what they download. What is left is the price of about thirty modules on each host, each of them built, sent and started by Python: a shell that knows all by heart needs none.`,
    `The second run of the book's playbooks deletes the data of ZooKeeper under running brokers, which then hang in their stop until systemd kills them after 90 s.`,
  ],
});

async function byOriginal(): Promise<void> {
  knowEachOther();
  const play = async () => {
    for (const playbook of ['zookeeper.yml', 'kafka.yml'])
      await control('ansible-playbook', ['-i', 'hosts', playbook], original, {
        ANSIBLE_REMOTE_USER: 'ec2-user',
        ANSIBLE_PRIVATE_KEY_FILE: environment.keyFile,
        ANSIBLE_SSH_COMMON_ARGS: `-o UserKnownHostsFile=${environment.knownHostsFile}`,
      });
  };
  await timed(FIRST.original, play);
  await timed(AGAIN.original, play);
}

async function byMitogen(): Promise<void> {
  const project = ourProject();
  await timed(FIRST.mitogen, () => generateAndRun(project, withMitogen, 'site', '--mitogen'));
  rmSync(project.folder, {recursive: true});
}

async function byKafkabook(last: boolean): Promise<void> {
  const project = ourProject();
  const site = async (what: string, playbook = 'site') => {
    await timed(what, () => generateAndRun(project, ansible, playbook));
    const [record] = listRuns(project.folder);
    if (record === undefined) throw new Error('no run is on record');
    const timeline = readTimeline(record.events, null);
    if (last) note(what, project.folder, timeline, record.result?.seconds ?? 0);
    return timeline;
  };
  await site(FIRST.kafkabook);
  const again = await site(AGAIN.kafkabook);
  const changed = again.hosts.filter(({stats}) => stats?.changed !== 0);
  if (changed.length > 0) throw new Error(`changed: ${changed.map(({host}) => host).join(', ')}`);
  project.edit((document) => document.setIn(['kafka', 'config', 'queued.max.requests'], 400));
  await site(CHANGE, 'kafka');
  rmSync(project.folder, {recursive: true});
}

function ourProject(): LabProject {
  const project = new LabProject('book', environment);
  project.edit((document) => document.set('timezone', 'Asia/Seoul'));
  return project;
}

function generateAndRun(project: LabProject, bin: string, ...run: string[]): void {
  for (const args of [['gen'], ['run', ...run]]) {
    const {status, stdout, stderr} = project.kafkabook(args, {ANSIBLE_BIN: bin});
    if (status !== 0) throw new Error(`${args.join(' ')}: exit ${status}\n${stdout}${stderr}`);
  }
}

async function byHand(): Promise<void> {
  knowEachOther();
  await timed(FIRST.hand, () =>
    Promise.all(
      MACHINES.map(({address, id, role}) =>
        control(
          'ssh',
          [
            ...login,
            `ec2-user@${address}`,
            'sudo',
            ...['timeout', '300'],
            'bash',
            '-s',
            '--',
            environment.mirrorUrl,
            String(id),
            role,
          ],
          ROOT,
          {},
          join(ROOT, 'bench/support/by-hand.sh'),
        ),
      ),
    ),
  );
}

/** What Route 53 does in the book, before any clock starts: each name leads to its address, on the machine itself, too. */
function knowEachOther(): void {
  const lines = MACHINES.map(({machine, address}) => `${address} ${machine}.foo.bar`).join('\n');
  for (const {machine} of MACHINES)
    inside(machine, `sed -i /^127.0.1.1/d /etc/hosts && echo '${lines}' >>/etc/hosts`);
}

/** Keeps the remote tasks of a run, and what its seconds went to. */
function note(what: string, folder: string, timeline: Timeline, seconds: number): void {
  const counts = remoteTasks(join(folder, 'ansible_playbook'), timeline);
  for (const [role, number] of Object.entries(counts))
    tasks.push({what: `tasks on a host, ${what}: ${role}`, unit: 'tasks', samples: [number]});
  const parts = spent(timeline, partOf, 'Ansible begins');
  const outside = seconds - timeline.seconds;
  const large = parts.filter((part) => part.seconds >= 0.02 * seconds);
  const rest = new Map<string, number>();
  for (const {name, seconds: time} of parts.filter((part) => !large.includes(part))) {
    const role = name.split(':')[0] ?? '';
    rest.set(role, (rest.get(role) ?? 0) + time);
  }
  splits.push({
    title: `${what}, last round`,
    parts: [
      ...large,
      ...[...rest].map(([role, time]) => ({name: `${role}: smaller tasks`, seconds: time})),
      {name: 'kafkabook and Ansible start and end', seconds: outside},
    ],
  });
}

function partOf(place: string, task: string): string {
  const role = roleOf(place);
  return `${role}: ${task.replace(/^.* : /, '')}`;
}

async function timed(what: string, work: () => unknown): Promise<void> {
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  samples.set(what, [...(samples.get(what) ?? []), seconds]);
  console.log(`${what}: ${seconds.toFixed(1)} s`);
}

function of(what: string): Measure {
  return {
    what,
    unit: 's',
    samples: (samples.get(what) ?? []).map((seconds) => Math.round(seconds * 100) / 100),
  };
}

/** Runs a program in the network of the machines; rejects with its output where it fails. */
async function control(
  file: string,
  args: readonly string[],
  folder: string,
  variables: Readonly<Record<string, string>>,
  input?: string,
): Promise<void> {
  const child = spawn(LAB, ['control', file, ...args], {cwd: folder, env: {...env, ...variables}});
  if (input === undefined) child.stdin.end();
  else createReadStream(input).pipe(child.stdin);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`${file} ${args.join(' ')}: exit ${String(code)}\n${output.slice(-4000)}`);
}
