import assert from 'node:assert/strict';
import {checkSpec} from '../../src/spec/check.ts';
import {edited, itFinds, problemsOf, SOUND} from './helpers/check.ts';

const BROKERS = SOUND.slice(SOUND.indexOf('    - {name: kafka01'));

describe('ranges of machines', () => {
  it('stand for one machine each, with the rest of the entry, in its place in the list', () => {
    const text = brokers(
      '{name: "kafka[08:10]", address: "198.18.0.[28:30]", config: {num.io.threads: 9}, heap: 2g}',
      '{name: kafka01, address: 198.18.0.21}',
    );
    assert.deepEqual(checked(text), [
      {name: 'kafka08', address: '198.18.0.28', config: {'num.io.threads': 9}, heap: '2g'},
      {name: 'kafka09', address: '198.18.0.29', config: {'num.io.threads': 9}, heap: '2g'},
      {name: 'kafka10', address: '198.18.0.30', config: {'num.io.threads': 9}, heap: '2g'},
      {name: 'kafka01', address: '198.18.0.21'},
    ]);
  });

  it('fill up with zeros only where the first number has them', () => {
    const names = checked(brokers('{name: "k[9:11].foo", address: "10.0.[0:2].5"}')).map(({name}) => name);
    assert.deepEqual(names, ['k9.foo', 'k10.foo', 'k11.foo']);
  });

  it('count in IPv6 addresses too', () => {
    const found = checked(brokers('{name: "k[1:3]", address: "2001:db8::[21:23]"}'));
    assert.equal(found[2]?.address, '2001:db8::23');
  });

  it('may be long: a thousand brokers in four entries', () => {
    const entries = [0, 1, 2, 3].map(
      (net) => `{name: "k[${net * 250}:${net * 250 + 249}]", address: "10.0.${net}.[1:250]"}`,
    );
    assert.equal(checked(brokers(...entries)).length, 1000);
  });

  it('name the entry once when every machine of it has the same problem', () => {
    const text = brokers('{name: "kafka[1:9]-a", address: "198.18.0.[21:29]"}');
    assert.deepEqual(problemsOf(text), ['KB-ID-MISSING 13:14 "kafka[1:9]-a"']);
  });

  const FAULTS: [title: string, entry: string, at: string][] = [
    ['fewer addresses than names', '{name: "k[1:4]", address: "10.0.0.[1:3]"}', '13:33 "10.0.0.[1:3]"'],
    ['one address for all', '{name: "k[1:3]", address: 10.0.0.1}', '13:33 10.0.0.1'],
    ['one name for all', '{name: k1, address: "10.0.0.[1:3]"}', '13:14 k1'],
    ['one id for all', '{name: "k[1:3]", address: "10.0.0.[1:3]", id: 1}', '13:53 1'],
    ['a range that runs backwards', '{name: "k[3:1]", address: "10.0.0.[1:3]"}', '13:14 "k[3:1]"'],
    ['two ranges in a name', '{name: "k[1:3].r[1:3]", address: "10.0.0.[1:3]"}', '13:14 "k[1:3].r[1:3]"'],
    [
      'a range over the end of a network',
      '{name: "k[1:3]", address: "10.0.0.[254:256]"}',
      '13:33 "10.0.0.[254:256]"',
    ],
    ['a range beyond all reason', '{name: "k[1:99999]", address: "10.0.0.[1:99999]"}', '13:14 "k[1:99999]"'],
    [
      'a name that gets too long',
      `{name: "${'k'.repeat(62)}[1:10]", address: "10.0.0.[1:10]"}`,
      `13:14 "${'k'.repeat(62)}[1:10]"`,
    ],
  ];
  const others = [1, 2, 3].map((id) => `{name: b90${id}, address: 10.9.0.${id}}`);
  for (const [title, entry, at] of FAULTS)
    itFinds({title, text: brokers(entry, ...others), code: 'KB-RANGE', at});

  it('meet the machines of other entries: KB-HOST-TWO-NAMES', () => {
    const text = brokers('{name: "k[1:3]", address: "198.18.0.[11:13]"}');
    assert.deepEqual(problemsOf(text), Array(3).fill('KB-HOST-TWO-NAMES 13:14 "k[1:3]"'));
  });
});

/** The sound spec with other brokers. */
function brokers(...entries: string[]): string {
  return edited(SOUND, [BROKERS, entries.map((entry) => `    - ${entry}\n`).join('')]);
}

function checked(text: string) {
  const result = checkSpec(text, {file: 'cluster.yml'});
  assert.ok(result.ok, JSON.stringify(result.problems));
  return result.spec.kafka.brokers;
}
