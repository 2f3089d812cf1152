import {readFile, writeFile} from 'node:fs/promises';
import {dirname, join, relative, resolve, sep} from 'node:path';
import {Args, Flags} from '@oclif/core';
import {fileReason, KafkabookCommand} from '../cli/command.ts';
import {Refusal} from '../refusal.ts';
import {packageRoot} from '../disk/assets.ts';

const PRESETS = ['book', 'single-server', 'current'] as const;

export default class Init extends KafkabookCommand {
  static override summary = 'Write a commented cluster.yml to start from.';
  static override description = `Presets: book (the cluster of the book, Kafka 2.6), single-server (one machine for trying out), current (Kafka 3.9 for new clusters). A file that exists is never overwritten.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --preset single-server edge.yml',
    '<%= config.bin %> <%= command.id %> --preset current --stdout',
  ];
  static override args = {file: Args.string({description: 'The file to write.', default: 'cluster.yml'})};
  static override flags = {
    preset: Flags.option({options: PRESETS, default: 'book', description: 'What to start from.'})(),
    stdout: Flags.boolean({description: 'Print it instead of writing a file.'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Init);
    const {bin} = this.config;
    const example = await readFile(join(packageRoot, 'examples', `${flags.preset}.yml`), 'utf8');
    const text = withSchema(example, schemaFrom(dirname(resolve(args.file))));
    if (flags.stdout) return void process.stdout.write(text);
    try {
      await writeFile(args.file, text, {flag: 'wx'});
    } catch (error) {
      const hint = 'name another file, or print the preset with --stdout';
      throw new Refusal('usage', `cannot write ${args.file}: ${fileReason(error)}`, hint, {cause: error});
    }
    const named = args.file === 'cluster.yml' ? '' : ` ${args.file}`;
    this.log(`Wrote ${args.file}. Put your own names and addresses, then run "${bin} validate${named}".`);
  }
}

/** The schema of this installation as seen from a folder, so that editors find it without a network. */
function schemaFrom(folder: string): string {
  const path = relative(folder, join(packageRoot, 'schemas', 'cluster.schema.json'))
    .split(sep)
    .join('/');
  return path.startsWith('.') ? path : `./${path}`;
}

/** The text with the first line that tells editors the schema. */
function withSchema(example: string, schema: string): string {
  return example.replace(
    /^# yaml-language-server: .*\n/,
    () => `# yaml-language-server: $schema=${schema}\n`,
  );
}
