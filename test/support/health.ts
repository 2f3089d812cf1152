import type {Told} from '../../src/model/health.ts';

/** Hosts of each role. */
export const GROUPS = new Map([
  ['zkhosts', ['zk1', 'zk2', 'zk3']],
  ['kafkahosts', ['k1', 'k2', 'k3']],
]);
const NONE = {count: 0, some: []};
/** What brokers say of a cluster in which everything is well. */
export const CLUSTER = {
  ...{
    controller: 1,
    registered: [1, 2, 3],
    topics: 2,
    partitions: 9,
    lagging: NONE,
    offline: NONE,
    below: NONE,
  },
  leaders: {1: 3, 2: 3, 3: 3},
  preferred: {1: 3, 2: 3, 3: 3},
};
/** What systemd says of a service that runs. */
export const UNIT = {
  installed: true,
  active: 'active',
  sub: 'running',
  enabled: true,
  restarts: 0,
  seconds: 90_000,
};

type Fields = Record<string, unknown>;

/** What roles/status tells of a ZooKeeper server. */
export function server(id: number, more: Fields = {}): Told {
  const mode = id === 2 ? {mode: 'leader', synced: 2} : {mode: 'follower'};
  return told(`zk${id}`, {
    ...{role: 'zookeeper', id, unit: UNIT, release: 'apache-zookeeper-3.8.6-bin', heap: '512m'},
    ...{wanted: {release: 'apache-zookeeper-3.8.6-bin', heap: '512m'}, outstanding: 0, ...mode},
    ...more,
  });
}

/** What roles/status tells of a broker. */
export function broker(id: number, more: Fields = {}): Told {
  return told(`k${id}`, {
    ...{role: 'kafka', id, unit: UNIT, release: 'kafka_2.13-3.9.2', heap: '1g'},
    ...{wanted: {release: 'kafka_2.13-3.9.2', heap: '1g'}, cluster: CLUSTER},
    dirs: [{path: '/data/kafka-logs', bytes: 100e9, free: 60e9, problem: ''}],
    ...more,
  });
}

function told(host: string, service: Fields): Told {
  const text = JSON.stringify({services: [{pending: [], stale: [], dirs: [], ...service}]});
  return {host, texts: [text.slice(0, 100), text.slice(100)], problem: null};
}

/** A cluster in which everything is well, but for what the hosts that are given tell. */
export function cluster(...others: readonly Told[]): Told[] {
  const well = [1, 2, 3].flatMap((id) => [server(id), broker(id)]);
  return well.map((each) => others.find(({host}) => host === each.host) ?? each);
}
