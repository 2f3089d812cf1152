import {Args, Flags} from '@oclif/core';
import {checkLimit, checkPlaybook, fullLimit} from '../ansible/checks.ts';
import {limitsAmong, variablesAmong, withAbsoluteFiles, type RunOptions} from '../ansible/command-line.ts';
import type {Manifest} from '../ansible/manifest.ts';
import type {Conducted} from '../cli/conduct.ts';
import {requestPasswords, takePasswordOptions, type PasswordFlags} from '../cli/passwords.ts';
import {replay} from '../cli/replay.ts';
import {runToResume} from '../cli/resume.ts';
import {RunCommand} from '../cli/run-command.ts';
import {chooseView} from '../cli/view.ts';
import type {RecordedRun} from '../journal/record.ts';
import {givesSecret} from '../redact.ts';
import {Refusal} from '../refusal.ts';

export default class Run extends RunCommand {
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
    ...RunCommand.runFlags,
    limit: Flags.string({char: 'l', description: 'only these hosts or groups'}),
    tags: Flags.string({char: 't', description: 'only tasks with these tags'}),
    'skip-tags': Flags.string({description: 'no tasks with these tags'}),
    check: Flags.boolean({description: 'change nothing, say what would change'}),
    diff: Flags.boolean({description: 'show what changes in files'}),
    forks: Flags.integer({min: 1, description: 'how many hosts at a time'}),
    verbose: Flags.boolean({char: 'v', description: 'more from Ansible; -vvv for still more'}),
    mitogen: Flags.boolean({
      description:
        "with Mitogen, where Ansible's Python has it: may pay over slow lines, and is slower where all is there",
    }),
    resume: Flags.boolean({description: 'go on with the last run, which failed or was stopped'}),
    'allow-changed-spec': Flags.boolean({
      dependsOn: ['resume'],
      description: 'also when the spec is another one by now',
    }),
    replay: Flags.string({exclusive: ['resume'], description: 'show a run on record again: its id, or last'}),
    speed: Flags.integer({min: 1, default: 1, description: 'how many times faster it is shown again'}),
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
    const {folder, manifest} = this.openProject(flags.project);
    if (flags.resume) checkNothingElse(flags, extra);
    const resumed = flags.resume
      ? runToResume(this.homeOf(folder), folder, args.playbook, manifest, flags['allow-changed-spec'])
      : undefined;
    const playbook = checkPlaybook(resumed?.record.playbook ?? args.playbook ?? '', manifest);
    const passed = takePasswordOptions(withAbsoluteFiles(extra));
    const verbosity = raw.filter((token) => token.type === 'flag' && token.flag === 'verbose').length;
    const options = resumed?.record.options ?? optionsOf(flags, verbosity, passed.extra, manifest);
    checkOptions(options, manifest);
    return this.runOrPrint(flags['print-command'], {
      ...{folder, manifest, playbook, options, view, limits: flags},
      passwords: requestPasswords(flags, passed, resumed?.record),
      resumes: resumed?.record.id ?? null,
    });
  }
}

type RunFlags = Readonly<{
  limit?: string | undefined;
  tags?: string | undefined;
  'skip-tags'?: string | undefined;
  check: boolean;
  diff: boolean;
  forks?: number | undefined;
  mitogen: boolean;
}> &
  PasswordFlags;

function optionsOf(
  flags: RunFlags,
  verbosity: number,
  extra: readonly string[],
  manifest: Manifest,
): RunOptions {
  const {limit, tags, 'skip-tags': skipTags, check, diff, forks, mitogen} = flags;
  const [hosts] = limit === undefined ? [] : withAbsoluteFiles([fullLimit(limit, manifest)]);
  return {limit: hosts, tags, skipTags, check, diff, forks, verbosity, mitogen, extra};
}

/** A run is gone on with as it was asked for; another one is begun by its name. */
function checkNothingElse(flags: RunFlags & {verbose: boolean}, extra: readonly string[]): void {
  const given = (
    ['limit', 'tags', 'skip-tags', 'check', 'diff', 'forks', 'verbose', 'mitogen'] as const
  ).filter((name) => flags[name] !== undefined && flags[name] !== false);
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
