import {Args, Flags} from '@oclif/core';
import {checkCluster, checkHosts} from '../ansible/checks.ts';
import type {Manifest} from '../ansible/manifest.ts';
import type {Conducted} from './conduct.ts';
import {confirmed} from './confirm.ts';
import {RunCommand, type RunFlags} from './run-command.ts';

/** A project, and which hosts of it are meant. */
export type Target = Readonly<{
  folder: string;
  manifest: Manifest;
  cluster: string;
  /** The hosts that are meant, by their full names. */
  hosts: readonly string[];
  /** No host is left out. */
  isWhole: boolean;
}>;

/** What the commands share that do something to the services of a role: which hosts they mean, and how they begin. */
export abstract class RoleCommand extends RunCommand {
  protected static readonly hostFlag = Flags.string({
    char: 'H',
    multiple: true,
    description: 'only this host; may be given again',
  });
  protected static readonly confirmFlag = Flags.string({description: "the cluster's name, typed beforehand"});

  protected static roleArg(description: string) {
    return Args.string({required: true, options: ['kafka', 'zookeeper'], description});
  }

  /** Throws a Refusal for a host that the role does not have, and for a project that is older than its spec. */
  protected target(
    role: string,
    {project, host}: Readonly<{project: string; host?: readonly string[] | undefined}>,
  ): Target {
    const {folder, manifest} = this.openProject(project);
    const group = role === 'kafka' ? 'kafkahosts' : 'zkhosts';
    const all = manifest.groups.get(group) ?? [];
    const named = new Set(host && checkHosts('host', host, group, manifest));
    const hosts = all.filter((each) => host === undefined || named.has(each));
    return {folder, manifest, cluster: checkCluster(manifest), hosts, isWhole: hosts.length === all.length};
  }

  /**
   * Runs a playbook on what is meant. With `question` it has to be confirmed first; `variables` are for Ansible. The
   * command that is printed needs no confirmation: it does nothing.
   */
  protected async begin(
    playbook: string,
    target: Target,
    flags: RunFlags & Readonly<{confirm?: string | undefined}>,
    variables: readonly string[],
    question: string | null,
  ): Promise<Conducted | {command: string}> {
    const {cluster, hosts, isWhole} = target;
    if (question !== null && !flags['print-command']) await confirmed(cluster, flags.confirm, question);
    const limit = isWhole ? undefined : hosts.join(',');
    return this.runPlaybook(target, playbook, {limit, extra: extraOf(variables)}, flags);
  }
}

/** How variables are given to Ansible. */
export function extraOf(variables: readonly string[]): string[] {
  return variables.flatMap((variable) => ['-e', variable]);
}
