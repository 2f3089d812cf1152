import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {processesOfRun} from '../../src/process/list.ts';

/** A run that can be killed: how to start it, where its record is, and what it may leave when it ends. */
export type Victim = Readonly<{
  /** argv of kafkabook. */
  command: readonly string[];
  /** The folder that holds `.kafkabook`. */
  home: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
}>;

export type Kind =
  | `${'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL'} of kafkabook`
  | `${'SIGINT' | 'SIGTERM' | 'SIGKILL'} of ansible-playbook`
  | 'SIGKILL of a worker'
  | 'SIGKILL of ssh'
  | 'network cut'
  | 'full disk';

export type Killed = Readonly<{
  /** null where kafkabook itself was killed. */
  code: number | null;
  /** The id of its record; null where it was killed before it had one. */
  run: string | null;
  seconds: number;
  /** Processes of the run that were left some seconds after its end. */
  left: readonly number[];
}>;

/**
 * Starts a run and does the worst to it after so many seconds. `cut` pulls the network cable of a host and `mend` plugs
 * it in again, when the run has ended.
 */
export async function killed(
  victim: Victim,
  kind: Kind,
  after: number,
  {cut = () => {}, mend = () => {}}: {cut?: () => void; mend?: () => void} = {},
): Promise<Killed> {
  const known = new Set(runsOf(victim.home));
  const begun = performance.now();
  const unmount = kind === 'full disk' ? fillDisk(victim.home, Math.round(after * 8000)) : () => {};
  const [file = '', ...args] = victim.command;
  const child = spawn(file, args, {cwd: victim.cwd, env: victim.env, stdio: 'ignore', detached: true});
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const isOver = ended.then(() => true);
  await Promise.race([wait(after * 1000), isOver]);
  const newRun = () => runsOf(victim.home).find((id) => !known.has(id)) ?? null;
  // What is to be hit has to be there.
  for (let tries = 0; tries < 50 && !kind.endsWith('kafkabook') && newRun() === null; tries += 1)
    await wait(20);
  const run = newRun();
  strike(kind, victim.home, run, child.pid ?? 0, cut);
  // A gate that waits for a host that was cut off ends only after minutes: people would press Ctrl-C.
  const patience = setTimeout(
    () => signalTo(kafkabookOf(victim.home, run, child.pid ?? 0), 'SIGTERM'),
    90_000,
  );
  const code = await ended;
  clearTimeout(patience);
  mend();
  const seconds = (performance.now() - begun) / 1000;
  const name = run ?? newRun();
  const left = await leftOver(name);
  unmount();
  return {code, run: name, seconds, left};
}

/** What `runs show` tells of a run; throws where it cannot be read. */
export function told(
  victim: Victim,
  run: string,
): {state: string; exitCode: number | null; changed: Record<string, number>} {
  const [node = '', bin = ''] = victim.command.slice(
    victim.command.findIndex((word) => /node[^/]*$/.test(word)),
  );
  const project =
    victim.command.indexOf('-C') === -1 ? [] : ['-C', victim.command[victim.command.indexOf('-C') + 1] ?? ''];
  const shown = spawnSync(node, [bin, 'runs', 'show', run, '--json', ...project], {
    cwd: victim.cwd,
    encoding: 'utf8',
    env: victim.env,
  });
  if (shown.status !== 0) throw new Error(`runs show ended with ${shown.status}: ${shown.stderr}`);
  const {state, result, hosts} = JSON.parse(shown.stdout) as {
    state: string;
    result: {exitCode: number} | null;
    hosts: {host: string; changed: number}[];
  };
  return {
    state,
    exitCode: result?.exitCode ?? null,
    changed: Object.fromEntries(hosts.map(({host, changed}) => [host, changed])),
  };
}

function strike(kind: Kind, home: string, run: string | null, pid: number, cut: () => void): void {
  const [signal, , whom] = kind.split(' ') as [NodeJS.Signals, string, string];
  if (kind === 'network cut') return cut();
  if (whom === 'kafkabook') return signalTo(kafkabookOf(home, run, pid), signal);
  if (run === null || kind === 'full disk') return;
  const processes = processesOfRun(run).map((row) => row.pid);
  const main = processes.find((each) => !processes.includes(parentOf(each)));
  const others = processes.filter((each) => each !== main);
  const victims = {
    'ansible-playbook': main === undefined ? [] : [main],
    worker: others.slice(0, 1),
    ssh: others.filter((each) => read(`/proc/${each}/comm`).trim() === 'ssh'),
  };
  const isKnown = (name: string): name is keyof typeof victims => name in victims;
  const name = whom === 'a' ? 'worker' : (whom ?? '');
  for (const each of isKnown(name) ? victims[name] : []) signalTo(each, signal);
}

/** kafkabook itself: what was started may be a program in front of it. */
function kafkabookOf(home: string, run: string | null, pid: number): number {
  if (run === null) return pid;
  try {
    const record = read(join(home, '.kafkabook/runs', run, 'run.json'));
    return (JSON.parse(record) as {process: {pid: number}}).process.pid;
  } catch {
    return pid;
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

async function leftOver(run: string | null): Promise<number[]> {
  if (run === null) return [];
  // The watchdog needs some seconds where kafkabook was killed.
  for (let tries = 0; tries < 150 && processesOfRun(run).length > 0; tries += 1) await wait(100);
  return processesOfRun(run).map(({pid}) => pid);
}

/** Puts the records on a file system on which so many bytes are free when the run has been opened, or none. Returns how to undo that, records kept. */
function fillDisk(home: string, free: number): () => void {
  const folder = join(home, '.kafkabook');
  mkdirSync(folder, {recursive: true});
  const kept = `${folder}.kept`;
  const sh = (line: string) => {
    const {status, stderr} = spawnSync('bash', ['-c', line, 'kills', folder, kept], {encoding: 'utf8'});
    if (status !== 0) throw new Error(`${line}: ${stderr}`);
  };
  sh(
    `mv "$1" "$2" && mkdir "$1" && mount -t tmpfs -o size=${Math.ceil(free / 1024) + 284}k,mode=0700 kafkabook-kills "$1"`,
  );
  return () =>
    sh(
      'mkdir -p "$2/runs" && { [ ! -d "$1/runs" ] || cp -a "$1"/runs/. "$2/runs/"; } && umount "$1" && rmdir "$1" && mv "$2" "$1"',
    );
}

/** The ids of all runs on record. */
export function runsOf(home: string): string[] {
  const folder = join(home, '.kafkabook/runs');
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
}

function parentOf(pid: number): number {
  return Number(
    read(`/proc/${pid}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ')[1] ?? 0,
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Numbers between 0 and 1 that are the same for the same seed (a linear congruential generator, Numerical Recipes). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
