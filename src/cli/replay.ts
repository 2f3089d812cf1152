import {setTimeout as wait} from 'node:timers/promises';
import {decodeEvent} from '../ansible/decode.ts';
import type {RecordedRun} from '../journal/record.ts';
import {outcomeLines} from '../render/outcome.ts';
import {readRecordFile} from './journal-command.ts';
import {openView, type ViewChoice} from './view.ts';

/** Shows a run on record as it was, so many times faster, in the same view. */
export async function replay(
  {record, result, events, log}: RecordedRun,
  view: ViewChoice,
  speed: number,
): Promise<void> {
  const begun = Date.parse(record.started);
  // The clock of the run, which people look at in the view.
  let now = begun;
  const shown = await openView({...view, playbook: record.playbook, expected: undefined, now: () => now});
  const output = readRecordFile(log);
  let at = 0;
  try {
    for (const line of readRecordFile(events).toString().split('\n')) {
      const {time, bytes} = partsOf(line);
      if (time === null) continue;
      now = await pause(now, time * 1000, speed);
      if (bytes === null) shown.eventLine(line);
      // The record does not say which of Ansible's streams it was; but for a few warnings it is its output.
      else shown.show(output.subarray(at, (at += bytes)), 'stdout');
      const event = decodeEvent(line);
      if (event !== null) shown.event(event);
    }
  } finally {
    shown.close();
  }
  if (result !== null) process.stderr.write(`${outcomeLines(result).join('\n')}\n`);
}

// The last line of a run that was cut short may be half of one.
function partsOf(line: string): {time: number | null; bytes: number | null} {
  try {
    const {event, time, bytes} = JSON.parse(line) as Record<string, unknown>;
    return {
      time: typeof time === 'number' ? time : null,
      bytes: event === 'output' && typeof bytes === 'number' ? bytes : null,
    };
  } catch {
    return {time: null, bytes: null};
  }
}

/** Waits until it is `to` for who began at `from`; clocks that go back do not. Returns where the clock stands. */
async function pause(from: number, to: number, speed: number): Promise<number> {
  if (to <= from) return from;
  await wait((to - from) / speed);
  return to;
}
