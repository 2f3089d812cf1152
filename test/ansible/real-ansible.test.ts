import assert from 'node:assert/strict';
import {mkdirSync, copyFileSync, readdirSync, readFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {labAnsible, makeSandbox, removeSandbox, ROOT, start} from './helpers/sandbox.ts';
import {decodeEvent} from '../../src/ansible/decode.ts';
import {readTimeline, textsOf} from '../../src/ansible/timeline.ts';
import {KAFKABOOK} from '../support/cli.ts';

const play = (hosts: string, ...tasks: string[]) =>
  `- name: Play\n  hosts: ${hosts}\n  gather_facts: false\n  tasks:\n${tasks.join('')}`;
const task = (name: string, module: string, ...lines: string[]) =>
  `    - name: "${name}"\n      ansible.builtin.${module}\n${lines.map((line) => `      ${line}\n`).join('')}`;
const PING = task('Ping', 'ping:');
const FAIL = task('Fail', 'command: sh -c "echo oops >&2; exit 3"');

const PLAYBOOKS: Record<string, string> = {
  fine: play('here', PING),
  failing: play('here', PING, FAIL),
  roled: '- name: Play\n  hosts: here\n  gather_facts: false\n  roles:\n    - role: checked\n',
  unreachable: play('all', PING),
  unmatched: play('nobody', PING),
  broken: '- hosts: [\n',
  gate: play('here', PING, task('Gate: a leader', 'command: "false"')),
  ignored: play('here', PING, task('Fail', 'command: "false"', 'ignore_errors: true')),
  secret: play('here', task('Say', 'command: sh -c "echo s3cret >&2; exit 3"', 'no_log: true')),
  loop: play('here', task('Each', 'command: "{{ item }}"', 'loop: ["true", "ls /absent"]')),
  told: play(
    'here',
    task(
      'Look',
      `shell: printf '| {"a":%s}\\n| [2]\\nno mark\\n' '[1]'`,
      'register: found',
      'changed_when: false',
    ),
    task('Tell', 'debug:', '  msg: "{{ item }}"', 'loop: "{{ found.stdout_lines }}"'),
  ),
  turns: `${play('here', PING, task('Group', 'group_by:', '  key: due'))}
- name: Turns
  hosts: here:&due
  serial: 1
  gather_facts: false
  tasks:
${PING}`,
  retried: play(
    'here',
    task('Wait', 'command: "false"', 'retries: 2', 'delay: 0', 'register: r', 'until: r.rc == 0'),
  ),
};

const HOSTS = `[here]
zk01 ansible_connection=local ansible_python_interpreter=auto_silent
zk02 ansible_connection=local ansible_python_interpreter=auto_silent
[due]
[away]
zk03 ansible_host=127.0.0.1 ansible_port=1
`;

const ARGUMENTS = 'argument_specs: {main: {options: {checked_name: {type: str, default: a}}}}\n';

// Playbook, options, exit code, hosts with problems.
const ROWS: [string, string[], number, string[]][] = [
  ['fine', [], 0, []],
  ['fine', ['--limit', 'zk01'], 0, []],
  ['fine', ['--check', '--tags', 'all'], 0, []],
  ['ignored', [], 0, []],
  ['failing', [], 20, ['zk01', 'zk02']],
  ['loop', [], 20, ['zk01', 'zk02']],
  ['secret', ['--limit', 'zk01'], 20, ['zk01']],
  ['retried', ['--limit', 'zk01'], 20, ['zk01']],
  ['unreachable', [], 21, ['zk03']],
  ['unmatched', [], 22, ['zk01', 'zk02', 'zk03']],
  ['fine', ['--tags', 'nothing-has-this-tag'], 22, ['zk01', 'zk02']],
  ['roled', [], 0, []],
  ['roled', ['--tags', 'nothing-has-this-tag'], 22, ['zk01', 'zk02']],
  ['broken', [], 23, []],
  ['fine', ['--', '--no-such-option'], 23, []],
  ['fine', ['--limit', 'nobody*'], 23, []],
  ['gate', [], 24, ['zk01', 'zk02']],
];

for (const version of ['2.14', '2.19', '2.21']) {
  describe(`kafkabook run with ansible-core ${version}`, function () {
    this.timeout(300_000);
    let folder = '';
    let env: NodeJS.ProcessEnv = {};

    before(function () {
      const ansible = labAnsible(version);
      if ('reason' in ansible) {
        console.log(`      skipped: ${ansible.reason}`);
        return this.skip();
      }
      env = {...process.env, PATH: `${ansible.bin}${delimiter}${process.env['PATH']}`};
      folder = makeProject();
    });
    after(() => removeSandbox(folder));

    const run = (...args: string[]) => {
      const [name = '', ...rest] = args;
      const command = [...KAFKABOOK, 'run', name, '-C', 'project', '--json', ...rest];
      return start(command, {cwd: folder, env});
    };
    const resultOf = async (...args: string[]) => {
      const {code, stdout, stderr} = await run(...args).ended;
      const result = JSON.parse(stdout) as {
        exitCode: number;
        problems: {host: string; message: string; stderr: string}[];
      };
      assert.equal(code, result.exitCode, stderr);
      return {...result, stderr};
    };

    for (const [name, options, exitCode, hosts] of ROWS) {
      it(`${[name, ...options].join(' ')} ends with ${exitCode}`, async () => {
        const result = await resultOf(name, ...options);
        assert.deepEqual(
          {exitCode: result.exitCode, hosts: result.problems.map(({host}) => host).sort()},
          {exitCode, hosts},
          result.stderr,
        );
      });
    }

    it('tells the error output of a failed task', async () =>
      assert.equal((await resultOf('failing')).problems[0]?.stderr.trim(), 'oops'));

    it('tells which item of a loop failed, not only that one did', async () =>
      assert.match((await resultOf('loop')).problems[0]?.stderr ?? '', /absent/));

    const lastRecord = () =>
      join(
        folder,
        readdirSync(folder, {recursive: true, encoding: 'utf8'})
          .filter((file) => file.endsWith('events.ndjson'))
          .sort()
          .at(-1) ?? '',
      );

    it('tells of a roll who has a turn, also where that was found out on the way', async () => {
      assert.equal((await resultOf('turns')).exitCode, 0);
      const events = readFileSync(lastRecord(), 'utf8').trim().split('\n').map(decodeEvent);
      assert.deepEqual(
        events.flatMap((event) =>
          event?.event === 'play_start' ? [[event.name, event.hosts, event.turns]] : [],
        ),
        [
          ['Play', ['zk01', 'zk02'], null],
          ['Turns', ['zk01'], ['zk01', 'zk02']],
          ['Turns', ['zk02'], null],
        ],
      );
    });

    it('leaves JSON that was told item by item as it is', async () => {
      assert.equal((await resultOf('told')).exitCode, 0);
      const {hosts} = readTimeline(lastRecord(), null);
      assert.deepEqual(
        hosts.map(({results}) => textsOf(results).join('')),
        ['{"a":[1]}[2]', '{"a":[1]}[2]'],
      );
    });

    it('does not tell what no_log hides', async () =>
      assert.doesNotMatch(JSON.stringify((await resultOf('secret')).problems), /s3cret/));
  });
}

function makeProject(): string {
  const playbooks = Object.entries(PLAYBOOKS);
  const hostsOf = (text: string) => (/hosts: here/.test(text) ? ['zk01', 'zk02'] : ['zk01', 'zk02', 'zk03']);
  const manifest = {
    format: 1,
    generator: 'kafkabook 0.0.0',
    spec: [{path: '../absent.yml', sha256: 'none', named: true}],
    playbooks: Object.fromEntries(playbooks.map(([name, text]) => [name, hostsOf(text)])),
    groups: {here: ['zk01', 'zk02'], away: ['zk03']},
    files: {},
  };
  const folder = makeSandbox({
    'project/hosts': HOSTS,
    'project/roles/checked/meta/argument_specs.yml': ARGUMENTS,
    'project/roles/checked/tasks/main.yml': '- ansible.builtin.command: "true"\n',
    'project/.kafkabook.json': JSON.stringify(manifest),
    ...Object.fromEntries(playbooks.map(([name, text]) => [`project/${name}.yml`, text])),
  });
  const plugins = 'project/callback_plugins';
  mkdirSync(join(folder, plugins));
  const plugin = 'callback_plugins/kafkabook_events.py';
  copyFileSync(join(ROOT, 'playbooks', plugin), join(folder, 'project', plugin));
  return folder;
}
