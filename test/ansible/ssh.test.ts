import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {splitWords, sshCommand} from '../../src/ansible/ssh.ts';

const CALL = {folder: '/opt/kafka/bin', argv: ['tool.sh'], env: {}, use: 'run' as const};
const command = (variables: object, settings: object = {}) =>
  sshCommand('kafka01', {...variables}, {...settings}, CALL).slice(0, -1);
const OURS = ['-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=4', '--'];

describe('the command that reaches a host', () => {
  it('is plain where nothing is said', () =>
    assert.deepEqual(command({}), [
      ...['ssh', '-T', '-o', 'ControlPath=none', '-o', 'ConnectTimeout=10', ...OURS, 'kafka01'],
    ]));

  it('has what the variables and the settings of Ansible say, the variables first', () =>
    assert.deepEqual(
      command(
        {
          ...{ansible_host: '198.18.0.21', ansible_user: 'ec2-user', ansible_port: 2222},
          ansible_ssh_private_key_file: '/a b/key.pem',
          ansible_ssh_common_args: `-o 'UserKnownHostsFile="/a b/known"' -o "ProxyCommand=ssh -W %h:%p 'jump'"`,
          ansible_ssh_extra_args: '-v',
        },
        {
          ...{ssh_args: '-o ControlMaster=auto', host_key_checking: false, timeout: 30},
          ...{remote_user: 'nobody', ssh_executable: '/usr/bin/ssh'},
        },
      ),
      [
        ...['/usr/bin/ssh', '-T', '-o', 'ControlPath=none', '-o', 'ControlMaster=auto'],
        ...['-o', 'StrictHostKeyChecking=no', '-o', 'Port="2222"', '-o', 'IdentityFile="/a b/key.pem"'],
        ...['-o', 'User="ec2-user"', '-o', 'ConnectTimeout=30'],
        ...['-o', 'UserKnownHostsFile="/a b/known"', '-o', "ProxyCommand=ssh -W %h:%p 'jump'", '-v'],
        ...OURS,
        '198.18.0.21',
      ],
    ));

  it('is refused for another connection, a template and a vault', () => {
    assert.throws(() => command({ansible_connection: 'local'}), /reached by local/);
    assert.throws(() => command({ansible_user: '{{ somebody }}'}), /ansible_user of kafka01 is a template/);
    assert.throws(() => command({ansible_port: {__ansible_vault: '...'}}), /in a vault/);
  });
});

describe('splitWords', () => {
  const texts = [
    `-o ControlMaster=auto  -o ControlPersist=60s `,
    `-o 'UserKnownHostsFile="/a b"' -o "ProxyCommand=ssh -i '/a b' -W %h:%p \\"x\\" \\\\"`,
    `a\\ b c'd e'f "g\\h"`,
    '',
  ];
  for (const text of texts)
    it(`splits as a shell does: ${text}`, () => {
      const {stdout} = spawnSync('sh', ['-c', `for word in ${text}; do printf '%s\\0' "$word"; done`]);
      assert.deepEqual(splitWords(text), String(stdout).split('\0').slice(0, -1));
    });
});
