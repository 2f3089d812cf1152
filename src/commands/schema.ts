import {KafkabookCommand} from '../cli/command.ts';
import {schemaText} from '../spec/schema.ts';

export default class Schema extends KafkabookCommand {
  static override summary = 'Print the JSON schema of cluster.yml.';
  static override description =
    'For editors and other tools: a file that begins with "# yaml-language-server: $schema=PATH" is completed and ' +
    'checked while it is written.';
  static override examples = ['<%= config.bin %> <%= command.id %> > cluster.schema.json'];

  async run(): Promise<void> {
    await this.parse(Schema);
    process.stdout.write(schemaText());
  }
}
