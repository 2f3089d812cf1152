import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {sshHome} from '../absolute.ts';
import type {Jump} from '../model/cluster.ts';
import {runTool} from '../process/tool.ts';

/** How machines are reached, without Ansible: of the ssh section of a cluster. */
export type Access = Readonly<{
  /** null: what ssh takes itself. */
  user: string | null;
  port: number | null;
  knownHostsFile: string | null;
  /** The jump host that is between, and the keys that may open it besides the one that is tried. */
  jump: (Jump & Readonly<{keys: readonly string[]}>) | null;
}>;

/** What came of a program; `errors` is what it said on standard error. */
export type Said = Readonly<{code: number | null; stdout: string; errors: string}>;

/** Runs a program to its end. `code` is null where there is none, or where a signal ended it. */
export async function run(argv: readonly string[], text?: string): Promise<Said> {
  const errors: string[] = [];
  const told = await runTool({
    ...{argv, folder: '.', env: process.env, stdout: 'kept'},
    stdin: text === undefined ? 'nothing' : {text},
    onErrorLine: (line) => void errors.push(line),
  });
  if (!told.started) return {code: null, stdout: '', errors: `there is no ${argv[0] ?? ''} on the PATH`};
  return {code: told.code, stdout: told.stdout, errors: errors.join('\n')};
}

/**
 * Runs a script of sh on a machine, as the user of the cluster. `key` comes first, and no other way in than keys is tried;
 * null: whatever ssh finds itself, in ~/.ssh and the agent. Never asks anybody anything.
 */
export async function onHost(
  {user, port, knownHostsFile, jump}: Access,
  address: string,
  key: string | null,
  script: string,
): Promise<Said> {
  const common = [
    ...[
      '-o',
      'BatchMode=yes',
      '-o',
      'StrictHostKeyChecking=yes',
      '-o',
      'ConnectTimeout=10',
      '-o',
      'ControlPath=none',
    ],
    ...(knownHostsFile === null ? [] : ['-o', `UserKnownHostsFile="${knownHostsFile}"`]),
  ];
  const own = key === null ? [] : ['-o', 'IdentitiesOnly=yes', '-o', 'IdentityAgent=none', '-i', key];
  const only = ['-o', 'PreferredAuthentications=publickey', '-o', 'GSSAPIAuthentication=no'];
  return run(
    [
      ...['ssh', '-T', '-v', ...common, ...own, ...(key === null ? [] : only)],
      ...(jump === null
        ? []
        : ['-o', `ProxyCommand=${throughJump(jump, [...common, ...own, ...others(jump.keys, key)])}`]),
      ...[
        ...(port === null ? [] : ['-p', String(port)]),
        ...(user === null ? [] : ['-l', user]),
        '--',
        address,
        'exec /bin/sh -s',
      ],
    ],
    script,
  );
}

/** The keys that may open the jump host besides. Where ssh is to find its own, those that it would not look for any more. */
function others(keys: readonly string[], key: string | null): string[] {
  const there = keys.filter((each) => each !== key && existsSync(each));
  if (there.length === 0) return [];
  const home = sshHome();
  const own =
    key === null && home !== null
      ? OWN_KEYS.map((name) => join(home, '.ssh', name)).filter((each) => existsSync(each))
      : [];
  return [...there, ...own].flatMap((each) => ['-i', each]);
}

const OWN_KEYS = ['id_rsa', 'id_ecdsa', 'id_ed25519'];

/** What ssh said for people, without what it said of its own doings. */
export function plain(errors: string): string {
  return errors
    .split('\n')
    .filter(
      (line) =>
        !/^(debug\d|OpenSSH_|Authenticated to |Transferred: |Bytes per second)/.test(line) &&
        line.trim() !== '',
    )
    .join('\n');
}

/** The fingerprint of the key that a machine has taken; null where it was not a key. */
export function takenKey(errors: string): string | null {
  if (!/^Authenticated to .* using "publickey"/m.test(errors)) return null;
  return [...errors.matchAll(/^debug1: Server accepts key: .*(SHA256:\S+)/gm)].at(-1)?.[1] ?? null;
}

/** As the generated project has it: the key and the known hosts hold for the jump host, too, which -J would leave aside. */
function throughJump({destination, port}: Jump, options: readonly string[]): string {
  const words = options.map((word) =>
    /[^\w@%+=:,./-]/.test(word) ? `'${word.replaceAll("'", `'\\''`)}'` : word,
  );
  return [
    'ssh',
    ...words,
    ...(port === null ? [] : ['-p', String(port)]),
    '-W',
    `'[%h]:%p'`,
    destination,
  ].join(' ');
}

/**
 * Where ssh would go for a jump host, by its own configuration, in which that may be another name. `host` is the name that
 * its key is known by.
 */
export async function resolved({
  destination,
  host,
  port,
}: Jump): Promise<Readonly<{host: string; port: number}>> {
  const {stdout} = await run(['ssh', '-G', ...(port === null ? [] : ['-p', String(port)]), destination]);
  const told = (word: string) => new RegExp(`^${word} (.*)$`, 'm').exec(stdout)?.[1];
  return {host: told('hostkeyalias') ?? told('hostname') ?? host, port: Number(told('port') ?? port ?? 22)};
}
