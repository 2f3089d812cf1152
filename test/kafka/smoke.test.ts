import assert from 'node:assert/strict';
import {faultsOf, recordsOf, waysThrough, type Received} from '../../src/kafka/smoke.ts';
import {smokeLines} from '../../src/render/smoke.ts';

describe('a smoke test', () => {
  const sent = [...recordsOf('a', 3), ...recordsOf('b x', 12)];
  const read = (values: readonly string[]): Received[] =>
    values.map((value, at) => ({value, partition: at % 2}));

  it('sends records that tell where they are from', () =>
    assert.deepEqual(recordsOf('a', 2), ['a 1', 'a 2']));

  it('is content when all came back, in whatever order of places', () =>
    assert.deepEqual(faultsOf(sent, read([...sent.slice(3), ...sent.slice(0, 3)]), 2), []));

  const cases: readonly (readonly [string, readonly Received[], readonly string[]])[] = [
    ['a record that is missing', read(sent.slice(1)), ['1 record missing, such as "a 1"']],
    ['records that nobody sent', read([...sent, 'x', 'y']), ['2 records that nobody sent, such as "x"']],
    ['a record that came twice', read([...sent, 'b x 12']), ['1 record more than once, such as "b x 12"']],
    [
      'records out of order in a partition',
      ['b x 2', 'b x 10', 'b x 9'].map((value) => ({value, partition: 1})),
      ['1 record out of order, such as "b x 9"'],
    ],
  ];
  for (const [title, received, faults] of cases)
    it(`finds ${title}`, () => {
      const wanted = title.includes('order') ? received.map(({value}) => value) : sent;
      assert.deepEqual(faultsOf(wanted, received, 0), faults);
    });

  it('finds a partition that nothing came from', () =>
    assert.deepEqual(faultsOf(sent, read(sent), 4), ['nothing came from partition 2, 3']));

  it('does not judge an order that no tool has told', () => {
    const received = sent.toReversed().map((value) => ({value, partition: null}));
    assert.deepEqual(faultsOf(sent, received, 3), []);
  });

  it('goes through the listeners that need no credentials, of all brokers, and never through none', () => {
    const listener = (name: string, protocol: string, id: number) => ({
      name,
      protocol,
      address: `k${id}:1`,
      port: 1,
    });
    const all = [1, 2].flatMap((id) => [listener('IN', 'PLAINTEXT', id), listener('OUT', 'SSL', id)]);
    assert.deepEqual(waysThrough(all), {
      ways: [{name: 'IN', protocol: 'PLAINTEXT', servers: ['k1:1', 'k2:1']}],
      skipped: ['the listener OUT, which speaks SSL'],
    });
    assert.throws(
      () => waysThrough([listener('OUT', 'SSL', 1)]),
      /no listener can be tried: the listener OUT, which speaks SSL/,
    );
    assert.throws(() => waysThrough([]), /the brokers have none/);
  });

  it('tells each place and listener in a line', () => {
    const result = {listener: 'PLAINTEXT', wrote: 2, read: 4, acks: [9.4, 1, 20], faults: []};
    const lines = smokeLines(
      [
        {...result, place: 'this computer'},
        {...result, place: 'k1', acks: [], faults: ['1 record missing']},
      ],
      ['the listener OUT, which speaks SSL'],
    );
    assert.deepEqual(lines, [
      'FROM           LISTENER   WROTE  READ  ACKNOWLEDGED WITHIN',
      'this computer  PLAINTEXT  2      4     9 ms, 20 ms at most  well',
      'k1             PLAINTEXT  2      4                          ! see below',
      '',
      'not tried: the listener OUT, which speaks SSL',
      '! k1, PLAINTEXT: 1 record missing',
    ]);
  });
});
