import assert from 'node:assert/strict';
import {realpathSync, symlinkSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {hostVariables, sshSettings} from '../../src/ansible/inventory.ts';
import {labAnsible, makeSandbox, removeSandbox} from './helpers/sandbox.ts';

const FILES = {
  'project/hosts': '[kafkahosts]\nkafka01 ansible_host=198.18.0.21 kafka_id=1\n',
  'project/ansible.cfg':
    '[defaults]\ntimeout = 30\n[ssh_connection]\nssh_args = -o ControlMaster=auto -o ControlPersist=60s\n',
  'project/group_vars/all.yml': `ansible_port: 2222
ansible_ssh_private_key_file: "{{ inventory_dir }}/../key.pem"
ansible_user: "{{ somebody }}"
kafka_config:
  plain: !unsafe "a {{ inventory_dir }}"
`,
};

describe('what Ansible tells of a host', () => {
  let folder = '';
  const path = process.env['PATH'];

  beforeEach(() => {
    folder = makeSandbox(FILES);
    symlinkSync('project', join(folder, 'link'));
  });
  afterEach(() => {
    process.env['PATH'] = path;
    removeSandbox(folder);
  });

  for (const version of ['2.14', '2.16', '2.18', '2.19', '2.21']) {
    it(`is read as ${version} tells it`, async function () {
      const ansible = labAnsible(version);
      if ('reason' in ansible) return this.skip();
      process.env['PATH'] = `${ansible.bin}${delimiter}${path}`;
      const variables = await hostVariables(join(folder, 'link'), 'kafka01');
      const {ansible_ssh_private_key_file: key, ...others} = variables;
      assert.equal(key, `${realpathSync(join(folder, 'project'))}/../key.pem`);
      assert.deepEqual(others, {
        ...{ansible_host: '198.18.0.21', ansible_port: 2222, ansible_user: '{{ somebody }}', kafka_id: 1},
        kafka_config: {plain: 'a {{ inventory_dir }}'},
      });
      const settings = await sshSettings(join(folder, 'project'));
      assert.equal(settings['ssh_args'], '-o ControlMaster=auto -o ControlPersist=60s');
      assert.equal(settings['timeout'], 30);
      await assert.rejects(hostVariables(join(folder, 'project'), 'kafka02'), {exitCode: 'controlNodeUnfit'});
    }).timeout(60_000);
  }

  it('is refused where there is no Ansible', async () => {
    process.env['PATH'] = join(folder, 'nothing');
    await assert.rejects(
      hostVariables(join(folder, 'project'), 'kafka01'),
      /ansible-inventory is not on PATH/,
    );
  });
});
