import {Flags} from '@oclif/core';
import {resolve} from 'node:path';
import {readManifest, type Manifest} from '../ansible/manifest.ts';
import {fileReason, KafkabookCommand, say} from './command.ts';
import {ExitCode} from '../exit-codes.ts';
import {journalHome} from '../journal/home.ts';
import {findRun, listRuns} from '../journal/list.ts';
import {openRun, type OpenRun} from '../journal/open.ts';
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

  /** The median of the last good runs of the playbook. */
  protected expectedSeconds(project: string, playbook: string): number | undefined {
    const times = listRuns(this.homeOf(project))
      .filter(({record, result}) => record.playbook === playbook && result?.exitCode === ExitCode.done)
      .slice(0, 5)
      .map(({result}) => result?.seconds ?? 0)
      .sort((one, other) => one - other);
    return times[Math.floor(times.length / 2)];
  }

  /** Before the first byte goes to a host, so that even a power cut leaves a trace of what was under way. */
  protected openRecord(
    folder: string,
    playbook: string,
    {spec}: Manifest,
    command: readonly string[],
  ): OpenRun {
    const specFiles = spec.map(({path}) => resolve(folder, path));
    try {
      return openRun(
        journalHome(folder, specFiles),
        {playbook, command, project: folder, version: this.config.version, spec, specFiles},
        (message) => say(`warning: ${message}`),
      );
    } catch (error) {
      const hint =
        'runs are recorded beside cluster.yml: make room there, or mend the permissions of the folder';
      throw new Refusal('controlNodeUnfit', `cannot record the run: ${fileReason(error)}`, hint, {
        cause: error,
      });
    }
  }
}
