import {Flags} from '@oclif/core';
import {checkAws, checkCluster, checkPlaybook} from '../ansible/checks.ts';
import {readTimeline} from '../ansible/timeline.ts';
import type {Conducted} from '../cli/conduct.ts';
import {requestPasswords, takePasswordOptions} from '../cli/passwords.ts';
import {extraOf, RoleCommand, type Target} from '../cli/role-command.ts';
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
    'The JDK, the users and the lines in /etc/hosts stay. Where the data were kept, "run site" brings the cluster back. ' +
    'With --aws the machines themselves go; of their volumes those stay that were made for data, and only --delete-data ' +
    'takes them along.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --delete-data --confirm peter',
    '<%= config.bin %> <%= command.id %> --aws',
  ];
  static override enableJsonFlag = true;
  static override flags = {
    ...RoleCommand.runFlags,
    'keep-data': Flags.boolean({
      exclusive: ['delete-data'],
      description: 'leave the data of brokers and ZooKeeper where they are: so it is without this flag, too',
    }),
    'delete-data': Flags.boolean({description: 'delete the data of brokers and ZooKeeper, too'}),
    aws: Flags.boolean({
      description: 'remove the machines themselves from AWS, with their group and names there',
    }),
    confirm: RoleCommand.confirmFlag,
  };

  async run(): Promise<Conducted | {command: string}> {
    const {flags} = await this.parse(Destroy);
    const {folder, manifest} = this.openProject(flags.project);
    const cluster = checkCluster(manifest);
    const playbook = flags.aws ? 'aws-destroy' : 'destroy';
    const hosts = flags.aws ? ['localhost'] : [...new Set([...manifest.groups.values()].flat())];
    const target: Target = {folder, manifest, cluster, hosts, isWhole: true};
    const deletions = flags['delete-data'] ? DELETIONS[playbook] : [];
    if (flags.aws) checkAws(manifest);
    if (!flags['print-command']) {
      const looked = await this.conduct({
        ...{folder, manifest, resumes: null, limits: flags},
        playbook: checkPlaybook(`${playbook}-look`, manifest),
        // It changes nothing anyway; so it is no run to go on with.
        options: {check: true, extra: extraOf(deletions)},
        passwords: requestPasswords(flags, takePasswordOptions([])),
        view: {...chooseView('auto', this.jsonEnabled()), kind: 'quiet'},
      });
      if (looked.exitCode !== ExitCode.done) return looked;
      const lines = lossLines(readTimeline(this.runOf(this.homeOf(folder), looked.run).events, null));
      process.stderr.write(`${lines.join('\n')}\n`);
    }
    return this.begin(
      playbook,
      target,
      flags,
      [`kafkabook_destroy=${cluster}`, ...deletions],
      question(cluster, hosts.length, flags),
    );
  }
}

/** What deletes data, too. */
const DELETIONS = {
  destroy: ['kafka_delete_data=true', 'zookeeper_delete_data=true'],
  'aws-destroy': ['aws_delete_data=true'],
} as const;

function question(cluster: string, machines: number, flags: {aws: boolean; 'delete-data': boolean}): string {
  if (flags.aws) {
    const volumes = flags['delete-data']
      ? 'with ALL THEIR VOLUMES'
      : '(the volumes that were made for data stay)';
    return `The machines of the cluster ${cluster} on AWS ${volumes} are about to be removed.`;
  }
  const data = flags['delete-data'] ? 'and ALL ITS DATA are' : 'is (its data stay)';
  return `The cluster ${cluster} ${data} about to be removed from ${machines} machines.`;
}
