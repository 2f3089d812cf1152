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
export type Address = string;
export type Network = string;

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
       * IP address that the control node and the other hosts use. With a range in the name, a range too: 198.18.0.[21:50]. Without it, the one under addresses.
       */
      address?: string;
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
       * IP address that the control node and the other hosts use. With a range in the name, a range too: 198.18.0.[21:50]. Without it, the one under addresses.
       */
      address?: string;
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
  /**
   * Addresses of machines whose entries have none, by the name in the entry. In a file of its own: run aws and import aws write it.
   */
  addresses?: {
    [k: string]: Address;
  };
  /**
   * Machines on AWS: run aws makes those that are not there. Names and counts come from the nodes and brokers.
   */
  aws?: {
    /**
     * Region, such as ap-northeast-2.
     */
    region: string;
    /**
     * AMI that new machines start from: its id, or a public parameter of SSM that names it.
     */
    image: string;
    /**
     * Type of new machines.
     */
    instance_type: string;
    /**
     * Name of the key pair that new machines let in. It has to be there.
     */
    key_pair: string;
    /**
     * VPC of the security group and the private zone.
     */
    vpc: string;
    /**
     * Subnets for new machines, each in another zone. Machines of one role take turns; brokers of one rack are in one subnet.
     *
     * @minItems 1
     */
    subnets: {
      /**
       * Id of the subnet.
       */
      id: string;
      /**
       * Availability zone that it is in, such as ap-northeast-2a.
       */
      zone: string;
    }[];
    /**
     * Name of the security group. Without it, the cluster's name. Its rules are made those that the spec needs: it is to be for this cluster alone.
     */
    security_group?: string;
    /**
     * Networks that may log in by SSH, such as 203.0.113.7/32.
     *
     * @minItems 1
     */
    ssh_from: Network[];
    /**
     * Say so where ssh_from is meant to be everywhere: 0.0.0.0/0 or ::/0.
     */
    ssh_from_anywhere: boolean;
    /**
     * Networks whose clients may connect to the brokers, besides the machines of the cluster.
     *
     * @minItems 1
     */
    clients_from?: Network[];
    /**
     * The machine that Ansible runs on, with a public address: one more machine.
     */
    control_node?: {
      /**
       * Host name, short or with the domain, such as peter-ansible01.
       */
      name: string;
      /**
       * Type of this machine, instead of aws.instance_type.
       */
      instance_type?: string;
    };
    /**
     * What new machines of ZooKeeper have of their own.
     */
    zookeeper?: {
      /**
       * Type of these machines, instead of aws.instance_type.
       */
      instance_type?: string;
      /**
       * Size in GB of the volume that each data directory gets. Without it, data are on the volume of the system.
       */
      volume_size?: number;
    };
    /**
     * What new machines of brokers have of their own.
     */
    kafka?: {
      /**
       * Type of these machines, instead of aws.instance_type.
       */
      instance_type?: string;
      /**
       * Size in GB of the volume that each data directory gets. Without it, data are on the volume of the system.
       */
      volume_size?: number;
    };
    /**
     * What single machines have of their own, by the name in their entry.
     */
    machines?: {
      /**
       * A machine.
       */
      [k: string]: {
        /**
         * Type of this machine.
         */
        instance_type?: string;
        /**
         * Subnet of this machine, one of aws.subnets.
         */
        subnet?: string;
      };
    };
    /**
     * Type of all volumes. They are encrypted.
     */
    volume_type: 'gp2' | 'gp3';
    /**
     * Size in GB of the volume of the system of new machines; that of the image where it is larger.
     */
    system_volume_size: number;
    /**
     * Keep the names of all machines in a private zone of Route 53 for the domain of the cluster, which is made where it is not there.
     */
    private_zone: boolean;
    /**
     * Further tags of everything that is made.
     */
    tags?: {
      [k: string]: string;
    };
    /**
     * File that run aws and import aws write the addresses to, and that is read with the spec where it is there. A relative path counts from the folder of this file.
     */
    addresses_file: string;
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
