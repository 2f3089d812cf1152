import {resolve} from 'node:path';
import {Args, Flags} from '@oclif/core';
import {checkKeyFile, checkLimit, checkPlaybook, fullLimit} from '../ansible/checks.ts';
import {
  commandLine,
  limitsAmong,
  shellCommand,
  variablesAmong,
  type RunOptions,
} from '../ansible/command-line.ts';
import {readManifest, type Manifest} from '../ansible/manifest.ts';
import {conduct, type Conducted} from '../cli/conduct.ts';
import {duration} from '../cli/duration.ts';
import {checkFresh, warnOfEdits} from '../cli/freshness.ts';
import {JournalCommand} from '../cli/journal-command.ts';
import {
  getPasswords,
  passwordOptions,
  requestPasswords,
  takePasswordOptions,
  type PasswordFlags,
} from '../cli/passwords.ts';
import {replay} from '../cli/replay.ts';
import {runToResume} from '../cli/resume.ts';
import {secretsIn} from '../cli/secrets.ts';
import {tellOutcome} from '../cli/tell.ts';
import {chooseView} from '../cli/view.ts';
import type {RecordedRun} from '../journal/record.ts';
import {givesSecret} from '../redact.ts';
import {Refusal} from '../refusal.ts';

export default class Run extends JournalCommand {
  static override summary = 'Run a playbook of the generated project and judge what came of it.';
  static override description =
    'Ansible\'s output is shown as it comes. Arguments after "--" go to ansible-playbook as they are. The first Ctrl-C ' +
    'stops the run where nothing is half-done: in a roll when the machine under way has passed its gate, else after ' +
    'the task; the second interrupts Ansible, the third kills it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> zookeeper',
    '<%= config.bin %> <%= command.id %> kafka --limit peter-kafka01.foo.bar --check --diff',
    '<%= config.bin %> <%= command.id %> kafka --ask-become-pass',
    '<%= config.bin %> <%= command.id %> --resume',
    '<%= config.bin %> <%= command.id %> --replay last --speed 10',
  ];
  static override usage = 'run PLAYBOOK [FLAGS] [-- ANSIBLE-ARGUMENTS]';
  static override enableJsonFlag = true;
  static override args = {
    playbook: Args.string({description: 'zookeeper, kafka or another playbook of the project'}),
  };
  static override flags = {
    project: JournalCommand.projectFlag,
    limit: Flags.string({char: 'l', description: 'only these hosts or groups'}),
    tags: Flags.string({char: 't', description: 'only tasks with these tags'}),
    'skip-tags': Flags.string({description: 'no tasks with these tags'}),
    check: Flags.boolean({description: 'change nothing, say what would change'}),
    diff: Flags.boolean({description: 'show what changes in files'}),
    output: Flags.option({
      options: ['auto', 'ansible', 'compact', 'json'] as const,
      default: 'auto',
      description:
        "ansible: Ansible's own; compact: a line a task; json: the events, one a line; auto: ansible, with the state " +
        'of the run below it on a terminal, and folded by play on GitHub',
    })(),
    forks: Flags.integer({min: 1, description: 'how many hosts at a time'}),
    verbose: Flags.boolean({char: 'v', description: 'more from Ansible; -vvv for still more'}),
    timeout: duration({description: 'end the run after so long, such as 90s, 30m or 2h'}),
    'idle-timeout': duration({description: 'end the run when nothing was heard of it for so long'}),
    'ask-become-pass': Flags.boolean({char: 'K', description: 'ask for the password of sudo'}),
    'ask-pass': Flags.boolean({char: 'k', description: 'ask for the password of SSH'}),
    'ask-vault-pass': Flags.boolean({description: "ask for the password of Ansible's vault"}),
    'vault-password-file': Flags.string({description: "a file with the password of Ansible's vault"}),
    resume: Flags.boolean({description: 'go on with the last run, which failed or was stopped'}),
    'allow-changed-spec': Flags.boolean({
      dependsOn: ['resume'],
      description: 'also when the spec is another one by now',
    }),
    replay: Flags.string({exclusive: ['resume'], description: 'show a run on record again: its id, or last'}),
    speed: Flags.integer({min: 1, default: 1, description: 'how many times faster it is shown again'}),
    'print-command': Flags.boolean({description: 'print the command instead of running it'}),
  };

  async run(): Promise<Conducted | {command: string} | RecordedRun> {
    const {own, extra} = splitArguments(this.argv);
    const {args, flags, raw} = await this.parse(Run, own);
    const view = chooseView(flags.output, this.jsonEnabled());
    if (flags.replay !== undefined) {
      const run = this.runOf(this.homeOf(flags.project), flags.replay);
      await replay(run, view, flags.speed);
      return run;
    }
    const folder = resolve(flags.project);
    const manifest = readManifest(folder);
    checkFresh(folder, manifest);
    if (flags.resume) checkNothingElse(flags, extra);
    const resumed = flags.resume
      ? runToResume(this.homeOf(folder), folder, args.playbook, manifest, flags['allow-changed-spec'])
      : undefined;
    const playbook = checkPlaybook(resumed?.record.playbook ?? args.playbook ?? '', manifest);
    const passed = takePasswordOptions(extra);
    const verbosity = raw.filter((token) => token.type === 'flag' && token.flag === 'verbose').length;
    const options = resumed?.record.options ?? optionsOf(flags, verbosity, passed.extra, manifest);
    checkOptions(options, manifest);
    const wanted = requestPasswords(flags, passed, resumed?.record);
    if (flags['print-command']) {
      const command = shellCommand(folder, [...commandLine(playbook, options), ...passwordOptions(wanted)]);
      this.log(command);
      return {command};
    }
    warnOfEdits(folder, manifest);
    if (manifest.keyFile !== null) checkKeyFile(manifest.keyFile, folder);
    const {passwords, words} = await getPasswords(wanted);
    const outcome = await conduct({
      ...{folder, manifest, playbook, passwords, resumes: resumed?.record.id ?? null},
      ...{options, words, vaultFile: wanted.vaultFile},
      secrets: await secretsIn(folder, manifest),
      limits: {time: flags.timeout, idle: flags['idle-timeout']},
      view,
      version: this.config.version,
    });
    tellOutcome(outcome, view.kind, folder, manifest, this.config.bin);
    process.exitCode = outcome.exitCode;
    return outcome;
  }
}

