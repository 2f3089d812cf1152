import {closeSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {Refusal} from '../refusal.ts';

/**
 * Writes the report of a run, private as the record is. An earlier report is replaced in one step; it is known by the
 * first line of this one. Throws a Refusal for any other file that stands there, which stays as it is.
 */
export function writeReport(file: string, report: string): void {
  const firstLine = report.slice(0, report.indexOf('\n') + 1);
  const stands = statSync(file, {throwIfNoEntry: false});
  if (stands === undefined) return writeNew(file, report);
  if (!stands.isFile() || !beginsWith(file, firstLine)) {
    const hint = 'name another file with --output, or print the report with --stdout';
    throw new Refusal('usage', `${file} exists already, and is no report of kafkabook`, hint);
  }
  const next = `${file}.${process.pid}.new`;
  writeNew(next, report);
  renameSync(next, file);
}

const PRIVATE = 0o600;

function writeNew(file: string, text: string): void {
  const handle = openSync(file, 'wx', PRIVATE);
  try {
    writeFileSync(handle, text);
  } catch (error) {
    // Half a report on a full disk would only stand in the way.
    rmSync(file, {force: true});
    throw error;
  } finally {
    closeSync(handle);
  }
}

function beginsWith(file: string, text: string): boolean {
  const wanted = Buffer.from(text);
  const found = Buffer.alloc(wanted.length);
  const handle = openSync(file, 'r');
  try {
    return readSync(handle, found) === wanted.length && found.equals(wanted);
  } finally {
    closeSync(handle);
  }
}
