import {Refusal} from '../refusal.ts';
import {shellQuote} from './command-line.ts';
import type {Variables} from './inventory.ts';

/** A program to run on a host. */
export type RemoteCall = Readonly<{
  /** Where it stands there, and runs. */
  folder: string;
  /** Its name in that folder, and its arguments. */
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  /**
   * What becomes of it: it is looked for and no more; run; or run without input, and ended there when its standard input
   * ends: when we do, that is.
   */
  use: 'looked for' | 'run' | 'tied';
  /** Seconds after which it is ended there, with code 124. */
  limit?: number | undefined;
}>;

/** The lines that the host says before all others: the program is started now; or it is not there. */
export const READY = 'kafkabook:ready';
export const ABSENT = 'kafkabook:absent';

/**
 * The command that reaches a host as Ansible's ssh plugin does: its variables count over the settings. Passwords are
 * asked for by ssh itself. Throws a Refusal for a host that Ansible reaches in another way, and for templates.
 */
export function sshCommand(
  host: string,
  variables: Variables,
  settings: Variables,
  call: RemoteCall,
): string[] {
  const connection = textOf(host, 'ansible_connection', variables['ansible_connection'] ?? 'ssh');
  if (!/^(ansible\.builtin\.)?(ssh|smart)$/.test(connection)) {
    throw new Refusal(
      'usage',
      `${host} is reached by ${connection} (ansible_connection)`,
      'this command knows ssh alone: name another broker with --host',
    );
  }
  const option = (name: keyof typeof VARIABLES) => {
    const variable = VARIABLES[name].find((each) => variables[each] !== undefined) ?? '';
    return textOf(host, variable, variables[variable] ?? settings[name] ?? '');
  };
  const given = (name: keyof typeof VARIABLES, keyword: string) =>
    option(name) === '' ? [] : ['-o', `${keyword}="${option(name)}"`];
  return [
    option('ssh_executable') || 'ssh',
    // Ours ends with its command: no connection stays behind that would hold on to its output.
    ...['-T', '-o', 'ControlPath=none'],
    ...splitWords(option('ssh_args')),
    ...(/^(false|no|0)$/i.test(option('host_key_checking')) ? ['-o', 'StrictHostKeyChecking=no'] : []),
    ...given('port', 'Port'),
    ...given('private_key_file', 'IdentityFile'),
    ...given('remote_user', 'User'),
    ...['-o', `ConnectTimeout=${option('timeout') || '10'}`],
    ...splitWords(option('ssh_common_args')),
    ...splitWords(option('ssh_extra_args')),
    // A host that falls silent is noticed.
    ...['-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=4'],
    '--',
    option('host') || host,
    remoteCommand(call),
  ];
}

/** The words of a text as a shell would split it, without any expansion. */
export function splitWords(text: string): string[] {
  const words = text.match(/(?:[^\s'"\\]|\\[^]|'[^']*'|"(?:[^"\\]|\\[^])*")+/g) ?? [];
  return words.map((word) =>
    word.replaceAll(
      /\\([^])|'([^']*)'|"((?:[^"\\]|\\[^])*)"/g,
      (_, escaped?: string, single?: string, double?: string) =>
        escaped ?? single ?? (double ?? '').replaceAll(/\\(["\\$`])/g, '$1'),
    ),
  );
}

/**
 * The command for the host's shell, whichever it is. A program without a terminal hears nothing of the end of its
 * connection, and a consumer without records would wait for ever: so somebody there waits for the end of the input.
 */
function remoteCommand({folder, argv, env, use, limit}: RemoteCall): string {
  const [name = '', ...args] = argv;
  const within = limit === undefined ? [] : ['timeout', '-k', '5', String(limit)];
  const program = [...within, `./${name}`, ...args].map(shellQuote).join(' ');
  const settings = Object.entries(env).map(([key, value]) => `export ${key}=${shellQuote(value)}`);
  const script = [
    `cd ${shellQuote(folder)} 2>/dev/null && [ -x ${shellQuote(`./${name}`)} ] || { echo ${ABSENT} >&2; exit 1; }`,
    `echo ${READY} >&2`,
    ...settings,
    ...{
      'looked for': ['exit 0'],
      run: [`exec ${program}`],
      tied: [
        `exec 3<&0`,
        `${program} </dev/null 3<&- & tool=$!`,
        `{ read -r _ <&3; kill $tool; } >/dev/null 2>&1 & watch=$!`,
        `wait $tool; code=$?`,
        `kill $watch 2>/dev/null`,
        `exit $code`,
      ],
    }[use],
  ];
  return `exec /bin/sh -c ${shellQuote(script.join('\n'))}`;
}

function textOf(host: string, name: string, value: unknown): string {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text === 'string' && !/\{[{%]/.test(text)) return text;
  throw new Refusal(
    'usage',
    `${name} of ${host} is a template or in a vault: Ansible alone knows what comes of it`,
    'write it out, or name another broker with --host',
  );
}

/** Options of the ssh plugin, as ansible-doc names them, with the variables that count over its settings. */
const VARIABLES = {
  host: ['ansible_ssh_host', 'ansible_host'],
  port: ['ansible_ssh_port', 'ansible_port'],
  remote_user: ['ansible_ssh_user', 'ansible_user'],
  private_key_file: ['ansible_ssh_private_key_file', 'ansible_private_key_file'],
  host_key_checking: ['ansible_ssh_host_key_checking', 'ansible_host_key_checking'],
  timeout: ['ansible_ssh_timeout'],
  ssh_executable: ['ansible_ssh_executable'],
  ssh_args: ['ansible_ssh_args'],
  ssh_common_args: ['ansible_ssh_common_args'],
  ssh_extra_args: ['ansible_ssh_extra_args'],
} as const;
