import {resolve} from 'node:path';
import {Flags} from '@oclif/core';
import {checkKeyFile, checkLimit, checkPlaybook, fullLimit} from '../ansible/checks.ts';
import {commandLine, isConfirmed, shellCommand, type RunOptions} from '../ansible/command-line.ts';
import {readManifest, type Manifest} from '../ansible/manifest.ts';
import {conduct, type Conducted} from './conduct.ts';
import {durationFlag} from './duration-flag.ts';
import {checkFresh, staleFiles, warnOfEdits} from './freshness.ts';
import {ExitCode} from '../exit-codes.ts';
import {say} from './command.ts';
import {JournalCommand} from './journal-command.ts';
import {look, type Look, type LookRequest} from './look.ts';
import {
  getPasswords,
  passwordOptions,
  requestPasswords,
  takePasswordOptions,
  type PasswordFlags,
  type PasswordRequest,
} from './passwords.ts';
import {secretsIn} from './secrets.ts';
import {tellOutcome} from './tell.ts';
import {chooseView, type ViewChoice, type ViewKind} from './view.ts';

/** Flags that every command has that runs a playbook: see RunCommand.runFlags. */
export type RunFlags = PasswordFlags &
  Readonly<{
    output: 'auto' | ViewKind;
    'print-command': boolean;
    timeout?: number | undefined;
    'idle-timeout'?: number | undefined;
  }>;

/** What a command asks for that runs a playbook. */
export type Asked = Readonly<{
  folder: string;
  manifest: Manifest;
  playbook: string;
  options: RunOptions;
  passwords: PasswordRequest;
  /** Where it is planned from the state of the cluster: it is gone on with by planning anew. */
  once?: 'planned';
  /** The id of the run that is gone on with. */
  resumes: string | null;
  view: ViewChoice;
  limits: Readonly<{timeout?: number | undefined; 'idle-timeout'?: number | undefined}>;
}>;

/** What the commands share that run a playbook: their flags, and the run itself. */
export abstract class RunCommand extends JournalCommand {
  static readonly runFlags = {
    project: JournalCommand.projectFlag,
    output: Flags.option({
      options: ['auto', 'ansible', 'compact', 'json'] as const,
      default: 'auto',
      description:
        "ansible: Ansible's own; compact: a line a task; json: the events, one a line; auto: ansible, with the state " +
        'of the run below it on a terminal, and folded by play on GitHub',
    })(),
    timeout: durationFlag({description: 'end the run after so long, such as 90s, 30m or 2h'}),
    'idle-timeout': durationFlag({description: 'end the run when nothing was heard of it for so long'}),
    'ask-become-pass': Flags.boolean({char: 'K', description: 'ask for the password of sudo'}),
    'ask-pass': Flags.boolean({char: 'k', description: 'ask for the password of SSH'}),
    'ask-vault-pass': Flags.boolean({description: "ask for the password of Ansible's vault"}),
    'vault-password-file': Flags.string({description: "a file with the password of Ansible's vault"}),
    'print-command': Flags.boolean({description: 'print the command instead of running it'}),
  };

  private given: ReturnType<typeof getPasswords> | undefined;

  /** The project in a folder. Throws a Refusal where it is none, or older than its spec. */
  protected openProject(project: string): {folder: string; manifest: Manifest} {
    const folder = resolve(project);
    const manifest = readManifest(folder);
    checkFresh(folder, manifest);
    return {folder, manifest};
  }

  /** A limit as the inventory has its names; undefined for none. Throws a Refusal for a host that is not there. */
  protected limitOf(limit: string | undefined, manifest: Manifest): string | undefined {
    const full = limit === undefined ? undefined : fullLimit(limit, manifest);
    if (full !== undefined) checkLimit(full, manifest);
    return full;
  }

