// This kafkabook against an earlier one: `npm run bench:against -- COMMIT [ROUNDS]`. Both take turns on six machines of the
// lab and with the commands that people wait for, so that what came between them has its figure.
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseDocument, type Document} from 'yaml';
import {ansibleBin, lab, ROOT} from '../test/e2e/support/lab.ts';
import {forLab, type LabEnvironment} from '../test/support/lab-spec.ts';
import {ansibleVersion, keep, type Measure} from './support/result.ts';
import {rounds} from './support/rounds.ts';
import {specOf} from './support/specs.ts';

const [commit, count = '2'] = process.argv.slice(2);
if (commit === undefined) throw new Error('name a commit: npm run bench:against -- COMMIT');
const MACHINES = [1, 2, 3].flatMap((id) => [`peter-zk0${id}`, `peter-kafka0${id}`]);
const START_UP = 11;
const HOSTS = 1000;
const NOW = ', now';
const bin = ansibleBin('2.19');
if (bin === undefined) throw new Error('no Ansible 2.19');
const env = {...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1'};
const folder = mkdtempSync(join(tmpdir(), 'kafkabook-bench-'));
const EARLIER = join(folder, 'earlier');
const VERSIONS = {[commit]: EARLIER, now: ROOT};
const samples = new Map<string, number[]>();
try {
  bring(commit, EARLIER);
  await startUp();
  lab('up', ...MACHINES);
  for (let round = 0; round < Number(count); round += 1)
    for (const [version, root] of order(round)) deploy(version, root);
} finally {
  rmSync(folder, {recursive: true});
}
keep({
  name: 'against',
  title: 'Before and after',
  command: `npm run bench:against -- ${commit} ${count}`,
  text: `kafkabook as it was at ${commit} (${git('show', '-s', '--format=%cs, "%s"', commit)}), and now. Runs are those of six
machines (\`examples/current.yml\`) that have their JDK and end when all is in sync; commands are whole processes.`,
  versions: {'ansible-core': ansibleVersion(env)},
  measures: [...samples.keys()]
    .filter((what) => what.endsWith(NOW))
    .flatMap((now): Measure[] => {
      const before = `${now.slice(0, -NOW.length)}, ${commit}`;
      return [measured(before), {...measured(now), ratios: [{to: before}]}];
    }),
});

function measured(what: string): Measure {
  return {
    what,
    unit: 's',
    samples: (samples.get(what) ?? []).map((value) => Math.round(value * 1000) / 1000),
  };
}

function git(...args: string[]): string {
  return execFileSync('git', args, {cwd: ROOT, encoding: 'utf8'}).trim();
}

/** Puts the package of a commit into a folder, built. */
function bring(of: string, root: string): void {
  const run = (cwd: string, file: string, ...args: string[]) =>
    execFileSync(file, args, {cwd, stdio: ['ignore', 'ignore', 'inherit']});
  run(folder, 'git', 'clone', '--quiet', ROOT, root);
  run(root, 'git', 'checkout', '--quiet', of);
  run(root, 'npm', 'ci', '--silent');
  run(root, 'npm', 'run', '--silent', 'build');
}

/** Whoever comes later finds warmer caches. */
function order(round: number): [string, string][] {
  const versions = Object.entries(VERSIONS);
  return round % 2 === 0 ? versions : versions.reverse();
}

async function startUp(): Promise<void> {
  const candidates = Object.entries(VERSIONS).flatMap(([version, root]) => {
    const cwd = mkdtempSync(join(folder, 'commands-'));
    execFileSync('cp', [join(ROOT, 'examples/book.yml'), join(cwd, 'cluster.yml')]);
    writeFileSync(join(cwd, 'large.yml'), specOf('explicit', HOSTS));
    const kafkabook = (...args: string[]) =>
      void execFileSync(process.execPath, [join(root, 'bin/run.js'), ...args], {cwd, env, stdio: 'ignore'});
    kafkabook('gen');
    kafkabook('gen', '-f', 'large.yml', '-o', 'large');
    return Object.entries({
      '--version': ['--version'],
      '--help': ['--help'],
      'validate book.yml': ['validate', 'cluster.yml'],
      'gen --check': ['gen', '--check'],
      [`validate, ${HOSTS} hosts`]: ['validate', 'large.yml'],
      [`gen without changes, ${HOSTS} hosts`]: ['gen', '-f', 'large.yml', '-o', 'large'],
    }).map(([what, args]) => ({what: `${what}, ${version}`, run: () => kafkabook(...args)}));
  });
  await rounds(2, candidates);
  for (const [what, seconds] of await rounds(START_UP, candidates)) samples.set(what, seconds);
}

/** A first install, two runs without changes and a changed property, on bare machines. */
function deploy(version: string, root: string): void {
  lab('reset', ...MACHINES);
  const project = mkdtempSync(join(folder, 'project-'));
  const file = join(project, 'cluster.yml');
  const environment = JSON.parse(lab('env', '--json')) as LabEnvironment;
  write(file, forLab(readFileSync(join(ROOT, 'examples/current.yml'), 'utf8'), environment));
  const kafkabook = (...args: string[]) => {
    const command = ['control', process.execPath, join(root, 'bin/run.js'), ...args];
    const result = spawnSync(join(ROOT, 'test/lab/lab'), command, {cwd: project, encoding: 'utf8', env});
    if (result.status !== 0)
      throw new Error(
        `${version}: ${args.join(' ')}: exit ${result.status}\n${result.stdout}${result.stderr}`,
      );
  };
  const timed = (what: string, playbook: string) => {
    const begun = performance.now();
    kafkabook('run', playbook);
    const seconds = (performance.now() - begun) / 1000;
    const name = `${what}, ${version}`;
    samples.set(name, [...(samples.get(name) ?? []), seconds]);
    console.log(`${name}: ${seconds.toFixed(1)} s`);
  };
  kafkabook('gen');
  kafkabook('run', 'jdk');
  timed('first install', 'site');
  timed('run again', 'site');
  timed('run again', 'site');
  const document = parseDocument(readFileSync(file, 'utf8'));
  document.setIn(['kafka', 'config', 'queued.max.requests'], 400);
  write(file, document);
  kafkabook('gen');
  timed('a changed property', 'kafka');
}

function write(file: string, document: Document): void {
  writeFileSync(file, String(document));
}
