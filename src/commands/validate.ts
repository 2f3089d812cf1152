import {Args, Flags} from '@oclif/core';
import {KafkabookCommand, type CheckedFiles} from '../cli/command.ts';
import {ExitCode} from '../exit-codes.ts';
import {Refusal} from '../refusal.ts';
import {renderGithub} from '../render/github.ts';
import {counted, renderProblems} from '../render/problems.ts';
import {renderSarif} from '../render/sarif.ts';
import {problemCode} from '../spec/problem-codes.ts';
import type {Problem} from '../spec/problem.ts';
import type {Spec} from '../spec/spec.ts';

const FORMATS = ['text', 'github', 'sarif'] as const;

export default class Validate extends KafkabookCommand {
  static override summary = 'Check cluster.yml and show every problem at once.';
  static override description =
    'Each problem comes with its place in the file and the way out. Exits with 3 when there are errors; warnings ' +
    'alone exit with 0, unless --strict takes them for errors.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> edge.yml --json',
    '<%= config.bin %> <%= command.id %> -f site.yml -f production.yml --strict',
  ];
  static override args = {file: Args.string({description: 'The file to check; cluster.yml without it.'})};
  static override enableJsonFlag = true;
  static override flags = {
    file: Flags.string({
      char: 'f',
      multiple: true,
      description: 'a file of the spec; of several the later one counts',
    }),
    strict: Flags.boolean({description: 'take warnings for errors'}),
    format: Flags.option({
      options: FORMATS,
      default: 'text',
      description: 'text for people, github for annotations in Actions, sarif for code scanning',
    })(),
  };

  async run(): Promise<{ok: boolean; problems: Problem[]}> {
    const {args, flags} = await this.parse(Validate);
    if (args.file !== undefined && flags.file !== undefined)
      throw new Refusal('usage', 'the file is named twice', 'name it once, or every file with -f');
    const names = flags.file ?? [args.file ?? 'cluster.yml'];
    const result = await this.checkFiles(names, flags.strict);
    const {ok, problems} = result.checked;
    const view = this.render(flags.format, names, result);
    if (view !== '') this.log('%s', view);
    if (!ok) process.exitCode = ExitCode.specInvalid;
    return {ok, problems};
  }

  private render(format: (typeof FORMATS)[number], names: readonly string[], result: CheckedFiles): string {
    const {checked, files} = result;
    const {problems} = checked;
    if (format === 'github') return renderGithub(problems);
    if (format === 'sarif') return renderSarif(problems, {version: this.config.version, ruleOf: problemCode});
    const texts = new Map(files.map(({file, text}) => [file, text]));
    const color = process.stdout.isTTY && !process.env['NO_COLOR'];
    return [
      ...(problems.length > 0 ? [renderProblems(problems, {texts, color})] : []),
      ...(checked.ok
        ? [`${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} valid: ${summary(checked.spec)}`]
        : []),
    ].join('\n');
  }
}

function summary({zookeeper, kafka}: Spec): string {
  return [
    ...(zookeeper ? [counted(zookeeper.nodes.length, 'ZooKeeper node')] : []),
    counted(kafka.brokers.length, 'broker'),
  ].join(', ');
}
