import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {topologyOf} from '../../src/model/topology.ts';
import {clusterOf, specWith} from '../project/specs.ts';

describe('what runs where, and who talks to whom', () => {
  it('is told of the book', () => {
    const {name, services, links} = topologyOf(clusterOf(readFileSync('examples/book.yml', 'utf8')));
    assert.equal(name, 'peter');
    assert.deepEqual(
      services.map(({role, id, shortName, address}) => `${role} ${id} ${shortName} ${address}`),
      [
        ...[1, 2, 3].map((id) => `zookeeper ${id} peter-zk0${id} 198.18.0.1${id}`),
        ...[1, 2, 3].map((id) => `kafka ${id} peter-kafka0${id} 198.18.0.2${id}`),
      ],
    );
    assert.deepEqual(
      links.map(({from, to, ports}) => `${from} > ${to}: ${ports.join()}`),
      [
        ...['clients > brokers: 9092', 'brokers > brokers: 9092', 'brokers > ensemble: 2181'],
        ...['ensemble > ensemble: 2888,3888', 'control node > brokers: 22', 'control node > ensemble: 22'],
      ],
    );
  });

  it('follows listeners, racks and ports', () => {
    const {services, links} = topologyOf(
      clusterOf(
        JSON.stringify(
          specWith([
            [
              ['kafka', 'listeners'],
              [
                {name: 'INSIDE', port: 9093},
                {name: 'CLIENTS', port: 9094},
              ],
            ],
            ...['a', 'b', 'c'].map((rack, at) => [['kafka', 'brokers', at, 'rack'], rack] as const),
            [['zookeeper', 'client_port'], 2182],
            [['ssh', 'port'], 2222],
          ]),
        ),
      ),
    );
    const brokers = services.filter(({role}) => role === 'kafka');
    assert.deepEqual(brokers.map(({ports, rack}) => [ports.join(), rack])[1], ['9093,9094', 'b']);
    const said = links.map(({from, to, ports, what}) => `${from} > ${to}: ${ports.join()} ${what}`);
    assert.deepEqual(said.slice(0, 3), [
      'clients > brokers: 9093,9094 PLAINTEXT',
      'brokers > brokers: 9093 replication',
      'brokers > ensemble: 2182 metadata',
    ]);
    assert.equal(said.at(-1), 'control node > ensemble: 2222 ssh');
  });
});
