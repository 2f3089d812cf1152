import {relative, resolve} from 'node:path';
import {Args, Flags} from '@oclif/core';
import {checkKeyFile, checkLimit, checkPlaybook, fullLimit} from '../ansible/checks.ts';
import {commandLine, limitsAmong, shellCommand, type RunOptions} from '../ansible/command-line.ts';
import {editedFiles, readManifest, specState, type Manifest, type SpecFile} from '../ansible/manifest.ts';
import {reportLines} from '../ansible/report.ts';
import {runPlaybook, type RunOutcome} from '../ansible/run.ts';
import {say} from '../cli/command.ts';
import {JournalCommand} from '../cli/journal-command.ts';
import {withLock} from '../disk/lock.ts';
import {ExitCode} from '../exit-codes.ts';
import {openView} from '../cli/view.ts';
import {Refusal} from '../refusal.ts';

export default class Run extends JournalCommand {
  static override summary = 'Run a playbook of the generated project and judge what came of it.';
  static override description =
    'Ansible\'s output is shown as it comes. Arguments after "--" go to ansible-playbook as they are.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> zookeeper',
    '<%= config.bin %> <%= command.id %> kafka --limit peter-kafka01.foo.bar --check --diff',
    '<%= config.bin %> <%= command.id %> kafka -- --ask-become-pass',
  ];
  static override usage = 'run PLAYBOOK [FLAGS] [-- ANSIBLE-ARGUMENTS]';
  static override enableJsonFlag = true;
  static override args = {
    playbook: Args.string({
      required: true,
      description: 'zookeeper, kafka or another playbook of the project',
    }),
  };
  static override flags = {
    project: JournalCommand.projectFlag,
    limit: Flags.string({char: 'l', description: 'only these hosts or groups'}),
    tags: Flags.string({char: 't', description: 'only tasks with these tags'}),
    'skip-tags': Flags.string({description: 'no tasks with these tags'}),
    check: Flags.boolean({description: 'change nothing, say what would change'}),
    diff: Flags.boolean({description: 'show what changes in files'}),
    output: Flags.option({
      options: ['auto', 'ansible'] as const,
      default: 'auto',
      description: "auto: with the state of the run below it on a terminal; ansible: Ansible's own alone",
    })(),
    forks: Flags.integer({min: 1, description: 'how many hosts at a time'}),
    verbose: Flags.boolean({char: 'v', description: 'more from Ansible; -vvv for still more'}),
    'print-command': Flags.boolean({description: 'print the command instead of running it'}),
  };

  async run(): Promise<(RunOutcome & {run: string}) | {command: string}> {
    const {own, extra} = splitArguments(this.argv);
    const {args, flags, raw} = await this.parse(Run, own);
    const {limit, tags, 'skip-tags': skipTags, check, diff, forks} = flags;
    const verbosity = raw.filter((token) => token.type === 'flag' && token.flag === 'verbose').length;
    const folder = resolve(flags.project);
    const manifest = readManifest(folder);
    const playbook = checkPlaybook(args.playbook, manifest);
    const hosts = limit === undefined ? undefined : fullLimit(limit, manifest);
    for (const each of [hosts ?? 'all', ...limitsAmong(extra)]) checkLimit(each, manifest);
    const options: RunOptions = {limit: hosts, tags, skipTags, check, diff, forks, verbosity, extra};
    this.checkSpec(folder, manifest);
    if (flags['print-command']) {
      const command = shellCommand(folder, commandLine(playbook, options));
      this.log(command);
      return {command};
    }
    warnOfEdits(editedFiles(folder, manifest));
    if (manifest.keyFile !== null) checkKeyFile(manifest.keyFile, folder);

    const outcome = await withLock(folder, async () => {
      const expected = this.expectedSeconds(folder, playbook);
      const record = this.openRecord(folder, playbook, manifest, commandLine(playbook, options));
      const view = openView(playbook, this.showsStatus(flags.output), expected);
      const ended = await runPlaybook({
        run: record.id,
        folder,
        playbook,
        options,
        hosts: manifest.playbooks.get(playbook) ?? [],
        stdout: this.jsonEnabled() ? 2 : 1,
        onEvent: view.event,
        onEventLine: record.event,
        onOutput: record.output,
        ...(view.show && {show: view.show}),
        onNotice: view.notice,
      })
        .catch((error: unknown) => {
          if (error instanceof Refusal) record.drop();
          throw error;
        })
        .finally(() => view.close());
      record.close({...ended, ended: new Date().toISOString()});
      return {...ended, run: record.id};
    });
    process.stderr.write(`${reportLines(outcome).join('\n')}\n`);
    if (outcome.exitCode !== ExitCode.done) say(`on record: ${this.config.bin} runs show ${outcome.run}`);
    process.exitCode = outcome.exitCode;
    return outcome;
  }

  /** Lines that are drawn over are for people at a terminal that can; all others get what Ansible prints. */
  private showsStatus(output: string): boolean {
    return output === 'auto' && !this.jsonEnabled() && process.stdout.isTTY && process.env['TERM'] !== 'dumb';
  }

  private checkSpec(folder: string, {spec}: Manifest): void {
    const nameOf = (file: SpecFile) => relative(process.cwd(), resolve(folder, file.path));
    const changed = spec.filter((file) => specState(folder, file) === 'changed');
    for (const file of spec.filter((each) => specState(folder, each) === 'absent'))
      say(`warning: ${nameOf(file)} is absent, so nobody can say whether the project is up to date`);
    if (changed.length === 0) return;
    const named = spec.filter((file) => file.named).map((file) => `-f ${nameOf(file)}`);
    throw new Refusal(
      'changesPending',
      `${changed.map(nameOf).join(', ')} ${changed.length === 1 ? 'has' : 'have'} changed since the project was made`,
      `run: kafkabook gen ${named.join(' ')}`,
    );
  }
}

function splitArguments(argv: readonly string[]): {own: string[]; extra: string[]} {
  const at = argv.indexOf('--');
  return at === -1 ? {own: [...argv], extra: []} : {own: argv.slice(0, at), extra: argv.slice(at + 1)};
}

function warnOfEdits(files: readonly string[]): void {
  if (files.length === 0) return;
  const shown = files.slice(0, 3).join(', ');
  const more = files.length > 3 ? ` and ${files.length - 3} more` : '';
  say(
    `warning: ${shown}${more} ${files.length === 1 ? 'is' : 'are'} not as gen wrote ${files.length === 1 ? 'it' : 'them'}; the run takes what stands there`,
  );
}
