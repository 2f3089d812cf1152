import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  batches,
  loads,
  moved,
  planMoves,
  tooWide,
  type BrokerPlace,
  type PartitionReplicas,
} from '../../src/model/reassignment.ts';

const place = (id: number, rack = ''): BrokerPlace => ({id, rack});
const partition = (
  topic: string,
  number: number,
  replicas: readonly number[],
  size = 0,
): PartitionReplicas => ({
  ...{topic, partition: number, replicas, size},
});

/** A topic as Kafka places it on so many brokers: one after the other. */
const topic = (name: string, partitions: number, factor: number, brokers: number, size = 0) =>
  Array.from({length: partitions}, (_, number) => {
    const replicas = Array.from({length: factor}, (_, index) => ((number + index) % brokers) + 1);
    return partition(name, number, replicas, size);
  });

describe('a plan of moves', () => {
  it('is empty where nothing has to move', () =>
    assert.deepEqual(planMoves(topic('a', 6, 3, 3), [place(1), place(2), place(3)]), []));

  it('gives new brokers their share, and moves no more than that', () => {
    const before = [...topic('a', 30, 3, 3, 100), ...topic('b', 6, 2, 3, 10)];
    const moves = planMoves(
      before,
      [1, 2, 3, 4, 5].map((id) => place(id)),
    );
    const after = loads(moved(before, moves));
    assert.deepEqual([...after.keys()].sort(), [1, 2, 3, 4, 5]);
    // 102 replicas on five brokers.
    assert.deepEqual([...after.values()].map(({replicas}) => replicas).sort(), [20, 20, 20, 21, 21]);
    assert.deepEqual([...after.values()].map(({leaders}) => leaders).sort(), [7, 7, 7, 7, 8]);
    const count = moves.reduce((sum, move) => sum + move.copies, 0);
    assert.equal(count, (after.get(4)?.replicas ?? 0) + (after.get(5)?.replicas ?? 0));
    // Both topics come to both.
    for (const name of ['a', 'b'])
      for (const id of [4, 5])
        assert.ok(
          moves.some((move) => move.topic === name && move.to.includes(id)),
          `${name} on ${id}`,
        );
  });

  it('empties a broker, and moves nothing else', () => {
    const before = topic('a', 12, 2, 4);
    const moves = planMoves(before, [place(1), place(2), place(3)]);
    const after = moved(before, moves);
    assert.ok(after.every(({replicas}) => !replicas.includes(4)));
    assert.equal(
      moves.reduce((sum, move) => sum + move.copies, 0),
      6,
    );
  });

  it('keeps replicas in different racks', () => {
    const before = topic('a', 12, 2, 2);
    const brokers = [place(1, 'a'), place(2, 'b'), place(3, 'a'), place(4, 'b')];
    const after = moved(before, planMoves(before, brokers));
    const rackOf = (id: number) => brokers.find((broker) => broker.id === id)?.rack;
    for (const {replicas} of after) assert.equal(new Set(replicas.map(rackOf)).size, 2);
    assert.deepEqual(
      [...loads(after).values()].map(({replicas}) => replicas),
      [6, 6, 6, 6],
    );
  });

  it('does not look at racks where a broker has none', () => {
    const before = [partition('a', 0, [1, 2]), partition('a', 1, [3, 4])];
    const planned = (racks: string[]) =>
      planMoves(
        before,
        racks.map((rack, index) => place(index + 1, rack)),
      ).length;
    assert.deepEqual([planned(['a', 'a', 'b', '']), planned(['a', 'a', 'b', 'b'])], [0, 2]);
  });

  it('evens out sizes where it has the choice', () => {
    const before = [100, 100, 1, 1].map((size, number) => partition('a', number, [1], size));
    const after = loads(moved(before, planMoves(before, [place(1), place(2)])));
    assert.deepEqual([after.get(1)?.bytes, after.get(2)?.bytes], [101, 101]);
  });

  it('is nothing where topics have more replicas than there would be brokers', () => {
    const before = [...topic('b', 1, 3, 3), ...topic('a', 2, 2, 3), ...topic('c', 2, 3, 3)];
    assert.deepEqual(tooWide(before, 2), ['b', 'c']);
    assert.throws(() => planMoves(before, [place(1), place(2)]), /b has more replicas/);
  });

  it('is done in parts, and what copies nothing last', () => {
    const move = (number: number, to: number[]) => ({
      topic: 'a',
      partition: number,
      size: 0,
      from: [1, 2],
      to,
      copies: to.filter((id) => id > 2).length,
    });
    const moves = [move(0, [2, 1]), move(1, [1, 3]), move(2, [3, 2]), move(3, [4, 2]), move(4, [2, 1])];
    assert.deepEqual(
      batches(moves, 2).map((part) => part.map(({partition: number}) => number)),
      [[1, 2], [3], [0, 4]],
    );
    assert.deepEqual(batches([], 2), []);
  });
});

