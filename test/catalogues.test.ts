import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {differences, type Extract} from '../scripts/catalogue/compare.ts';
import {DEFAULT_OF_THE_JVM} from '../scripts/catalogue/make.ts';
import {catalogueText, merge} from '../scripts/catalogue/merge.ts';
import {compareVersions, factsAt, type Catalogue, type Facts} from '../src/spec/catalogue.ts';
import wanted from '../scripts/catalogue/releases.json' with {type: 'json'};

const BROKER = read('broker');
const TOPIC = read('topic');
const ZOOKEEPER = read('zookeeper');

/** The fields that a test looks at; undefined stands for one that is not there. */
type Expected = {readonly [field in keyof Facts]?: Facts[field] | undefined};

const TYPES = ['boolean', 'class', 'double', 'hex', 'int', 'list', 'long', 'password', 'short', 'string'];

for (const [name, catalogue] of Object.entries({broker: BROKER, topic: TOPIC, zookeeper: ZOOKEEPER})) {
  describe(`schemas/catalogues/${name}.json`, () => {
    const {artifact, versions} = name === 'zookeeper' ? wanted.zookeeper : wanted.kafka;
    const all = Object.entries(catalogue.keys);

    it('is from the releases in scripts/catalogue/releases.json', () => {
      assert.deepEqual(catalogue.releases, versions);
      assert.deepEqual(
        catalogue.from,
        versions.map((version) => `${artifact}:${version}`),
      );
    });

    it('has its keys in order, one a line', () => {
      const names = all.map(([key]) => key);
      assert.deepEqual(names, [...names].sort());
      assert.equal(text(name), catalogueText(catalogue));
    });

    it('has stretches in order that do not overlap, with a difference or a gap between neighbours', () => {
      for (const [key, stretches] of all) {
        assert.ok(stretches.length > 0, key);
        stretches.forEach(({in: [first, last], ...facts}, i) => {
          const [from, to] = [catalogue.releases.indexOf(first), catalogue.releases.indexOf(last)];
          assert.ok(from >= 0 && from <= to, `${key} ${first} ${last}`);
          const before = stretches[i - 1];
          if (before === undefined) return;
          const {in: range, ...previous} = before;
          const gap = from - catalogue.releases.indexOf(range[1]);
          assert.ok(gap >= 1, `${key} overlaps at ${first}`);
          if (gap === 1) assert.notDeepEqual(facts, previous, `${key} is the same before ${first}`);
        });
      }
    });

    it('has only known types, and rules that its own defaults keep', () => {
      for (const [key, stretches] of all) {
        for (const facts of stretches) {
          assert.ok(TYPES.includes(facts.type), `${key} ${facts.type}`);
          const {default: normal, valid} = facts;
          assert.ok(!(facts.required && normal !== undefined), key);
          if (normal === undefined || valid === undefined) continue;
          if (valid.min !== undefined) assert.ok(Number(normal) >= valid.min, key);
          if (valid.max !== undefined) assert.ok(Number(normal) <= valid.max, key);
          const values = facts.type === 'list' ? normal.split(',').filter(Boolean) : [normal];
          const form = (value: string) => (valid.anyCase ? value.toLowerCase() : value);
          const allowed = valid.oneOf?.map(form);
          if (allowed)
            assert.ok(
              values.every((value) => allowed.includes(form(value))),
              key,
            );
        }
      }
    });

    it('has no text but values and short rules, and nothing of the computer that made it', () => {
      for (const [key, stretches] of all) {
        for (const {default: normal, valid} of stretches) {
          assert.doesNotMatch(normal ?? '', /\. /, key);
          assert.doesNotMatch(valid?.text ?? '', /\. |.{80}/, key);
          if (DEFAULT_OF_THE_JVM.includes(key) && name === 'broker') assert.equal(normal, undefined, key);
        }
      }
      assert.doesNotMatch(text(name), /@[0-9a-f]{6,}|\$\$Lambda|\/root|\/home/);
    });
  });
}

