import assert from 'node:assert/strict';
import {removeSandbox} from '../ansible/helpers/sandbox.ts';
import {FakeProject, GOOD, MANIFEST} from '../support/fake-project.ts';

describe('kafkabook upgrade', () => {
  let project: FakeProject;
  beforeEach(() => {
    // It tells that it has done all on the one host that there is.
    project = new FakeProject(GOOD.replaceAll(/peter-zk0[12]/g, 'peter-kafka01'));
    const one = ['peter-kafka01'];
    const playbooks = {'kafka-upgrade': one, 'kafka-finalize': one, 'zookeeper-upgrade': one};
    project.setManifest({cluster: 'peter', playbooks: {...MANIFEST.playbooks, ...playbooks}});
  });
  afterEach(() => removeSandbox(project.folder));

  const upgrade = (...args: string[]) => project.command(['upgrade', ...args]).ended;

  it('runs the playbook of the role, and says how long to watch the first broker', async () => {
    const {code, stdout, stderr} = await upgrade('kafka', '--soak', '30m');
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'args: -i hosts kafka-upgrade.yml -e kafka_soak_seconds=1800\n');
    assert.equal((await upgrade('zookeeper')).stdout, 'args: -i hosts zookeeper-upgrade.yml\n');
  });

  it('finalises only what was confirmed by its name', async () => {
    for (const given of [[], ['--confirm', 'paul']]) {
      const {code, stdout, stderr} = await upgrade('kafka', '--finalize', ...given);
      assert.deepEqual([code, stdout], [40, ''], stderr);
      assert.match(stderr, /when it is meant: --confirm peter/);
    }
    const {stdout} = await upgrade('kafka', '--finalize', '--confirm', 'peter');
    assert.equal(stdout, 'args: -i hosts kafka-finalize.yml -e kafkabook_finalize=peter\n');
  });

  it('is finalised by a run that no other goes on with, whatever began it', async () => {
    project.ansible('exit 1');
    for (const words of [
      ['upgrade', 'kafka', '--finalize', '--confirm', 'peter'],
      ['run', 'kafka-finalize', '--', '-e', '@names.yml'],
    ]) {
      assert.equal((await project.command(words).ended).code, 23);
      const {code, stdout, stderr} = await project.start(['--resume']).ended;
      assert.deepEqual([code, stdout], [40, ''], stderr);
    }
  });

  it('has no last step for an ensemble', async () => {
    const {code, stderr} = await upgrade('zookeeper', '--finalize', '--confirm', 'peter');
    assert.equal(code, 2);
    assert.match(stderr, /an ensemble has no protocol to let go of/);
  });
});
