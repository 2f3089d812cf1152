import assert from 'node:assert/strict';
import {readAssignment} from '../../src/model/assignment.ts';
import {batches, loads, moved, planMoves} from '../../src/model/reassignment.ts';
import {reassignmentLines} from '../../src/render/reassignment.ts';

const partition = (topic: string, number: number, replicas: number[], bytes: number) => ({
  ...{topic, partition: number, leader: replicas[0], replicas, isr: replicas, bytes, moving: false},
});

describe('a reassignment', () => {
  it('is told by brokers, by topics and in all', () =>
    assert.deepEqual(
      lines(
        [...[0, 1, 2].map((number) => partition('a', number, [1], 2_500_000)), partition('b', 0, [3], 500)],
        [3],
      ),
      [
        'broker                replicas   leaders   size',
        '1 kafka01             3 -> 2     3 -> 2    7.5 MB -> 5.0 MB',
        '2 kafka02             0 -> 2     0 -> 2    0 B -> 2.5 MB',
        '3 kafka03 (drained)   1 -> 0     1 -> 0    500 B -> 0 B',
        '',
        'topic   copies   brokers   to copy',
        'a       1        1 -> 2    2.5 MB',
        'b       1        1         500 B',
        '',
        '2 partitions to change: 2 replicas (2.5 MB) copied; in 1 batch, at most 50 MB/s a broker.',
      ],
    ));

  it('tells leaders that change alone, and does not guess sizes', () =>
    assert.deepEqual(lines([partition('a', 0, [1, 2], -1), partition('a', 1, [1, 2], -1)], [3]).slice(-3), [
      'a       0        2         not known',
      '',
      '1 partition to change: 1 partition led by another of its brokers; in 1 batch, at most 50 MB/s a broker.',
    ]));

  it('tells that nothing has to move, and what throttles still', () =>
    assert.deepEqual(lines([], [], {throttle: 'brokers 1'}).slice(-2), [
      'Nothing has to move.',
      'A throttle was left behind and is to be taken away: brokers 1.',
    ]));
});

/** The lines for three brokers, some of which are drained. */
function lines(partitions: readonly object[], drained: readonly number[], ...more: object[]): string[] {
  const brokers = [1, 2, 3].map((broker) => ({broker, host: `kafka0${broker}`, rack: ''}));
  const records = [...brokers, ...more, ...partitions];
  const assignment = readAssignment([JSON.stringify([...records, {records: records.length}])]);
  const moves = planMoves(
    assignment.partitions,
    assignment.brokers.filter(({id}) => !drained.includes(id)),
  );
  return reassignmentLines({
    ...{assignment, moves, drained, throttle: 50, batches: batches(moves, 20).length},
    before: loads(assignment.partitions),
    after: loads(moved(assignment.partitions, moves)),
  });
}
