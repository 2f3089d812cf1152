import {once} from 'node:events';
import {createReadStream} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {Args} from '@oclif/core';
import {JournalCommand, unreadable} from '../../cli/journal-command.ts';

export default class RunsLogs extends JournalCommand {
  static override summary = "Print Ansible's own output of a run.";
  static override args = {
    run: Args.string({default: 'last', description: 'an id, its beginning or its end, or last'}),
  };
  static override flags = {project: JournalCommand.projectFlag};

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RunsLogs);
    const {log} = this.runOf(this.homeOf(flags.project), args.run);
    const file = createReadStream(log);
    try {
      await once(file, 'open');
    } catch (error) {
      throw unreadable(log, error);
    }
    await pipeline(file, process.stdout, {end: false});
  }
}