  /** Runs a playbook of a project with some options for Ansible, or prints how, as the flags want it. */
  protected async runPlaybook(
    {folder, manifest}: {folder: string; manifest: Manifest},
    playbook: string,
    options: RunOptions,
    flags: RunFlags,
  ): Promise<Conducted | {command: string}> {
    return this.runOrPrint(flags['print-command'], {
      ...{folder, manifest, options, limits: flags, resumes: null},
      playbook: checkPlaybook(playbook, manifest),
      passwords: requestPasswords(flags, takePasswordOptions([])),
      view: chooseView(flags.output, this.jsonEnabled()),
    });
  }

  /** Runs what is asked for, or prints the command for a person to paste. */
  protected async runOrPrint(print: boolean, asked: Asked): Promise<Conducted | {command: string}> {
    return print ? this.printCommand(asked) : this.conduct(asked);
  }

  private async printCommand({folder, playbook, options, passwords}: Asked): Promise<{command: string}> {
    const argv = [...commandLine(playbook, options), ...passwordOptions(passwords)];
    const command = shellCommand(folder, argv, await environmentOf(options));
    this.log(command);
    return {command};
  }

  /** Runs a playbook that changes nothing, beside whatever is at work; for what is seen, not for a verdict. */
  protected async look(
    wanted: Pick<LookRequest, 'folder' | 'manifest' | 'playbook' | 'limit' | 'variables' | 'timeout'>,
    request: PasswordRequest,
  ): Promise<Look> {
    const {folder, manifest} = wanted;
    if (manifest.keyFile !== null) checkKeyFile(manifest.keyFile, folder);
    this.given ??= getPasswords(request);
    const {passwords, words} = await this.given;
    return look({...wanted, passwords, words, secrets: await secretsIn(folder, manifest)});
  }

  /** Runs the playbook, tells what came of it and sets the exit code. Throws a Refusal where it cannot begin. */
  protected async conduct(wanted: Asked): Promise<Conducted> {
    const {folder, manifest, playbook, options, resumes, view} = wanted;
    warnOfEdits(folder, manifest);
    if (manifest.keyFile !== null) checkKeyFile(manifest.keyFile, folder);
    const environment = await environmentOf(options);
    // Who was asked once is not asked again for the next playbook of the command.
    this.given ??= getPasswords(wanted.passwords);
    const {passwords, words} = await this.given;
    const once = wanted.once ?? (isConfirmed(playbook, options) ? 'confirmed' : null);
    const outcome = await conduct({
      ...{folder, manifest, playbook, passwords, once, resumes, options, words, environment, view},
      vaultFile: wanted.passwords.vaultFile,
      secrets: await secretsIn(folder, manifest),
      limits: {time: wanted.limits.timeout, idle: wanted.limits['idle-timeout']},
      version: this.config.version,
    });
    const {bin} = this.config;
    const again = once === null ? `${bin} run --resume` : 'the same command again';
    tellOutcome(outcome, view.kind, folder, manifest, bin, again);
    if (
      outcome.exitCode === ExitCode.done &&
      WRITES_ADDRESSES.has(playbook) &&
      !options.check &&
      isBehindAddresses(folder, manifest)
    )
      say(`next: ${bin} gen, which reads the addresses`);
    process.exitCode = outcome.exitCode;
    return outcome;
  }
}

/** Playbooks that write addresses to a file that is read with the spec. */
const WRITES_ADDRESSES = new Set(['aws', 'aws-import']);

/** A project without hosts was made before there were addresses; another one may be older than those that have changed. */
function isBehindAddresses(folder: string, manifest: Manifest): boolean {
  return (
    [...manifest.groups.values()].every((hosts) => hosts.length === 0) ||
    staleFiles(folder, manifest).length > 0
  );
}

/** What a run has in its environment besides what every run has. Throws a Refusal where that is not to be had. */
async function environmentOf({mitogen = false}: RunOptions): Promise<Record<string, string>> {
  if (!mitogen) return {};
  const {requireMitogen} = await import('../ansible/mitogen.ts');
  return requireMitogen(process.env);
}
