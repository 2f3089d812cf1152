import assert from 'node:assert/strict';
import {healthOf} from '../../src/model/health.ts';
import {healthLines} from '../../src/render/health.ts';
import {broker, cluster, GROUPS} from '../support/health.ts';

describe('a cluster in a table', () => {
  it('has a service a line, and what is wrong below', () => {
    const lines = healthLines(
      healthOf(
        cluster(
          {host: 'zk3', texts: [], problem: 'unreachable: no route'},
          broker(2, {release: 'kafka_2.13-3.9.1'}),
        ),
        GROUPS,
      ),
    );
    assert.deepEqual(lines, [
      'HOST  SERVICE      STATE      UP       RELEASE             CONFIGURATION  DATA       DOES',
      'zk1   zookeeper 1  active     1 d 1 h  3.8.6               as wanted                 follower',
      'k1    broker 1     active     1 d 1 h  3.9.2               as wanted      40 % full  controller, leads 3 of 3',
      'zk2   zookeeper 2  active     1 d 1 h  3.8.6               as wanted                 leader, 2 of 2 followers in sync',
      'k2    broker 2     active     1 d 1 h  ! 3.9.1, not 3.9.2  as wanted      40 % full  registered, leads 3 of 3',
      'zk3                ! unknown',
      'k3    broker 3     active     1 d 1 h  3.9.2               as wanted      40 % full  registered, leads 3 of 3',
      '',
      '2 topics, 9 partitions; the controller is broker 1',
      '! k2, broker 2: it runs kafka_2.13-3.9.1, not kafka_2.13-3.9.2',
      '! zk3: unreachable: no route',
      '2 faults.',
    ]);
  });
});
