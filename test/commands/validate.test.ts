import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {edited, SOUND} from '../spec/helpers/check.ts';
import {emptyFolder, kafkabook} from '../support/cli.ts';

function validate(text: string, ...flags: string[]): ReturnType<typeof kafkabook> {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'cluster.yml'), text);
  return kafkabook(folder, 'validate', ...flags);
}

describe('validate', () => {
  it('exits with 0 and counts the machines when the file is valid', () => {
    const {code, stdout} = validate(SOUND);
    assert.deepEqual([code, stdout], [0, 'cluster.yml is valid: 3 ZooKeeper nodes, 3 brokers\n']);
  });

  it('exits with 3 and shows file, line and column of an error', () => {
    const {code, stdout} = validate(edited(SOUND, ['domain', 'domian']));
    assert.equal(code, 3);
    assert.match(stdout, /^cluster\.yml:3:3 error KB-UNKNOWN-KEY\n/);
  });

  it('prints only JSON with --json', () => {
    const {code, stdout} = validate(edited(SOUND, ['domain', 'domian']), '--json');
    const {ok, problems} = JSON.parse(stdout) as {ok: boolean; problems: {code: string}[]};
    assert.deepEqual([code, ok, problems.map((problem) => problem.code)], [3, false, ['KB-UNKNOWN-KEY']]);
  });

  for (const flags of [[], ['--json']]) {
    it(`exits with 2 when there is no such file ${flags.join('')}`, () => {
      assert.equal(kafkabook(emptyFolder(), 'validate', ...flags).code, 2);
    });
  }

  for (const flags of [['--nope'], ['--nope', '--json']]) {
    it(`exits with 2 for a flag that it does not have: ${flags.join(' ')}`, () => {
      assert.equal(kafkabook(emptyFolder(), 'validate', ...flags).code, 2);
    });
  }

  it('checks several files as one, and names the file of each problem', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'site.yml'), SOUND);
    writeFileSync(join(folder, 'over.yml'), 'kafka: {heap: many}\n');
    const {code, stdout} = kafkabook(folder, 'validate', '-f', 'site.yml', '-f', 'over.yml');
    assert.equal(code, 3);
    assert.match(stdout, /^over\.yml:1:15 error KB-BAD-FORMAT\n/);
  });

  it('prints nothing but annotations with --format github', () => {
    const {code, stdout} = validate(edited(SOUND, ['domain', 'domian']), '--format', 'github');
    assert.equal(code, 3);
    assert.match(stdout, /^::error file=cluster\.yml,line=3,[^\n]*\n$/);
    assert.equal(validate(SOUND, '--format', 'github').stdout, '');
  });

  it('prints a SARIF log, also when there is nothing to tell', () => {
    const {code, stdout} = validate(SOUND, '--format', 'sarif');
    assert.equal(code, 0);
    assert.deepEqual((JSON.parse(stdout) as {runs: {results: unknown[]}[]}).runs[0]?.results, []);
  });

  it('takes warnings for errors with --strict', () => {
    const text = `${SOUND}ssh: {become: false}\n`;
    assert.equal(validate(text).code, 0);
    assert.equal(validate(text, '--strict').code, 3);
  });
});
