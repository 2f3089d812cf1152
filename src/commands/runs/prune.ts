import {Flags} from '@oclif/core';
import {JournalCommand} from '../../cli/journal-command.ts';
import {pruneRuns} from '../../journal/list.ts';
import {counted} from '../../render/problems.ts';

export default class RunsPrune extends JournalCommand {
  static override summary = 'Remove the records of old runs.';
  static override enableJsonFlag = true;
  static override flags = {
    project: JournalCommand.projectFlag,
    keep: Flags.integer({min: 0, default: 100, description: 'how many of the newest stay'}),
  };

  async run(): Promise<{removed: string[]}> {
    const {flags} = await this.parse(RunsPrune);
    const removed = pruneRuns(this.homeOf(flags.project), flags.keep).map(({record}) => record.id);
    this.log('Removed %s.', counted(removed.length, 'record'));
    return {removed};
  }
}
