import assert from 'node:assert/strict';
import {rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {readTimeline, timelineOf, type TaskResult, type Timeline} from '../../src/ansible/timeline.ts';
import {emptyFolder} from '../support/cli.ts';
import {BEGAN, runLines} from '../support/run-events.ts';

const line = (event: string, at: number, fields: object = {}) =>
  JSON.stringify({event, time: BEGAN + at, ...fields});
const on = (event: string, at: number, host: string, task: string, fields: object = {}) =>
  line(event, at, {host, task, path: 'a.yml:1', ...fields});
const START = line('playbook_start', 0, {ansible: '2.19.1', plays: [{name: 'p', hosts: ['b', 'a']}]});
const resultsOf = (timeline: Timeline, host: string): readonly TaskResult[] =>
  timeline.hosts.find((each) => each.host === host)?.results ?? [];

describe('timelineOf', () => {
  it('has a result with its begin and its duration, seen from the first event', () => {
    const timeline = timelineOf([START, on('ok', 5, 'a', 't', {seconds: 2})], null);
    const [result] = resultsOf(timeline, 'a');
    assert.deepEqual([timeline.began, timeline.seconds, timeline.ansible], [BEGAN, 5, '2.19.1']);
    assert.deepEqual([result?.begin, result?.seconds, result?.told], [3, 2, true]);
  });

  it('takes the start that was seen where nobody told a duration', () => {
    const lines = [START, on('host_start', 1, 'a', 't'), on('ok', 5, 'a', 't', {seconds: null})];
    const [result] = resultsOf(timelineOf(lines, null), 'a');
    assert.deepEqual([result?.begin, result?.seconds, result?.told], [1, 4, false]);
  });

  it('has the hosts in the order of the plays, those too that nothing was told of', () =>
    assert.deepEqual(
      timelineOf([START, on('ok', 1, 'c', 't')], null).hosts.map(({host}) => host),
      ['b', 'a', 'c'],
    ));

  it('puts items, differences and retries to the task of their host', () => {
    const lines = [
      START,
      on('host_start', 1, 'a', 't'),
      on('diff', 2, 'a', 't', {diff: '+x'}),
      on('diff', 2, 'b', 't', {diff: '+y'}),
      on('item', 2, 'a', 't', {item: 'x', outcome: 'changed'}),
      on('retry', 3, 'a', 't', {attempt: 1, retries: 9, message: 'not yet'}),
      on('changed', 4, 'a', 't'),
      on('ok', 5, 'a', 't'),
    ];
    const [first, second] = resultsOf(timelineOf(lines, null), 'a');
    assert.deepEqual(first?.diffs, ['+x']);
    assert.deepEqual(first?.items, [{item: 'x', outcome: 'changed'}]);
    assert.deepEqual(first?.retries, [{at: 3, attempt: 1, retries: 9, message: 'not yet'}]);
    assert.deepEqual([second?.diffs, second?.items, second?.retries], [[], [], []]);
  });

  it('tells an ignored failure from one that counts', () => {
    const lines = [START, on('failed', 1, 'a', 't', {ignored: true}), on('failed', 2, 'a', 't')];
    assert.deepEqual(
      resultsOf(timelineOf(lines, null), 'a').map(({outcome}) => outcome),
      ['ignored', 'failed'],
    );
  });

  it('has one play for all turns of a roll, and one for each play of the same name', () => {
    const play = (at: number, rolls: boolean) => line('play_start', at, {name: 'p', hosts: ['a'], rolls});
    assert.deepEqual(
      timelineOf([START, play(1, true), play(4, true), play(6, false)], null).plays.map(({turns}) => turns),
      [[1, 4], [6]],
    );
  });

  it('has no play that nobody was in', () => {
    const nobody = line('play_start', 1, {name: 'p', hosts: [], rolls: true});
    assert.deepEqual(timelineOf([START, nobody], null).plays, []);
  });

  it('knows where the hosts of a run stood that was cut short, also in the middle of a line', () => {
    const timeline = timelineOf(runLines({cut: true}), null);
    assert.deepEqual(
      timeline.hosts.filter(({open}) => open !== null).map(({host, open}) => [host, open?.task]),
      [['peter-kafka06', 'kafka : Gate: the broker is in sync']],
    );
    assert.ok(timeline.hosts.every(({stats}) => stats === null));
  });

  it('has nobody at work after the end', () => {
    const lines = [START, on('host_start', 1, 'a', 't'), line('stats', 2, {hosts: {a: {ok: 1}}})];
    const {hosts} = timelineOf(lines, null);
    assert.ok(hosts.every(({open}) => open === null));
    assert.equal(hosts.find(({host}) => host === 'a')?.stats?.ok, 1);
  });

  it('lasts until the run ended', () => {
    assert.equal(timelineOf([START], BEGAN + 60).seconds, 60);
    assert.equal(timelineOf([], BEGAN + 60).seconds, 0);
  });

  it('never goes back, whatever the clock and the lines are', () => {
    const time = fc.oneof(
      fc.double(),
      fc.constant(null),
      fc.nat(100).map((at) => BEGAN + at),
    );
    const name = fc.constantFrom('ok', 'failed', 'host_start', 'play_start', 'retry', 'diff', 'stats', 'x');
    const event = fc.record({
      event: name,
      time,
      seconds: fc.oneof(fc.double(), fc.constant(null)),
      host: fc.constantFrom('a', '__proto__', 'constructor'),
      task: fc.constantFrom('t', 'u'),
      rolls: fc.boolean(),
    });
    const text = fc.oneof(
      event.map((one) => JSON.stringify(one)),
      fc.string(),
      fc.constant('{"event": "ok", "time": 1e999, "seconds": 1e999, "host": "a", "task": "t"}'),
    );
    fc.assert(
      fc.property(fc.array(text), (lines) => {
        const {hosts, seconds} = timelineOf(lines, null);
        assert.ok(seconds >= 0 && Number.isFinite(seconds));
        for (const {results} of hosts)
          for (const result of results) {
            assert.ok(result.begin >= 0 && result.seconds >= 0, JSON.stringify(result));
            assert.ok(
              result.begin + result.seconds <= seconds + 1e-6 * (1 + seconds),
              JSON.stringify(result),
            );
          }
      }),
    );
  });
});

describe('readTimeline', () => {
  let folder = '';
  beforeEach(() => (folder = emptyFolder()));
  afterEach(() => rmSync(folder, {recursive: true}));

  it('reads the events of a record line by line', () => {
    const lines = runLines();
    writeFileSync(path.join(folder, 'events.ndjson'), lines.map((each) => `${each}\n`).join(''));
    assert.deepEqual(readTimeline(path.join(folder, 'events.ndjson'), null), timelineOf(lines, null));
  });

  it('is empty for a record without events', () =>
    assert.deepEqual(readTimeline(path.join(folder, 'none'), null).hosts, []));
});
