import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import fc from 'fast-check';
import {stringify} from 'yaml';
import {checkSpec} from '../../src/spec/check.ts';
import {PROBLEM_CODES} from '../../src/spec/problem-codes.ts';
import {edited, SOUND} from './helpers/check.ts';

describe('checkSpec', () => {
  for (const name of ['book', 'single-server', 'current', 'aws']) {
    it(`finds nothing in examples/${name}.yml`, () => {
      const result = checkSpec(readFileSync(`examples/${name}.yml`, 'utf8'), {file: name});
      assert.deepEqual(result.problems, []);
      assert.equal(result.ok, true);
    });
  }

  it('fills in the constant defaults', () => {
    const result = checkSpec(SOUND, {file: 'x'});
    assert.ok(result.ok);
    assert.equal(result.spec.zookeeper?.data_dir, '/data/zk');
    assert.deepEqual(result.spec.kafka.listeners, [
      {name: 'PLAINTEXT', port: 9092, protocol: 'PLAINTEXT', bind: '0.0.0.0', advertised: 'name'},
    ]);
  });

  it('says where the other half of a problem stands', () => {
    const text = edited(SOUND, ['kafka02', 'kafka2001'], ['kafka2001,', 'kafka2001, id: 1,']);
    const [problem] = checkSpec(text, {file: 'x'}).problems;
    assert.equal(problem?.related?.range.line, 13);
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme', maxLength: 200}), (text) => void checkSpec(text, {file: 'x'})),
    );
  });

  it('never throws on any values', () => {
    const key = fc.constantFrom(
      'cluster',
      'kafka',
      'zookeeper',
      'brokers',
      'nodes',
      'config',
      'name',
      'address',
      'id',
    );
    const {tree} = fc.letrec((tie) => ({
      tree: fc.oneof(
        {maxDepth: 5},
        fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
        fc.array(tie('tree'), {maxLength: 3}),
        fc.dictionary(fc.oneof(key, fc.string()), tie('tree'), {maxKeys: 4}),
      ),
    }));
    fc.assert(fc.property(tree, (value) => void checkSpec(stringify(value), {file: 'x'})));
  });
});

describe('problem codes', () => {
  const tests = readdirSync('test/spec').filter((name) => name.endsWith('.test.ts'));
  const text = tests.map((name) => readFileSync(`test/spec/${name}`, 'utf8')).join('');
  for (const code of Object.keys(PROBLEM_CODES)) {
    it(`${code} has a test`, () => assert.ok(new RegExp(`${code}\\b(?!-)`).test(text)));
  }
});
