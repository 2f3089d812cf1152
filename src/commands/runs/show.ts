import {Args} from '@oclif/core';
import {JournalCommand} from '../../cli/journal-command.ts';
import {readProgress} from '../../ansible/progress.ts';
import type {RecordedRun} from '../../journal/record.ts';
import {renderRun, type HostState} from '../../render/runs.ts';

export default class RunsShow extends JournalCommand {
  static override summary = 'Show one run: the command, who ran it, what came of it, where each host stood.';
  static override args = {
    run: Args.string({default: 'last', description: 'an id, its beginning or its end, or last'}),
  };
  static override enableJsonFlag = true;
  static override flags = {project: JournalCommand.projectFlag};

  async run(): Promise<RecordedRun & {hosts: readonly HostState[]}> {
    const {args, flags} = await this.parse(RunsShow);
    const run = this.runOf(this.homeOf(flags.project), args.run);
    const hosts = [...readProgress(run.events)].map(([host, state]) => ({host, ...state}));
    for (const line of renderRun(run, hosts)) this.log('%s', line);
    return {...run, hosts};
  }
}
