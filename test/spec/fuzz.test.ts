import assert from 'node:assert/strict';
import {mutate, randomFrom} from '../fuzz/mutate.ts';
import {fuzz} from '../fuzz/specs.ts';

describe('mutated specs', () => {
  it('never throw, never take long, and what passes can be generated', async function () {
    this.timeout(120_000);
    const {valid, invalid, faults} = await fuzz(1500, 500_000);
    assert.deepEqual(faults, []);
    assert.ok(valid > 50, `${valid} valid`);
    assert.ok(invalid > 1000, `${invalid} refused`);
  });

  it('are the same for the same seed', () => {
    const one = mutate('kafka: {heap: 1g}\n', randomFrom(7));
    assert.deepEqual(mutate('kafka: {heap: 1g}\n', randomFrom(7)), one);
  });
});