describe('what the broker catalogue says', () => {
  // The last release of a minor line has all that the line brought.
  const COUNTS: Record<string, number> = {
    '2.5.1': 207,
    '2.6.3': 208,
    '2.8.2': 218,
    '3.0.2': 231,
    '3.3.2': 248,
    '3.6.2': 270,
    '3.9.0': 314,
    '3.9.2': 315,
    '4.0.2': 289,
    '4.1.2': 316,
    '4.2.2': 320,
    '4.3.1': 340,
  };
  for (const [version, count] of Object.entries(COUNTS)) {
    it(`is about ${count} properties for ${version}`, () => {
      const found = Object.keys(BROKER.keys).filter((key) => factsAt(BROKER, key, version)).length;
      assert.ok(Math.abs(found - count) <= 2, String(found));
    });
  }

  const facts: [key: string, version: string, expected: Expected | undefined][] = [
    ['zookeeper.connect', '2.5.0', {type: 'string', mode: 'read-only'}],
    ['zookeeper.connect', '3.9.2', {type: 'string'}],
    ['zookeeper.connect', '4.0.0', undefined],
    ['advertised.host.name', '2.8.2', {deprecated: true}],
    ['advertised.host.name', '3.0.0', undefined],
    ['num.io.threads', '2.6.0', {type: 'int', default: '8', valid: {min: 1}, mode: 'cluster-wide'}],
    ['log.message.format.version', '2.8.2', {default: '2.8-IV1', deprecated: undefined}],
    ['log.message.format.version', '3.0.0', {deprecated: true}],
    ['log.message.format.version', '4.0.0', undefined],
    ['inter.broker.protocol.version', '2.6.0', {valid: {version: ['0.8.0', '2.6-IV0']}}],
    ['default.replication.factor', '2.6.0', {type: 'int', default: '1', mode: 'read-only'}],
    ['process.roles', '2.8.2', undefined],
    ['process.roles', '3.0.0', {type: 'list', valid: {oneOf: ['broker', 'controller']}}],
    ['listeners', '4.1.2', {type: 'string'}],
    ['listeners', '4.2.0', {type: 'list', mode: 'per-broker'}],
    ['ssl.protocol', '3.9.2', {type: 'string', default: undefined}],
  ];
  for (const [key, version, expected] of facts) {
    it(`${key} in ${version}`, () => check(factsAt(BROKER, key, version), expected));
  }
});

describe('what the topic catalogue says', () => {
  const facts: [key: string, version: string, expected: Expected | undefined][] = [
    ['retention.ms', '2.6.0', {type: 'long', server: 'log.retention.ms', default: '604800000'}],
    ['cleanup.policy', '3.9.2', {type: 'list', valid: {oneOf: ['compact', 'delete']}}],
    ['message.format.version', '3.9.2', {deprecated: true, server: 'log.message.format.version'}],
    ['message.format.version', '4.0.0', undefined],
    ['min.insync.replicas', '2.5.0', {type: 'int', valid: {min: 1}, server: 'min.insync.replicas'}],
    ['remote.storage.enable', '2.6.0', undefined],
  ];
  for (const [key, version, expected] of facts) {
    it(`${key} in ${version}`, () => check(factsAt(TOPIC, key, version), expected));
  }

  it('names only broker properties as defaults that the same release has', () => {
    for (const stretches of Object.values(TOPIC.keys)) {
      for (const {in: range, server} of stretches) {
        for (const version of server === undefined ? [] : range)
          assert.ok(factsAt(BROKER, server ?? '', version), `${server} ${version}`);
      }
    }
  });
});

