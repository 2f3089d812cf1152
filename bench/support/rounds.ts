// Candidates that take turns, so that whatever else the computer does meets all of them.

export type Candidate = {
  readonly what: string;
  /** What has to stand before the clock starts. */
  readonly before?: () => Promise<void> | void;
  readonly run: () => Promise<unknown> | unknown;
};

/**
 * Seconds of each candidate in each round, by its name. The order turns with every round: whoever comes later finds
 * warmer caches. `told` hears of each figure as it comes.
 */
export async function rounds(
  count: number,
  candidates: readonly Candidate[],
  told: (what: string, seconds: number, round: number) => void = () => undefined,
): Promise<Map<string, number[]>> {
  const samples = new Map(candidates.map(({what}) => [what, [] as number[]]));
  for (let round = 0; round < count; round += 1) {
    const from = round % candidates.length;
    for (const {what, before, run} of [...candidates.slice(from), ...candidates.slice(0, from)]) {
      await before?.();
      const begun = performance.now();
      await run();
      const seconds = (performance.now() - begun) / 1000;
      samples.get(what)?.push(seconds);
      told(what, seconds, round + 1);
    }
  }
  return samples;
}
