import assert from 'node:assert/strict';
import {listenersIn} from '../../src/model/listeners.ts';

describe('listeners', () => {
  it('are read with their protocols, whatever they are called', () =>
    assert.deepEqual(listenersIn('INSIDE://k1:9092, OUT://[::1]:9093', 'INSIDE:PLAINTEXT,OUT:SASL_SSL'), [
      {name: 'INSIDE', address: 'k1:9092', port: 9092, protocol: 'PLAINTEXT'},
      {name: 'OUT', address: '[::1]:9093', port: 9093, protocol: 'SASL_SSL'},
    ]));

  it('are called like their protocol where nothing else is said, and may listen everywhere', () => {
    assert.deepEqual(listenersIn('PLAINTEXT://:9092', ''), [
      {name: 'PLAINTEXT', address: ':9092', port: 9092, protocol: 'PLAINTEXT'},
    ]);
    assert.deepEqual(listenersIn('', ''), []);
  });
});
