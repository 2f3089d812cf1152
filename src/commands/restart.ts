import {randomUUID} from 'node:crypto';
import {Flags} from '@oclif/core';
import type {Conducted} from '../cli/conduct.ts';
import {RoleCommand} from '../cli/role-command.ts';

export default class Restart extends RoleCommand {
  static override summary = 'Restart the brokers or the ZooKeeper servers, one at a time, behind gates.';
  static override description =
    'The controller, or the leader of the ensemble, comes last. A machine that does not come back, or a cluster that ' +
    'cannot do without the next one, stops the roll; "run --resume" goes on with it and leaves alone what was ' +
    'restarted. The configuration stays as it is on the hosts: "run" brings the one of cluster.yml there.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> kafka',
    '<%= config.bin %> <%= command.id %> zookeeper --host peter-zk01',
  ];
  static override enableJsonFlag = true;
  static override args = {role: RoleCommand.roleArg('what to restart')};
  static override flags = {
    ...RoleCommand.runFlags,
    host: RoleCommand.hostFlag,
    'all-at-once': Flags.boolean({
      exclusive: ['host'],
      description:
        "all at the same time instead, which nobody is served in: the cluster's name has to be typed",
    }),
    confirm: {...RoleCommand.confirmFlag, dependsOn: ['all-at-once']},
  };

  async run(): Promise<Conducted | {command: string}> {
    const {args, flags} = await this.parse(Restart);
    const target = this.target(args.role, flags);
    const {cluster} = target;
    // A word of its own, not a yes: when the run is gone on with, what was restarted for it is left alone.
    const id = `${args.role}_restart_id=${randomUUID()}`;
    if (!flags['all-at-once']) return this.begin(`${args.role}-restart`, target, flags, [id], null);
    const variables = [`kafkabook_restart_at_once=${cluster}`, id];
    const question = `All of ${args.role} of ${cluster} is about to restart at the same time; it serves nobody meanwhile.`;
    return this.begin(`${args.role}-restart-at-once`, target, flags, variables, question);
  }
}
