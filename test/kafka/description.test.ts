import assert from 'node:assert/strict';
import {parseDescription, parseList} from '../../src/kafka/description.ts';

// As the tools of these releases print them.
const OF_2_1 = `Topic:b	PartitionCount:2	ReplicationFactor:3	Configs:cleanup.policy=compact,delete,retention.ms=1000
	Topic: b	Partition: 1	Leader: 2	Replicas: 2,3,1	Isr: 2,3
	Topic: b	Partition: 0	Leader: -1	Replicas: 1,2,3	Isr:
Topic:a	PartitionCount:1	ReplicationFactor:1	Configs:
	Topic: a	Partition: 0	Leader: 1	Replicas: 1	Isr: 1
`;
const OF_3_9 = `Topic: a	TopicId: FZZ2shNdTj-66kVEjRxV9Q	PartitionCount: 2	ReplicationFactor: 1	Configs: min.insync.replicas=1
	Topic: a	Partition: 0	Leader: none	Replicas: 2	Isr: 2	Elr: N/A	LastKnownElr: N/A
	Topic: a	Partition: 1	Leader: 1	Replicas: 1	Isr: 1	Adding Replicas: 2	Removing Replicas: 1
`;

describe('what kafka-topics describes', () => {
  it('is read as releases before 2.4 print it, sorted', () =>
    assert.deepEqual(parseDescription(OF_2_1), [
      {
        ...{topic: 'a', replicationFactor: 1, configs: {}},
        partitions: [{partition: 0, leader: 1, replicas: [1], isr: [1], state: 'whole'}],
      },
      {
        ...{topic: 'b', replicationFactor: 3},
        configs: {'cleanup.policy': 'compact,delete', 'retention.ms': '1000'},
        partitions: [
          {partition: 0, leader: null, replicas: [1, 2, 3], isr: [], state: 'offline'},
          {partition: 1, leader: 2, replicas: [2, 3, 1], isr: [2, 3], state: 'under-replicated'},
        ],
      },
    ]));

  it('is read as 3.9 prints it, with fields that nobody asked for', () =>
    assert.deepEqual(
      parseDescription(OF_3_9).map(({configs, partitions}) => [
        configs,
        partitions.map(({leader, state}) => [leader, state]),
      ]),
      [
        [
          {'min.insync.replicas': '1'},
          [
            [null, 'offline'],
            [1, 'whole'],
          ],
        ],
      ],
    ));

  it('is nothing where nothing is printed', () => assert.deepEqual(parseDescription('\n'), []));
});

describe('what kafka-topics lists', () => {
  it('are names, also of topics that are being deleted', () =>
    assert.deepEqual(parseList('a.b\nc - marked for deletion\n\nWarning: --zookeeper is deprecated\n'), [
      'a.b',
      'c',
    ]));
});
