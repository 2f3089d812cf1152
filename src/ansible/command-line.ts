import {absolutePath} from '../absolute.ts';

export type RunOptions = Readonly<{
  limit?: string | undefined;
  tags?: string | undefined;
  skipTags?: string | undefined;
  check?: boolean | undefined;
  diff?: boolean | undefined;
  forks?: number | undefined;
  verbosity?: number | undefined;
  /** Not a word of the command line, but of its environment: see mitogen.ts. */
  mitogen?: boolean | undefined;
  extra?: readonly string[] | undefined;
}>;

/** The command that runs one playbook, to be started in the project folder. */
export function commandLine(playbook: string, options: RunOptions = {}): string[] {
  const {limit, tags, skipTags, check, diff, forks, verbosity = 0, extra = []} = options;
  return [
    'ansible-playbook',
    '-i',
    'hosts',
    `${playbook}.yml`,
    ...option('--limit', limit),
    ...option('--tags', tags),
    ...option('--skip-tags', skipTags),
    ...(check ? ['--check'] : []),
    ...(diff ? ['--diff'] : []),
    ...option('--forks', forks),
    ...(verbosity > 0 ? [`-${'v'.repeat(verbosity)}`] : []),
    ...extra,
  ];
}

/**
 * Whether a run does what a person has confirmed by the cluster's name: that one run, and no other. The name may also
 * stand in a file of variables, so playbooks that want it always count.
 */
export function isConfirmed(playbook: string, {limit, extra = []}: RunOptions): boolean {
  return (
    CONFIRMED.test(playbook) ||
    (limit === undefined && CONFIRMED_AS_A_WHOLE.test(playbook)) ||
    extra.some((word) => /kafkabook_\w/.test(word))
  );
}

/** The limits among arguments that pass through, in every form in which Ansible takes them. */
export function limitsAmong(extra: readonly string[]): string[] {
  return extra.flatMap((word, index) => {
    const [, long] = /^--l(?:i(?:m(?:i(?:t)?)?)?)?=(.*)$/s.exec(word) ?? [];
    if (long !== undefined) return [long];
    if (/^--l(i(m(i(t)?)?)?)?$/.test(word)) return [extra[index + 1] ?? ''];
    return valuesOf('l', word, extra[index + 1]);
  });
}

/** The variables among arguments that pass through: what stands after -e. */
export function variablesAmong(extra: readonly string[]): string[] {
  return extra.flatMap((word, index) => {
    const [, long] = /^--e(?:x(?:t(?:r(?:a(?:-(?:v(?:a(?:r(?:s)?)?)?)?)?)?)?)?)?=(.*)$/s.exec(word) ?? [];
    if (long !== undefined) return [long];
    if (/^--e/.test(word)) return [extra[index + 1] ?? ''];
    return valuesOf('e', word, extra[index + 1]);
  });
}

/** The same arguments with files (`@FILE`) as the shell means them: Ansible is started in another folder. */
export function withAbsoluteFiles(extra: readonly string[]): string[] {
  return extra.map((word) =>
    word.replace(
      /^(-[bCDvkKJ]*[el]|--[el][a-z-]*=)?@(.+)$/s,
      (_, option: string | undefined, file: string) => `${option ?? ''}@${absolutePath(file)}`,
    ),
  );
}

/** Whether nothing is to be changed. */
export function isCheck({check = false, extra = []}: RunOptions): boolean {
  return check || extra.some((word) => /^(-[bDvkKJ]*C\w*|--ch(e(ck?)?)?)$/.test(word));
}

/** The same command for a person to paste: it works in any folder, and with kafkabook absent. */
export function shellCommand(
  folder: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): string {
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${shellQuote(value)}`);
  return `cd ${shellQuote(folder)} && ${[...settings, ...argv.map(shellQuote)].join(' ')}`;
}

export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const CONFIRMED = /^((aws-)?destroy|kafka-finalize|(kafka|zookeeper)-restart-at-once)$/;
const CONFIRMED_AS_A_WHOLE = /^(kafka|zookeeper)-stop$/;

/** What a short option is given, in its word or in the next; letters without a value may stand before it. */
function valuesOf(letter: string, word: string, next = ''): string[] {
  const [, rest] = new RegExp(`^-[bCDvkKJ]*${letter}(.*)$`, 's').exec(word) ?? [];
  return rest === undefined ? [] : [rest === '' ? next : rest];
}

// A value that begins with a dash would be read as an option when it stood apart.
function option(name: string, value: string | number | undefined): string[] {
  if (value === undefined) return [];
  const text = String(value);
  return text.startsWith('-') ? [`${name}=${text}`] : [name, text];
}
