import assert from 'node:assert/strict';
import {checkLimit, fullLimit} from '../../src/ansible/checks.ts';
import type {Manifest} from '../../src/ansible/manifest.ts';

const MANIFEST: Manifest = {
  cluster: 'peter',
  spec: [],
  playbooks: new Map([['site', ['zk01.foo.bar', 'zk02.foo.bar', 'zk01.other', 'kafka01']]]),
  groups: new Map([['zkhosts', ['zk01.foo.bar', 'zk02.foo.bar', 'zk01.other']]]),
  keyFile: null,
  places: {hosts: new Map(), sections: new Map()},
  files: new Map(),
};

describe('fullLimit', () => {
  const rows: [given: string, expected: string][] = [
    ['zk02', 'zk02.foo.bar'],
    ['zk02,kafka01', 'zk02.foo.bar,kafka01'],
    ['zkhosts:!zk02', 'zkhosts:!zk02.foo.bar'],
    ['zk02.foo.bar', 'zk02.foo.bar'],
    ['zk01', 'zk01'],
    ['zk02*', 'zk02*'],
    ['zkhosts[0]', 'zkhosts[0]'],
    ['nobody', 'nobody'],
    ['@/tmp/zk02', '@/tmp/zk02'],
  ];
  for (const [given, expected] of rows)
    it(`${given} is ${expected}`, () => assert.equal(fullLimit(given, MANIFEST), expected));

  it('leaves a name of several hosts for the check to refuse', () =>
    assert.throws(() => checkLimit(fullLimit('zk01', MANIFEST), MANIFEST), /zk01/));
});

describe('checkLimit', () => {
  for (const limit of ['', ' ', ',', ' : '])
    it(`refuses "${limit}", which would mean every host`, () =>
      assert.throws(() => checkLimit(limit, MANIFEST), /names nothing/));
});
