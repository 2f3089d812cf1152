// What a benchmark found, as it is kept: bench/results/NAME.json. docs/performance.md is made of these files.
import {execFileSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {cpus, release, totalmem} from 'node:os';

// On Node 20 it costs each process 85 ms to read certificates that nothing here needs.
delete process.env['NODE_EXTRA_CA_CERTS'];

const FOLDER = new URL('../results/', import.meta.url);

export type Measure = {
  /** What was measured: a row of the table. One name stands for one measure of a result. */
  readonly what: string;
  readonly unit: 's' | 'ms' | 'MiB' | 'MB' | 'tasks';
  readonly samples: readonly number[];
  /** Other measures of the same rounds: the ratio is the median of the ratios of each round, and at most `goal`. */
  readonly ratios?: readonly {readonly to: string; readonly goal?: number}[];
  /** The most that its median should be. */
  readonly goal?: number;
};

/** The measures in `series` at each of the places `at`, as lines of a picture. */
export type Curve = {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly logarithmic?: boolean;
  readonly lines: readonly {readonly name: string; readonly points: readonly (readonly [number, number])[]}[];
};

/** What a time was spent on: the parts of one measure in seconds. */
export type Split = {
  readonly title: string;
  readonly parts: readonly {readonly name: string; readonly seconds: number}[];
};

export type Result = {
  readonly name: string;
  readonly title: string;
  /** What it is and how it was measured, in Markdown. */
  readonly text: string;
  readonly command: string;
  readonly day: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly measures: readonly Measure[];
  readonly curves: readonly Curve[];
  readonly splits: readonly Split[];
  /** What follows from the figures, and why goals are missed. */
  readonly remarks: readonly string[];
};

/** All results that are kept, by name. */
export function results(): Result[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Result);
}

/** Completes a result with the machine, keeps it, and prints its tables. */
export function keep(
  found: Pick<Result, 'name' | 'title' | 'text' | 'command' | 'measures'> & Partial<Result>,
): Result {
  const result: Result = {
    day: new Date().toISOString().slice(0, 10),
    machine: machine(),
    curves: [],
    splits: [],
    remarks: [],
    ...found,
    versions: {node: process.versions.node, ...found.versions},
  };
  mkdirSync(FOLDER, {recursive: true});
  writeFileSync(new URL(`${result.name}.json`, FOLDER), `${JSON.stringify(result, null, 2)}\n`);
  console.log(tables(result).join('\n'));
  return result;
}

/** A result as Markdown tables: its measures, then its splits. */
export function tables({measures, splits}: Result): string[] {
  const byName = new Map(measures.map((measure) => [measure.what, measure]));
  const rows = measures.map((measure) => {
    const {what, unit, samples, goal} = measure;
    const middle = median(samples);
    const compared = (measure.ratios ?? []).map(({to, goal: most}) => {
      const values = ratiosOf(measure, byName.get(to), to);
      const range = values.length < 2 ? '' : ` (${spread(values, (value) => value.toFixed(2))})`;
      return {
        text: `${median(values).toFixed(2)} of ${to}${range}`,
        goal: most === undefined ? '' : verdict(median(values), most),
      };
    });
    return [
      what,
      number(middle, unit),
      samples.length < 2 ? '' : spread(samples, (value) => number(value, unit)),
      String(samples.length),
      compared.map(({text}) => text).join('<br>'),
      [
        ...(goal === undefined ? [] : [verdict(middle, goal, ` ${unit}`)]),
        ...compared.map((each) => each.goal),
      ].join('<br>'),
    ];
  });
  const head = ['', 'median', 'spread', 'times', 'ratio', 'goal'];
  return [
    ...table(head, rows),
    ...splits.flatMap(({title, parts}) => {
      const total = parts.reduce((sum, part) => sum + part.seconds, 0);
      const cells = parts.map(({name, seconds}) => [name, `${seconds.toFixed(1)} s`]);
      return ['', ...table([title, `${total.toFixed(1)} s`], cells)];
    }),
  ];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

function ratiosOf({samples}: Measure, other: Measure | undefined, name: string): number[] {
  if (other === undefined) throw new Error(`no measure is called ${name}`);
  return samples.map((sample, round) => sample / (other.samples[round] ?? NaN));
}

function spread(values: readonly number[], shown: (value: number) => string): string {
  return `${shown(Math.min(...values))} to ${shown(Math.max(...values))}`;
}

function verdict(value: number, most: number, unit = ''): string {
  return `${most}${unit}: ${value <= most ? 'met' : 'missed'}`;
}

function number(value: number, unit: Measure['unit']): string {
  return `${value.toFixed(unit === 's' ? (value < 1 ? 3 : 1) : 0)} ${unit}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)];
}

function machine(): string {
  const [first] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `${cpus().length} cores (${(first?.model ?? 'unknown').trim()}), ${memory} GiB of memory, Linux ${release().split('-')[0]}`;
}

/** The release of the Ansible that is found on a PATH. */
export function ansibleVersion(env: NodeJS.ProcessEnv = process.env): string {
  const told = execFileSync('ansible', ['--version'], {env, encoding: 'utf8'});
  return /\[core ([^\]]+)\]/.exec(told)?.[1] ?? 'unknown';
}
