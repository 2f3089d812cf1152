import assert from 'node:assert/strict';
import path from 'node:path';
import {checkLoaded} from '../../src/spec/check.ts';
import {loadSpec} from '../../src/spec/load.ts';
import {edited, SOUND} from './helpers/check.ts';

type Files = Readonly<Record<string, string>>;

describe('a spec of several files', () => {
  it('puts mappings together; the later file counts', async () => {
    const spec = await specOf(['cluster.yml', 'over.yml'], {
      'cluster.yml': edited(SOUND, [
        '3.9.2\n',
        '3.9.2\n  heap: 1g\n  config: {num.io.threads: 8, log.retention.hours: 5}\n',
      ]),
      'over.yml': 'kafka: {heap: 2g, config: {num.io.threads: 16}}\n',
    });
    assert.equal(spec.kafka.heap, '2g');
    assert.deepEqual(spec.kafka.config, {'num.io.threads': 16, 'log.retention.hours': 5});
    assert.equal(spec.kafka.brokers.length, 3);
  });

  it('replaces lists whole', async () => {
    const spec = await specOf(['cluster.yml', 'over.yml'], {
      'cluster.yml': SOUND,
      'over.yml': 'kafka:\n  brokers:\n    - {name: "b[1:4]", address: "10.0.0.[1:4]"}\n',
    });
    assert.deepEqual(
      spec.kafka.brokers.map(({name}) => name),
      ['b1', 'b2', 'b3', 'b4'],
    );
  });

  it('a file counts over those that it includes, and these over theirs', async () => {
    const spec = await specOf(['cluster.yml'], {
      'cluster.yml': 'include: [site/site.yml]\nkafka: {heap: 3g}\n',
      'site/site.yml': 'include: [../base.yml]\nkafka: {heap: 2g, user: site}\n',
      'base.yml': edited(SOUND, ['3.9.2\n', '3.9.2\n  heap: 1g\n  user: base\n']),
    });
    assert.deepEqual([spec.kafka.heap, spec.kafka.user], ['3g', 'site']);
  });

  it('reads paths of the control node from the folder of the file that they stand in', async () => {
    const spec = await specOf(['env/cluster.yml'], {
      'env/cluster.yml': 'include: [../site/site.yml]\nssh: {known_hosts_file: known}\n',
      'site/site.yml': `${SOUND}ssh: {key_file: keys/a.pem, known_hosts_file: other}\n`,
    });
    assert.equal(spec.ssh.key_file, '../site/keys/a.pem');
    assert.equal(spec.ssh.known_hosts_file, 'known');
  });

  it('a file that two include counts less than both', async () => {
    const spec = await specOf(['top.yml'], {
      'top.yml': 'include: [prod.yml, team.yml]\n',
      'prod.yml': 'include: [site.yml]\nkafka: {heap: 6g}\n',
      'team.yml': 'include: [site.yml]\nkafka: {user: team}\n',
      'site.yml': edited(SOUND, ['3.9.2\n', '3.9.2\n  heap: 1g\n  user: site\n']),
    });
    assert.deepEqual([spec.kafka.heap, spec.kafka.user], ['6g', 'team']);
  });

  it('takes absolute paths', async () => {
    const spec = await specOf(['cluster.yml'], {
      'cluster.yml': 'include: [/etc/base.yml]\n',
      '/etc/base.yml': SOUND,
    });
    assert.equal(spec.kafka.brokers.length, 3);
  });

  const FAULTS: [title: string, names: string[], files: Files, expected: string[]][] = [
    [
      'points into the file that each value comes from',
      ['cluster.yml'],
      {
        'cluster.yml': 'include: [base.yml]\nkafka: {heap: 3x}\nkafak: 1\n',
        'base.yml': edited(SOUND, ['zk02', 'zk03x'], ['198.18.0.13', '198.18.0.300']),
      },
      [
        'KB-ID-MISSING base.yml:8',
        'KB-BAD-FORMAT base.yml:9',
        'KB-BAD-FORMAT cluster.yml:2',
        'KB-UNKNOWN-KEY cluster.yml:3',
      ],
    ],
    [
      'puts what is missing where the most is said around it',
      ['a.yml', 'b.yml'],
      {'a.yml': edited(SOUND, ['  version: 3.9.2\n', '']), 'b.yml': 'timezone: Asia/Seoul\n'},
      ['KB-MISSING-KEY a.yml:10'],
    ],
    [
      'sees nothing of a list that a later file replaced',
      ['a.yml', 'b.yml'],
      {
        'a.yml': edited(SOUND, ['{name: kafka01,', '{name: kafka01, id: 7,']),
        'b.yml':
          'kafka:\n  brokers: [{name: x, address: 10.0.0.1}, {name: b2, address: 10.0.0.2}, {name: c02, address: 10.0.0.3}]\n',
      },
      ['KB-ID-MISSING b.yml:2', 'KB-ID-DUPLICATE b.yml:2'],
    ],
    [
      'an included file that is no mapping',
      ['cluster.yml'],
      {'cluster.yml': `include: [vault.yml]\n${SOUND}`, 'vault.yml': '$ANSIBLE_VAULT;1.1;AES256\n'},
      ['KB-WRONG-TYPE vault.yml:1'],
    ],
    [
      'a file that is not there',
      ['cluster.yml'],
      {'cluster.yml': `include: [gone.yml]\n${SOUND}`},
      ['KB-INCLUDE cluster.yml:1'],
    ],
    [
      'a file that includes itself on a detour',
      ['cluster.yml'],
      {'cluster.yml': `include: [b.yml]\n${SOUND}`, 'b.yml': 'include: [./cluster.yml]\n'},
      ['KB-INCLUDE b.yml:1'],
    ],
    [
      'faults of YAML in two files at once',
      ['a.yml', 'b.yml'],
      {'a.yml': 'a: [\n', 'b.yml': 'b: {\n'},
      ['KB-YAML-SYNTAX a.yml:2', 'KB-YAML-SYNTAX b.yml:2'],
    ],
  ];
  for (const [title, names, files, expected] of FAULTS) {
    it(`${title}`, async () => {
      const {problems} = await check(names, files);
      assert.deepEqual(
        problems.map(({code, file, range}) => `${code} ${file}:${range.line}`),
        expected,
      );
    });
  }

  it('stops at a hundred files', async () => {
    const files = Object.fromEntries(
      Array.from({length: 200}, (_, index) => [`${index}.yml`, `include: [${index + 1}.yml]\n`]),
    );
    const {problems} = await check(['0.yml'], files);
    assert.deepEqual(
      problems.map(({code, file}) => `${code} ${file}`),
      ['KB-INCLUDE 99.yml'],
    );
  });

  it('throws for a named file that is not there', async () => {
    await assert.rejects(check(['gone.yml'], {}), /gone.yml/);
  });

  it('takes warnings for errors when it is strict', async () => {
    const files = {'c.yml': `${SOUND}ssh: {become: false}\n`};
    assert.equal((await check(['c.yml'], files)).ok, true);
    const strict = await check(['c.yml'], files, true);
    assert.deepEqual([strict.ok, strict.problems[0]?.severity], [false, 'error']);
  });
});

async function check(names: string[], files: Files, strict = false) {
  const read = (name: string): Promise<Buffer> => {
    const text = files[path.normalize(name)];
    return text === undefined ? Promise.reject(new Error(`no ${name}`)) : Promise.resolve(Buffer.from(text));
  };
  return checkLoaded(await loadSpec(names, read), {strict});
}

async function specOf(names: string[], files: Files) {
  const result = await check(names, files);
  assert.ok(result.ok, JSON.stringify(result.problems));
  return result.spec;
}
