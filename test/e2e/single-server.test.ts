import assert from 'node:assert/strict';
import {bareMachines, inside, LabProject, mainPid, recap, zookeeperMode} from './support/lab.ts';
import {createTopic, sendAndReceive} from './support/messages.ts';

describe('examples/single-server.yml on one machine', () => {
  let project: LabProject;

  before(function () {
    project = new LabProject('single-server', bareMachines(this, 'edge01'));
    project.succeed('gen');
  });

  it("run site brings up ZooKeeper and Kafka under the seed's names and directories", () => {
    project.succeed('run', 'site');
    assert.equal(zookeeperMode('edge01'), 'standalone');
    assert.equal(inside('edge01', 'cat /zookeeper/data/myid'), '1');
    assert.match(inside('edge01', 'cat /kafka-data/meta.properties'), /^broker\.id=1$/m);
    assert.equal(inside('edge01', 'systemctl is-active zookeeper-server kafka-server | sort -u'), 'active');
  });

  it('the broker is registered under /edge', () => {
    const shell = '/usr/local/kafka/bin/zookeeper-shell.sh localhost:2181/edge ls /brokers/ids 2>/dev/null';
    assert.match(inside('edge01', shell), /^\[1\]$/m);
  });

  it('1,000 messages go through hello-world, unchanged and in order', () => {
    assert.match(createTopic('edge01', 'hello-world', 1, 'localhost:9092'), /hello-world/);
    const {sent, received} = sendAndReceive('edge01', 'hello-world', 1000, 'localhost:9092');
    assert.equal(received, sent);
  });

  it('run site again changes nothing and restarts nothing', () => {
    const before = [mainPid('edge01', 'zookeeper-server'), mainPid('edge01', 'kafka-server')];
    assert.equal(recap(project.succeed('run', 'site'))['edge01']?.['changed'], 0);
    assert.deepEqual([mainPid('edge01', 'zookeeper-server'), mainPid('edge01', 'kafka-server')], before);
  });
});
