// Mitogen keeps one Python on each host for a whole run, where Ansible starts one for each module. What the roles ask by a
// shell alone, as most of a second run does, costs more with it.
import {dirname, join} from 'node:path';
import type {Environment} from '../process/child.ts';
import {outputOf} from '../process/tool.ts';
import {Refusal} from '../refusal.ts';
import {utf8Locale} from './environment.ts';
import {readAnsible, type Ansible} from './installed.ts';

/** As the Python of ansible-playbook has it. `strategies`: the folder of its strategy plug-ins. */
export type Mitogen = Readonly<{version: string; strategies: string}>;

const TOLD = `
import os, mitogen, ansible_mitogen
print('.'.join(map(str, mitogen.__version__)))
print(os.path.join(os.path.dirname(ansible_mitogen.__file__), 'plugins', 'strategy'))
`;

/** Asks the Python of an Ansible; null where it has none. */
export async function findMitogen({interpreter}: Ansible): Promise<Mitogen | null> {
  if (interpreter === '') return null;
  const told = await outputOf([interpreter, '-c', TOLD]);
  const [version, strategies] = told?.stdout.split('\n') ?? [];
  return told?.code === 0 && version && strategies ? {version, strategies} : null;
}

/** What Ansible is to find in its environment. The strategy is its linear one otherwise: every host at the same task. */
export function mitogenEnvironment({strategies}: Mitogen, env: Environment): Record<string, string> {
  const others = env['ANSIBLE_STRATEGY_PLUGINS'];
  return {
    ANSIBLE_STRATEGY: 'mitogen_linear',
    ANSIBLE_STRATEGY_PLUGINS: others ? `${strategies}:${others}` : strategies,
  };
}

const TRIAL_SECONDS = 30;

/** Does a task on this computer with it: it follows new releases of Ansible late. '' where that went well, else why not. */
export async function trialOf({path, interpreter}: Ansible, mitogen: Mitogen): Promise<string> {
  const task = ['localhost', '-c', 'local', '-e', `ansible_python_interpreter=${interpreter}`, '-m', 'ping'];
  const told = await outputOf(
    [join(dirname(path), 'ansible'), ...task],
    {
      ...process.env,
      ...mitogenEnvironment(mitogen, process.env),
      ...utf8Locale({}),
      ANSIBLE_NOCOLOR: 'true',
    },
    TRIAL_SECONDS,
  );
  if (told?.code === 0) return '';
  const lines = `${told?.errors ?? ''}\n${told?.stdout ?? ''}`.split('\n');
  return lines.find((line) => /ERROR|"msg"/.test(line))?.trim() ?? 'a task with it does not end well';
}

/**
 * What `run --mitogen` gives Ansible besides. Throws a Refusal where Ansible's Python has no Mitogen; an Ansible that does not
 * tell its version is left to the run itself to judge.
 */
export async function requireMitogen(env: Environment): Promise<Record<string, string>> {
  const {ansible} = await readAnsible();
  if (ansible === null) return {};
  const mitogen = await findMitogen(ansible);
  if (mitogen !== null) return mitogenEnvironment(mitogen, env);
  throw new Refusal(
    'controlNodeUnfit',
    `the Python of ansible-playbook (${ansible.interpreter || ansible.path}) has no Mitogen`,
    `${installMitogen(ansible)}; or name the playbook without --mitogen: it comes to the same`,
  );
}

/** What installs it for an Ansible. */
export function installMitogen({interpreter}: Ansible): string {
  const [, pipx] = /\/pipx\/venvs\/([^/]+)\//.exec(interpreter) ?? [];
  if (pipx !== undefined) return `pipx inject ${pipx} mitogen`;
  return interpreter === '' || interpreter.startsWith('/usr/bin/')
    ? 'install the package of your distribution (on Debian: apt install ansible-mitogen)'
    : `${interpreter} -m pip install mitogen`;
}
