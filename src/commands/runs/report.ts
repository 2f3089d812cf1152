import {join, resolve} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {Args, Flags} from '@oclif/core';
import {readTimeline} from '../../ansible/timeline.ts';
import {fileReason} from '../../cli/command.ts';
import {JournalCommand} from '../../cli/journal-command.ts';
import type {RecordedRun} from '../../journal/record.ts';
import {writeReport} from '../../journal/report.ts';
import {Refusal} from '../../refusal.ts';
import {renderReport} from '../../render/run-report.ts';

export default class RunsReport extends JournalCommand {
  static override summary =
    'Write a report of a run: one HTML page with its failures, its timeline and its changes.';
  static override description =
    'The page needs no network and no other file. It is written as report.html into the record of the run unless you ' +
    'name a file; an earlier report is replaced, any other file is left alone. It names hosts and shows differences ' +
    'of files, so only you can read it: think before you pass it on.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> last --output kafka.html',
    '<%= config.bin %> <%= command.id %> --stdout > kafka.html',
  ];
  static override args = {
    run: Args.string({default: 'last', description: 'an id, its beginning or its end, or last'}),
  };
  static override flags = {
    project: JournalCommand.projectFlag,
    output: Flags.string({char: 'o', description: 'the file to write', exclusive: ['stdout']}),
    stdout: Flags.boolean({description: 'print the page instead of writing a file'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(RunsReport);
    const run = this.runOf(this.homeOf(flags.project), args.run);
    const report = renderReport(run, readTimeline(run.events, endOf(run)));
    if (flags.stdout) return pipeline(Readable.from([report]), process.stdout, {end: false});
    const file = flags.output === undefined ? join(run.folder, 'report.html') : resolve(flags.output);
    try {
      writeReport(file, report);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      const hint = 'name a file that you may write with --output, or print the report with --stdout';
      throw new Refusal('usage', `cannot write ${file}: ${fileReason(error)}`, hint, {cause: error});
    }
    this.log('%s', file);
  }
}

/** When a run ended, in seconds since 1970: a run that was cut short ended nobody knows when. */
function endOf({result, state}: RecordedRun): number | null {
  if (result !== null) return Date.parse(result.ended) / 1000;
  return state === 'running' ? Date.now() / 1000 : null;
}
