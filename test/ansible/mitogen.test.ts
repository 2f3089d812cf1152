import assert from 'node:assert/strict';
import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {findMitogen, installMitogen, mitogenEnvironment} from '../../src/ansible/mitogen.ts';
import {FakeProject, GOOD} from '../support/fake-project.ts';
import {removeSandbox} from './helpers/sandbox.ts';

const ANSIBLE = {
  path: '/a/ansible-playbook',
  core: '2.19.1',
  python: '3.12.3',
  interpreter: '/usr/bin/python3',
};

describe('Mitogen', () => {
  let project: FakeProject;
  let python = '';

  /** A Python that has it, or does not. */
  const install = (lines: string) => {
    project = new FakeProject();
    python = join(project.folder, 'bin/python');
    writeFileSync(python, `#!/bin/sh\n${lines}\n`);
    chmodSync(python, 0o755);
    ansible(GOOD);
  };
  /** An ansible-playbook of that Python, which tells the strategy that it was started with, and then does what is said. */
  const ansible = (lines: string) =>
    project.ansible(
      `if [ "$1" = --version ]; then echo 'ansible-playbook [core 2.19.1]'; ` +
        `echo '  python version = 3.12.3 (main, x) [GCC] (${python})'; exit; fi\n` +
        `echo "with $ANSIBLE_STRATEGY of $ANSIBLE_STRATEGY_PLUGINS"\n${lines}`,
    );
  const PRESENT = 'echo 0.3.54; echo /p/strategy';
  afterEach(() => project && removeSandbox(project.folder));

  it('is what a run goes with that asks for it, and no other', async () => {
    install(PRESENT);
    const {stdout, code, stderr} = await project.start(['zookeeper', '--mitogen'], {
      ANSIBLE_STRATEGY_PLUGINS: '/mine',
    }).ended;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^with mitogen_linear of \/p\/strategy:\/mine$/m);
    const {stdout: shown} = await project.command(['runs', 'show']).ended;
    assert.match(
      shown,
      /command +ANSIBLE_STRATEGY=mitogen_linear ANSIBLE_STRATEGY_PLUGINS=\S+ ansible-playbook -i/,
    );
    assert.match((await project.start(['zookeeper']).ended).stdout, /^with linear of $/m);
  });

  it('is gone on with by the run that goes on', async () => {
    install(PRESENT);
    const {stdout} = await project.start([
      'zookeeper',
      '--mitogen',
      '--limit',
      'peter-zk01',
      '--print-command',
    ]).ended;
    assert.match(
      stdout,
      /&& ANSIBLE_STRATEGY=mitogen_linear ANSIBLE_STRATEGY_PLUGINS=\/p\/strategy ansible-playbook -i hosts zookeeper[.]yml --limit/,
    );
    ansible('exit 2');
    await project.start(['zookeeper', '--mitogen']).ended;
    assert.match((await project.start(['--resume']).ended).stdout, /^with mitogen_linear of /m);
    const {code, stderr} = await project.start(['--resume', '--mitogen']).ended;
    assert.equal(code, 2);
    assert.match(stderr, /takes no --mitogen/);
  });

  it('is refused, with the command that installs it, where the Python of Ansible has none', async () => {
    install('echo "No module named mitogen" >&2; exit 1');
    const {code, stdout, stderr} = await project.start(['zookeeper', '--mitogen']).ended;
    assert.deepEqual([code, stdout], [6, '']);
    assert.match(
      stderr,
      /has no Mitogen\n.*bin\/python -m pip install mitogen; or name .* without --mitogen/,
    );
  });

  it('is installed where the Ansible is', () => {
    assert.match(installMitogen(ANSIBLE), /package of your distribution .*apt install ansible-mitogen/);
    const interpreter = '/pipx/venvs/ansible/bin/python';
    assert.equal(installMitogen({...ANSIBLE, interpreter}), 'pipx inject ansible mitogen');
  });

  it('is not asked for where Ansible does not tell its Python', async () =>
    assert.equal(await findMitogen({...ANSIBLE, interpreter: ''}), null));

  it('keeps the plug-ins that are there', () =>
    assert.deepEqual(mitogenEnvironment({version: '', strategies: '/m'}, {}), {
      ANSIBLE_STRATEGY: 'mitogen_linear',
      ANSIBLE_STRATEGY_PLUGINS: '/m',
    }));
});
