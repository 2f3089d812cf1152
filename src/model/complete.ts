import {posix} from 'node:path';
import type {Spec} from '../spec/spec.ts';
import {completeAws, hasAddresses, type Aws} from './aws.ts';
import type {
  Archive,
  Broker,
  Cluster,
  Host,
  Java,
  Jump,
  Kafka,
  Property,
  Ssh,
  Zookeeper,
  ZookeeperNode,
} from './cluster.ts';
import {fullName, idFromName, shortName} from './identity.ts';
import {escapeValue} from './properties.ts';
import * as releases from './releases.ts';

/** What of the surroundings a cluster depends on. */
export type Surroundings = {
  /** Path from the project folder to the folder of cluster.yml, such as `..`. */
  readonly specFolder: string;
};

/**
 * What a spec is about: a cluster, what it has on AWS, or both. `cluster` is null as long as its machines have no addresses,
 * `aws` where the spec has no such section.
 */
export type Subject = {
  readonly name: string;
  readonly ssh: Ssh;
  readonly cluster: Cluster | null;
  readonly aws: Aws | null;
};

/** All that a checked spec means. */
export function completeSpec(spec: Spec, surroundings: Surroundings): Subject {
  return {
    name: spec.cluster.name,
    ssh: completeSsh(spec, (path) => localPath(path, surroundings.specFolder)),
    cluster: hasAddresses(spec) ? completeCluster(spec, surroundings) : null,
    aws: completeAws(spec, (path) => localPath(path, surroundings.specFolder)),
  };
}

/**
 * The Cluster that a checked spec means: ids, connect strings, listeners, archives and files all worked out.
 * Throws only where the spec was not checked (a node without any id), or where hasAddresses() says no.
 */
export function completeCluster(spec: Spec, surroundings: Surroundings): Cluster {
  const local = (path: string | undefined) => localPath(path, surroundings.specFolder);
  const zookeeper = completeZookeeper(spec, local);
  const kafka = completeKafka(spec, zookeeper, local);
  return {
    name: spec.cluster.name,
    ssh: completeSsh(spec, local),
    java: completeJava(spec, local),
    timezone: spec.timezone ?? '',
    hostsFile: spec.hosts_file,
    installDir: spec.install_dir,
    hosts: distinctHosts([
      ...zookeeper.nodes.map((node) => node.host),
      ...kafka.brokers.map((broker) => broker.host),
    ]),
    zookeeper,
    kafka,
  };
}

type Local = (path: string | undefined) => string;

function completeSsh({ssh}: Spec, local: Local): Ssh {
  return {
    user: ssh.user,
    port: ssh.port,
    keyFile: local(ssh.key_file),
    knownHostsFile: local(ssh.known_hosts_file),
    jump: ssh.proxy_jump === undefined ? null : jumpOf(ssh.proxy_jump),
    become: ssh.become,
  };
}

/** The parts of [user@]host[:port]. */
function jumpOf(text: string): Jump {
  const [, destination = '', user = null, host = '', port] =
    /^((?:([^@]*)@)?(.*?))(?::([0-9]+))?$/.exec(text) ?? [];
  return {destination, user, host, port: port === undefined ? null : Number(port)};
}

function completeJava({java, install_dir: installDir}: Spec, local: Local): Java {
  const source = java.home ? 'existing' : java.tarball ? 'tarball' : 'package';
  return {
    source,
    version: java.version,
    package: java.package ?? '',
    home: java.home ?? (java.tarball ? `${installDir}/${tarballFolder(java.tarball)}` : ''),
    tarball: local(java.tarball),
  };
}

/** Named like the archive, so that another build of the same version is another folder, and running JVMs keep theirs. */
function tarballFolder(tarball: string): string {
  return posix
    .basename(tarball)
    .replace(/\.(tar\.gz|tgz)$/, '')
    .replaceAll(/[^\w.+-]/g, '_');
}

