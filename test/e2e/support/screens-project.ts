import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {copyFileSync, existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {listRuns} from '../../../src/journal/list.ts';
import type {RecordedRun} from '../../../src/journal/record.ts';
import {makeSandbox, removeSandbox, ROOT} from '../../ansible/helpers/sandbox.ts';

const play = (name: string, hosts: string, lines: readonly string[], ...tasks: string[]) =>
  `- name: ${name}\n  hosts: ${hosts}\n  gather_facts: false\n` +
  `${lines.map((line) => `  ${line}\n`).join('')}  tasks:\n${tasks.join('')}`;
const task = (name: string, script: string, ...lines: string[]) =>
  `    - name: "${name}"\n      ansible.builtin.shell: ${script}\n` +
  lines.map((line) => `      ${line}\n`).join('');
const say = (name: string) => task(name, 'echo said');
/** Waits for the test, where `when` says so. */
const wait = (name: string, file: string, when: string) =>
  task(name, `until [ -e {{ playbook_dir }}/${file} ]; do sleep 0.1; done`, `when: ${when}`);
/** Leaves a file behind, for each host one. */
const leave = (name: string, file: string) =>
  task(name, `touch {{ playbook_dir }}/${file}-{{ inventory_hostname }}`);
const gate = (retries: number) =>
  task(
    'kafka : Gate: the broker is registered and caught up',
    `"[ -e {{ playbook_dir }}/open-{{ inventory_hostname }} ] && exit; echo 'not registered: 2'; exit 1"`,
    ...['register: gate', 'until: gate.rc == 0', `retries: ${retries}`, 'delay: 0.2', 'changed_when: false'],
  );

const NOT_OURS = ['NO_COLOR', 'FORCE_COLOR', 'ANSIBLE_FORCE_COLOR', 'GITHUB_ACTIONS', 'TMUX'];

const PLAYBOOKS: Readonly<Record<string, string>> = {
  fine: play('Install and configure Kafka', 'here', [], say('kafka : Unpack'), say('kafka : Configure')),
  failing: play(
    'Install and configure Kafka',
    'here',
    [],
    say('kafka : Unpack'),
    task(
      'kafka : Configure',
      `"echo 'No space left on device' >&2; exit 3"`,
      'when: inventory_hostname == "kafka02"',
    ),
  ),
  away: play('Install and configure Kafka', 'all', [], say('kafka : Unpack')),
  roll: play(
    'Restart brokers whose configuration changed',
    'here',
    ['serial: 1'],
    leave('kafka : Restart', 'restarted'),
    gate(300),
  ),
  slow: play(
    'Install and configure Kafka',
    'here',
    [],
    say('kafka : Unpack'),
    wait('kafka : Wait until the other one has its data', 'go', 'inventory_hostname == "kafka02"'),
    leave('kafka : Configure', 'configured'),
  ),
  shut: play('Install and configure Kafka', 'here', ['serial: 1'], gate(1)),
  gate: play('Install and configure Kafka', 'here', [], say('kafka : Unpack'), gate(300)),
};

const LOCAL = 'ansible_connection=local ansible_python_interpreter=auto_silent';
const HOSTS = `[here]
kafka01 ${LOCAL}
kafka02 ${LOCAL}
[away]
kafka03 ansible_host=127.0.0.1 ansible_port=1
`;
const SPEC = 'name: peter\n';

/** A project of small playbooks, for machines that are all this computer. */
export class ScreensProject {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;

  constructor(ansible: string) {
    const names = Object.keys(PLAYBOOKS);
    const hosts = (name: string) => ['kafka01', 'kafka02', ...(name === 'away' ? ['kafka03'] : [])];
    this.folder = makeSandbox({
      'bin/kafkabook': `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'bin/run.js')}' "$@"\n`,
      'cluster.yml': SPEC,
      'ansible_playbook/hosts': HOSTS,
      'ansible_playbook/.kafkabook.json': JSON.stringify({
        format: 1,
        generator: 'kafkabook 0.0.0',
        spec: [
          {path: '../cluster.yml', sha256: createHash('sha256').update(SPEC).digest('hex'), named: true},
        ],
        playbooks: Object.fromEntries(names.map((name) => [name, hosts(name)])),
        groups: {here: ['kafka01', 'kafka02'], away: ['kafka03']},
        places: {
          hosts: {kafka02: '../cluster.yml:12', kafka03: '../cluster.yml:13'},
          sections: {ssh: '../cluster.yml:3'},
        },
        files: {},
      }),
      ...Object.fromEntries(names.map((name) => [`ansible_playbook/${name}.yml`, PLAYBOOKS[name] ?? ''])),
    });
    const plugin = 'callback_plugins/kafkabook_events.py';
    mkdirSync(join(this.folder, 'ansible_playbook/callback_plugins'));
    copyFileSync(join(ROOT, 'playbooks', plugin), join(this.folder, 'ansible_playbook', plugin));
    const path = [join(this.folder, 'bin'), ansible, process.env['PATH']].join(delimiter);
    this.env = {...process.env, PATH: path};
    for (const name of NOT_OURS) delete this.env[name];
  }

  /** Lets a task go on that waits for a file. */
  release(file: string): void {
    writeFileSync(join(this.folder, 'ansible_playbook', file), '');
  }

  /** Whether a task left this file behind. */
  has(file: string): boolean {
    return existsSync(join(this.folder, 'ansible_playbook', file));
  }

  /** The last run on record. */
  lastRun(): RecordedRun {
    const [run] = listRuns(this.folder);
    assert.ok(run !== undefined);
    return run;
  }

  remove(): void {
    removeSandbox(this.folder);
  }
}
