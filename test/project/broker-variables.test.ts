import assert from 'node:assert/strict';
import {brokerVariables} from '../../src/project/broker-variables.ts';
import {brokerConfig} from '../../src/project/references.ts';
import type {Broker} from '../../src/model/cluster.ts';
import {clusterOf, specWith, type Settings} from './specs.ts';

const brokersOf = (...settings: Settings): readonly Broker[] =>
  clusterOf(JSON.stringify(specWith(settings))).kafka.brokers;

describe('variables of brokers', () => {
  it('are a file of none where they differ in name and id alone', () => {
    assert.equal(brokerVariables(brokersOf()).own.size, 0);
  });

  it('are a file of the one that differs, with just that', () => {
    const {own, shared} = brokerVariables(
      brokersOf(
        [['kafka', 'config'], {'num.io.threads': 8, 'min.insync.replicas': 1}],
        [['kafka', 'brokers', 1, 'config'], {'num.io.threads': 16, 'queued.max.requests': 9}],
        [['kafka', 'brokers', 2, 'heap'], '3g'],
      ),
    );
    assert.deepEqual(
      [...own],
      [
        ['kafka02', {kafka_host_config: {'num.io.threads': '16', 'queued.max.requests': '9'}}],
        ['kafka03', {kafka_heap: '3g'}],
      ],
    );
    assert.equal((shared['kafka_config'] as Record<string, string>)['num.io.threads'], '8');
    assert.equal(shared['kafka_heap'], '1g');
  });

  it('are the same again for who reads them, as Ansible does', () => {
    const brokers = brokersOf(
      ...['a', '1', 'True'].map((rack, at): Settings[number] => [['kafka', 'brokers', at, 'rack'], rack]),
      [['kafka', 'brokers', 1, 'config'], {'num.io.threads': 16}],
    );
    const {own, shared, inline} = brokerVariables(brokers);
    assert.deepEqual(
      [...inline.values()],
      ['kafka_id=1 kafka_rack=a', `kafka_id=2 kafka_rack='"1"'`, `kafka_id=3 kafka_rack='"True"'`],
    );
    const plain = JSON.parse(JSON.stringify(shared)) as Record<string, unknown>;
    for (const {host, id, config} of brokers) {
      const rack = config.find(({key}) => key === 'broker.rack')?.value;
      assert.deepEqual(
        brokerConfig({...plain, ...own.get(host.name), kafka_id: id, kafka_rack: rack}, host.name),
        Object.fromEntries(config.map(({key, value}) => [key, value])),
      );
    }
  });
});
