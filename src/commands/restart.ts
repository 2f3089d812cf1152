import {randomUUID} from 'node:crypto';
import {Args, Flags} from '@oclif/core';
import type {Conducted} from '../cli/conduct.ts';
import {RunCommand} from '../cli/run-command.ts';

export default class Restart extends RunCommand {
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
  static override args = {
    role: Args.string({required: true, options: ['kafka', 'zookeeper'], description: 'what to restart'}),
  };
  static override flags = {
    ...RunCommand.runFlags,
    host: Flags.string({char: 'H', multiple: true, description: 'only this host; may be given again'}),
  };

  async run(): Promise<Conducted | {command: string}> {
    const {args, flags} = await this.parse(Restart);
    const project = this.openProject(flags.project);
    const limit = this.limitOf(flags.host?.join(','), project.manifest);
    // A word of its own, not a yes: when the run is gone on with, what was restarted for it is left alone.
    const id = `${args.role}_restart_id=${randomUUID()}`;
    return this.runPlaybook(project, `${args.role}-restart`, {limit, extra: ['-e', id]}, flags);
  }
}
