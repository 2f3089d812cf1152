import {copyFileSync, mkdirSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {labAnsible, makeSandbox, ROOT, start, type Running} from '../ansible/helpers/sandbox.ts';
import {KAFKABOOK} from './cli.ts';

/** A play on hosts that are this computer, as the text of a playbook. `keywords` are lines such as "serial: 1". */
export const play = (hosts: string, keywords: readonly string[], ...tasks: string[]) =>
  `- name: Play of ${hosts}\n  hosts: ${hosts}\n  gather_facts: false\n${keywords.map((line) => `  ${line}\n`).join('')}  tasks:\n${tasks.join('')}`;
export const task = (name: string, module: string, ...lines: string[]) =>
  `    - name: "${name}"\n      ansible.builtin.${module}\n${lines.map((line) => `      ${line}\n`).join('')}`;

export type LocalProject = Readonly<{
  folder: string;
  /** Starts `kafkabook run` with these arguments, in the folder beside the project. */
  run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Running;
  env: NodeJS.ProcessEnv;
}>;

/**
 * A project whose playbooks run a real Ansible on this computer: `groups` are the hosts by group, `files` more files of
 * the project. Returns the reason where this computer cannot run that Ansible.
 */
export function localProject(
  version: string,
  groups: Readonly<Record<string, readonly string[]>>,
  playbooks: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): LocalProject | {reason: string} {
  const ansible = labAnsible(version);
  if ('reason' in ansible) return ansible;
  const hostsOf = (text: string) =>
    Object.entries(groups).flatMap(([group, hosts]) =>
      new RegExp(`hosts: .*\\b${group}\\b`).test(text) ? hosts : [],
    );
  const all = Object.values(groups).flat();
  const manifest = {
    format: 1,
    generator: 'kafkabook 0.0.0',
    spec: [{path: '../absent.yml', sha256: 'none', named: true}],
    playbooks: Object.fromEntries(
      Object.entries(playbooks).map(([name, text]) => [name, /hosts: all/.test(text) ? all : hostsOf(text)]),
    ),
    groups,
    places: {hosts: {}, sections: {}},
    files: {},
  };
  const local = 'ansible_connection=local ansible_python_interpreter=/usr/bin/python3';
  const inventory = Object.entries(groups).map(
    ([group, hosts]) => `[${group}]\n${hosts.map((host) => `${host} ${local}\n`).join('')}`,
  );
  const folder = makeSandbox({
    'project/hosts': inventory.join(''),
    'project/.kafkabook.json': JSON.stringify(manifest),
    ...Object.fromEntries(Object.entries(playbooks).map(([name, text]) => [`project/${name}.yml`, text])),
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`project/${name}`, text])),
  });
  const plugin = 'callback_plugins/kafkabook_events.py';
  mkdirSync(join(folder, 'project/callback_plugins'));
  copyFileSync(join(ROOT, 'playbooks', plugin), join(folder, 'project', plugin));
  const env = {...process.env, PATH: `${ansible.bin}${delimiter}${process.env['PATH']}`};
  return {
    folder,
    env,
    run: (args, more = {}) =>
      start([...KAFKABOOK, 'run', '-C', 'project', ...args], {
        cwd: folder,
        env: {...env, ...more},
      }),
  };
}
