import {spawnSync, type SpawnSyncReturns} from 'node:child_process';
import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {lab, ROOT} from './lab.ts';

const LAB = path.join(ROOT, 'test/lab/lab');

/** A lab machine that is bare at first, where a user makes a control node of it over SSH; all in the folder `kafka`. */
export class ControlMachine {
  readonly name = 'peter-ansible01';

  constructor() {
    this.done('mkdir kafka');
  }

  /** Runs a shell command in the folder, as the user. */
  shell(command: string): SpawnSyncReturns<string> {
    return this.ssh(`cd kafka 2>/dev/null; ${command}`);
  }

  /** The same, but a failure is the test's; returns standard output. */
  done(command: string): string {
    const {status, stdout, stderr} = this.shell(command);
    if (status !== 0) throw new Error(`${command}: exit ${status}\n${stdout}${stderr}`.slice(-8000));
    return stdout;
  }

  kafkabook(args: readonly string[]): SpawnSyncReturns<string> {
    return this.shell(['kafkabook', ...args.map(quoted)].join(' '));
  }

  /** The same, but a failure is the test's. */
  succeed(...args: string[]): string {
    return this.done(['kafkabook', ...args.map(quoted)].join(' '));
  }

  /** Brings a file there. */
  put(name: string, content: string | Buffer, mode = '644'): void {
    const {status, stderr} = this.ssh(
      `cd kafka; cat >${quoted(name)} && chmod ${mode} ${quoted(name)}`,
      content,
    );
    if (status !== 0) throw new Error(`cannot put ${name}: ${stderr}`);
  }

  read(name: string): string {
    return this.done(`cat ${quoted(name)}`);
  }

  /** Brings the archives of a Node that is new enough, and of kafkabook as it is now. Returns the name of the latter. */
  bringReleases(): string {
    this.put('node.tar.gz', readFileSync(lab('node-tarball').trim()));
    const folder = mkdtempSync(path.join(tmpdir(), 'kafkabook-pack-'));
    const {stdout, stderr} = spawnSync(
      'npm',
      ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder],
      {
        cwd: ROOT,
        encoding: 'utf8',
      },
    );
    const name = stdout.trim();
    if (name === '') throw new Error(`npm pack: ${stderr}`);
    this.put(name, readFileSync(path.join(folder, name)));
    return name;
  }

  private ssh(command: string, input: string | Buffer = ''): SpawnSyncReturns<string> {
    return spawnSync(LAB, ['ssh', this.name, `${command}`], {encoding: 'utf8', timeout: 900_000, input});
  }
}

function quoted(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
