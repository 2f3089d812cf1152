import {Flags} from '@oclif/core';
import {checkPlaybook} from '../ansible/checks.ts';
import {readManifest} from '../ansible/manifest.ts';
import {releaseOf} from '../ansible/releases.ts';
import {textsOf} from '../ansible/timeline.ts';
import type {Finding} from '../checks/finding.ts';
import {fixesOf, HOST_FIXES} from '../checks/fixes.ts';
import {HOST_CHECKS, judgeHosts, type HostAnswer, type Judged} from '../checks/hosts.ts';
import {wantedOf} from '../checks/wanted.ts';
import {say} from '../cli/command.ts';
import {confirmed} from '../cli/confirm.ts';
import {sawAll, type Look} from '../cli/look.ts';
import {requestPasswords, takePasswordOptions, type PasswordRequest} from '../cli/passwords.ts';
import {projectOf} from '../cli/project.ts';
import {RunCommand} from '../cli/run-command.ts';
import {chooseView} from '../cli/view.ts';
import {applyProject} from '../disk/apply.ts';
import {inPassingFolder, passVariables} from '../disk/passing.ts';
import {ExitCode, exitCodeName} from '../exit-codes.ts';
import type {Cluster} from '../model/cluster.ts';
import {Refusal} from '../refusal.ts';
import {hostFindingLines} from '../render/findings.ts';

type Checked = Readonly<{exitCode: number; findings: readonly Finding[]}>;
/** A project that is there for as long as the command. */
type Ground = Readonly<{
  folder: string;
  cluster: Cluster;
  passwords: PasswordRequest;
  timeout: number | undefined;
}>;

export default class Preflight extends RunCommand {
  static override summary = 'See whether the machines of cluster.yml can become its cluster.';
  static override description =
    `Checks of every host, and from every host to its peers: ${HOST_CHECKS.join(', ')}. Only looks, needs no gen before it, ` +
    `and takes what runs already for what it is. Ends with ${ExitCode.preflightFailed} where something is in the way.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --only clock --only reach',
    '<%= config.bin %> <%= command.id %> --fix',
  ];
  static override enableJsonFlag = true;
  static override flags = {
    file: RunCommand.fileFlag,
    host: Flags.string({char: 'H', multiple: true, description: 'only this host; may be given again'}),
    only: Flags.option({
      options: HOST_CHECKS,
      multiple: true,
      description: 'only this check; may be given again',
    })(),
    skip: Flags.option({
      options: HOST_CHECKS,
      multiple: true,
      description: 'all but this check; may be given again',
    })(),
    fix: Flags.boolean({
      description: `mend what can be mended safely (${HOST_FIXES.join(', ')}), once confirmed, and check again`,
    }),
    confirm: Flags.string({description: "the cluster's name, instead of typing it before --fix"}),
    timeout: RunCommand.runFlags.timeout,
    'ask-become-pass': RunCommand.runFlags['ask-become-pass'],
    'ask-pass': RunCommand.runFlags['ask-pass'],
    'ask-vault-pass': RunCommand.runFlags['ask-vault-pass'],
    'vault-password-file': RunCommand.runFlags['vault-password-file'],
  };

  async run(): Promise<Checked> {
    const {flags} = await this.parse(Preflight);
    const {cluster, spec} = await this.clusterOf(flags.file);
    if (HOST_CHECKS.every((check) => !isWanted(check, flags)))
      throw new Refusal('usage', '--only and --skip leave no check', 'leave one of them away');
    const isAsked = ({check}: Finding) => isWanted(check, flags);
    return inPassingFolder(async (folder) => {
      await applyProject(folder, projectOf(spec, folder, this.config.version), {force: false});
      const ground = {
        folder,
        cluster,
        passwords: requestPasswords(flags, takePasswordOptions([])),
        timeout: flags.timeout,
      };
      const limit = this.limitOf(flags.host?.join(','), readManifest(folder));
      const judge = async () => {
        const {findings: all, unseen} = await this.judge(ground, limit);
        // Of a host that told nothing, no check that was asked for is known to be well.
        return all.filter((finding) => isAsked(finding) || unseen.has(finding.host));
      };
      let findings = await judge();
      if (flags.fix && findings.some(({isFixable}) => isFixable)) {
        this.tell(findings);
        const fixed = await this.fix(ground, findings, flags.confirm);
        if (fixed !== ExitCode.done && fixed !== ExitCode.taskFailed) return {exitCode: fixed, findings};
        findings = await judge();
      }
      this.tell(findings);
      const exitCode = findings.some(({state}) => state === 'fault')
        ? ExitCode.preflightFailed
        : ExitCode.done;
      process.exitCode = exitCode;
      return {exitCode, findings};
    });
  }

  private tell(findings: readonly Finding[]): void {
    this.log('%s', hostFindingLines(findings).join('\n'));
  }

  private async judge(
    {folder, cluster, passwords, timeout}: Ground,
    limit: string | undefined,
  ): Promise<Judged> {
    const variables = await passVariables(folder, 'wanted', {preflight_wanted: wantedOf(cluster)});
    const manifest = readManifest(folder);
    const seen = await this.look(
      {folder, manifest, playbook: 'preflight', limit, variables, timeout},
      passwords,
    );
    if (!sawAll(seen)) {
      process.stderr.write(seen.output);
      const {exitCode, summary} = seen.outcome;
      throw new Refusal(exitCodeName(exitCode), summary, 'see above what Ansible says of it');
    }
    return judgeHosts(answersOf(seen), cluster, releaseOf(seen.timeline.ansible));
  }

  /** Mends what --fix can, on the hosts where it was found. */
  private async fix(
    {folder, cluster, passwords, timeout}: Ground,
    findings: readonly Finding[],
    confirm: string | undefined,
  ): Promise<number> {
    const fixes = fixesOf(findings);
    for (const {host, check, does} of fixes.list) say(`${host}, ${check}: ${does}`);
    await confirmed(cluster.name, confirm, `This is done on machines of ${cluster.name}.`);
    const manifest = readManifest(folder);
    const variables = await passVariables(folder, 'fixes', {preflight_fixes: fixes.byHost});
    const {exitCode} = await this.conduct({
      ...{folder, manifest, passwords, limits: {timeout}, resumes: null, once: 'planned'},
      playbook: checkPlaybook('preflight-fix', manifest),
      options: {limit: Object.keys(fixes.byHost).join(','), extra: ['-e', `@${variables}`]},
      view: {...chooseView('auto', this.jsonEnabled()), kind: 'quiet'},
    });
    return exitCode;
  }
}

function answersOf({timeline, outcome}: Look): HostAnswer[] {
  return timeline.hosts.map(({host, results}) => {
    // The first task is the look; that of the arguments of the role is none.
    const look = results.find(({task}) => task.endsWith('Look at the host and at what it reaches'));
    const begin = timeline.began + (look?.begin ?? 0);
    return {
      host,
      texts: textsOf(results),
      problem: outcome.problems.find((each) => each.host === host) ?? null,
      ...{asked: begin, answered: begin + (look?.seconds ?? 0)},
    };
  });
}

function isWanted(
  check: string,
  {only, skip}: {only?: string[] | undefined; skip?: string[] | undefined},
): boolean {
  return (only === undefined || only.includes(check)) && !skip?.includes(check);
}
