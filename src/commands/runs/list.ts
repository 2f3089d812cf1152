import {JournalCommand} from '../../cli/journal-command.ts';
import {listRuns} from '../../journal/list.ts';
import type {RecordedRun} from '../../journal/record.ts';
import {renderRuns} from '../../render/runs.ts';

export default class RunsList extends JournalCommand {
  static override summary = 'List the runs on record, the newest first.';
  static override enableJsonFlag = true;
  static override flags = {project: JournalCommand.projectFlag};

  async run(): Promise<RecordedRun[]> {
    const {flags} = await this.parse(RunsList);
    const runs = listRuns(this.homeOf(flags.project));
    for (const line of renderRuns(runs)) this.log('%s', line);
    return runs;
  }
}
