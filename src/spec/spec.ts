// Generated from schemas/cluster.schema.json by scripts/generate-types.ts; do not edit.
// It is the checked spec: what has a constant default in the schema is always there.

export type LocalPath = string;
export type HostPath = string;
/**
 * Log directories of this broker, instead of kafka.data_dirs.
 *
 * @minItems 1
 */
export type HostPaths = HostPath[];
/**
 * Log directories, one a disk.
 *
 * @minItems 1
 */
export type HostPaths1 = HostPath[];

/**
 * A Kafka cluster as its owner writes it down: cluster.yml.
 */
export interface Spec {
  /**
   * Other files of the spec, read before this one: mappings are put together key by key, and what this file says counts. Paths count from the folder of this file.
   */
  include?: LocalPath[];
  /**
   * Codes of warnings that you know of and take into account, such as KB-BROKERS-FEW; they are no longer shown. Errors cannot be accepted.
   */
  accept?: string[];
  /**
   * Name and domain of the cluster.
   */
  cluster: {
    /**
     * Name of the cluster. Operations that cannot be undone ask for it to be typed.
     */
    name: string;
    /**
     * Domain that is appended to every short host name: peter-zk01 in foo.bar is peter-zk01.foo.bar.
     */
    domain?: string;
  };
  /**
   * How the control node reaches the hosts.
   */
  ssh: {
    /**
     * User to log in as.
     */
    user: string;
    /**
     * Port of sshd.
     */
    port: number;
    /**
     * Private key on the control node. A relative path counts from the folder of cluster.yml. Without it, ssh-agent and ssh's own defaults are used.
     */
    key_file?: string;
    /**
     * Known hosts file on the control node, instead of the user's own. A relative path counts from the folder of cluster.yml.
     */
    known_hosts_file?: string;
    /**
     * Jump host as [user@]host[:port]. key_file and known_hosts_file hold for it too.
     */
    proxy_jump?: string;
    /**
     * Become root with sudo on the hosts. Switch it off only where the login user is root.
     */
    become: boolean;
  };
  /**
   * The JDK of all hosts: a package of the distribution by default.
   */
  java: {
    /**
     * Major version of the JDK.
     */
    version: 8 | 11 | 17 | 21 | 25;
    /**
     * Name of the package, where the distribution's usual name for the version is not wanted.
     */
    package?: string;
    /**
     * JDK that is on the hosts already. Nothing is installed then.
     */
    home?: string;
    /**
     * JDK archive (.tar.gz) on the control node, unpacked under install_dir in a folder named like it.
     */
    tarball?: string;
  };
  /**
   * Time zone to set on every host, such as Asia/Seoul. Left alone without it.
   */
  timezone?: string;
  /**
   * Memory of each machine, such as 16g. The heaps of all services on it are checked against it; nothing is set by it.
   */
  machine_memory?: string;
  /**
   * managed: keep a marked block with all nodes in /etc/hosts of every node. none: names are DNS's business.
   */
  hosts_file: 'managed' | 'none';
  /**
   * Directory for the versioned installations and their links (zookeeper, kafka).
   */
  install_dir: string;
  /**
   * Where the archives of ZooKeeper and Kafka come from, and how they reach the hosts.
   */
  archives: {
    /**
     * download: each host downloads from the mirrors. push: the control node copies them from local_dir.
     */
    transfer: 'download' | 'push';
    /**
     * Mirrors in the order of trial, each the folder that holds kafka/ and zookeeper/ as on Apache's mirrors.
     *
     * @minItems 1
     */
    mirrors: string[];
    /**
     * Folder on the control node that holds the archives, for transfer: push. A relative path counts from the folder of cluster.yml.
     */
    local_dir?: string;
    /**
     * SHA-512 of archives by file name. An archive without one here is checked against the .sha512 file beside it on the mirror.
     */
    checksums?: {
      [k: string]: string;
    };
  };
  /**
   * The ZooKeeper ensemble.
   */
  zookeeper?: {
    /**
     * Release of ZooKeeper.
     */
    version: string;
    /**
     * Servers of the ensemble. An odd number: 3, or 5 to bear a failure during maintenance.
     *
     * @minItems 1
     * @maxItems 255
     */
    nodes: {
      /**
       * Host name, short or with the domain. A range stands for several machines: kafka[01:30].
       */
      name: string;
      /**
       * IP address that the control node and the other hosts use. With a range in the name, a range too: 198.18.0.[21:50].
       */
      address: string;
      /**
       * myid of the server. Without it, the number that ends the name.
       */
      id?: number;
    }[];
    /**
     * Directory of snapshots and myid.
     */
    data_dir: string;
    /**
     * Directory of the transaction log, on a device of its own where latency matters. Without it, data_dir.
     */
    data_log_dir?: string;
    /**
     * Port for clients.
     */
    client_port: number;
    /**
     * Port of the leader for its followers.
     */
    peer_port: number;
    /**
     * Port for leader election.
     */
    election_port: number;
    /**
     * Heap of the JVM, such as 512m or 1g.
     */
    heap: string;
    /**
     * User that the service runs as.
     */
    user: string;
    config?: Properties;
  };
  /**
   * The Kafka brokers.
   */
  kafka: {
    /**
     * Where the cluster keeps its metadata. kraft is reserved and not supported yet.
     */
    mode: 'zookeeper' | 'kraft';
    /**
     * Release of Kafka.
     */
    version: string;
    /**
     * Scala build of the archive. Without it, the build that the release recommends.
     */
    scala?: '2.11' | '2.12' | '2.13';
    /**
     * Brokers of the cluster.
     *
     * @minItems 1
     * @maxItems 10000
     */
    brokers: {
      /**
       * Host name, short or with the domain. A range stands for several machines: kafka[01:30].
       */
      name: string;
      /**
       * IP address that the control node and the other hosts use. With a range in the name, a range too: 198.18.0.[21:50].
       */
      address: string;
      /**
       * broker.id. Without it, the number that ends the name.
       */
      id?: number;
      /**
       * broker.rack: rack or availability zone.
       */
      rack?: string;
      data_dirs?: HostPaths;
      /**
       * Heap of this broker, instead of kafka.heap.
       */
      heap?: string;
      /**
       * Memory of this machine, instead of machine_memory; heaps are checked against it.
       */
      memory?: string;
      config?: Properties1;
    }[];
    data_dirs: HostPaths1;
    /**
     * Listeners of every broker. The first is the one for traffic between brokers.
     *
     * @minItems 1
     */
    listeners: {
      /**
       * Name of the listener.
       */
      name: string;
      /**
       * Security protocol. SSL and SASL need their properties under config.
       */
      protocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL';
      /**
       * Port to listen on.
       */
      port: number;
      /**
       * Address to listen on.
       */
      bind: string;
      /**
       * What clients are told to connect to: name or address of the broker.
       */
      advertised: 'name' | 'address';
    }[];
    /**
     * Path in ZooKeeper under which this cluster lives, such as /edge.
     */
    chroot?: string;
    /**
     * Heap of the JVM, such as 1g or 6g.
     */
    heap: string;
    /**
     * User that the service runs as.
     */
    user: string;
    /**
     * Set what Kafka's documentation asks of the kernel: vm.max_map_count and vm.swappiness.
     */
    tune_system: boolean;
    /**
     * Topics that may take no records while a broker restarts, since they have too few replicas; a star at the end stands for any rest. A roll stops before it makes any other topic unavailable.
     */
    interruptible_topics: string[];
    config?: Properties2;
  };
}
/**
 * Further keys of zoo.cfg.
 */
export interface Properties {
  [k: string]: string | number | boolean;
}
/**
 * Properties of this broker, over kafka.config.
 */
export interface Properties1 {
  [k: string]: string | number | boolean;
}
/**
 * Further broker properties.
 */
export interface Properties2 {
  [k: string]: string | number | boolean;
}
