// What a command takes, with all processes below it.
import {spawn} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';

/** Seconds, those of all cores, and the most memory that was seen, in MiB. */
export type Usage = {readonly seconds: number; readonly cpu: number; readonly mebibytes: number};

/** Runs a command to its end; `inside` puts it somewhere else, as in a namespace. Throws where it does not end with 0. */
export async function usageOf(
  command: readonly string[],
  options: {readonly cwd: string; readonly env: NodeJS.ProcessEnv},
  inside: (words: readonly string[]) => readonly string[] = (words) => words,
): Promise<Usage> {
  const [file = '', ...words] = inside(['bash', '-c', `TIMEFORMAT='%U %S'; time "$@"`, 'bash', ...command]);
  const begun = performance.now();
  const child = spawn(file, words, {...options, stdio: ['ignore', 'pipe', 'pipe']});
  let [output, errors] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (output = (output + data.toString()).slice(-4000)));
  child.stderr.on('data', (data: Buffer) => (errors = (errors + data.toString()).slice(-4000)));
  let mebibytes = 0;
  const timer = setInterval(() => (mebibytes = Math.max(mebibytes, memoryBelow(child.pid ?? 0))), 500);
  const code = await new Promise((done) => child.once('close', done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command.join(' ')}: exit ${String(code)}\n${output}${errors}`);
  const [user = 0, system = 0] = (errors.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return {seconds: (performance.now() - begun) / 1000, cpu: user + system, mebibytes};
}

/** MiB of a process and all below it; what they share counts once. */
function memoryBelow(root: number): number {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const parent = Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const sum = (pid: number): number =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024 +
    (children.get(pid) ?? []).reduce((total, each) => total + sum(each), 0);
  return sum(root);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
