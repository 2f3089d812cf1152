import assert from 'node:assert/strict';
import {keysOf} from '../../src/kafka/client.ts';

describe('keys of records', () => {
  // Utils.toPositive(Utils.murmur2(key)) % 3 of kafka-clients 3.9.2: 1, 0 and 2 for key-0, key-1 and key-2.
  it("lead to each partition, by the hash of Kafka's own clients", () =>
    assert.deepEqual(keysOf(3), ['key-1', 'key-0', 'key-2']));

  it('are there for each partition', () => assert.equal(new Set(keysOf(40)).size, 40));
});
