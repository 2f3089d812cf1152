import assert from 'node:assert/strict';
import {removeSandbox} from '../ansible/helpers/sandbox.ts';
import {FakeProject, GOOD, MANIFEST} from '../support/fake-project.ts';

describe('kafkabook scale', () => {
  let project: FakeProject;
  beforeEach(() => {
    project = new FakeProject(GOOD);
    const hosts = ['peter-zk01', 'peter-zk02'];
    const playbooks = {...MANIFEST.playbooks, 'zookeeper-scale': hosts};
    project.setManifest({cluster: 'peter', playbooks, groups: {zkhosts: hosts}});
  });
  afterEach(() => removeSandbox(project.folder));

  const scale = (...args: string[]) => project.command(['scale', ...args]).ended;

  it('runs one playbook, and says who is to leave', async () => {
    const {code, stdout, stderr} = await scale('zookeeper');
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'args: -i hosts zookeeper-scale.yml\n');
    assert.equal(
      (await scale('zookeeper', '--remove', 'peter-zk02')).stdout,
      'args: -i hosts zookeeper-scale.yml -e {"zookeeper_remove":["peter-zk02"]}\n',
    );
  });

  it('refuses to remove what has no server', async () => {
    const {code, stdout, stderr} = await scale('zookeeper', '--remove', 'peter-kafka01');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /names "peter-kafka01", which is no ZooKeeper server of this project/);
  });
});
