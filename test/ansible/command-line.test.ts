import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {
  commandLine,
  limitsAmong,
  shellCommand,
  shellQuote,
  type RunOptions,
} from '../../src/ansible/command-line.ts';

const start = ['ansible-playbook', '-i', 'hosts', 'kafka.yml'];

describe('commandLine', () => {
  const rows: [string, RunOptions, string[]][] = [
    ['has no option that was not asked for', {}, []],
    [
      'passes limit and tags',
      {limit: 'a,b', tags: 't', skipTags: 's'},
      '--limit a,b --tags t --skip-tags s'.split(' '),
    ],
    ['keeps a value that begins with a dash in one word', {limit: '-x'}, ['--limit=-x']],
    ['passes check and diff', {check: true, diff: true}, ['--check', '--diff']],
    ['leaves false flags out', {check: false, diff: false, verbosity: 0}, []],
    ['passes forks', {forks: 7}, ['--forks', '7']],
    ['writes the verbosity as v letters', {verbosity: 3}, ['-vvv']],
    [
      'puts extra arguments last, as they are',
      {check: true, extra: ['-e', 'a=b c']},
      ['--check', '-e', 'a=b c'],
    ],
  ];
  for (const [title, options, expected] of rows) {
    it(title, () => assert.deepEqual(commandLine('kafka', options), [...start, ...expected]));
  }
});

describe('limitsAmong', () => {
  it('finds a limit in every form, and nothing else', () => {
    assert.deepEqual(limitsAmong(['-l', 'a', '--limit', 'b', '--limit=c', '-ld', '--lim=e', '--li', 'f']), [
      ...['a', 'b', 'c', 'd', 'e', 'f'],
    ]);
    assert.deepEqual(limitsAmong(['-v', '--list-hosts', '-e', 'l=x', '--ask-pass']), []);
  });
});

describe('shellCommand', () => {
  it('enters the folder first and leaves plain words unquoted', () =>
    assert.equal(
      shellCommand('/srv/a b', [...start, '--limit', 'zk*']),
      `cd '/srv/a b' && ${start.join(' ')} --limit 'zk*'`,
    ));

  it('quotes so that a shell gives every word back', () => {
    const words = ['plain', '', "it's", '$HOME `id` "x"', 'a\nb', '!x', '~', '*', '-e', 'k={{ v }}', '\\'];
    const printed = spawnSync('sh', ['-c', `printf '%s\\0' ${words.map(shellQuote).join(' ')}`], {
      encoding: 'utf8',
    });
    assert.deepEqual(printed.stdout.split('\0').slice(0, -1), words);
  });
});