type RunFlags = Readonly<{
  limit?: string | undefined;
  tags?: string | undefined;
  'skip-tags'?: string | undefined;
  check: boolean;
  diff: boolean;
  forks?: number | undefined;
}> &
  PasswordFlags;

function optionsOf(
  flags: RunFlags,
  verbosity: number,
  extra: readonly string[],
  manifest: Manifest,
): RunOptions {
  const {limit, tags, 'skip-tags': skipTags, check, diff, forks} = flags;
  const hosts = limit === undefined ? undefined : fullLimit(limit, manifest);
  return {limit: hosts, tags, skipTags, check, diff, forks, verbosity, extra};
}

/** A run is gone on with as it was asked for; another one is begun by its name. */
function checkNothingElse(flags: RunFlags & {verbose: boolean}, extra: readonly string[]): void {
  const given = (['limit', 'tags', 'skip-tags', 'check', 'diff', 'forks', 'verbose'] as const).filter(
    (name) => flags[name] !== undefined && flags[name] !== false,
  );
  const words = [...given.map((name) => `--${name}`), ...(extra.length > 0 ? ['--'] : [])];
  if (words.length === 0) return;
  throw new Refusal(
    'usage',
    `--resume goes on with a run as it was asked for, so it takes no ${words.join(', ')}`,
    'leave that away, or name the playbook without --resume: what is done already is left alone then, too',
  );
}

function checkOptions({limit, extra = []}: RunOptions, manifest: Manifest): void {
  for (const each of [limit ?? 'all', ...limitsAmong(extra)]) checkLimit(each, manifest);
  if (!variablesAmong(extra).some(givesSecret)) return;
  throw new Refusal(
    'usage',
    'a password or token stands in the arguments, where every user of this computer can read it',
    'put it into a file, better one that ansible-vault encrypts, and say: -e @FILE',
  );
}

function splitArguments(argv: readonly string[]): {own: string[]; extra: string[]} {
  const at = argv.indexOf('--');
  return at === -1 ? {own: [...argv], extra: []} : {own: argv.slice(0, at), extra: argv.slice(at + 1)};
}
