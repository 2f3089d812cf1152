import type {Archive, Cluster, Property} from '../model/cluster.ts';
import {listenersIn} from '../model/listeners.ts';

/** What roles/preflight is to look at on a host. */
export type WantedOfHost = Readonly<{
  services: readonly WantedService[];
  /** Addresses by full name. */
  names: Readonly<Record<string, string>>;
  reach: readonly (readonly [address: string, port: number])[];
  java: string;
}>;

export type WantedService = Readonly<{
  role: 'zookeeper' | 'kafka';
  id: number;
  unit: string;
  /** Whose the data have to be. */
  user: string;
  ports: readonly number[];
  dirs: readonly string[];
  installed: string;
  urls: readonly string[];
  /** Whether the file with the SHA-512 beside the archive is wanted, too. */
  sums: boolean;
}>;

/** By the full name of each host, what is to be looked at there. Pure. */
export function wantedOf(cluster: Cluster): Record<string, WantedOfHost> {
  const {hosts, zookeeper, kafka, installDir, java} = cluster;
  const names = Object.fromEntries(hosts.map(({name, address}) => [name, address]));
  const quorum = zookeeper.nodes.length > 1 ? [zookeeper.peerPort, zookeeper.electionPort] : [];
  const brokerPorts = kafka.brokers.map((broker) => ({
    address: broker.host.address,
    ports: portsOf(broker.config),
  }));
  const servicesOf = (host: string): WantedService[] => [
    ...zookeeper.nodes
      .filter((node) => node.host.name === host)
      .map(({id}) => ({
        ...{role: 'zookeeper' as const, id, unit: 'zookeeper-server', user: zookeeper.user},
        ports: [zookeeper.clientPort, ...quorum],
        dirs: [...new Set([zookeeper.dataDir, zookeeper.dataLogDir])],
        ...sourceOf(zookeeper.archive, installDir),
      })),
    ...kafka.brokers
      .filter((broker) => broker.host.name === host)
      .map(({id, dataDirs, config}) => ({
        ...{role: 'kafka' as const, id, unit: 'kafka-server', user: kafka.user},
        ...{ports: portsOf(config), dirs: dataDirs},
        ...sourceOf(kafka.archive, installDir),
      })),
  ];
  return Object.fromEntries(
    hosts.map(({name, address}) => {
      const services = servicesOf(name);
      const isServer = services.some(({role}) => role === 'zookeeper');
      const isBroker = services.some(({role}) => role === 'kafka');
      const servers = zookeeper.nodes.map(({host}) => host.address);
      const reach = [
        ...(isServer
          ? servers
              .filter((each) => each !== address)
              .flatMap((each) => quorum.map((port) => [each, port] as const))
          : []),
        ...(isBroker ? servers.map((each) => [each, zookeeper.clientPort] as const) : []),
        ...(isBroker
          ? brokerPorts
              .filter((each) => each.address !== address)
              .flatMap((each) => each.ports.map((port) => [each.address, port] as const))
          : []),
      ];
      return [name, {services, names, reach, java: java.home}];
    }),
  );
}

function sourceOf(
  {folder, urls, sha512}: Archive,
  installDir: string,
): Pick<WantedService, 'installed' | 'urls' | 'sums'> {
  return {installed: `${installDir}/${folder}`, urls, sums: sha512 === ''};
}

function portsOf(config: readonly Property[]): number[] {
  const line = config.find(({key}) => key === 'listeners')?.value ?? '';
  return listenersIn(line, '').map(({port}) => port);
}
