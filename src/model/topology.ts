import type {Broker, Cluster} from './cluster.ts';
import {listenersIn, type Listener} from './listeners.ts';

/** A cluster for people: what runs where, and who talks to whom. */
export type Topology = Readonly<{
  name: string;
  services: readonly Placed[];
  links: readonly Link[];
}>;

/** A service on its machine. `rack` is '' where none is set. */
export type Placed = Readonly<{
  role: 'zookeeper' | 'kafka';
  id: number;
  host: string;
  shortName: string;
  address: string;
  rack: string;
  version: string;
  ports: readonly number[];
}>;

export type Party = 'clients' | 'brokers' | 'ensemble' | 'control node';

/** `ports` of `to`, and what goes there. */
export type Link = Readonly<{from: Party; to: Party; ports: readonly number[]; what: string}>;

/** What runs where, and who talks to whom. Pure. */
export function topologyOf(cluster: Cluster): Topology {
  const {name, ssh, zookeeper, kafka} = cluster;
  const listeners = [
    ...new Set(kafka.brokers.flatMap((broker) => listenersOf(broker).map(({port}) => port))),
  ];
  const protocols = [
    ...new Set(kafka.brokers.flatMap((broker) => listenersOf(broker).map((each) => each.protocol))),
  ];
  const own = [...new Set(kafka.brokers.map(interBrokerPort))];
  return {
    name,
    services: [
      ...zookeeper.nodes.map(({host, id}): Placed => ({
        ...{role: 'zookeeper', id, host: host.name, shortName: host.shortName, address: host.address},
        ...{rack: '', version: zookeeper.version},
        ports: [zookeeper.clientPort, zookeeper.peerPort, zookeeper.electionPort],
      })),
      ...kafka.brokers.map((broker): Placed => {
        const {host, id} = broker;
        return {
          ...{role: 'kafka', id, host: host.name, shortName: host.shortName, address: host.address},
          ...{rack: valueOf(broker, 'broker.rack'), version: kafka.version},
          ports: listenersOf(broker).map(({port}) => port),
        };
      }),
    ],
    links: [
      {from: 'clients', to: 'brokers', ports: listeners, what: protocols.join(', ')},
      {from: 'brokers', to: 'brokers', ports: own, what: 'replication'},
      {from: 'brokers', to: 'ensemble', ports: [zookeeper.clientPort], what: 'metadata'},
      ...(zookeeper.nodes.length > 1
        ? [
            {
              from: 'ensemble',
              to: 'ensemble',
              ports: [zookeeper.peerPort, zookeeper.electionPort],
              what: 'quorum',
            } as const,
          ]
        : []),
      {from: 'control node', to: 'brokers', ports: [ssh.port], what: 'ssh'},
      {from: 'control node', to: 'ensemble', ports: [ssh.port], what: 'ssh'},
    ],
  };
}

function listenersOf(broker: Broker): Listener[] {
  return listenersIn(valueOf(broker, 'listeners'), valueOf(broker, 'listener.security.protocol.map'));
}

/** Where brokers copy from each other: the listener that is named for it, else the first. */
function interBrokerPort(broker: Broker): number {
  const listeners = listenersOf(broker);
  const named = valueOf(broker, 'inter.broker.listener.name');
  return (listeners.find(({name}) => name === named) ?? listeners[0])?.port ?? 0;
}

function valueOf({config}: Broker, wanted: string): string {
  return config.find(({key}) => key === wanted)?.value ?? '';
}
