import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {readAssignment} from '../../src/model/assignment.ts';

// As the tools of 2.5, 2.6 and 3.9 print it.
const TOPICS = [
  'Topic: load\tTopicId: x\tPartitionCount: 3\tReplicationFactor: 3\tConfigs: leader.replication.throttled.replicas=0:1,0:2,min.insync.replicas=2,follower.replication.throttled.replicas=0:4',
  '\tTopic: load\tPartition: 0\tLeader: 1\tReplicas: 1,2,4,3\tIsr: 1,2,3\tAdding Replicas: 4\tRemoving Replicas: 3\tElr: N/A',
  '\tTopic: load\tPartition: 1\tLeader: 2\tReplicas: 2,3,1\tIsr: 2,3,1\tElr: N/A\tLastKnownElr: N/A',
  '\tTopic: load\tPartition: 2\tLeader: none\tReplicas: 3,1,2\tIsr: 3,1',
  'Topic: one.x_y\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: ',
  '\tTopic: one.x_y\tPartition: 0\tLeader: 4\tReplicas: 4\tIsr: 4',
];
const SIZES = [
  '{"version":1,"brokers":[{"broker":1,"logDirs":[{"logDir":"/a","error":null,"partitions":[{"partition":"load-0","size":3000000000,"offsetLag":0,"isFuture":false},{"partition":"load-0","size":9000000000,"offsetLag":0,"isFuture":true}]}]},',
  '{"broker":4,"logDirs":[{"partitions":[{"partition":"one.x_y-0","size":7,"offsetLag":0,"isFuture":false},{"partition":"load-0","size":1000000000,"offsetLag":0,"isFuture":false}],"error":null,"logDir":"/b"}]}]}',
].join('');
const MOVING = '{"version":1,"partitions":[{"topic":"load","partition":1,"replicas":[2,3,4]}]}';

describe('what the roles read of an assignment', () => {
  it('is brokers, what throttles, and partitions with their sizes', () => {
    const texts = told(['sizes', 'topics', 'assignment'], [
      ['part=wanted', '1 kafka01 a\n2 kafka02 \n'],
      ['part=registered', '127.0.0.1:9092 (id: 1 rack: a) -> (\n\tProduce(0): 0 to 9\n:9093 (id: 12 rack: null) -> (\n'],
      ['part=throttles', 'brokers 1 x,y\n'],
      ['RS={ part=sizes', SIZES],
      ['part=moving', MOVING],
      ['RS=\n part=topics', lines(TOPICS)],
    ]);
    const partition = (topic: string, number: number, leader: number | null, replicas: number[], isr: number[], size: number, moving = false) => ({
      ...{topic, partition: number, leader, replicas, isr, size, moving},
    });
    assert.deepEqual(readAssignment(texts), {
      brokers: [
        {id: 1, host: 'kafka01', rack: 'a'},
        {id: 2, host: 'kafka02', rack: ''},
      ],
      registered: [1, 12],
      throttles: ['brokers 1'],
      partitions: [
        partition('load', 0, 1, [1, 2, 4, 3], [1, 2, 3], 3_000_000_000, true),
        partition('load', 1, 2, [2, 3, 1], [2, 3, 1], 0, true),
        partition('load', 2, null, [3, 1, 2], [3, 1], 0),
        partition('one.x_y', 0, 4, [4], [4], 7),
      ],
      sized: false,
    });
  });

  it('comes in texts that an event has room for', () => {
    const topics = Array.from({length: 500}, (_, index) => `\tTopic: ${'t'.repeat(200)}\tPartition: ${index}\tLeader: 1\tReplicas: 1\tIsr: 1`);
    const texts = told(['sizes', 'topics', 'assignment'], [
      ['part=wanted', '1 kafka01 \n'],
      ['part=topics', lines(topics)],
    ]);
    assert.ok(texts.length > 30 && texts.every((text) => text.length < 4000));
    assert.equal(readAssignment(texts).partitions.length, 500);
  });
});

