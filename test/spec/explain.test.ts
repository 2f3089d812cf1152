import assert from 'node:assert/strict';
import {checkSpec} from '../../src/spec/check.ts';
import {EXPECTED_FORMS} from '../../src/spec/explain.ts';
import {clusterSchema} from '../../src/spec/schema.ts';
import {edited, itFinds, problemsOf, SOUND} from './helpers/check.ts';

const VERSION = '  version: 3.9.2\n';

describe('explain', () => {
  const rows: [string, string, string, string, string][] = [
    ['an unknown key', '  domain:', '  domian:', 'KB-UNKNOWN-KEY', '3:3 domian'],
    ['an unknown section', 'cluster:', 'clustr: 1\ncluster:', 'KB-UNKNOWN-KEY', '1:1 clustr'],
    ['a missing key', '  name: peter\n', '', 'KB-MISSING-KEY', '1:1 cluster'],
    ['a missing key of an entry', ', address: 198.18.0.11', '', 'KB-MISSING-KEY', '7:7 {name: zk01}'],
    ['a number for a version', '3.9.2', '3.9', 'KB-WRONG-TYPE', '11:12 3.9'],
    ['an empty section', 'cluster:', 'ssh:\ncluster:', 'KB-WRONG-TYPE', '1:1 ssh'],
    ['a list for a text', 'name: peter', 'name: [peter]', 'KB-WRONG-TYPE', '2:3 name'],
    ['a value off the list', VERSION, `${VERSION}  scala: 2.13\n`, 'KB-NOT-ALLOWED', '12:10 2.13'],
    ['a name for an address', '198.18.0.11', 'localhost', 'KB-BAD-FORMAT', '7:29 localhost'],
    ['a bad IPv4 address', '198.18.0.11', '198.18.0.256', 'KB-BAD-FORMAT', '7:29 198.18.0.256'],
    ['a relative path on hosts', VERSION, `${VERSION}  data_dirs: [data]\n`, 'KB-BAD-FORMAT', '12:15 data'],
    [
      'a bad mirror',
      'cluster:',
      'archives: {mirrors: ["ftp://a"]}\ncluster:',
      'KB-BAD-FORMAT',
      '1:22 "ftp://a"',
    ],
    [
      'a line break in a property',
      VERSION,
      `${VERSION}  config: {a: "b\\nc"}\n`,
      'KB-BAD-FORMAT',
      '12:15 "b\\nc"',
    ],
    ['a list for a property', VERSION, `${VERSION}  config: {a: [b]}\n`, 'KB-WRONG-TYPE', '12:12 a'],
    ['a key that is no property', VERSION, `${VERSION}  config: {"a b": 1}\n`, 'KB-BAD-KEY', '12:12 "a b"'],
    ['an id out of range', 'zk01,', 'zk01, id: 256,', 'KB-OUT-OF-RANGE', '7:24 256'],
    [
      'an entry twice',
      VERSION,
      `${VERSION}  data_dirs: [/d/a, /d/b, /d/a]\n`,
      'KB-NOT-UNIQUE',
      '12:3 data_dirs',
    ],
  ];
  for (const [title, from, to, code, at] of rows) {
    const text = edited(SOUND, [from, to]);
    if (code === 'KB-NOT-UNIQUE')
      it(`${title}: ${code}`, () => assert.equal(problemsOf(text)[0], `${code} ${at}`));
    else itFinds({title, text, code, at});
  }

  it('guesses what an unknown key was meant to be', () => {
    const {problems} = checkSpec(edited(SOUND, ['domain', 'domian']), {file: 'x'});
    assert.match(problems[0]?.hint ?? '', /"domain"/);
  });

  it('says everything at once', () => {
    const text = edited(SOUND, ['domain', 'domian'], ['3.9.2', '3.9'], ['zk02', 'zk01']);
    assert.deepEqual(
      problemsOf(text).map((line) => line.split(' ')[0]),
      ['KB-UNKNOWN-KEY', 'KB-ID-DUPLICATE', 'KB-HOST-TWO-ADDRESSES', 'KB-WRONG-TYPE'],
    );
  });

  it('has a sentence for every definition of the schema', () => {
    const {definitions} = clusterSchema() as {definitions?: object};
    assert.deepEqual(Object.keys(EXPECTED_FORMS).sort(), Object.keys(definitions ?? {}).sort());
  });
});
