import assert from 'node:assert/strict';
import {ExitCode, exitCodeDescriptions} from '../../src/exit-codes.ts';

describe('ExitCode', () => {
  const codes = Object.values(ExitCode);
  it('gives every outcome a number of its own', () => assert.equal(new Set(codes).size, codes.length));
  it('fits into the eight bits of an exit status', () =>
    assert.ok(codes.every((code) => code >= 0 && code < 256)));
  it('describes every code in a sentence', () => {
    assert.deepEqual(Object.keys(exitCodeDescriptions).sort(), Object.keys(ExitCode).sort());
    for (const text of Object.values(exitCodeDescriptions)) assert.match(text, /^[A-Z].*\.$/);
  });
});
