import {table} from './table.ts';

/** What came of sending and reading at one place through one listener. `acks`: milliseconds; empty where nobody measured. */
export type SmokeResult = Readonly<{
  place: string;
  listener: string;
  wrote: number;
  read: number;
  acks: readonly number[];
  faults: readonly string[];
}>;

/** A place and listener a line, and what is wrong below. */
export function smokeLines(results: readonly SmokeResult[], skipped: readonly string[]): string[] {
  const rows = results.map(({place, listener, wrote, read, acks, faults}) => [
    ...[place, listener, String(wrote), String(read)],
    ...[acks.length === 0 ? '' : `${middle(acks)} ms, ${Math.round(Math.max(...acks))} ms at most`],
    faults.length === 0 ? 'well' : '! see below',
  ]);
  const faults = results.flatMap((result) =>
    result.faults.map((fault) => `${result.place}, ${result.listener}: ${fault}`),
  );
  return [
    ...table([['FROM', 'LISTENER', 'WROTE', 'READ', 'ACKNOWLEDGED WITHIN', ''], ...rows]),
    '',
    ...skipped.map((each) => `not tried: ${each}`),
    ...faults.map((fault) => `! ${fault}`),
  ];
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}
