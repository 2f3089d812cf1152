import assert from 'node:assert/strict';
import fc from 'fast-check';
import type {AnsibleEvent} from '../../src/ansible/events.ts';
import {event} from '../support/events.ts';
import {beginStatus, noteStatus, statusLines} from '../../src/render/status.ts';

const HOSTS = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const START: AnsibleEvent[] = [
  event('playbook_start', {playbook: 'kafka.yml', tasks: 40}),
  event('play_start', {name: 'Install', hosts: HOSTS}),
  event('task_start', {task: 'kafka : Unpack'}),
  ...HOSTS.map((host) => event('host_start', {host, task: 'kafka : Unpack'})),
];
const ok = (host: string) => event('ok', {host, task: 'kafka : Unpack'});
const failed = (host: string, ignored: boolean) => event('failed', {host, message: 'boom', ignored});

/** The lines after events that came one a second. */
function linesOf(
  events: readonly AnsibleEvent[],
  {columns = 120, expected = undefined as number | undefined} = {},
): string[] {
  const status = beginStatus('kafka', 0, expected);
  for (const [index, each] of events.entries()) noteStatus(status, each, index * 1000);
  return statusLines(status, events.length * 1000, columns);
}

describe('the status of a run', () => {
  it('says playbook, task, time, play, and who has been silent longest', () => {
    assert.deepEqual(linesOf([...START, ok('peter-kafka01')]), [
      'kafka.yml | task 1 of 40 | 0:07',
      'Install | kafka : Unpack',
      '1 of 3 hosts done, waiting 0:03 for peter-kafka02 and 1 more',
    ]);
  });

  it('is one line before anything is under way', () =>
    assert.deepEqual(linesOf(START.slice(0, 1)), ['kafka.yml | task 0 of 40 | 0:01']));

  it('counts hosts as done that ended the task, not those that have yet to begin it', () =>
    assert.equal(linesOf([...START.slice(0, 4), ok('peter-kafka01')])[2], '1 of 3 hosts done'));

  it('counts only those hosts that are still in the run', () => {
    const next = event('task_start', {task: 'kafka : Configure'});
    assert.match(linesOf([...START, failed('peter-kafka02', false), next])[2] ?? '', /^0 of 2 hosts done$/);
  });

  it('says where a roll stands', () => {
    const turn = (host: string) => event('play_start', {name: 'Roll', hosts: [host], rolls: true});
    const plays = [{name: 'Roll', hosts: HOSTS}];
    const events = [event('playbook_start', {tasks: 1, plays}), ...HOSTS.slice(0, 2).map(turn)];
    const begun = event('host_start', {host: 'peter-kafka02', task: 't'});
    assert.equal(linesOf([...events, begun])[2], 'host 2 of 3 in turn, waiting 0:01 for peter-kafka02');
  });

  it('says of how many, where only the run finds that out and tells it once', () => {
    const plays = [{name: 'Roll', hosts: []}];
    const turn = (host: string, turns: readonly string[] | null) =>
      event('play_start', {name: 'Roll', hosts: [host], rolls: true, turns});
    const begun = event('host_start', {host: 'b', task: 't'});
    const events = [
      event('playbook_start', {tasks: 1, plays}),
      turn('a', ['a', 'b', 'c']),
      turn('b', null),
      begun,
    ];
    assert.match(linesOf(events)[2] ?? '', /^host 2 of 3 in turn/);
  });

  it('says that it is being ended', () => {
    const status = beginStatus('kafka', 0, undefined);
    status.ending = 'stopping';
    assert.deepEqual(statusLines(status, 0, 80), ['kafka.yml | stopping | task 0 | 0:00']);
  });

  it('says how long earlier runs took', () =>
    assert.match(linesOf(START, {expected: 95})[0] ?? '', /0:06 of about 1:35$/));

  describe('while a gate waits', () => {
    const retry = (host: string, message: string) =>
      event('retry', {host, attempt: 3, retries: 120, message});

    it('counts its tries, and says what it waits for', () => {
      assert.equal(linesOf([...START, retry('peter-kafka01', '')])[3], 'peter-kafka01: try 3 of 120');
      assert.equal(
        linesOf([...START, retry('peter-kafka01', 'not registered: 2\nmore')])[3],
        'peter-kafka01: try 3 of 120: not registered: 2',
      );
    });
    it('says the latest, and nothing of hosts that wait no more', () => {
      const events = [...START, retry('peter-kafka02', 'b'), retry('peter-kafka01', 'a')];
      assert.match(linesOf(events)[3] ?? '', /^peter-kafka01: .*: a$/);
      assert.match(linesOf([...events, ok('peter-kafka01')])[3] ?? '', /^peter-kafka02: .*: b$/);
      assert.equal(linesOf([...events, ok('peter-kafka01'), ok('peter-kafka02')]).length, 3);
    });
  });

  it('hides nothing behind something long: in a narrow terminal it has more lines', () =>
    assert.deepEqual(
      linesOf([...START, event('retry', {host: 'peter-kafka01', attempt: 3, message: 'not registered: 2'})], {
        columns: 28,
      }).slice(1),
      [
        'Install | kafka : Unpack',
        '0 of 3 hosts done',
        'waiting 0:04 for peter-k...',
        'peter-kafka01: try 3 of 0',
        'not registered: 2',
      ],
    ));

  it('names hosts that failed, and none whose failure was ignored or rescued', () => {
    assert.match(linesOf([...START, failed('peter-kafka02', false)])[3] ?? '', /^failed: peter-kafka02$/);
    assert.doesNotMatch(linesOf([...START, failed('peter-kafka02', true)]).join(), /failed/);
    const rescued = [...START, failed('peter-kafka02', false), ok('peter-kafka02')];
    assert.doesNotMatch(linesOf(rescued).join(), /failed/);
  });

  it('never says less tasks in all than were begun', () => {
    const tasks = Array.from({length: 50}, () => event('task_start', {task: 't'}));
    assert.match(linesOf([...START, ...tasks])[0] ?? '', /\| task 51 \|/);
  });

  it('fits any terminal, whatever tasks and hosts are called', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), fc.integer({min: 4, max: 200}), (name, columns) => {
        const events: AnsibleEvent[] = [...START, event('task_start', {task: name})];
        for (const line of linesOf(events, {columns})) {
          assert.ok(line.length < columns, `${line.length} of ${columns}`);
          assert.doesNotMatch(line, /[\u0000-\u001f]/);
        }
      }),
    );
  });
});
