import path from 'node:path';
import {Flags} from '@oclif/core';
import {KafkabookCommand} from '../cli/command.ts';
import {projectOf} from '../cli/project.ts';
import {applyProject} from '../disk/apply.ts';
import type {Change} from '../disk/plan.ts';
import {checkProject, type Outcome} from '../disk/state.ts';
import {checkTarget} from '../disk/target.ts';
import {ExitCode} from '../exit-codes.ts';
import {countChanges, renderOutcome} from '../render/changes.ts';

import {renderProblems} from '../render/problems.ts';
import type {Problem} from '../spec/problem.ts';

/** What `gen --json` prints. */
export type GenResult = {
  readonly status: Outcome['status'] | 'invalid';
  readonly folder: string;
  readonly problems: readonly Problem[];
  readonly counts?: Record<Change['kind'], number>;
  readonly changes?: readonly Pick<Change, 'kind' | 'path' | 'reason'>[];
  readonly diff?: string;
};

export default class Gen extends KafkabookCommand {
  static override summary = 'Write the Ansible project that cluster.yml describes.';
  static override description =
    'Files that stay the same are not touched, files that are no longer needed are removed, and files of your own ' +
    'are left alone. A file that was edited by hand is never overwritten: gen exits with 4 and writes nothing. A gen ' +
    'that was interrupted is completed by the next one.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> -f edge.yml -o edge',
    '<%= config.bin %> <%= command.id %> --check --diff',
  ];
  static override enableJsonFlag = true;
  static override flags = {
    file: Flags.string({
      char: 'f',
      multiple: true,
      default: ['cluster.yml'],
      description: 'the cluster to write a project for; of several files the later one counts',
    }),
    strict: Flags.boolean({description: 'take warnings for errors'}),
    output: Flags.string({char: 'o', default: 'ansible_playbook', description: 'the folder of the project'}),
    check: Flags.boolean({description: 'write nothing; exit with 10 when the project is not current'}),
    diff: Flags.boolean({description: 'show what changes in files'}),
    force: Flags.boolean({description: 'replace files edited by hand, keeping each as <file>.orig'}),
  };

  async run(): Promise<GenResult> {
    const {file, strict, output, check, diff, force} = (await this.parse(Gen)).flags;
    const {checked, files} = await this.checkFiles(file, strict);
    const {problems} = checked;
    const texts = new Map(files.map((each) => [each.file, each.text]));
    if (problems.length > 0) this.logToStderr('%s', renderProblems(problems, {texts}));
    if (!checked.ok) {
      process.exitCode = ExitCode.specInvalid;
      return {status: 'invalid', folder: output, problems};
    }

    const folder = path.resolve(output);
    for (const each of file) await checkTarget(folder, each);
    const wanted = projectOf({ok: checked, files, named: file}, folder, this.config.version);
    const outcome = check
      ? await checkProject(folder, wanted, force)
      : await applyProject(folder, wanted, {force});
    const lines = diff ? await diffOf(outcome) : [];
    // As long as machines have no address, there is nothing but what has them made.
    const next = 'site' in wanted.manifest.playbooks ? 'site' : 'aws';
    for (const line of renderOutcome(outcome, {folder: output, diff: lines, next})) this.log('%s', line);
    process.exitCode = EXIT_CODES[outcome.status];
    return {...summarize(outcome), folder: output, problems, ...(diff && {diff: lines.join('\n')})};
  }
}

const EXIT_CODES = {
  current: ExitCode.done,
  written: ExitCode.done,
  stale: ExitCode.changesPending,
  refused: ExitCode.editedByHand,
} as const satisfies Record<Outcome['status'], number>;

function summarize({status, plan}: Outcome) {
  const changes = plan.changes
    .filter(({kind}) => kind !== 'same')
    .map(({kind, path: name, reason}) => ({kind, path: name, ...(reason && {reason})}));
  return {status, counts: countChanges(plan.changes), changes};
}

/** Loaded only where somebody wants to see it. */
async function diffOf({plan}: Outcome): Promise<string[]> {
  const {renderDiff} = await import('../render/diff.ts');
  return renderDiff(plan.changes);
}
