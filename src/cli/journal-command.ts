import {Flags} from '@oclif/core';
import {resolve} from 'node:path';
import {readManifest} from '../ansible/manifest.ts';
import {KafkabookCommand} from './command.ts';
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
