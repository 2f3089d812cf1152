import {readFileSync} from 'node:fs';
import {Flags} from '@oclif/core';
import {resolve} from 'node:path';
import {readManifest} from '../ansible/manifest.ts';
import {fileReason, KafkabookCommand} from './command.ts';
import {journalHome} from '../journal/home.ts';
import {findRun} from '../journal/list.ts';
import type {RecordedRun} from '../journal/record.ts';
import {Refusal} from '../refusal.ts';

/** What the commands on recorded runs share: where the records are, and how a run is named. */
export abstract class JournalCommand extends KafkabookCommand {
  static readonly projectFlag = Flags.string({
    char: 'C',
    default: 'ansible_playbook',
    description: 'the generated project',
  });

  /** The folder that the records of a project are in. Throws a Refusal for a folder that is no project. */
  protected homeOf(project: string): string {
    const folder = resolve(project);
    const {spec} = readManifest(folder);
    return journalHome(
      folder,
      spec.map(({path}) => resolve(folder, path)),
    );
  }

  /** The run that is meant. Throws a Refusal where there is none, or where several begin like that. */
  protected runOf(home: string, wanted: string): RecordedRun {
    const run = findRun(home, wanted);
    if (run !== undefined) return run;
    throw new Refusal(
      'usage',
      `there is no one run ${wanted} on record`,
      `list them: ${this.config.bin} runs list`,
    );
  }
}

/** A file of a record. Throws a Refusal where it cannot be read: it may have been deleted, to make room. */
export function readRecordFile(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** The refusal for a file of a record that cannot be read. */
export function unreadable(file: string, error: unknown): Refusal {
  const hint = '"runs show" tells what else is on record of that run';
  return new Refusal('usage', `cannot read ${file}: ${fileReason(error)}`, hint, {cause: error});
}
