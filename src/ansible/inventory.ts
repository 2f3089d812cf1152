import {realpathSync} from 'node:fs';
import type {Environment} from '../process/child.ts';
import {runTool} from '../process/tool.ts';
import {Refusal} from '../refusal.ts';
import {ansibleEnvironment} from './environment.ts';

/** What Ansible would know of a host. */
export type Variables = Readonly<Record<string, unknown>>;

/**
 * The variables of a host of a project, as ansible-inventory tells them. Throws a Refusal where it does not. What is a
 * template in the files is one here, but for the folder of the inventory in what Ansible itself goes by.
 */
export async function hostVariables(folder: string, host: string): Promise<Variables> {
  const text = await ask(folder, ['ansible-inventory', '-i', 'hosts', '--host', host]);
  const inventory = realpathSync(folder);
  const variables = Object.entries(unwrapped(JSON.parse(text)) as Variables);
  return Object.fromEntries(
    variables.map(([name, value]) =>
      name.startsWith('ansible_') && typeof value === 'string'
        ? [name, value.replaceAll(/\{\{\s*inventory_dir\s*\}\}/g, () => inventory)]
        : [name, value],
    ),
  );
}

/** What the settings of Ansible that count in a project say of its ssh, by option of that plugin. */
export async function sshSettings(folder: string): Promise<Variables> {
  const words = ['ansible-config', 'dump', '--type', 'all', '--only-changed', '--format', 'json'];
  const dumped = JSON.parse(await ask(folder, words)) as Dumped;
  const plugins = dumped.flatMap(({CONNECTION_PLUGINS: plugins = []}) => plugins);
  const options = plugins.flatMap(({ssh = []}) => ssh);
  return Object.fromEntries(options.map(({name, value}) => [name, value]));
}

type Dumped = {CONNECTION_PLUGINS?: {ssh?: {name: string; value: unknown}[]}[]}[];

async function ask(folder: string, argv: readonly string[]): Promise<string> {
  const [program = ''] = argv;
  const said: string[] = [];
  const env: Environment = {...process.env, ...ansibleEnvironment(process.env, false)};
  const outcome = await runTool({
    ...{argv, folder, env, stdin: 'nothing', stdout: 'kept'},
    onErrorLine: (line) => said.push(line),
  });
  if (!outcome.started)
    throw new Refusal('controlNodeUnfit', `${program} is not on PATH`, 'install ansible-core 2.14 or later');
  if (outcome.code === 0) return outcome.stdout;
  const reason = said.filter((line) => /^\[?ERROR/.test(line)).join('; ') || said.join('; ');
  throw new Refusal(
    'controlNodeUnfit',
    `${program} ended with ${outcome.code ?? 'a signal'}: ${reason.slice(0, 500)}`,
    /vault|decrypt/i.test(reason)
      ? 'name the file with the password of the vault in ANSIBLE_VAULT_PASSWORD_FILE'
      : `see what it says: cd ${folder} && ${argv.join(' ')}`,
  );
}

/** Texts that Ansible would not evaluate come in a wrapping of their own, before 2.19. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== 'object' || value === null) return value;
  const {__ansible_unsafe: plain} = value as {__ansible_unsafe?: unknown};
  if (plain !== undefined) return plain;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unwrapped(each)]));
}