describe('any plan of moves', () => {
  it('is as good as can be: racks, then replicas, then copies; and leaders', () => {
    fc.assert(
      fc.property(cluster(5, 7), ({partitions, brokers}) => {
        const moves = planMoves(partitions, brokers);
        const after = moved(partitions, moves);
        assertSound(partitions, after, brokers);
        const best = optimum(partitions, brokers);
        const own = figures(partitions, after, brokers);
        assert.deepEqual([own.racks, own.squares, own.copies], [best.racks, best.squares, best.copies]);
        assert.equal(own.leaders, leaderOptimum(after, brokers));
        assert.deepEqual(planMoves(after, brokers), []);
      }),
      {numRuns: 3000},
    );
  });

  it('is as good for larger clusters', () => {
    fc.assert(
      fc.property(cluster(12, 60), ({partitions, brokers}) => {
        const after = moved(partitions, planMoves(partitions, brokers));
        assertSound(partitions, after, brokers);
        assert.deepEqual(planMoves(after, brokers), []);
        const counts = brokers.map(({id}) => loads(after).get(id)?.replicas ?? 0);
        if (brokers.some(({rack}) => rack === ''))
          assert.ok(Math.max(...counts) - Math.min(...counts) < 2, counts.join(' '));
      }),
      {numRuns: 200},
    );
  });

  it('is the same whatever the order in which partitions and brokers are told', () => {
    fc.assert(
      fc.property(cluster(5, 10), ({partitions, brokers}) =>
        assert.deepEqual(
          planMoves(partitions.toReversed(), brokers.toReversed()),
          planMoves(partitions, brokers),
        ),
      ),
    );
  });

  it('comes soon for a large cluster', function () {
    this.timeout(20_000);
    const before = Array.from({length: 100}, (_, index) =>
      topic(`t${index}`, 100, 3, 30, 1000 * index),
    ).flat();
    const began = performance.now();
    const moves = planMoves(
      before,
      Array.from({length: 40}, (_, index) => place(index + 1)),
    );
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `      10000 partitions from 30 to 40 brokers: ${moves.length} moves, ${seconds.toFixed(1)} s`,
    );
    assert.equal(
      moves.reduce((sum, move) => sum + move.copies, 0),
      7500,
    );
    assert.ok(seconds < 15);
  });
});

type Cluster = {partitions: readonly PartitionReplicas[]; brokers: readonly BrokerPlace[]};

/** Any cluster, some of whose brokers are to be emptied: partitions stand on brokers 1 to n, of which some stay. */
function cluster(most: number, partitions: number): fc.Arbitrary<Cluster> {
  return fc
    .record({
      staying: fc.uniqueArray(fc.integer({min: 1, max: most + 2}), {minLength: 1, maxLength: most}),
      racks: fc.oneof(
        fc.constant(undefined),
        fc.array(fc.constantFrom('a', 'b', 'c'), {minLength: most + 2, maxLength: most + 2}),
      ),
    })
    .chain(({staying, racks}) => {
      const replicas = fc.uniqueArray(fc.integer({min: 1, max: most + 2}), {
        minLength: 1,
        maxLength: Math.min(3, staying.length),
      });
      const brokers = staying.map((id) => place(id, racks?.[id - 1] ?? ''));
      return fc
        .array(fc.record({topic: fc.constantFrom('a', 'b'), replicas, size: fc.nat(1000)}), {
          maxLength: partitions,
        })
        .map((list) => ({
          brokers,
          partitions: list.map((each, index) => partition(each.topic, index, each.replicas, each.size)),
        }));
    });
}

function assertSound(
  before: readonly PartitionReplicas[],
  after: readonly PartitionReplicas[],
  brokers: readonly BrokerPlace[],
): void {
  const ids = brokers.map(({id}) => id);
  assert.deepEqual(
    after.map(({topic, partition: number}) => [topic, number]),
    before.map(({topic, partition: number}) => [topic, number]),
  );
  for (const [index, {replicas}] of after.entries()) {
    assert.equal(replicas.length, before[index]?.replicas.length, 'the replication factor stays');
    assert.equal(new Set(replicas).size, replicas.length, 'each broker once');
    assert.ok(
      replicas.every((id) => ids.includes(id)),
      'brokers that stay',
    );
  }
}