function completeZookeeper(spec: Spec, local: Local): Zookeeper {
  const zookeeper = spec.zookeeper;
  if (!zookeeper) throw new Error('a cluster in ZooKeeper mode has a zookeeper section');
  // By id: a list that is only sorted anew means the same, and must restart nothing.
  const nodes = zookeeper.nodes
    .map((node) => ({host: host(node, spec), id: requiredId(node)}))
    .sort((one, other) => one.id - other.id);
  const dataLogDir = zookeeper.data_log_dir ?? zookeeper.data_dir;
  return {
    version: zookeeper.version,
    archive: archive(spec, releases.zookeeperArchive(zookeeper.version), local),
    nodes,
    dataDir: zookeeper.data_dir,
    dataLogDir,
    clientPort: zookeeper.client_port,
    peerPort: zookeeper.peer_port,
    electionPort: zookeeper.election_port,
    heap: zookeeper.heap,
    user: zookeeper.user,
    config: zookeeperConfig(zookeeper, nodes),
  };
}

/**
 * tickTime and the limits are those of ZooKeeper's own sample; autopurge those of the book. Servers are named by their
 * addresses: installers leave a machine's own name at 127.0.1.1, and a server that binds there is alone for ever.
 * quorumListenOnAllIPs is no way out: ZooKeeper 3.5 then tells its peers to find it at 0.0.0.0, which is themselves.
 */
function zookeeperConfig(
  zookeeper: NonNullable<Spec['zookeeper']>,
  nodes: readonly ZookeeperNode[],
): readonly Property[] {
  const {data_dir: dataDir, data_log_dir: dataLogDir} = zookeeper;
  return properties({
    tickTime: 2000,
    initLimit: 10,
    syncLimit: 5,
    dataDir,
    ...(dataLogDir && dataLogDir !== dataDir ? {dataLogDir} : {}),
    clientPort: zookeeper.client_port,
    'autopurge.snapRetainCount': 3,
    'autopurge.purgeInterval': 1,
    // It would take port 8080 on every node, which is seldom free and never asked for.
    ...(releases.adminServer(zookeeper.version) ? {'admin.enableServer': false} : {}),
    ...(releases.fourLetterWhitelist(zookeeper.version) ? {'4lw.commands.whitelist': 'srvr,ruok,mntr'} : {}),
    ...sorted(zookeeper.config ?? {}),
    ...Object.fromEntries(
      nodes.map((node) => [
        `server.${node.id}`,
        `${bracketed(node.host.address)}:${zookeeper.peer_port}:${zookeeper.election_port}`,
      ]),
    ),
  });
}

function completeKafka(spec: Spec, zookeeper: Zookeeper, local: Local): Kafka {
  const {kafka} = spec;
  const scala = kafka.scala ?? releases.defaultScala(kafka.version);
  const ensemble = zookeeper.nodes.map((node) => `${node.host.name}:${zookeeper.clientPort}`).join(',');
  const zookeeperConnect = `${ensemble}${kafka.chroot ?? ''}`;
  const brokers = kafka.brokers.map((broker) => completeBroker(spec, broker, zookeeperConnect));
  const servers = bootstrapServers(spec, brokers);
  const connection = (asksBrokers: boolean) =>
    asksBrokers ? (['--bootstrap-server', servers] as const) : (['--zookeeper', zookeeperConnect] as const);
  return {
    version: kafka.version,
    scala,
    archive: archive(spec, releases.kafkaArchive(kafka.version, scala), local),
    brokers,
    zookeeperConnect,
    bootstrapServers: servers,
    topicsConnection: connection(releases.topicsUseBootstrapServer(kafka.version)),
    reassignmentConnection: connection(releases.reassignmentUsesBootstrapServer(kafka.version)),
    user: kafka.user,
    tuneSystem: kafka.tune_system,
    interruptibleTopics: kafka.interruptible_topics,
  };
}

