import {readFile} from 'node:fs/promises';
import {Args, Command} from '@oclif/core';
import {ExitCode} from '../exit-codes.ts';
import {counted, renderProblems} from '../render/problems.ts';
import {checkSpec} from '../spec/check.ts';
import type {Problem} from '../spec/problem.ts';
import type {Spec} from '../spec/spec.ts';

export default class Validate extends Command {
  static override summary = 'Check cluster.yml and show every problem at once.';
  static override description =
    'Each problem comes with its place in the file and the way out. Exits with 3 when there are errors; warnings alone exit with 0.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> edge.yml --json',
  ];
  static override args = {file: Args.string({description: 'The file to check.', default: 'cluster.yml'})};
  static override enableJsonFlag = true;

  async run(): Promise<{ok: boolean; problems: Problem[]}> {
    const {args} = await this.parse(Validate);
    const text = await this.read(args.file);
    const result = checkSpec(text, {file: args.file});
    if (result.problems.length > 0) {
      const color = process.stdout.isTTY && !process.env['NO_COLOR'];
      this.log(renderProblems(result.problems, {file: args.file, text, color}));
    }
    if (result.ok) this.log(`${args.file} is valid: ${summary(result.spec)}`);
    else process.exitCode = ExitCode.specInvalid;
    return {ok: result.ok, problems: result.problems};
  }

  private async read(file: string): Promise<string> {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      // With --json, oclif takes the code from here and not from the error.
      process.exitCode = ExitCode.usage;
      const suggestions = [`Name an existing file, or start one with "${this.config.bin} init".`];
      this.error(`Cannot read ${file}: ${reason(error)}.`, {exit: ExitCode.usage, suggestions});
    }
  }
}

function summary({zookeeper, kafka}: Spec): string {
  return [
    ...(zookeeper ? [counted(zookeeper.nodes.length, 'ZooKeeper node')] : []),
    counted(kafka.brokers.length, 'broker'),
  ].join(', ');
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'it may not be read',
    EISDIR: 'it is a folder',
  };
  return known[code ?? ''] ?? String(code ?? error);
}
