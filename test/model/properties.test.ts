import assert from 'node:assert/strict';
import fc from 'fast-check';
import {escapeValue} from '../../src/model/properties.ts';
import {readProperties} from '../project/readers.ts';

describe('a value in a properties file', () => {
  it('is read back by Java as it was written', () => {
    fc.assert(fc.property(fc.string({unit: 'binary'}), readsBack), {numRuns: 1000});
    fc.assert(
      fc.property(fc.string({unit: fc.constantFrom(' ', '\\', 'u', '=', ':', '#', '!', 'a')}), readsBack),
    );
  });

  it('is one line of printable ASCII', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary'}), (value) => {
        assert.match(escapeValue(value), /^[ -~]*$/);
      }),
    );
  });

  it('stays readable where nothing has to be escaped', () => {
    for (const value of ['1073741824', 'a=b:c', 'PLAINTEXT://0.0.0.0:9092', 'a b # c']) {
      assert.equal(escapeValue(value), value);
    }
    assert.equal(escapeValue(' C:\\dir é'), '\\ C:\\\\dir \\u00e9');
  });
});

function readsBack(value: string): void {
  assert.equal(readProperties(`key=${escapeValue(value)}`).get('key'), value);
}
