import type {Conducted} from '../cli/conduct.ts';
import {RoleCommand} from '../cli/role-command.ts';

export default class Start extends RoleCommand {
  static override summary =
    'Start the brokers or the ZooKeeper servers that do not run, and see that they serve.';
  static override description =
    'All at the same time, with the configuration that is on their hosts: "run" brings the one of cluster.yml there. ' +
    'Brokers are started only where ZooKeeper serves. With --host only some of them; brokers that were not named count ' +
    'as away, whether they run or not.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> zookeeper',
    '<%= config.bin %> <%= command.id %> kafka --host peter-kafka02',
  ];
  static override enableJsonFlag = true;
  static override args = {role: RoleCommand.roleArg('what to start')};
  static override flags = {...RoleCommand.runFlags, host: RoleCommand.hostFlag};

  async run(): Promise<Conducted | {command: string}> {
    const {args, flags} = await this.parse(Start);
    return this.begin(`${args.role}-start`, this.target(args.role, flags), flags, [], null);
  }
}
