import {createReadStream} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {Args} from '@oclif/core';
import {JournalCommand} from '../../cli/journal-command.ts';

export default class RunsLogs extends JournalCommand {
  static override summary = "Print Ansible's own output of a run.";
  static override args = {
    run: Args.string({default: 'last', description: 'an id, its beginning or its end, or last'}),
  };
  static override flags = {project: JournalCommand.projectFlag};

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RunsLogs);
    const {log} = this.runOf(this.homeOf(flags.project), args.run);
    await pipeline(createReadStream(log), process.stdout, {end: false});
  }
}
