import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {processesOfRun} from '../../src/process/list.ts';
import {removeSandbox, start} from './helpers/sandbox.ts';
import {kafkabook, KAFKABOOK} from '../support/cli.ts';
import {localProject, play, task, type LocalProject} from '../support/local-project.ts';

const SLEEP = task('Take a while', 'command: sleep 1.5');
const NOTE = (word: string) =>
  task(`Note ${word}`, `shell: echo {{ inventory_hostname }} ${word} >>../steps`);

const PLAYBOOKS = {
  roll: play(
    'here',
    ['serial: 1'],
    NOTE('restart'),
    SLEEP,
    task('Gate: it serves', 'command: sleep 0.5'),
    NOTE('done'),
  ),
  tasks: play('here', [], NOTE('first'), SLEEP, NOTE('second'), NOTE('third')),
  long: play('here', [], task('Sleep', 'command: sleep 300')),
  password: play(
    'here',
    [],
    task('Say', 'debug:', '  msg: "it is {{ expected }} and {{ vaulted }}"'),
    task(
      'Become',
      'command: id -un',
      'become: true',
      'changed_when: false',
      'vars: {ansible_become_exe: "{{ playbook_dir }}/sudo"}',
    ),
  ),
  ungated: play('here', [], task('Start it', 'service:', '  name: none', '  state: started')),
};
const PASSWORD = `p{{ x }} "s'w`;
const VAULT = 'vault-s3cret';
const SUDO = `#!/usr/bin/env bash
while [[ $1 == -* ]]; do
  [[ $1 == -p ]] && prompt=$2
  [[ $1 == -[pu] ]] && shift
  shift
done
printf %s "$prompt" >&2
IFS= read -r given
[[ $given == "$(cat "\${0%/*}/../password")" ]] || { echo 'Sorry, try again.' >&2; exit 1; }
exec "$@"
`;

