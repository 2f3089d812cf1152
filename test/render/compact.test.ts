import assert from 'node:assert/strict';
import type {AnsibleEvent} from '../../src/ansible/events.ts';
import {beginCompact, compactLines} from '../../src/render/compact.ts';
import {groupPlays} from '../../src/render/groups.ts';
import {event} from '../support/events.ts';

function linesOf(...events: AnsibleEvent[]): string[] {
  const run = beginCompact();
  return events.flatMap((each) => compactLines(run, each));
}

describe('the compact view', () => {
  const play = event('play_start', {name: 'Roll', hosts: ['a', 'b'], time: 1});
  const task = event('task_start', {task: 'kafka : Do', time: 2});

  it('is a line a play and a line a task that is done', () =>
    assert.deepEqual(
      linesOf(
        play,
        task,
        event('ok', {host: 'a'}),
        event('changed', {host: 'b'}),
        event('task_start', {task: 'next', time: 4.5}),
      ),
      ['Roll (a, b)', '  kafka : Do: ok 1, changed 1 (2.5 s)'],
    ));
  it('leaves out tasks that were skipped everywhere', () =>
    assert.deepEqual(linesOf(task, event('skipped', {host: 'a'}), event('stats')), []));
  it('tells a failure at once, and whether it is ignored', () => {
    const failed = {host: 'a', task: 'kafka : Do', message: 'boom\nmore'};
    assert.deepEqual(linesOf(task, event('failed', failed), event('failed', {...failed, ignored: true})), [
      '    a: failed: boom',
      '    a: failed, ignored: boom',
    ]);
  });
  it('tells what a gate waits for when that changes, not every time', () => {
    const retry = (attempt: number, message: string) =>
      event('retry', {host: 'a', attempt, retries: 9, message});
    assert.deepEqual(linesOf(task, retry(1, 'lagging: 3'), retry(2, 'lagging: 3'), retry(3, 'lagging: 1')), [
      '    a: try 1 of 9: lagging: 3',
      '    a: try 3 of 9: lagging: 1',
    ]);
  });
  it('shows differences', () =>
    assert.deepEqual(linesOf(event('diff', {host: 'a', diff: '-x\n+y\n'})), [
      '    a:',
      '      -x',
      '      +y',
    ]));
  it('says nothing of a play that nobody is in', () =>
    assert.deepEqual(linesOf(event('play_start', {name: 'p', hosts: []})), []));

  it('counts hosts where they are many', () =>
    assert.deepEqual(linesOf(event('play_start', {name: 'p', hosts: ['1', '2', '3', '4']})), [
      'p (4 hosts)',
    ]));
  it('keeps what a host says from steering the terminal', () =>
    assert.doesNotMatch(linesOf(event('failed', {message: 'a\u001b[2J'})).join(), /\u001b/));
});

describe('groupPlays', () => {
  const of = (...chunks: string[]) => {
    const groups = groupPlays('word');
    return chunks.map((chunk) => groups.write(Buffer.from(chunk))).join('') + groups.end();
  };

  it('folds each play, and lets no line in between be a command', () =>
    assert.equal(
      of('PLAY [One] ****\n\nok\n::error::x\nPLAY [T', 'wo] ***\n', 'PLAY RECAP ***\nlast'),
      [
        ...['::stop-commands::word', '::word::', '::group::PLAY [One]', '::stop-commands::word'],
        ...['PLAY [One] ****', '', 'ok', '::error::x'],
        ...['::word::', '::endgroup::', '::group::PLAY [Two]', '::stop-commands::word', 'PLAY [Two] ***'],
        ...['::word::', '::endgroup::', '::group::PLAY RECAP', '::stop-commands::word', 'PLAY RECAP ***'],
        ...['last', '::word::', '::endgroup::', ''],
      ].join('\n'),
    ));
  it('knows a play in colour', () => assert.match(of('\u001b[1mPLAY [x] **\n'), /::group::PLAY \[x\]/));
  it('leaves commands on where nothing came', () => assert.equal(of(), '::stop-commands::word\n::word::\n'));
});
