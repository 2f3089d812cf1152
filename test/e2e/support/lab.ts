import {spawnSync, type SpawnSyncReturns} from 'node:child_process';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseDocument, type Document} from 'yaml';
import {readTimeline} from '../../../src/ansible/timeline.ts';
import {listRuns} from '../../../src/journal/list.ts';
import {forLab, type LabEnvironment} from '../../support/lab-spec.ts';
import {remoteTasks} from '../../support/remote-tasks.ts';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const LAB = path.join(ROOT, 'test/lab/lab');
const ANSIBLE = path.join(ROOT, 'test/lab/ansible');
const UNFIT = 77;

/**
 * Skips the suite, with the reason, where lab machines cannot run; else brings up bare machines, and cuts the power of all
 * others: a broker of the suite before would join the cluster of this one, when a ZooKeeper that it knows has been made anew.
 * In this order: ssh's connections through a jump host end with the machines behind it, and hang for a minute without it.
 */
export function bareMachines(suite: Mocha.Context, ...machines: string[]): LabEnvironment {
  const check = spawnSync(LAB, ['check'], {encoding: 'utf8'});
  if (check.status === UNFIT) {
    console.log(`      skipped: ${check.stderr.trim() || check.stdout.trim()}`);
    suite.skip();
  }
  lab('up', ...machines);
  lab('reset', ...machines);
  const others = machinesUp().filter((machine) => !machines.includes(machine));
  if (others.length > 0) lab('kill', ...others);
  return JSON.parse(lab('env', '--json')) as LabEnvironment;
}

/** The machines that are up. */
export function machinesUp(): string[] {
  return [...lab('status').matchAll(/^(\S+) +\S+ +yes /gm)].map(([, machine = '']) => machine);
}

/** Runs a lab command and returns what it printed; throws with all it said when it fails. */
export function lab(...args: string[]): string {
  return done(spawnSync(LAB, args, {encoding: 'utf8', timeout: 600_000}), `lab ${args.join(' ')}`);
}

/** Runs a shell command as root inside a machine. */
export function inside(machine: string, command: string): string {
  return lab('exec', machine, 'bash', '-c', command).trim();
}

/** Folder with the programs of an Ansible release, or undefined (with the reason printed) where it cannot run. */
export function ansibleBin(release: string): string | undefined {
  const result = spawnSync(ANSIBLE, ['ensure', release], {encoding: 'utf8', timeout: 300_000});
  if (result.status === UNFIT) {
    console.log(`      no Ansible ${release}: ${result.stderr.trim()}`);
    return undefined;
  }
  return done(result, `ansible ensure ${release}`).trim();
}

/** A cluster.yml in a folder of its own, made from an example for the lab: its key, its mirror. */
export class LabProject {
  readonly folder: string;

  constructor(example: string, environment: LabEnvironment) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'kafkabook-e2e-'));
    this.write(forLab(readFileSync(path.join(ROOT, 'examples', `${example}.yml`), 'utf8'), environment));
  }

  /** Edits cluster.yml through its YAML document. */
  edit(change: (document: Document) => void): void {
    const document = parseDocument(readFileSync(path.join(this.folder, 'cluster.yml'), 'utf8'));
    change(document);
    this.write(document);
  }

  /** Runs kafkabook on the control node, with an Ansible release on PATH. */
  kafkabook(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): SpawnSyncReturns<string> {
    const bin = environment['ANSIBLE_BIN'] ?? ansibleBin('2.19') ?? '';
    return spawnSync(LAB, ['control', process.execPath, path.join(ROOT, 'bin/run.js'), ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      timeout: 900_000,
      env: {...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1', ...environment},
    });
  }

  /** The same, but a failure is the test's. */
  succeed(...args: string[]): string {
    return done(this.kafkabook(args), `kafkabook ${args.join(' ')}`);
  }

  private write(document: Document): void {
    writeFileSync(path.join(this.folder, 'cluster.yml'), String(document));
  }
}

/** Leaves three machines of the book's cluster: the broker stands in the spec only because a spec needs one. */
export function ensembleAlone(document: Document): void {
  document.setIn(['kafka', 'brokers'], [{name: 'peter-zk01', address: '198.18.0.11', id: 1}]);
  for (const key of [
    'offsets.topic.replication.factor',
    'transaction.state.log.replication.factor',
    'transaction.state.log.min.isr',
  ])
    document.setIn(['kafka', 'config', key], 1);
}

/** The counters of the play recap, by host. */
export function recap(output: string): Record<string, Record<string, number>> {
  const lines = output.matchAll(/^(\S+)\s+: ((?:\w+=\d+\s*)+)$/gm);
  return Object.fromEntries(
    [...lines].map(([, host, counters]) => [
      host ?? '',
      Object.fromEntries(
        (counters ?? '')
          .trim()
          .split(/\s+/)
          .map((pair) => pair.split('='))
          .map(([k, v]) => [k, Number(v)]),
      ),
    ]),
  );
}

/** The remote tasks of the last run of a project, by role. */
export function tasksOf({folder}: LabProject): Readonly<Record<string, number>> {
  const [run] = listRuns(folder);
  if (run === undefined) throw new Error(`no run is on record in ${folder}`);
  return remoteTasks(path.join(folder, 'ansible_playbook'), readTimeline(run.events, null));
}

/** Main process id of a service; '0' when it does not run. */
export function mainPid(machine: string, unit: string): string {
  return inside(machine, `systemctl show --property MainPID --value ${unit}`);
}

/** The mode that a ZooKeeper server gives for itself: leader, follower, standalone or ''. */
export function zookeeperMode(machine: string): string {
  return inside(
    machine,
    `exec 3<>/dev/tcp/127.0.0.1/2181; printf srvr >&3; timeout 5 cat <&3 | sed -n 's/^Mode: //p'`,
  );
}

function done(result: SpawnSyncReturns<string>, what: string): string {
  if (result.status === 0) return result.stdout;
  const output = `${result.stdout}\n${result.stderr}`.slice(-8000);
  throw new Error(`${what}: exit ${result.status ?? result.signal}\n${output}${result.error?.message ?? ''}`);
}
