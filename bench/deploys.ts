// First installs, runs without changes and a changed property on six machines of the lab:
//   npm run bench:deploys -- KAFKA2 [ROUNDS]
// KAFKA2: the folder chapter2/ansible_playbook of a copy of the repository onlybooks/kafka2. What is compared takes turns:
// these playbooks, kafkabook, kafkabook with Mitogen, and somebody with a shell who knows all by heart.
import {execFileSync, spawn} from 'node:child_process';
import {createReadStream, rmSync} from 'node:fs';
import {cpus} from 'node:os';
import {join} from 'node:path';
import {readTimeline, type Timeline} from '../src/ansible/timeline.ts';
import {listRuns} from '../src/journal/list.ts';
import {ansibleBin, inside, lab, LabProject, ROOT} from '../test/e2e/support/lab.ts';
import type {LabEnvironment} from '../test/support/lab-spec.ts';
import {remoteTasks, roleOf} from '../test/support/remote-tasks.ts';
import {adaptedOriginal} from './support/original.ts';
import {ansibleVersion, keep, median, type Measure, type Split} from './support/result.ts';
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
const AGAIN = {
  original: 'run again, kafka2',
  kafkabook: 'run again, kafkabook',
  mitogen: 'run again, kafkabook run --mitogen',
};
/** Systemd's patience with a service that does not stop, in seconds. */
const KILLED_AFTER = 90;
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
hand: one ssh for each machine, all at once. Machines and control node share this computer, so what a machine does is paid
for, too. The time of the book's playbooks ends with the start of the units, by hand it ends when there is a quorum and the
brokers' port is open, and that of kafkabook when all brokers are registered and in sync; that three brokers are registered is
seen each time before anything else begins. To the other two the machines' names are known before, kafkabook writes them.`,
  versions: {'ansible-core': ansibleVersion(env), mitogen: mitogenVersion()},
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
    {...of(AGAIN.mitogen), ratios: [{to: AGAIN.kafkabook}]},
    of(CHANGE),
    ...tasks,
  ],
  splits,
  remarks: [withoutJdk(), withoutHang()],
});

/** What is left of the comparison of first installs without what is the same for all: the package of the JDK. */
function withoutJdk(): string {
  const jdk =
    splits[0]?.parts.find(({name}) => name.startsWith('jdk: Install the package'))?.seconds ?? Number.NaN;
  const rest = (what: string) => median(of(what).samples) - jdk;
  const ours = rest(FIRST.kafkabook);
  return `Of a first install with kafkabook, ${jdk.toFixed(0)} s are the package of the JDK, which is unpacked on six machines with the ${cpus().length} cores of
this one, whoever asks for it. Taken away from all, kafkabook takes ${(ours / rest(FIRST.original)).toFixed(2)} of kafka2, which waits for nothing and does not check what it
downloads, and ${(ours / rest(FIRST.hand)).toFixed(2)} of by hand: most of that is the price of modules, each of which is built, sent and started by Python,
where a shell that knows all by heart needs none.`;
}

/** What the goal of the second run looks like without the pause that the playbooks of the book bring about. */
function withoutHang(): string {
  const [ours, original] = [AGAIN.kafkabook, AGAIN.original].map((what) => median(of(what).samples));
  const without = (original ?? 0) - KILLED_AFTER;
  return `The second run of the book's playbooks deletes the data of ZooKeeper under running brokers, which then hang in their stop until
systemd kills them after ${KILLED_AFTER} s. Without these seconds the ratio would be ${((ours ?? 0) / without).toFixed(2)}. All runs again of kafkabook ended with \`changed=0\`.`;
}

function mitogenVersion(): string {
  const program = 'import mitogen; print(".".join(map(str, mitogen.__version__)))';
  return execFileSync(join(withMitogen, 'python'), ['-c', program], {encoding: 'utf8'}).trim();
}

/** Outside of all clocks: a time counts for nothing where there is no cluster. */
function seeBrokers(): void {
  const tool = '/usr/local/kafka_*/bin/kafka-broker-api-versions.sh';
  const servers = BROKERS.map(({machine}) => `${machine}.foo.bar:9092`).join(',');
  const count = `timeout 20 ${tool} --bootstrap-server ${servers} 2>/dev/null | grep -c 'id: '`;
  inside(
    'peter-kafka01',
    `for try in 1 2 3 4 5; do [ "$(${count})" = ${BROKERS.length} ] && exit; sleep 2; done; exit 1`,
  );
}

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
  seeBrokers();
  await timed(AGAIN.original, play);
}

async function byMitogen(): Promise<void> {
  const project = ourProject();
  await timed(FIRST.mitogen, () => generateAndRun(project, withMitogen, 'site', '--mitogen'));
  seeBrokers();
  await timed(AGAIN.mitogen, () => generateAndRun(project, withMitogen, 'site', '--mitogen'));
  seeNoChange(lastRun(project).timeline);
  rmSync(project.folder, {recursive: true});
}

async function byKafkabook(last: boolean): Promise<void> {
  const project = ourProject();
  const site = async (what: string, playbook = 'site') => {
    await timed(what, () => generateAndRun(project, ansible, playbook));
    const {timeline, seconds} = lastRun(project);
    if (last) note(what, project.folder, timeline, seconds);
    return timeline;
  };
  await site(FIRST.kafkabook);
  seeBrokers();
  seeNoChange(await site(AGAIN.kafkabook));
  project.edit((document) => document.setIn(['kafka', 'config', 'queued.max.requests'], 400));
  await site(CHANGE, 'kafka');
  rmSync(project.folder, {recursive: true});
}

function ourProject(): LabProject {
  const project = new LabProject('book', environment);
  project.edit((document) => document.set('timezone', 'Asia/Seoul'));
  return project;
}

function lastRun(project: LabProject): {timeline: Timeline; seconds: number} {
  const [record] = listRuns(project.folder);
  if (record === undefined) throw new Error('no run is on record');
  return {timeline: readTimeline(record.events, null), seconds: record.result?.seconds ?? 0};
}

function seeNoChange({hosts}: Timeline): void {
  const changed = hosts.filter(({stats}) => stats?.changed !== 0);
  if (changed.length > 0) throw new Error(`changed: ${changed.map(({host}) => host).join(', ')}`);
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
  seeBrokers();
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
