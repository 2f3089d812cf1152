import {readFile} from 'node:fs/promises';
import {dirname, resolve} from 'node:path';
import {Command, Flags} from '@oclif/core';
import {DiskError, type DiskErrorCode} from '../disk/errors.ts';
import {ExitCode, type ExitCodeName} from '../exit-codes.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Subject} from '../model/complete.ts';
import {Refusal} from '../refusal.ts';
import type {CheckResult} from '../spec/check.ts';
import type {SpecFile} from '../spec/load.ts';

/** What a check says of a spec, and the files that it is about. */
export type CheckedFiles = {readonly checked: CheckResult; readonly files: readonly SpecFile[]};

/** A spec that is valid, with its files, and those of them that were named. */
export type ValidSpec = Readonly<{
  ok: Extract<CheckResult, {ok: true}>;
  files: readonly SpecFile[];
  named: readonly string[];
}>;

/** What all commands share: how cluster.yml is read, and how a refusal reaches people, scripts and the exit code. */
export abstract class KafkabookCommand extends Command {
  static readonly fileFlag = Flags.string({
    char: 'f',
    multiple: true,
    default: ['cluster.yml'],
    description: 'a file of the spec; of several the later one counts',
  });

  /** Reads files of a spec with what they include, and checks them as one. Throws a Refusal for a file that is not there. */
  protected async checkFiles(names: readonly string[], strict: boolean): Promise<CheckedFiles> {
    // Most commands check nothing, and the rules with all that they need are half of the program.
    const [{loadSpec}, {checkLoaded}] = await Promise.all([
      import('../spec/load.ts'),
      import('../spec/check.ts'),
    ]);
    const loaded = await loadSpec(names, (file) => this.readSpec(file));
    return {checked: checkLoaded(loaded, {strict}), files: loaded.files};
  }

  /**
   * What a spec is about, with the paths of files on this computer made absolute or begun with ~. Throws a Refusal for a spec
   * that is not valid, when its problems were shown.
   */
  protected async subjectOf(named: readonly string[]): Promise<{subject: Subject; spec: ValidSpec}> {
    const {checked, files} = await this.checkFiles(named, false);
    if (!checked.ok) {
      const {renderProblems} = await import('../render/problems.ts');
      const texts = new Map(files.map((each) => [each.file, each.text]));
      process.stderr.write(`${renderProblems(checked.problems, {texts})}\n`);
      throw new Refusal('specInvalid', `${named.join(', ')} is not valid`, 'mend what stands above');
    }
    const {completeSpec} = await import('../model/complete.ts');
    const subject = completeSpec(checked.spec, {specFolder: resolve(dirname(named.at(-1) ?? ''))});
    return {subject, spec: {ok: checked, files, named}};
  }

  /**
   * The cluster of a spec, as subjectOf has it. Throws a Refusal where machines have no address yet, too.
   */
  protected async clusterOf(named: readonly string[]): Promise<{cluster: Cluster; spec: ValidSpec}> {
    const {subject, spec} = await this.subjectOf(named);
    const {cluster} = subject;
    if (cluster !== null) return {cluster, spec};
    const {bin} = this.config;
    throw new Refusal(
      'specInvalid',
      `${named.join(', ')} has no address yet for some machines`,
      `have them made: ${bin} gen && ${bin} run aws; or take those that are there: ${bin} gen && ${bin} import aws`,
    );
  }

  private async readSpec(file: string): Promise<Buffer> {
    try {
      return await readFile(file);
    } catch (error) {
      const hint = `name an existing file, or start one with "${this.config.bin} init"`;
      throw new Refusal('usage', `cannot read ${file}: ${fileReason(error)}`, hint, {cause: error});
    }
  }

  protected override async catch(error: Error): Promise<unknown> {
    const refusal = this.asRefusal(error);
    if (refusal === undefined) {
      // With --json, oclif prints an error but leaves its code aside: a wrong flag would read as a bug of ours.
      process.exitCode = oclifCode(error) ?? ExitCode.bug;
      return super.catch(error);
    }
    const {message, hint} = refusal;
    const exitCode = ExitCode[refusal.exitCode];
    if (this.jsonEnabled()) this.logJson({error: {message, hint, exitCode}});
    else say(`${message}\n  ${hint}`);
    process.exitCode = exitCode;
    return undefined;
  }

  /** An error as the refusal it stands for; undefined for what nobody foresaw. */
  private asRefusal(error: Error): Refusal | undefined {
    if (error instanceof DiskError)
      return new Refusal(REFUSALS[error.code], error.message, error.hint, {cause: error});
    return error instanceof Refusal ? error : undefined;
  }
}

const REFUSALS = {
  target: 'usage',
  unwritable: 'usage',
  record: 'editedByHand',
  'foreign-folder': 'editedByHand',
  'disk-full': 'controlNodeUnfit',
  locked: 'locked',
  asset: 'bug',
} as const satisfies Record<DiskErrorCode, ExitCodeName>;

/** A line to people, beside what goes to stdout for programs. */
export function say(text: string): void {
  process.stderr.write(`kafkabook: ${text}\n`);
}

/** Why a file could not be read or written, in words where the cause is a usual one. */
export function fileReason(error: unknown): string {
  const {code} = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? String(code ?? error);
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'it exists already, and what stands there is yours',
  ENOENT: 'there is no such file or folder',
  EACCES: 'you have no right to',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
};

function oclifCode(error: Error): number | undefined {
  const {oclif} = error as {oclif?: {exit?: number}};
  return oclif?.exit;
}
