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
      '1 of 3 hosts done, peter-kafka02 for 0:03',
    ]);
  });

  it('says how long earlier runs took', () =>
    assert.match(linesOf(START, {expected: 95})[0] ?? '', /0:06 of about 1:35$/));

  it('counts retries of a gate', () =>
    assert.match(
      linesOf([...START, event('retry', {host: 'peter-kafka01', attempt: 3, retries: 120})])[1] ?? '',
      /\(try 3 of 120\)$/,
    ));

  it('names hosts that failed, and none whose failure was ignored', () => {
    assert.match(linesOf([...START, failed('peter-kafka02', false)])[2] ?? '', /; failed: peter-kafka02$/);
    assert.doesNotMatch(linesOf([...START, failed('peter-kafka02', true)])[2] ?? '', /failed/);
  });

  it('never says less tasks in all than were begun', () => {
    const tasks = Array.from({length: 50}, () => event('task_start', {task: 't'}));
    assert.match(linesOf([...START, ...tasks])[0] ?? '', /task 51 of 51/);
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