/** How many pairs of replicas share a rack, how uneven replicas and leaders are, and how many replicas are copied. */
function figures(
  before: readonly PartitionReplicas[],
  after: readonly PartitionReplicas[],
  brokers: readonly BrokerPlace[],
) {
  const rackOf = racksOf(brokers);
  const all = brokers.map(({id}) => loads(after).get(id));
  return {
    racks: sum(
      after.map(({replicas}) => {
        const counts = new Map<string, number>();
        for (const id of replicas) counts.set(rackOf(id), (counts.get(rackOf(id)) ?? 0) + 1);
        return sum([...counts.values()].map((count) => (count * (count - 1)) / 2));
      }),
    ),
    squares: sum(all.map((load) => (load?.replicas ?? 0) ** 2)),
    leaders: sum(all.map((load) => (load?.leaders ?? 0) ** 2)),
    copies: sum(
      after.map(
        ({replicas}, index) => replicas.filter((id) => before[index]?.replicas.includes(id) !== true).length,
      ),
    ),
  };
}

function racksOf(brokers: readonly BrokerPlace[]): (id: number) => string {
  const racked = brokers.every(({rack}) => rack !== '');
  const racks = new Map(brokers.map(({id, rack}) => [id, racked ? rack : '']));
  return (id) => racks.get(id) ?? '';
}

/** The same figures of the best assignment, by the cheapest flow: racks cost most, then uneven loads, then copies. */
function optimum(partitions: readonly PartitionReplicas[], brokers: readonly BrokerPlace[]) {
  const flow = new Flow();
  const rackOf = racksOf(brokers);
  for (const [index, {replicas}] of partitions.entries()) {
    flow.arc('source', `p${index}`, 0, replicas.length);
    for (const rack of new Set(brokers.map(({id}) => rackOf(id)))) {
      for (let count = 0; count < replicas.length; count++)
        flow.arc(`p${index}`, `p${index} ${rack}`, count * 1e6, 1);
      for (const {id} of brokers.filter((broker) => rackOf(broker.id) === rack))
        flow.arc(`p${index} ${rack}`, `b${id}`, replicas.includes(id) ? 0 : 1, 1);
    }
  }
  for (const {id} of brokers)
    for (let count = 0; count < partitions.length; count++)
      flow.arc(`b${id}`, 'sink', (2 * count + 1) * 1e3, 1);
  const total = flow.cheapest('source', 'sink');
  return {racks: Math.floor(total / 1e6), squares: Math.floor((total % 1e6) / 1e3), copies: total % 1e3};
}

/** How uneven leaders have to be, where the replicas stand as they do. */
function leaderOptimum(partitions: readonly PartitionReplicas[], brokers: readonly BrokerPlace[]): number {
  const flow = new Flow();
  for (const [index, {replicas}] of partitions.entries()) {
    flow.arc('source', `p${index}`, 0, 1);
    for (const id of replicas) flow.arc(`p${index}`, `b${id}`, 0, 1);
  }
  for (const {id} of brokers)
    for (let count = 0; count < partitions.length; count++) flow.arc(`b${id}`, 'sink', 2 * count + 1, 1);
  return flow.cheapest('source', 'sink');
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

type Arc = {readonly to: string; readonly cost: number; room: number; back?: Arc};

/** The cheapest largest flow, found in the plainest way. */
class Flow {
  private readonly arcs = new Map<string, Arc[]>();

  arc(from: string, to: string, cost: number, room: number): void {
    const there: Arc = {to, cost, room};
    const back: Arc = {to: from, cost: -cost, room: 0, back: there};
    there.back = back;
    this.arcs.set(from, [...(this.arcs.get(from) ?? []), there]);
    this.arcs.set(to, [...(this.arcs.get(to) ?? []), back]);
  }

  cheapest(source: string, sink: string): number {
    for (let total = 0; ;) {
      const distance = new Map([[source, 0]]);
      const by = new Map<string, Arc>();
      for (let changed = true; changed;) {
        changed = false;
        for (const [from, arcs] of this.arcs)
          for (const arc of arcs) {
            const far = (distance.get(from) ?? Infinity) + arc.cost;
            if (arc.room === 0 || far >= (distance.get(arc.to) ?? Infinity)) continue;
            distance.set(arc.to, far);
            by.set(arc.to, arc);
            changed = true;
          }
      }
      if (!by.has(sink)) return total;
      total += distance.get(sink) ?? 0;
      for (let at = sink; at !== source;) {
        const arc = by.get(at);
        if (arc?.back === undefined) throw new Error('no way back');
        arc.room--;
        arc.back.room++;
        at = arc.back.to;
      }
    }
  }
}
