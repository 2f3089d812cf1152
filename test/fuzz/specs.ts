// Throws mutated specs at the check: `npm run fuzz -- [COUNT] [SEED]`. None may make it throw, take more than two
// seconds or a gigabyte; and what it lets pass, gen has to be able to use.
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {readAssets} from '../../src/disk/assets.ts';
import {completeSpec} from '../../src/model/complete.ts';
import type {Assets} from '../../src/project/file-set.ts';
import {synthesize} from '../../src/project/synthesize.ts';
import {renderProblems} from '../../src/render/problems.ts';
import {checkSpec} from '../../src/spec/check.ts';
import {mutate, randomFrom} from './mutate.ts';

const MOST_MILLISECONDS = 2000;
const MOST_BYTES = 2 ** 30;

/** What came of many specs; each fault with the number of its spec, so that it can be made again. */
export type Tally = {
  readonly valid: number;
  readonly invalid: number;
  readonly slowest: number;
  readonly peakBytes: number;
  readonly faults: readonly string[];
};

/** Checks as many mutated specs as wanted. `progress` hears of every thousandth. */
export async function fuzz(
  count: number,
  seed: number,
  progress: (done: number) => void = () => {},
): Promise<Tally> {
  const corpus = ['book', 'single-server', 'current'].map((name) =>
    readFileSync(new URL(`../../examples/${name}.yml`, import.meta.url), 'utf8'),
  );
  const assets = readAssets();
  const tally = {valid: 0, invalid: 0, slowest: 0, peakBytes: 0, faults: [] as string[]};
  for (let index = 0; index < count; index++) {
    const random = randomFrom(seed + index);
    const {text, names} = mutate(corpus[random(corpus.length)] ?? '', random);
    const begun = performance.now();
    const fault = tryOne(text, assets, tally);
    const taken = performance.now() - begun;
    tally.slowest = Math.max(tally.slowest, taken);
    if (fault !== undefined) tally.faults.push(`spec ${seed + index} (${names.join(', ')}): ${fault}`);
    if (taken > MOST_MILLISECONDS)
      tally.faults.push(`spec ${seed + index} (${names.join(', ')}): ${Math.round(taken)} ms`);
    if (index % 1000 === 999) {
      tally.peakBytes = Math.max(tally.peakBytes, process.memoryUsage.rss());
      progress(index + 1);
    }
  }
  if (tally.peakBytes > MOST_BYTES) tally.faults.push(`${tally.peakBytes} bytes of memory`);
  return tally;
}

function tryOne(text: string, assets: Assets, tally: {valid: number; invalid: number}): string | undefined {
  try {
    const result = checkSpec(text, {file: 'cluster.yml'});
    renderProblems(result.problems, {texts: new Map([['cluster.yml', text]])});
    for (const {range, hint, message} of result.problems)
      if (range.line < 1 || range.column < 1 || hint === '' || message === '')
        return 'a problem without place or words';
    if (!result.ok) {
      tally.invalid++;
      return result.problems.some(({severity}) => severity === 'error')
        ? undefined
        : 'refused without an error';
    }
    tally.valid++;
    synthesize(completeSpec(result.spec, {specFolder: '..'}), assets);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count = 100_000, seed = 1] = process.argv.slice(2).map(Number);
  const begun = performance.now();
  const tally = await fuzz(count, seed, (done) => process.stderr.write(`\r${done} of ${count}`));
  const seconds = (performance.now() - begun) / 1000;
  process.stderr.write('\n');
  console.log(
    `${count} specs from seed ${seed} in ${seconds.toFixed(0)} s: ${tally.valid} valid, ${tally.invalid} refused, ` +
      `the slowest ${tally.slowest.toFixed(0)} ms, ${(tally.peakBytes / 2 ** 20).toFixed(0)} MiB, ${tally.faults.length} faults`,
  );
  for (const fault of tally.faults.slice(0, 20)) console.log(fault);
  process.exitCode = tally.faults.length === 0 ? 0 : 1;
}
