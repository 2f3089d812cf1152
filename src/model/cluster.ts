// The Cluster: complete, readonly, no optional fields. Everything that can be computed from the spec is computed here,
// so that templates and roles only print.

/** A key with its value as it stands in a properties file. */
export type Property = {readonly key: string; readonly value: string};

/** A machine of the cluster. */
export type Host = {
  /** Full name: inventory name and the name that other machines use. */
  readonly name: string;
  /** Name without the domain, the alias in /etc/hosts. */
  readonly shortName: string;
  readonly address: string;
};

/** How the control node reaches the hosts. */
export type Ssh = {
  readonly user: string;
  readonly port: number;
  /** Absolute or relative to the project folder; '' for ssh's own defaults. */
  readonly keyFile: string;
  readonly knownHostsFile: string;
  readonly jump: Jump | null;
  readonly become: boolean;
};

/**
 * The host between the control node and the others. `user` and `port` null: what ssh takes itself. `destination` is how ssh
 * is told: [user@]host.
 */
export type Jump = {
  readonly destination: string;
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
};

/** Where the JDK comes from. `package` '' means the distribution's usual name for the version. */
export type Java = {
  readonly source: 'package' | 'tarball' | 'existing';
  readonly version: number;
  readonly package: string;
  readonly home: string;
  readonly tarball: string;
};

/** One archive of released software. */
export type Archive = {
  readonly file: string;
  /** Top folder inside the archive. */
  readonly folder: string;
  /** Where to download it, in order of trial; empty when it is pushed. */
  readonly urls: readonly string[];
  /** Path on the control node when it is pushed, else ''. */
  readonly localFile: string;
  /** Wanted SHA-512 in hexadecimal, or '' to take the .sha512 file beside the archive. */
  readonly sha512: string;
};

/** One server of the ensemble. */
export type ZookeeperNode = {readonly host: Host; readonly id: number};

/** The ZooKeeper ensemble. */
export type Zookeeper = {
  readonly version: string;
  readonly archive: Archive;
  readonly nodes: readonly ZookeeperNode[];
  readonly dataDir: string;
  readonly dataLogDir: string;
  readonly clientPort: number;
  readonly peerPort: number;
  readonly electionPort: number;
  readonly heap: string;
  readonly user: string;
  /** All lines of zoo.cfg in their order. */
  readonly config: readonly Property[];
};

/** One broker. */
export type Broker = {
  readonly host: Host;
  readonly id: number;
  readonly dataDirs: readonly string[];
  readonly heap: string;
  /** All lines of server.properties in their order. */
  readonly config: readonly Property[];
};

/** The Kafka brokers. */
export type Kafka = {
  readonly version: string;
  readonly scala: string;
  readonly archive: Archive;
  readonly brokers: readonly Broker[];
  readonly zookeeperConnect: string;
  /** `host:port,...` for tools that run on the brokers. */
  readonly bootstrapServers: string;
  /** How kafka-topics finds the cluster: an option and its value. */
  readonly topicsConnection: readonly [option: string, value: string];
  /** The same for the tools that move replicas. */
  readonly reassignmentConnection: readonly [option: string, value: string];
  readonly user: string;
  readonly tuneSystem: boolean;
  /** Names, or beginnings of names with a star behind, of topics that may be away while a broker restarts. */
  readonly interruptibleTopics: readonly string[];
};

/** The whole cluster. */
export type Cluster = {
  readonly name: string;
  readonly ssh: Ssh;
  readonly java: Java;
  readonly timezone: string;
  readonly hostsFile: 'managed' | 'none';
  readonly installDir: string;
  /** Every machine once, in the order of the spec, ZooKeeper's first. */
  readonly hosts: readonly Host[];
  readonly zookeeper: Zookeeper;
  readonly kafka: Kafka;
};
