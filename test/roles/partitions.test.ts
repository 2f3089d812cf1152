import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';

type Partition = Readonly<{leader?: string; replicas: string; isr: string}>;

describe('what a gate makes of the description of all topics', () => {
  const whole: Partition = {leader: '1', replicas: '1,2,3', isr: '3,1,2'};

  it('is content with partitions that are whole and do without one replica', () => {
    assert.deepEqual(judge('2', topic('a', 'min.insync.replicas=2,cleanup.policy=delete', whole, whole)), []);
  });

  it('names partitions that lack a replica, but for the leaving one', () => {
    const lacking = {...whole, isr: '1,2'};
    assert.deepEqual(judge('2', topic('a', '', whole, lacking)), ['lagging a-1 (not in sync: 3)']);
    assert.deepEqual(judge('3', topic('a', '', lacking)), []);
    assert.deepEqual(judge('none', topic('a', '', {...whole, isr: ''})), ['lagging a-0 (not in sync: 1,2,3)']);
    // 1 is not 11.
    assert.deepEqual(judge('11', topic('a', '', {...whole, replicas: '11,1', isr: '11'})), [
      'lagging a-0 (not in sync: 1)',
    ]);
  });

  it('names partitions without a leader, unless the leaving broker is all they have', () => {
    const offline = {leader: 'none', replicas: '2', isr: '2'};
    assert.deepEqual(judge('3', topic('a', '', offline)), ['offline a-0 (no leader)']);
    // Nobody can write to it as it is, and the restart may be its cure.
    assert.deepEqual(judge('2', topic('a', '', offline)), []);
  });

  for (const [configs, replicas, held] of [
    ['', '2', 'held a (1 replicas, min.insync.replicas 1)'],
    ['min.insync.replicas=2', '1,2', 'held a (2 replicas, min.insync.replicas 2)'],
    ['x=1,min.insync.replicas=3', '1,2,3', 'held a (3 replicas, min.insync.replicas 3)'],
    ['min.insync.replicas=2', '1,2,3', undefined],
    ['min.insync.replicas=2', '1,3', undefined],
    ['', '1,2', undefined],
    ['min.insync.replicas=2', '1,2,3,4,5,6,7,8,9,10,11', undefined],
  ] as const) {
    it(`${held === undefined ? 'lets' : 'holds'} broker 2 with replicas ${replicas} and ${configs || 'no min.insync.replicas'}`, () => {
      const partition = {leader: '1', replicas, isr: replicas};
      assert.deepEqual(judge('2', topic('a', configs, partition, partition)), held === undefined ? [] : [held]);
    });
  }

  it('names brokers that are not known and have replicas, where it matters which are', () => {
    const text = topic('a', '', whole, {...whole, replicas: '1,12,3', isr: '1,12,3'});
    assert.deepEqual(judge('none', text, '', '', '1,2,3'), ['unknown 12 (replicas of 1 partitions)']);
    assert.deepEqual(judge('none', text, '', '', '1,2,3,12'), []);
    assert.deepEqual(judge('none', text), []);
  });

  it('lets topics be away that may be: by name, or by the beginning of it', () => {
    const alone = {leader: '2', replicas: '2', isr: '2'};
    const text = topic('logs.app', '', alone) + topic('logs', '', alone);
    const held = (name: string) => `held ${name} (1 replicas, min.insync.replicas 1)`;
    assert.deepEqual(judge('2', text, 'logs'), [held('logs.app')]);
    assert.deepEqual(judge('2', text, 'other logs.*'), [held('logs')]);
    assert.deepEqual(judge('2', text, '*'), []);
  });

  it('counts brokers that are away as no lag, and holds a topic that has too few replicas without them', () => {
    const lacking = {...whole, isr: '1,2'};
    const judged = (configs: string) => judge('2', topic('a', configs, lacking), '', '3');
    assert.deepEqual(judged('min.insync.replicas=1'), []);
    assert.deepEqual(judged('min.insync.replicas=2'), [
      'held a (3 replicas, 1 of them stopped already, min.insync.replicas 2)',
    ]);
    assert.deepEqual(judge('none', topic('a', '', {...whole, isr: '1'}), '', '3'), ['lagging a-0 (not in sync: 2)']);
    const gone = {leader: 'none', replicas: '2,3', isr: '3'};
    assert.deepEqual(judge('none', topic('a', '', gone), '', '2,3'), []);
    // 1 is not 11.
    assert.deepEqual(judge('none', topic('a', '', {...whole, replicas: '1,2', isr: '2'}), '', '11'), [
      'lagging a-0 (not in sync: 1)',
    ]);
  });

  it('reads the form of older releases, too', () => {
    const text =
      'Topic:a\tPartitionCount:1\tReplicationFactor:2\tConfigs:min.insync.replicas=2\n' +
      '\tTopic: a\tPartition: 0\tLeader: 1\tReplicas: 1,2\tIsr: 1,2\n';
    assert.deepEqual(judge('1', text), ['held a (2 replicas, min.insync.replicas 2)']);
    assert.deepEqual(judge('1', '\n'), []);
  });
});

describe('what counts on the disks of a broker that comes back without them', () => {
  it('is each partition that has it in sync, unless no other broker has it', () => {
    const counting = (partition: Partition) => {
      const args = ['-v', 'joining=2', '-f', 'roles/kafka/files/topics.awk', '-f', 'roles/kafka/files/counting.awk'];
      const input = topic('a', 'min.insync.replicas=2', {replicas: '1,3', isr: '1,3'}, partition);
      return execFileSync('awk', args, {input, encoding: 'utf8'}).trim();
    };
    assert.equal(counting({replicas: '2,1,3', isr: '1,3'}), '');
    assert.equal(counting({replicas: '1,2,3', isr: '3,2'}), 'still a-1');
    assert.equal(counting({leader: 'none', replicas: '1,2,3', isr: '2'}), 'alone a-1');
    assert.equal(counting({leader: 'none', replicas: '2', isr: '2'}), '');
    // 2 is not 12.
    assert.equal(counting({replicas: '12,2', isr: '12'}), '');
  });
});

/** A topic as kafka-topics describes it. */
function topic(name: string, configs: string, ...partitions: Partition[]): string {
  const head = `Topic: ${name}\tTopicId: r4nd0m\tPartitionCount: ${partitions.length}\tReplicationFactor: 3\tConfigs: ${configs}\n`;
  const lines = partitions.map(
    ({leader = '1', replicas, isr}, index) =>
      `\tTopic: ${name}\tPartition: ${index}\tLeader: ${leader}\tReplicas: ${replicas}\tIsr: ${isr}\tElr: \tLastKnownElr: \n`,
  );
  return head + lines.join('');
}

function judge(leaving: string, described: string, interruptible = '', away = '', known = ''): string[] {
  const values = {leaving, interruptible, least: '1', away, known};
  const variables = Object.entries(values).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
  const output = execFileSync('awk', [...variables, '-f', 'roles/kafka/files/topics.awk', '-f', 'roles/kafka/files/partitions.awk'], {
    input: described,
    encoding: 'utf8',
  });
  return output.split('\n').filter(Boolean);
}