function completeBroker(
  spec: Spec,
  broker: Spec['kafka']['brokers'][number],
  zookeeperConnect: string,
): Broker {
  const {kafka} = spec;
  const machine = host(broker, spec);
  const dataDirs = broker.data_dirs ?? kafka.data_dirs;
  const id = requiredId(broker);
  const config = properties({
    'broker.id': id,
    ...(broker.rack ? {'broker.rack': broker.rack} : {}),
    listeners: kafka.listeners.map(({name, bind, port}) => `${name}://${bracketed(bind)}:${port}`).join(','),
    'advertised.listeners': kafka.listeners
      .map((listener) => `${listener.name}://${advertisedHost(listener, machine)}:${listener.port}`)
      .join(','),
    'listener.security.protocol.map': kafka.listeners
      .map(({name, protocol}) => `${name}:${protocol}`)
      .join(','),
    'inter.broker.listener.name': kafka.listeners[0]?.name ?? 'PLAINTEXT',
    'log.dirs': dataDirs.join(','),
    'zookeeper.connect': zookeeperConnect,
    ...sorted({...kafka.config, ...broker.config}),
  });
  return {host: machine, id, dataDirs, heap: broker.heap ?? kafka.heap, config};
}

/**
 * Where the tools of the roles find the cluster: any broker tells them of all others, so of very many some are named, from
 * everywhere in the list. They speak plain text and take the first plain listener.
 */
function bootstrapServers(spec: Spec, brokers: readonly Broker[]): string {
  const listener =
    spec.kafka.listeners.find(({protocol}) => protocol === 'PLAINTEXT') ?? spec.kafka.listeners[0];
  if (!listener) throw new Error('a broker has a listener');
  const step = Math.ceil(brokers.length / MOST_BOOTSTRAP_SERVERS);
  return brokers
    .filter((_, index) => index % step === 0)
    .map((broker) => `${advertisedHost(listener, broker.host)}:${listener.port}`)
    .join(',');
}

/** With each host of an inventory stands what holds for all: a list of all brokers would grow with their square. */
const MOST_BOOTSTRAP_SERVERS = 64;

function advertisedHost(listener: {advertised: 'name' | 'address'}, machine: Host): string {
  return listener.advertised === 'name' ? machine.name : bracketed(machine.address);
}

function archive(
  spec: Spec,
  released: {readonly file: string; readonly folder: string; readonly path: string},
  local: Local,
): Archive {
  const {transfer, mirrors, local_dir: localDir, checksums} = spec.archives;
  const push = transfer === 'push';
  return {
    file: released.file,
    folder: released.folder,
    urls: push ? [] : mirrors.map((mirror) => `${mirror.replace(/\/+$/, '')}/${released.path}`),
    localFile: push ? `${local(localDir)}/${released.file}` : '',
    sha512: checksums?.[released.file]?.toLowerCase() ?? '',
  };
}

function host({name, address}: {name: string; address?: string}, spec: Spec): Host {
  if (address === undefined) throw new Error(`${name} has no address; hasAddresses() says so beforehand`);
  return {name: fullName(name, spec.cluster.domain), shortName: shortName(name), address};
}

function requiredId(node: {name: string; id?: number}): number {
  const id = node.id ?? idFromName(node.name);
  if (id === undefined) throw new Error(`${node.name} has no id; the check of the spec should have said so`);
  return id;
}

/** Paths of the control node stay as written when absolute or under ~, else they count from cluster.yml. */
function localPath(path: string | undefined, specFolder: string): string {
  if (!path) return '';
  return path.startsWith('/') || path.startsWith('~') ? path : posix.join(specFolder, path);
}

function properties(map: Readonly<Record<string, string | number | boolean>>): readonly Property[] {
  return Object.entries(map).map(([key, value]) => ({key, value: escapeValue(String(value))}));
}

/** In the order of keys, for the same reason. */
function sorted<Value>(map: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function distinctHosts(hosts: readonly Host[]): readonly Host[] {
  return [...new Map(hosts.map((machine) => [machine.name, machine])).values()];
}
