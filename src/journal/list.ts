import {readdirSync, readFileSync, rmSync} from 'node:fs';
import {hostname} from 'node:os';
import path from 'node:path';
import {DRAFT, JOURNAL} from './open.ts';
import {isAlive} from '../process/identity.ts';
import type {RecordedRun, RunRecord, RunResult} from './record.ts';

/** Every run on record below `home`, the newest first. A folder without a readable record is passed over. */
export function listRuns(home: string): RecordedRun[] {
  return (
    names(path.join(home, JOURNAL, 'runs'))
      .flatMap((name) => readRun(path.join(home, JOURNAL, 'runs', name)) ?? [])
      // Not by their names, which count seconds: `last` has to be the last one of a second, too.
      .sort((a, b) => Date.parse(b.record.started) - Date.parse(a.record.started))
  );
}

/** The run of an id, of the beginning of one, or the newest for `last`; undefined where there is none, or several. */
export function findRun(home: string, wanted: string): RecordedRun | undefined {
  const runs = listRuns(home);
  if (wanted === 'last') return runs[0];
  const found = runs.filter(
    ({record}) => record.id === wanted || record.id.startsWith(wanted) || record.id.endsWith(`-${wanted}`),
  );
  return found.length === 1 ? found[0] : undefined;
}

/**
 * Removes the oldest runs but so many; those that are under way stay, and such as may be: nobody sees from here whether
 * one without a result on another computer is. Returns what was removed.
 */
export function pruneRuns(home: string, keep: number): RecordedRun[] {
  const old = listRuns(home)
    .slice(keep)
    .filter(
      ({state, record}) => state === 'ended' || (state === 'interrupted' && record.host === hostname()),
    );
  for (const {folder} of old) rmSync(folder, {recursive: true, force: true});
  return old;
}

function readRun(folder: string): RecordedRun | undefined {
  const record = readJson(path.join(folder, 'run.json')) as RunRecord | undefined;
  if (record?.format !== 1 || typeof record.id !== 'string') return undefined;
  const result = (readJson(path.join(folder, 'result.json')) as RunResult | undefined) ?? null;
  return {
    record,
    result,
    state: result !== null ? 'ended' : isAlive(record.process) ? 'running' : 'interrupted',
    folder,
    events: path.join(folder, 'events.ndjson'),
    log: path.join(folder, 'output.log'),
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith(DRAFT));
  } catch {
    return [];
  }
}
