import {Args, Flags} from '@oclif/core';
import {checkHosts} from '../ansible/checks.ts';
import type {Conducted} from '../cli/conduct.ts';
import {RunCommand} from '../cli/run-command.ts';

export default class Scale extends RunCommand {
  static override summary = 'Let members come to a running ZooKeeper ensemble or go from it, one at a time.';
  static override description =
    'Servers that cluster.yml has and the ensemble does not are installed and join it; those that are named with --remove ' +
    'leave it, are stopped and keep their data. The others are restarted with the new list, one at a time behind gates, ' +
    'the leader last, so that there is a quorum at every moment. Two members at most come or go in a run. Where a run was ' +
    'stopped, the same command goes on: what the servers run with decides.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> zookeeper',
    '<%= config.bin %> <%= command.id %> zookeeper --remove peter-zk04 --remove peter-zk05',
  ];
  static override enableJsonFlag = true;
  static override args = {
    role: Args.string({required: true, options: ['zookeeper'], description: 'what grows or shrinks'}),
  };
  static override flags = {
    ...RunCommand.runFlags,
    remove: Flags.string({
      multiple: true,
      description: 'take the server of this host out of the ensemble; may be given again',
    }),
  };

  async run(): Promise<Conducted | {command: string}> {
    const {flags} = await this.parse(Scale);
    const project = this.openProject(flags.project);
    const leaving = checkHosts('remove', flags.remove ?? [], 'zkhosts', project.manifest);
    const extra = leaving.length === 0 ? [] : ['-e', JSON.stringify({zookeeper_remove: leaving})];
    return this.runPlaybook(project, 'zookeeper-scale', {extra}, flags);
  }
}
