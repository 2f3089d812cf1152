import {onPath, outputOf} from '../process/tool.ts';
import {utf8Locale} from './environment.ts';

/** The Ansible of this computer. `python`: the version of its Python, whose program is `interpreter` ('' where not told). */
export type Ansible = Readonly<{path: string; core: string; python: string; interpreter: string}>;

/** Asks ansible-playbook. `ansibleFailure`: why it tells nothing, '' where there is none or it tells. */
export async function readAnsible(): Promise<{ansible: Ansible | null; ansibleFailure: string}> {
  const path = onPath('ansible-playbook');
  if (path === null) return {ansible: null, ansibleFailure: ''};
  const told = await outputOf([path, '--version'], {...process.env, ...utf8Locale({})});
  const core = /ansible-playbook \[?(?:core )?([0-9][^\s\]]*)/.exec(told?.stdout ?? '')?.[1];
  const [, python, interpreter = ''] =
    /python version = ([0-9.]+)(?:.*\((\/[^)]+)\)$)?/m.exec(told?.stdout ?? '') ?? [];
  if (core !== undefined && python !== undefined)
    return {ansible: {path, core, python, interpreter}, ansibleFailure: ''};
  return {
    ansible: null,
    ansibleFailure: told?.errors.trim().split('\n').at(-1) || `${path} does not tell its version`,
  };
}
