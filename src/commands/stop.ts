import type {Conducted} from '../cli/conduct.ts';
import {RoleCommand, type Target} from '../cli/role-command.ts';

export default class Stop extends RoleCommand {
  static override summary = 'Stop the brokers or the ZooKeeper servers, one at a time.';
  static override description =
    'With --host only some of them, each behind a gate: a broker stops only while all others are in sync and no topic ' +
    'needs it to take records, a ZooKeeper server only while a quorum is left. Without it all of them, for which the ' +
    "cluster's name has to be typed; a whole ensemble stops only where no broker runs. The controller, or the leader of " +
    'the ensemble, comes last. The units stay enabled, so the reboot of a machine starts its service again.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> kafka --host peter-kafka02',
    '<%= config.bin %> <%= command.id %> kafka --confirm peter',
  ];
  static override enableJsonFlag = true;
  static override args = {role: RoleCommand.roleArg('what to stop')};
  static override flags = {
    ...RoleCommand.runFlags,
    host: RoleCommand.hostFlag,
    confirm: RoleCommand.confirmFlag,
  };

  async run(): Promise<Conducted | {command: string}> {
    const {args, flags} = await this.parse(Stop);
    const target = this.target(args.role, flags);
    const {cluster, isWhole} = target;
    const variables = isWhole ? [`kafkabook_stop=${cluster}`] : [];
    return this.begin(
      `${args.role}-stop`,
      target,
      flags,
      variables,
      isWhole ? questionOf(args.role, target) : null,
    );
  }
}

function questionOf(role: string, {cluster, hosts}: Target): string {
  const what = role === 'kafka' ? 'brokers' : 'ZooKeeper servers';
  return `All ${what} of ${cluster} are about to stop, and it serves nobody then: ${hosts.join(', ')}.`;
}