describe('what throttles', () => {
  const ALL = 'leader.replication.throttled.rate=5 sensitive=false synonyms={DYNAMIC_BROKER_CONFIG:leader.replication.throttled.rate=5}';
  for (const [title, text] of [
    ['the brokers tell', `Dynamic configs for broker 1 are:\n  ${ALL}\nDynamic configs for broker 2 are:\n  log.retention.ms=1\nDefault configs for brokers in the cluster are:\n  ${ALL}\n`],
    ['ZooKeeper tells', `Configs for brokers '1' are leader.replication.throttled.rate=5,log.retention.ms=1\nConfigs for brokers '2' are log.retention.ms=1\n`],
  ] as const) {
    it(`is found in what ${title}, and in the topics`, () =>
      assert.deepEqual(awk(['topics', 'throttles'], [['part=brokers', text], ['part=topics', lines(TOPICS)]]).sort(), [
        'brokers 1 leader.replication.throttled.rate',
        'topics load leader.replication.throttled.replicas,follower.replication.throttled.replicas',
      ]));
  }
});

describe('how far a batch is', () => {
  it('is told for each partition, and what is left to copy', () => {
    assert.deepEqual(far('load 0 1,2,3 1,2,4', 'load 1 2,3,1 2,3,1', 'one.x_y 0 4 1'), [
      'moving load-0',
      'left one.x_y-0',
      'ill load-2',
      'bytes 2000000000',
    ].sort());
  });

  it('knows what ZooKeeper has under way', () =>
    assert.ok(far('load 1 2,3,1 2,3,4', MOVING).includes('moving load-1')));

  it('knows what others have begun, and partitions that are not whole', () =>
    assert.deepEqual(far(), ['bytes 2000000000', 'ill load-2', 'other load-0']));

  it('waits for what has arrived but is not in sync', () =>
    assert.ok(far('load 2 4,1,2 3,1,2').includes('moving load-2')));

  it('does not begin with a partition that is not whole', () =>
    assert.deepEqual(far('load 2 3,1,2 4,1,2').filter((line) => line.endsWith('load-2')), ['ill load-2', 'left load-2']));

  it('is nothing to go on with where the plan does not fit', () =>
    assert.deepEqual(far('load 1 3,2,1 4,2,1', 'away 0 1 2').filter((line) => line.startsWith('strange')), [
      'strange away-0 (it is gone)',
      'strange load-1 (it is on 2,3,1)',
    ]));
});

/** Lines of a batch, and what ZooKeeper has under way. */
function far(...given: string[]): string[] {
  return awk(['sizes', 'topics', 'reassignment'], [
    ['part=batch', lines(given.filter((line) => !line.startsWith('{')))],
    ['RS={ part=sizes', SIZES],
    ['part=moving', given.find((line) => line.startsWith('{')) ?? ''],
    ['RS=\n part=topics', lines(TOPICS)],
  ]).sort();
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}

/** The texts of an assignment, without the mark that Ansible leaves alone. */
function told(programs: readonly string[], inputs: readonly (readonly [string, string])[]): string[] {
  return awk(programs, inputs).map((line) => {
    assert.match(line, /^\| /);
    return line.slice(2);
  });
}

/** Runs awk on texts, each with what is set before it is read. */
function awk(programs: readonly string[], inputs: readonly (readonly [string, string])[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafkabook-awk-'));
  const words = inputs.flatMap(([settings, text], index) => {
    const file = path.join(folder, String(index));
    writeFileSync(file, text);
    return [...settings.split(' '), file];
  });
  const options = programs.flatMap((name) => ['-f', `roles/kafka/files/${name}.awk`]);
  const output = execFileSync('awk', [...options, ...words], {encoding: 'utf8'});
  rmSync(folder, {recursive: true});
  return output.split('\n').filter(Boolean);
}
