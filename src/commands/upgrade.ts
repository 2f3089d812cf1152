import {Args, Flags} from '@oclif/core';
import {checkCluster} from '../ansible/checks.ts';
import type {Conducted} from '../cli/conduct.ts';
import {confirmed} from '../cli/confirm.ts';
import {durationFlag} from '../cli/duration-flag.ts';
import {extraOf} from '../cli/role-command.ts';
import {RunCommand} from '../cli/run-command.ts';
import {Refusal} from '../refusal.ts';

export default class Upgrade extends RunCommand {
  static override summary =
    'Take the brokers or the ensemble to the release in cluster.yml, one at a time, behind gates.';
  static override description =
    'The release is fetched and verified on every host before anything stops. One machine goes first and is watched for a ' +
    'while; where it does not do its work it goes back to the release from before, and the others are not touched. The ' +
    'brokers speak the protocol of that release until --finalize: so long the way back is open, by the old version in ' +
    'cluster.yml and this command.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> zookeeper',
    '<%= config.bin %> <%= command.id %> kafka --soak 30m',
    '<%= config.bin %> <%= command.id %> kafka --finalize',
  ];
  static override enableJsonFlag = true;
  static override args = {
    role: Args.string({required: true, options: ['kafka', 'zookeeper'], description: 'what to upgrade'}),
  };
  static override flags = {
    ...RunCommand.runFlags,
    soak: durationFlag({
      description: 'how long the first broker is watched, 60s if not given',
      exclusive: ['finalize'],
    }),
    confirm: Flags.string({dependsOn: ['finalize'], description: "the cluster's name, typed beforehand"}),
    finalize: Flags.boolean({
      description: 'speak the protocol of the new release: there is no way back behind this',
    }),
  };

  async run(): Promise<Conducted | {command: string}> {
    const {args, flags} = await this.parse(Upgrade);
    if (flags.finalize && args.role === 'zookeeper')
      throw new Refusal(
        'usage',
        'an ensemble has no protocol to let go of',
        'its upgrade is done with the last server',
      );
    const playbook = `${args.role}-${flags.finalize ? 'finalize' : 'upgrade'}`;
    const project = this.openProject(flags.project);
    if (!flags.finalize) {
      const variables = flags.soak === undefined ? [] : [`kafka_soak_seconds=${flags.soak}`];
      return this.runPlaybook(project, playbook, {extra: extraOf(variables)}, flags);
    }
    const cluster = checkCluster(project.manifest);
    if (!flags['print-command']) {
      const question = `The brokers of ${cluster} are about to let go of the protocol of the release from before. There is no way back.`;
      await confirmed(cluster, flags.confirm, question);
    }
    return this.runPlaybook(project, playbook, {extra: extraOf([`kafkabook_finalize=${cluster}`])}, flags);
  }
}
