import assert from 'node:assert/strict';
import {checkMovable, checkRoom, readAssignment, type Assignment} from '../../src/model/assignment.ts';
import {Refusal} from '../../src/refusal.ts';

const BROKERS = [1, 2].map((broker) => ({broker, host: `kafka0${broker}.foo`, rack: ''}));
const SERVING = [{registered: 1}, {registered: 2}];
const WHOLE = {topic: 'a', partition: 0, leader: 1, replicas: [1, 2], isr: [2, 1], bytes: 10, moving: false};

/** The records as they are told: in lists, and at the end how many there were. */
const told = (...records: object[]) => [
  JSON.stringify(records.slice(0, 2)),
  JSON.stringify([...records.slice(2), {records: records.length}]),
];
const read = (...records: object[]): Assignment => readAssignment(told(...BROKERS, ...records));

describe('an assignment that brokers told', () => {
  it('is read', () =>
    assert.deepEqual(read(...SERVING, {throttle: 'topics a'}, {throttle: 'brokers 1'}, WHOLE), {
      brokers: [
        {id: 1, host: 'kafka01.foo', rack: ''},
        {id: 2, host: 'kafka02.foo', rack: ''},
      ],
      registered: [1, 2],
      throttles: ['brokers 1', 'topics a'],
      partitions: [
        {topic: 'a', partition: 0, leader: 1, replicas: [1, 2], isr: [2, 1], size: 10, moving: false},
      ],
      sized: true,
    }));

  it('has no sizes where one is not known', () => {
    const {sized, partitions} = read(...SERVING, WHOLE, {...WHOLE, partition: 1, bytes: -1});
    assert.equal(sized, false);
    assert.deepEqual(
      partitions.map(({size}) => size),
      [10, 0],
    );
  });

  const whole = told(...BROKERS, ...SERVING, WHOLE);
  for (const [title, texts] of [
    ['nothing', []],
    ['a part that is missing', whole.slice(1)],
    ['an end that is missing', whole.slice(0, 1)],
    ['a text that was cut', [whole[0], whole[1]?.slice(0, -5)]],
    ['a name in which a secret was masked', whole.map((text) => text.replace('"a"', '"***"'))],
    [
      'a number in which one was masked',
      whole.map((text) => text.replace('"partition":0', '"partition":"*"')),
    ],
    ['no replicas', told(...BROKERS, ...SERVING, {...WHOLE, replicas: []})],
  ] as [string, string[]][]) {
    it(`is refused for ${title}`, () =>
      assert.throws(() => readAssignment(texts), isRefusal(/did not come whole/)));
  }
});

describe('replicas', () => {
  it('may be moved where all is well, also when one is on its way', () => {
    checkMovable(read(...SERVING, WHOLE, {...WHOLE, partition: 1, isr: [1], moving: true}));
    checkRoom(read(...SERVING, WHOLE), [
      {id: 1, rack: ''},
      {id: 2, rack: ''},
    ]);
  });

  for (const [title, message, ...records] of [
    ['a broker is down', /not registered .*: kafka02\.foo \(broker 2\)/, {registered: 1}, WHOLE],
    [
      'a broker has some that cluster.yml does not name',
      /does not have broker 3, broker 11, which has replicas of a$/,
      ...SERVING,
      {...WHOLE, replicas: [11, 3, 1], isr: [11, 3, 1]},
    ],
    ['a partition has no leader', /without a leader: a-0$/, ...SERVING, {...WHOLE, leader: -1}],
    ['one is not in sync', /not in sync: a-0$/, ...SERVING, {...WHOLE, isr: [1]}],
  ] as [string, RegExp, ...object[]][]) {
    it(`stay where they are while ${title}`, () =>
      assert.throws(() => checkMovable(read(...records)), isRefusal(message)));
  }

  it('stay where they are when brokers would be too few, and the topics are named', () => {
    const topics = Array.from({length: 12}, (_, index) => ({...WHOLE, topic: `t${index}`}));
    assert.throws(
      () =>
        checkRoom(read(...SERVING, ...topics, {...WHOLE, topic: 'b', replicas: [1]}), [{id: 1, rack: ''}]),
      isRefusal(/more replicas than brokers would be left \(1\): t0, t1, .*t9 and 2 more$/),
    );
  });
});

function isRefusal(message: RegExp) {
  return (error: unknown) =>
    error instanceof Refusal && error.exitCode === 'preflightFailed' && message.test(error.message);
}
