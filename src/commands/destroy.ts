import {Flags} from '@oclif/core';
import {readTimeline} from '../ansible/timeline.ts';
import type {Conducted} from '../cli/conduct.ts';
import {RoleCommand} from '../cli/role-command.ts';
import {chooseView} from '../cli/view.ts';
import {ExitCode} from '../exit-codes.ts';
import {lossLines} from '../render/plan.ts';

export default class Destroy extends RoleCommand {
  static override summary =
    'Remove the cluster from its machines; its data stay, unless --delete-data is said.';
  static override description =
    "Shows first what there is to lose on each host, then wants the cluster's name typed. All brokers stop, then " +
    'ZooKeeper; units, configuration, links and releases are removed. Data are deleted with --delete-data only, and only ' +
    "where every host proves that they are this cluster's: one that does not keeps anything from being changed on any. " +
    'The JDK, the users and the lines in /etc/hosts stay. Without --delete-data, "run site" brings the cluster back.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --delete-data --confirm peter',
  ];
  static override enableJsonFlag = true;
  static override flags = {
    ...RoleCommand.runFlags,
    'delete-data': Flags.boolean({description: 'delete the data of brokers and ZooKeeper, too'}),
    confirm: RoleCommand.confirmFlag,
  };

  async run(): Promise<Conducted | {command: string}> {
    const {flags} = await this.parse(Destroy);
    const target = this.wholeTarget(flags.project);
    const {cluster, folder, hosts} = target;
    const deletes = flags['delete-data'] ? ['kafka_delete_data=true', 'zookeeper_delete_data=true'] : [];
    if (!flags['print-command']) {
      const quiet = this.jsonEnabled() ? chooseView('auto', true) : chooseView('quiet', false);
      const looked = await this.conduct(this.performance('destroy-look', target, flags, deletes, quiet));
      if (looked.exitCode !== ExitCode.done) return looked;
      const lines = lossLines(readTimeline(this.runOf(this.homeOf(folder), looked.run).events, null));
      process.stderr.write(`${lines.join('\n')}\n`);
    }
    const data = flags['delete-data'] ? 'and ALL ITS DATA are' : 'is (its data stay)';
    const question = `The cluster ${cluster} ${data} about to be removed from ${hosts.length} machines.`;
    return this.begin('destroy', target, flags, [`kafkabook_destroy=${cluster}`, ...deletes], question);
  }
}
