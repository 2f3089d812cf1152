import {accessSync, constants, readFileSync} from 'node:fs';
import {absolutePath} from '../absolute.ts';
import type {PasswordName, Passwords} from '../ansible/passwords.ts';
import type {RunRecord} from '../journal/record.ts';
import {Refusal} from '../refusal.ts';
import {fileReason} from './command.ts';

/** The flags of a command that runs playbooks. */
export type PasswordFlags = Readonly<{
  'ask-become-pass': boolean;
  'ask-pass': boolean;
  'ask-vault-pass': boolean;
  'vault-password-file'?: string | undefined;
}>;

/**
 * Which passwords a run is to ask for, the file with that of the vault as an absolute path, and what stays of its
 * arguments for Ansible.
 */
export type PasswordRequest = Readonly<{
  asked: readonly PasswordName[];
  vaultFile: string | null;
  extra: readonly string[];
}>;

/**
 * Takes Ansible's own options for passwords out of the arguments that pass through: the run has no terminal to ask on,
 * and would take an empty answer.
 */
export function takePasswordOptions(words: readonly string[]): PasswordRequest {
  const asked = new Set<PasswordName>();
  const extra: string[] = [];
  const vaultFiles: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const [, file] = /^--vault-pass(?:word)?-file=(.*)$/s.exec(word) ?? [];
    const long = LONG.find(([pattern]) => pattern.test(word))?.[1];
    if (long !== undefined) asked.add(long);
    else if (file !== undefined) vaultFiles.push(file);
    else if (/^--vault-pass(word)?-file$/.test(word)) vaultFiles.push(words[(index += 1)] ?? '');
    else if (/^-[bCDvkKJ]+$/.test(word)) {
      for (const letter of word.slice(1)) if (SHORT[letter] !== undefined) asked.add(SHORT[letter]);
      const rest = word.replaceAll(/[kKJ]/g, '');
      if (rest !== '-') extra.push(rest);
    } else if (/^(--vault-id=)?[^@]*@prompt(_ask_vault_pass)?$/.test(word)) {
      throw new Refusal('usage', `there is no terminal for ${word} to ask on`, 'say --ask-vault-pass');
    } else extra.push(word);
  }
  const [vaultFile = null, ...more] = vaultFiles;
  // Several vaults are Ansible's own business; their files stay files.
  return {
    asked: [...asked],
    vaultFile: vaultFile === null ? null : absolutePath(vaultFile),
    extra: [...extra, ...more.flatMap((file) => ['--vault-password-file', absolutePath(file)])],
  };
}

/** The same with the flags of the command, and with what the run that is gone on with was asked for. */
export function requestPasswords(
  flags: PasswordFlags,
  passed: PasswordRequest,
  before?: Pick<RunRecord, 'passwords' | 'vaultFile'>,
): PasswordRequest {
  const {'vault-password-file': given} = flags;
  const asked = new Set<PasswordName>([...passed.asked, ...(before?.passwords ?? [])]);
  if (flags['ask-become-pass']) asked.add('become');
  if (flags['ask-pass']) asked.add('connection');
  if (flags['ask-vault-pass']) asked.add('vault');
  const vaultFile =
    given === undefined ? (passed.vaultFile ?? before?.vaultFile ?? null) : absolutePath(given);
  return {asked: [...asked], vaultFile, extra: passed.extra};
}

/** Ansible's own options for the same, for a command that a person pastes. */
export function passwordOptions({asked, vaultFile}: PasswordRequest): string[] {
  const vault = vaultFile === null ? [] : ['--vault-password-file', vaultFile];
  return [...asked.map((name) => OPTIONS[name]), ...vault];
}

/** The passwords of a request, and what Ansible needs besides in its arguments. */
export async function getPasswords({
  asked,
  vaultFile,
}: PasswordRequest): Promise<{passwords: Passwords; words: string[]}> {
  if (vaultFile === null) return {passwords: await askPasswords(asked), words: []};
  const vault = readVaultFile(vaultFile);
  const passwords = await askPasswords(asked.filter((name) => name !== 'vault'));
  // A program that knows the password is Ansible's to call.
  return vault === null
    ? {passwords, words: ['--vault-password-file', vaultFile]}
    : {passwords: {...passwords, vault}, words: []};
}

/** Asks for passwords, each once, without showing what is typed. Throws a Refusal where nobody can be asked. */
async function askPasswords(asked: readonly PasswordName[]): Promise<Passwords> {
  const passwords: Partial<Record<PasswordName, string>> = {};
  for (const name of asked) {
    if (!process.stdin.isTTY) {
      throw new Refusal(
        'usage',
        `there is no terminal to ask for the ${PROMPTS[name]} on`,
        'keep it in a file that ansible-vault encrypts, as ansible_become_password or ansible_password, and name --vault-password-file',
      );
    }
    // Few runs ask.
    const {read} = await import('read');
    try {
      passwords[name] = await read({prompt: `${PROMPTS[name]}: `, silent: true, output: process.stderr});
      process.stderr.write('\n');
    } catch (error) {
      throw new Refusal('interrupted', 'no password was given', 'nothing was begun', {cause: error});
    }
  }
  return passwords;
}

/** The password in a vault file, or null where the file is a program: Ansible calls it by itself. Throws a Refusal where it cannot be read. */
export function readVaultFile(file: string): string | null {
  try {
    accessSync(file, constants.X_OK);
    return null;
  } catch {
    // It is text, or not there.
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const hint = 'name a file that holds the password of the vault';
    throw new Refusal('usage', `cannot read ${file}: ${fileReason(error)}`, hint, {
      cause: error,
    });
  }
}

const PROMPTS: Readonly<Record<PasswordName, string>> = {
  become: 'sudo password',
  connection: 'SSH password',
  vault: 'vault password',
};

const OPTIONS: Readonly<Record<PasswordName, string>> = {
  become: '--ask-become-pass',
  connection: '--ask-pass',
  vault: '--ask-vault-pass',
};
/** In every length in which Ansible takes them. */
const LONG: readonly (readonly [RegExp, PasswordName])[] = [
  [/^--ask-b(e(c(o(m(e(-(p(a(s(s)?)?)?)?)?)?)?)?)?)?$/, 'become'],
  [/^--ask-p(a(s(s)?)?)?$/, 'connection'],
  [/^--ask-vault-pass(word)?$/, 'vault'],
];
const SHORT: Readonly<Record<string, PasswordName | undefined>> = {K: 'become', k: 'connection', J: 'vault'};
