import assert from 'node:assert/strict';
import {healthOf, type Told} from '../../src/model/health.ts';
import {broker, CLUSTER, cluster, GROUPS, server, UNIT} from '../support/health.ts';

function faultsOf(...others: readonly Told[]): string[] {
  const {hosts, faults, isHealthy} = healthOf(cluster(...others), GROUPS);
  const found = [
    ...hosts.flatMap((host) => [...host.faults, ...host.services.flatMap((service) => service.faults)]),
    ...faults,
  ];
  assert.equal(isHealthy, found.length === 0);
  return found;
}

const DOWN = {...UNIT, active: 'failed', sub: 'failed', seconds: null};

describe('what is wrong with a cluster', () => {
  it('is nothing where all is as wanted', () => assert.deepEqual(faultsOf(), []));

  const cases: readonly (readonly [string, readonly Told[], readonly string[]])[] = [
    [
      'a host that is away',
      [{host: 'k1', texts: [], problem: 'unreachable: no route'}],
      ['unreachable: no route'],
    ],
    [
      'a service that failed',
      [broker(3, {unit: DOWN, release: '', heap: '', cluster: undefined})],
      ['it is failed: journalctl --unit kafka-server tells more'],
    ],
    [
      'a service that was never installed',
      [broker(3, {unit: {...DOWN, installed: false}, release: '', cluster: undefined})],
      ['it is not installed: kafkabook run kafka'],
    ],
    [
      'a service that is not started at boot',
      [server(1, {unit: {...UNIT, enabled: false}})],
      ['it does not start at boot: systemctl enable'],
    ],
    [
      'a service that comes up again and again',
      [broker(1, {unit: {...UNIT, restarts: 7, seconds: 20}})],
      ['systemd has restarted it 7 times: it keeps failing'],
    ],
    [
      'another release',
      [broker(2, {release: 'kafka_2.13-3.9.1'})],
      ['it runs kafka_2.13-3.9.1, not kafka_2.13-3.9.2'],
    ],
    ['another heap', [broker(2, {heap: '2g'})], ['it runs with a heap of 2g, not 1g']],
    [
      'another configuration',
      [broker(2, {pending: ['num.io.threads']})],
      ['its file differs from cluster.yml in num.io.threads: kafkabook run kafka'],
    ],
    [
      'a configuration that was not loaded',
      [server(1, {stale: ['zoo.cfg']})],
      ['it was started with something else than stands in its files: zoo.cfg'],
    ],
    [
      'a disk that is nearly full',
      [broker(1, {dirs: [{path: '/d', bytes: 100, free: 5, problem: ''}]})],
      ['/d is 95 % full'],
    ],
    [
      'a disk that is gone',
      [broker(1, {dirs: [{path: '/d', problem: 'is read-only'}]})],
      ['/d is read-only'],
    ],
    [
      'a server outside of the quorum',
      [server(1, {mode: '', problem: 'it serves nobody: it has no quorum'})],
      [
        'it serves nobody: it has no quorum',
        'ZooKeeper has just the servers that it needs: it cannot lose another one',
      ],
    ],
    [
      'followers that lag',
      [server(2, {mode: 'leader', synced: 1})],
      ['1 of 2 followers of ZooKeeper are not in sync'],
    ],
    [
      'an ensemble without a leader',
      [server(2, {mode: 'follower'})],
      ['ZooKeeper has no leader: it serves nobody'],
    ],
    [
      'two ensembles',
      [server(1, {mode: 'standalone'})],
      ['ZooKeeper has 2 leaders: its servers are no one ensemble'],
    ],
    [
      'a broker that the cluster does not know',
      [1, 2, 3].map((id) => broker(id, {cluster: {...CLUSTER, registered: [1, 2]}})),
      ['it is not registered with the cluster'],
    ],
    [
      'partitions',
      [1, 2, 3].map((id) =>
        broker(id, {
          cluster: {
            ...CLUSTER,
            controller: 7,
            lagging: {count: 7, some: ['a-0', 'a-1', 'a-2', 'a-3', 'a-4']},
            offline: {count: 1, some: ['b-0']},
            below: {count: 1, some: ['b-0']},
          },
        }),
      ),
      [
        'the brokers have no controller that serves',
        '1 partition is offline: b-0',
        '1 partition is below min.insync.replicas, where acks=all writes nothing: b-0',
        '7 partitions are under-replicated: a-0, a-1, a-2, a-3, a-4 and 2 more',
      ],
    ],
    [
      'brokers that do not answer',
      [1, 2, 3].map((id) => broker(id, {cluster: undefined, problem: 'the brokers do not answer: refused'})),
      [
        'the brokers do not answer: refused',
        'the brokers do not answer: refused',
        'the brokers do not answer: refused',
      ],
    ],
  ];
  for (const [title, others, faults] of cases)
    it(`is ${title}`, () => assert.deepEqual(faultsOf(...others), faults));

  it('is the worst that any broker tells, and that they do not agree', () => {
    const other = {...CLUSTER, controller: 2, offline: {count: 1, some: ['c-0']}};
    assert.deepEqual(faultsOf(broker(2, {cluster: other})), [
      '1 partition is offline: c-0',
      'the brokers do not agree on the controller: 1 and 2',
    ]);
  });

  it('is told of an ensemble only where all of it was asked', () =>
    assert.deepEqual(healthOf([server(1)], GROUPS).faults, []));

  it('is nothing that only has to be known', () => {
    const others = [1, 2, 3].map((id) =>
      broker(id, {cluster: {...CLUSTER, leaders: {1: 6, 2: 3}}, protocol: '3.8'}),
    );
    assert.deepEqual(faultsOf(...others), []);
    assert.deepEqual(healthOf(cluster(...others), GROUPS).notes, [
      'an upgrade is not finalised: the brokers speak 3.8 (kafkabook upgrade kafka --finalize)',
      'not all leaders are the preferred ones: broker 3 leads fewer partitions',
    ]);
  });

  it('cannot be said where a text was cut off', () => {
    const {texts, ...rest} = server(1);
    assert.throws(
      () => healthOf([{...rest, texts: texts.slice(0, 1)}], GROUPS),
      /does not tell its state as a whole/,
    );
  });
});
