import {checkAws} from '../../ansible/checks.ts';
import type {Conducted} from '../../cli/conduct.ts';
import {RunCommand} from '../../cli/run-command.ts';

export default class ImportAws extends RunCommand {
  static override summary = 'Take the addresses of machines that are on AWS already, by their name tags.';
  static override description =
    'Writes them to the file of addresses that cluster.yml names (aws.addresses_file), which gen reads; cluster.yml itself is ' +
    'never written. Nothing is changed on AWS. A name that no machine has, or more than one, ends it before anything is written.';
  static override examples = [
    '<%= config.bin %> gen && <%= config.bin %> <%= command.id %> && <%= config.bin %> gen',
  ];
  static override enableJsonFlag = true;
  static override flags = {...RunCommand.runFlags};

  async run(): Promise<Conducted | {command: string}> {
    const {flags} = await this.parse(ImportAws);
    const project = this.openProject(flags.project);
    checkAws(project.manifest);
    return this.runPlaybook(project, 'aws-import', {}, flags);
  }
}