describe('what the ZooKeeper catalogue says', () => {
  const facts: [key: string, version: string, expected: Expected | undefined][] = [
    ['tickTime', '3.4.14', {type: 'int', refused: true, system: undefined}],
    ['syncEnabled', '3.4.14', {type: 'boolean', refused: undefined}],
    ['syncEnabled', '3.9.5', {type: 'boolean', refused: true}],
    ['peerType', '3.8.6', {valid: {oneOf: ['observer', 'participant'], anyCase: true}}],
    ['server.', '3.4.14', {prefix: true}],
    ['4lw.commands.whitelist', '3.8.6', {type: 'string', system: true}],
    ['admin.enableServer', '3.4.14', undefined],
    ['admin.serverPort', '3.5.8', {type: 'int', system: true}],
    ['ssl.quorum.keyStore.location', '3.5.8', {type: 'string', system: true}],
    ['ssl.quorum.hostnameVerification', '3.8.6', {type: 'boolean', system: true}],
    ['snapCount', '3.9.5', {type: 'int', system: true}],
  ];
  for (const [key, version, expected] of facts) {
    it(`${key} in ${version}`, () => check(factsAt(ZOOKEEPER, key, version), expected));
  }
});

describe('merging releases', () => {
  const release = (version: string, facts: Record<string, Facts>) => ({
    version,
    facts: new Map(Object.entries(facts)),
  });
  const int: Facts = {type: 'int', default: '1'};

  it('makes one stretch of what stays the same, and new ones after a change or a gap', () => {
    const {keys} = merge('g:a', [
      release('1.9.0', {b: int, a: int}),
      release('1.10.0', {b: {default: '1', type: 'int'}}),
      release('2.0.0', {a: int, b: {...int, default: '2'}}),
    ]);
    assert.deepEqual(Object.entries(keys), [
      [
        'a',
        [
          {in: ['1.9.0', '1.9.0'], ...int},
          {in: ['2.0.0', '2.0.0'], ...int},
        ],
      ],
      [
        'b',
        [
          {in: ['1.9.0', '1.10.0'], ...int},
          {in: ['2.0.0', '2.0.0'], type: 'int', default: '2'},
        ],
      ],
    ]);
  });

  it('refuses releases out of order', () =>
    assert.throws(() => merge('g:a', [release('1.10.0', {}), release('1.9.0', {})]), /not in order/));

  it('takes versions as numbers', () => {
    assert.ok(compareVersions('3.5.10', '3.5.9') > 0);
    assert.equal(compareVersions('4.0', '4.0.0'), 0);
  });
});

describe('the comparison with an extract', () => {
  const catalogue = merge('g:a', [
    {version: '3.9.0', facts: new Map([['a', {type: 'int', default: '60000', valid: {min: 1}}]])},
  ]);
  const extract = (key: string, normal: string): Extract => ({
    versions: ['3.9'],
    keys: {
      [key]: {
        in: [['3.9', '3.9']],
        type: [['3.9', 'int']],
        default: [['3.9', normal]],
        valid: [['3.9', '[1,...]']],
      },
    },
  });

  it('finds none where both say the same in their own words', () =>
    assert.deepEqual(differences(catalogue, extract('a', '60000 (1 minute)')), []));

  it('finds another value, and keys that one side alone has', () => {
    const kinds = (other: Extract) => differences(catalogue, other).map(({kind, key}) => `${kind}: ${key}`);
    assert.deepEqual(kinds(extract('a', '5')), ['default: a']);
    assert.deepEqual(kinds(extract('b', '5')), ['only in the catalogue: a', 'only in the extract: b']);
  });
});

function check(found: Facts | undefined, expected: Expected | undefined): void {
  if (expected === undefined) return assert.equal(found, undefined);
  assert.ok(found);
  for (const field of Object.keys(expected) as (keyof Facts)[])
    assert.deepEqual(found[field], expected[field], field);
}

function read(name: string): Catalogue {
  return JSON.parse(text(name)) as Catalogue;
}

function text(name: string): string {
  return readFileSync(new URL(`../schemas/catalogues/${name}.json`, import.meta.url), 'utf8');
}
