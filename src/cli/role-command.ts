import {resolve} from 'node:path';
import {Args, Flags} from '@oclif/core';
import {checkCluster, checkHosts, checkPlaybook} from '../ansible/checks.ts';
import {readManifest, type Manifest} from '../ansible/manifest.ts';
import type {Conducted} from './conduct.ts';
import {confirmed} from './confirm.ts';
import {checkFresh} from './freshness.ts';
import {requestPasswords, takePasswordOptions, type PasswordFlags} from './passwords.ts';
import {RunCommand, type Performance} from './run-command.ts';
import {chooseView, type ViewChoice, type ViewKind} from './view.ts';

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

type TargetFlags = Readonly<{project: string; host?: readonly string[] | undefined}>;
type BeginFlags = PasswordFlags &
  Readonly<{
    output: 'auto' | ViewKind;
    'print-command': boolean;
    timeout?: number | undefined;
    'idle-timeout'?: number | undefined;
  }>;

/** What the commands share that do something to the services of a role: which hosts they mean, and how they begin. */
export abstract class RoleCommand extends RunCommand {
  protected static readonly hostFlag = Flags.string({
    char: 'H',
    multiple: true,
    description: 'only this host; may be given again',
  });
  protected static readonly confirmFlag = Flags.string({
    description: "the cluster's name, for scripts: nothing is asked then",
  });

  protected static roleArg(description: string) {
    return Args.string({required: true, options: Object.keys(GROUPS), description});
  }

  /** Throws a Refusal for a host that the role does not have, and for a project that is older than its spec. */
  protected target(role: string, {project, host}: TargetFlags): Target {
    const {folder, manifest} = readProject(project);
    const all = manifest.groups.get(GROUPS[role] ?? '') ?? [];
    const named = new Set(host && checkHosts(host, all, manifest));
    const hosts = all.filter((each) => host === undefined || named.has(each));
    return {folder, manifest, cluster: checkCluster(manifest), hosts, isWhole: hosts.length === all.length};
  }

  /** All machines of the cluster. Throws a Refusal for a project that is older than its spec. */
  protected wholeTarget(project: string): Target {
    const {folder, manifest} = readProject(project);
    const hosts = [...new Set([...manifest.groups.values()].flat())];
    return {folder, manifest, cluster: checkCluster(manifest), hosts, isWhole: true};
  }

  /**
   * Runs a playbook on what is meant. With `question` it has to be confirmed first; `variables` are for Ansible. The
   * command that is printed needs no confirmation: it does nothing.
   */
  protected async begin(
    name: string,
    target: Target,
    flags: BeginFlags & {confirm?: string | undefined},
    variables: readonly string[],
    question: string | null,
  ): Promise<Conducted | {command: string}> {
    const view = chooseView(flags.output, this.jsonEnabled());
    const wanted = this.performance(name, target, flags, variables, view);
    if (flags['print-command']) return this.printCommand(wanted);
    if (question !== null) await confirmed(target.cluster, flags.confirm, question);
    return this.conduct(wanted);
  }

  protected performance(
    name: string,
    {folder, manifest, hosts, isWhole}: Target,
    flags: BeginFlags,
    variables: readonly string[],
    view: ViewChoice,
  ): Performance {
    return {
      ...{folder, manifest, playbook: checkPlaybook(name, manifest), limits: flags, resumes: null, view},
      options: {
        limit: isWhole ? undefined : hosts.join(','),
        extra: variables.flatMap((variable) => ['-e', variable]),
      },
      passwords: requestPasswords(flags, takePasswordOptions([])),
    };
  }
}

const GROUPS: Readonly<Record<string, string>> = {kafka: 'kafkahosts', zookeeper: 'zkhosts'};

function readProject(project: string): {folder: string; manifest: Manifest} {
  const folder = resolve(project);
  const manifest = readManifest(folder);
  checkFresh(folder, manifest);
  return {folder, manifest};
}
