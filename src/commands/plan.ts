import {Args, Flags} from '@oclif/core';
import {checkPlaybook} from '../ansible/checks.ts';
import {readTimeline, type HostLine} from '../ansible/timeline.ts';
import {requestPasswords, takePasswordOptions} from '../cli/passwords.ts';
import {RunCommand} from '../cli/run-command.ts';
import {chooseView} from '../cli/view.ts';
import {ExitCode} from '../exit-codes.ts';
import {pendingHosts, planLines} from '../render/plan.ts';

type Planned = {run: string; exitCode: number; hosts: readonly Pick<HostLine, 'host' | 'results'>[]};

export default class Plan extends RunCommand {
  static override summary = 'Say what a run would change on each host and which services it would restart.';
  static override description =
    'A dry run: hosts are only looked at. Says for each broker whether it would be restarted and why, or told of the ' +
    'change while it runs, in the order of the roll, and whether the cluster does without it as of now. Ends with ' +
    `${ExitCode.changesPending} where something would change.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> kafka --diff',
  ];
  static override enableJsonFlag = true;
  static override args = {
    playbook: Args.string({default: 'site', description: 'the playbook that would be run'}),
  };
  static override flags = {
    project: RunCommand.runFlags.project,
    limit: Flags.string({char: 'l', description: 'only these hosts or groups'}),
    diff: Flags.boolean({description: 'show what changes in files'}),
    timeout: RunCommand.runFlags.timeout,
    'ask-become-pass': RunCommand.runFlags['ask-become-pass'],
    'ask-pass': RunCommand.runFlags['ask-pass'],
    'ask-vault-pass': RunCommand.runFlags['ask-vault-pass'],
    'vault-password-file': RunCommand.runFlags['vault-password-file'],
  };

  async run(): Promise<Planned> {
    const {args, flags} = await this.parse(Plan);
    const {folder, manifest} = this.openProject(flags.project);
    const outcome = await this.conduct({
      ...{folder, manifest, limits: flags, resumes: null},
      playbook: checkPlaybook(args.playbook, manifest),
      options: {limit: this.limitOf(flags.limit, manifest), check: true, diff: true},
      passwords: requestPasswords(flags, takePasswordOptions([])),
      view: this.jsonEnabled() ? chooseView('auto', true) : chooseView('quiet', false),
    });
    const {run} = outcome;
    if (outcome.exitCode !== ExitCode.done) return {run, exitCode: outcome.exitCode, hosts: []};
    const timeline = readTimeline(this.runOf(this.homeOf(folder), run).events, null);
    const hosts = pendingHosts(timeline);
    const exitCode = hosts.length === 0 ? ExitCode.done : ExitCode.changesPending;
    process.exitCode = exitCode;
    this.log(planLines(timeline, flags.diff).join('\n'));
    return {run, exitCode, hosts};
  }
}