// The oldest and the newest that are supported.
for (const version of ['2.14', '2.21']) {
  describe(`stopping a run of ansible-core ${version}`, function () {
    this.timeout(300_000);
    let project: LocalProject;

    before(function () {
      const made = localProject(version, {here: ['zk01', 'zk02', 'zk03']}, PLAYBOOKS, {
        // Stands in for sudo, which a computer that runs tests as root need not have.
        sudo: SUDO,
        // Stands in for Ansible's own module, which would want systemd here.
        'library/service.py':
          '#!/usr/bin/python3\nfrom ansible.module_utils.basic import AnsibleModule\nm = AnsibleModule(argument_spec=dict(name=dict(), state=dict()), supports_check_mode=True)\nm.exit_json(changed=True, state="started")\n',
      });
      if ('reason' in made) {
        console.log(`      skipped: ${made.reason}`);
        return this.skip();
      }
      project = made;
    });
    beforeEach(() => spawnSync('rm', ['-f', join(project.folder, 'steps')]));
    after(() => project !== undefined && removeSandbox(project.folder));

    const steps = () => readFileSync(join(project.folder, 'steps'), 'utf8').trim().split('\n');
    /** Runs a playbook, does something when its output has a text, and returns what came of it. */
    const when = async (args: readonly string[], text: string, act: (pid: number) => void) => {
      const running = project.run([...args, '--json']);
      await running.hears(text);
      // The head of a task is printed before it begins.
      await new Promise((done) => setTimeout(done, 500));
      act(running.child.pid ?? 0);
      const {code, stdout, stderr} = await running.ended;
      const {summary, problems} = JSON.parse(stdout) as {summary: string; problems: {kind: string}[]};
      return {code, stderr, summary, problems};
    };

    it('lets the first Ctrl-C finish the machine under way, and touch no other', async () => {
      const {code, summary, problems} = await when(['roll'], 'TASK [Take a while]', (pid) =>
        process.kill(pid, 'SIGINT'),
      );
      assert.equal(code, 130);
      assert.match(summary, /stopped as asked between two machines: 1 of 3 had their turn/);
      assert.deepEqual(steps(), ['zk01 restart', 'zk01 done']);
      assert.deepEqual(
        problems.map(({kind}) => kind),
        ['stopped', 'stopped', 'stopped'],
      );
    });

    it('goes on where it was left with --resume', async () => {
      const {code} = await project.run(['--resume']).ended;
      assert.equal(code, 0);
      assert.equal(steps().filter((step) => step.endsWith('done')).length, 3);
    });

    it('stops between two tasks where there is no roll', async () => {
      const {code, summary} = await when(['tasks'], 'TASK [Take a while]', (pid) =>
        process.kill(pid, 'SIGINT'),
      );
      assert.equal(code, 130);
      assert.match(summary, /stopped as asked after "Take a while"/);
      assert.deepEqual([...new Set(steps().map((step) => step.split(' ')[1]))], ['first']);
    });

    it('interrupts Ansible at the second Ctrl-C, and leaves no process', async () => {
      const {code, summary, problems} = await when(['long'], 'TASK [Sleep]', (pid) => {
        process.kill(pid, 'SIGINT');
        setTimeout(() => process.kill(pid, 'SIGINT'), 500);
      });
      assert.equal(code, 130);
      assert.match(summary, /was interrupted before its end/);
      assert.deepEqual(
        problems.map(({kind}) => kind),
        ['cut short', 'cut short', 'cut short'],
      );
      assert.equal(spawnSync('pgrep', ['-fx', 'sleep 300'], {encoding: 'utf8'}).stdout, '');
    });

    it('leaves no process when Ansible itself is interrupted', async () => {
      const running = project.run(['long', '--json']);
      await running.hears('TASK [Sleep]');
      await new Promise((done) => setTimeout(done, 1500));
      const [run = ''] = readdirSync(join(project.folder, 'project/.kafkabook/runs')).sort().reverse();
      const ansible = processesOfRun(run).find(({pid, group}) => pid === group);
      process.kill(ansible?.pid ?? 0, 'SIGINT');
      assert.equal((await running.ended).code, 130);
      assert.deepEqual(processesOfRun(run), []);
    });

    it('knows a check in every form: it changes nothing, and needs no gate', async () => {
      for (const words of [['--check'], ['--', '-CD'], ['--', '--che']]) {
        const {code, stderr} = await project.run(['ungated', ...words]).ended;
        assert.equal(code, 0, stderr);
        assert.match(stderr, /was checked on 3 hosts[^]*nothing was changed/);
      }
    });

    it('interrupts at once on SIGTERM: exit 143', async () => {
      assert.equal((await when(['long'], 'TASK [Sleep]', (pid) => process.kill(pid, 'SIGTERM'))).code, 143);
    });

    it('lets nobody else run meanwhile: exit 30', async () => {
      const first = project.run(['long', '--json']);
      await first.hears('TASK [Sleep]');
      const second = await project.run(['roll']).ended;
      first.child.kill('SIGTERM');
      assert.equal((await first.ended).code, 143);
      assert.equal(second.code, 30);
      assert.match(second.stderr, /in use by another kafkabook \(process \d+ of \S+ on \S+, since /);
    });

    it('ends at the limit of time: exit 25', async () => {
      const {code, stderr} = await project.run(['long', '--timeout', '4s']).ended;
      assert.equal(code, 25, stderr);
    });

    it('is no success when a service was started and no gate has seen it: exit 24', async () => {
      const {code, stderr} = await project.run(['ungated']).ended;
      assert.equal(code, 24, stderr);
      assert.match(stderr, /no gate has seen since/);
    });

    it('hands passwords over, whatever stands in them, and shows none', async () => {
      const encrypt = ['encrypt_string', '--vault-password-file', 'vault', '--name', 'vaulted', 'inside'];
      const file = (name: string) => join(project.folder, name);
      spawnSync(
        'bash',
        ['-c', 'printf %s "$0" >vault; printf %s "$1" >password; chmod +x project/sudo', VAULT, PASSWORD],
        {
          cwd: project.folder,
        },
      );
      const encrypted = spawnSync('ansible-vault', encrypt, {
        cwd: project.folder,
        env: project.env,
        encoding: 'utf8',
      });
      assert.equal(encrypted.status, 0, encrypted.stderr);
      spawnSync('bash', ['-c', 'cat >vars.yml', ''], {
        cwd: project.folder,
        input: `${encrypted.stdout}\nexpected: !unsafe ${JSON.stringify(PASSWORD)}\n`,
      });
      const pty = 'import pty, sys; pty.spawn(sys.argv[1:])';
      const args = ['password', '-K', '--vault-password-file', 'vault', '--', '-e', `@${file('vars.yml')}`];
      const command = [...KAFKABOOK, 'run', '-C', 'project', ...args];
      const running = start(['python3', '-c', pty, ...command], {cwd: project.folder, env: project.env});
      running.child.stdout?.on('data', (data: Buffer) => {
        if (data.includes('sudo password: ')) running.child.stdin?.write(`${PASSWORD}\n`);
      });
      const {stdout} = await running.ended;
      assert.match(stdout, /password\.yml succeeded on 3 hosts/);
      assert.match(stdout, /it is \*\*\* and inside/);
      const {events} = JSON.parse(
        kafkabook(project.folder, 'runs', 'show', '-C', 'project', '--json').stdout,
      ) as {
        events: string;
      };
      const record = readFileSync(events, 'utf8');
      assert.ok(!record.includes(VAULT) && !record.includes("s'w"), record);
    });
  });
}
