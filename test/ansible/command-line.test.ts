import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {
  commandLine,
  isConfirmed,
  limitsAmong,
  shellCommand,
  shellQuote,
  variablesAmong,
  withAbsoluteFiles,
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
    assert.deepEqual(limitsAmong(['-Dl', 'a', '-vKlb']), ['a', 'b']);
    assert.deepEqual(limitsAmong(['-v', '--list-hosts', '-e', 'l=x', '--ask-pass']), []);
  });
});

describe('variablesAmong', () => {
  it('finds variables in every form, and nothing else', () => {
    const given = [
      '-e',
      'a=1',
      '-eb=2',
      '-ve',
      'c=3',
      '-De@d',
      '--extra-vars=e=5',
      '--extra',
      'f=6',
      '-l',
      'e',
    ];
    assert.deepEqual(variablesAmong(given), ['a=1', 'b=2', 'c=3', '@d', 'e=5', 'f=6']);
  });
});

describe('withAbsoluteFiles', () => {
  it('means the files that the shell means', () => {
    const here = process.cwd();
    assert.deepEqual(
      withAbsoluteFiles([
        '-e',
        '@a.yml',
        '-ve@b.yml',
        '--extra-vars=@/c',
        '-l@d',
        '-e',
        'e=@f',
        'x@y',
        '-e@~/g',
      ]),
      [
        ...[
          '-e',
          `@${here}/a.yml`,
          `-ve@${here}/b.yml`,
          '--extra-vars=@/c',
          `-l@${here}/d`,
          '-e',
          'e=@f',
          'x@y',
        ],
        `-e@${homedir()}/g`,
      ],
    );
  });
});

describe('isConfirmed', () => {
  it('knows a name in every form, and the playbooks that want one', () => {
    const stop = [
      '-e kafkabook_stop=p',
      '-ekafkabook_stop=p',
      '{"kafkabook_stop": "p"}',
      'x=1,kafkabook_stop=p',
    ];
    for (const word of stop) assert.equal(isConfirmed('kafka', {extra: [word]}), true, word);
    for (const playbook of ['destroy', 'kafka-finalize', 'zookeeper-restart-at-once', 'kafka-stop'])
      assert.equal(isConfirmed(playbook, {extra: ['-e', '@names.yml']}), true, playbook);
    assert.equal(isConfirmed('kafka-stop', {limit: 'peter-kafka02'}), false);
    assert.equal(isConfirmed('site', {extra: ['-e', 'kafka_restart_id=1']}), false);
  });

  it('knows every playbook that wants a name', () => {
    const folder = new URL('../../playbooks/', import.meta.url);
    const wanting = readdirSync(folder)
      .filter((file) => file.endsWith('.yml.ejs'))
      .filter((file) => /-e kafkabook_\w+=NAME/.test(readFileSync(new URL(file, folder), 'utf8')))
      .map((file) => file.replace('.yml.ejs', ''));
    assert.ok(wanting.length > 4);
    assert.deepEqual(
      wanting.filter((playbook) => !isConfirmed(playbook, {})),
      [],
    );
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
