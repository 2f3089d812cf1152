import assert from 'node:assert/strict';
import {fullName, idFromName, shortName} from '../../src/model/identity.ts';

describe('identity', () => {
  for (const [name, id] of [
    ['peter-kafka10', 10],
    ['peter-zk01.foo.bar', 1],
    ['zk.rack2', undefined],
    ['a0', 0],
  ] as const) {
    it(`${name} is ${id}`, () => assert.equal(idFromName(name), id));
  }
  it('appends the domain to short names only', () => {
    assert.deepEqual(
      [fullName('a', 'b.c'), fullName('a.b', 'b.c'), fullName('a', undefined)],
      ['a.b.c', 'a.b', 'a'],
    );
    assert.equal(shortName('a.b.c'), 'a');
  });
});
