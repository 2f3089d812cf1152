import {runTool} from '../process/tool.ts';

/** How machines are reached, without Ansible: of the ssh section of a cluster. */
export type Access = Readonly<{
  user: string;
  port: number;
  knownHostsFile: string | null;
  proxyJump: string | null;
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
 * Runs a script of sh on a machine, as the user of the cluster. `key` is the only one that is tried; null: those that ssh
 * finds itself, in ~/.ssh and the agent. Never asks anybody anything.
 */
export async function onHost(
  {user, port, knownHostsFile, proxyJump}: Access,
  address: string,
  key: string | null,
  script: string,
): Promise<Said> {
  return run(
    [
      'ssh',
      ...['-T', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes', '-o', 'ConnectTimeout=10'],
      ...['-o', 'ControlPath=none'],
      ...(knownHostsFile === null ? [] : ['-o', `UserKnownHostsFile="${knownHostsFile}"`]),
      ...(key === null ? [] : ['-o', 'IdentitiesOnly=yes', '-o', 'IdentityAgent=none', '-i', key]),
      ...(proxyJump === null ? [] : ['-J', proxyJump]),
      ...['-p', String(port), '-l', user, '--', address, 'exec /bin/sh -s'],
    ],
    script,
  );
}
