import {Args} from '@oclif/core';
import {KafkabookCommand} from '../command.ts';
import {ExitCode} from '../exit-codes.ts';
import {counted, renderProblems} from '../render/problems.ts';
import {checkSpec} from '../spec/check.ts';
import type {Problem} from '../spec/problem.ts';
import type {Spec} from '../spec/spec.ts';

export default class Validate extends KafkabookCommand {
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
    const text = (await this.readSpec(args.file)).toString('utf8');
    const result = checkSpec(text, {file: args.file});
    if (result.problems.length > 0) {
      const color = process.stdout.isTTY && !process.env['NO_COLOR'];
      this.log(renderProblems(result.problems, {file: args.file, text, color}));
    }
    if (result.ok) this.log(`${args.file} is valid: ${summary(result.spec)}`);
    else process.exitCode = ExitCode.specInvalid;
    return {ok: result.ok, problems: result.problems};
  }
}

function summary({zookeeper, kafka}: Spec): string {
  return [
    ...(zookeeper ? [counted(zookeeper.nodes.length, 'ZooKeeper node')] : []),
    counted(kafka.brokers.length, 'broker'),
  ].join(', ');
}
