/** What a code stands for, in a line, and why it matters, in a few. `explain` and docs/ show both. */
export type CodeText = {readonly title: string; readonly text: string};

/** Every code that a check of a spec can show. Codes are stable: scripts and editors refer to them. */
export const PROBLEM_CODES = {
  'KB-YAML-SYNTAX': {
    title: 'The file is not YAML.',
    text: 'The reader lost its way at the marked place; the cause is often on the line before. Look at indentation, at colons without a space behind them, at quotes and brackets that are not closed.',
  },
  'KB-YAML-DUPLICATE-KEY': {
    title: 'A key stands twice in one mapping.',
    text: 'Readers of YAML disagree about which of the two counts, so one of them would be lost without a word. Keep one.',
  },
  'KB-YAML-MULTIPLE-DOCUMENTS': {
    title: 'The file holds more than one YAML document.',
    text: 'A line of three dashes begins another document, and only one can be the cluster. For several files that make one cluster see include and -f.',
  },
  'KB-YAML-EMPTY': {
    title: 'The file holds nothing.',
    text: 'Comments alone describe no cluster. "kafkabook init" writes a file to start from.',
  },
  'KB-YAML-TAB': {
    title: 'A tab indents a line.',
    text: 'YAML indents with spaces only, since tabs are of different width in every editor.',
  },
  'KB-YAML-ALIAS': {
    title: 'An alias has no anchor, contains itself, or expands too far.',
    text: 'An alias (*name) repeats what its anchor (&name) marked earlier in the file. Aliases of aliases can grow beyond any memory, so the whole has a limit.',
  },
  'KB-YAML-TAG': {
    title: 'A tag or directive that cluster.yml does not use.',
    text: 'Tags such as !!int and directives such as %YAML 1.1 change how values are read. Every value here has the type that the schema gives it, so none are needed.',
  },
  'KB-INCLUDE': {
    title: 'A file that cannot be included.',
    text: 'Each entry of include is a path that counts from the folder of the file it stands in. The file must exist, and no file may include itself, on whatever detour.',
  },
  'KB-YAML-TOO-LARGE': {
    title: 'The file is far larger than a cluster.yml can be.',
    text: 'A thousand brokers with all their fields take a quarter of the limit. Most likely another file was named.',
  },
  'KB-UNKNOWN-KEY': {
    title: 'A key that the schema does not have.',
    text: 'What nobody reads is not passed over here: a misspelled key would leave a default in force that you meant to change. Properties of Kafka and ZooKeeper belong under config.',
  },
  'KB-MISSING-KEY': {
    title: 'A required key is missing.',
    text: 'There is no default that could be right for every cluster, so the file has to say it.',
  },
  'KB-WRONG-TYPE': {
    title: 'A value of another type than expected.',
    text: 'Texts, numbers, true and false, lists and mappings are told apart. Text that looks like a number, such as 2.6, needs quotes where a text is wanted.',
  },
  'KB-NOT-ALLOWED': {
    title: 'A value outside the list of allowed ones.',
    text: 'The field takes one of a few words; the message names them.',
  },
  'KB-BAD-FORMAT': {
    title: 'A text in another form than expected.',
    text: 'The value has the right type but not the right shape: a version has three parts, a heap ends in m or g, an address is a number and not a name.',
  },
  'KB-OUT-OF-RANGE': {
    title: 'A number or length outside its limits.',
    text: 'The limits are those of Kafka, ZooKeeper or the network itself, such as ports up to 65535 and myid up to 255.',
  },
  'KB-NOT-UNIQUE': {
    title: 'An entry stands twice in a list.',
    text: 'The second adds nothing, so one of the two was probably meant to be something else.',
  },
  'KB-BAD-KEY': {
    title: 'A key that cannot be one in this mapping.',
    text: 'Names of properties and of archives are letters, digits, dots, dashes and underscores.',
  },
  'KB-KRAFT-RESERVED': {
    title: 'kafka.mode kraft is reserved.',
    text: 'KRaft has ids, quorums and upgrades of its own, and half of it would be worse than none. It is planned as a second mode.',
  },
  'KB-ZOOKEEPER-MISSING': {
    title: 'ZooKeeper mode without a zookeeper section.',
    text: 'Brokers of this mode keep their metadata in an ensemble, and the spec has to say where it runs.',
  },
  'KB-KAFKA-NO-ZOOKEEPER-MODE': {
    title: 'A Kafka that cannot run with ZooKeeper.',
    text: 'Kafka 4.0 took the ZooKeeper mode away; 3.9 is the last line that has it, and the one to migrate from.',
  },
  'KB-KAFKA-VERSION': {
    title: 'A Kafka line that kafkabook does not know.',
    text: 'What fits together (JDK, Scala, ZooKeeper, properties, flags of tools) is known line by line. A newer kafkabook may know more lines.',
  },
  'KB-ZOOKEEPER-VERSION': {
    title: 'A ZooKeeper release that kafkabook does not know.',
    text: 'It belongs to no stable line, or to the alphas and betas of 3.5.',
  },
  'KB-RELEASE-UNKNOWN': {
    title: 'A release that is not among those that were published.',
    text: 'No mirror would have its archive. Where it is newer than all that this kafkabook knows, it is a warning: it may have come out since.',
  },
  'KB-SCALA-BUILD': {
    title: 'A Scala build that was not published for the version.',
    text: 'The archive would not be found on any mirror. It makes no difference to clients which build brokers run.',
  },
  'KB-ZOOKEEPER-TOO-OLD': {
    title: 'ZooKeeper is too old for the ZooKeeper client in Kafka.',
    text: 'Kafka from 3.6 brings a client of ZooKeeper 3.8, which needs servers of 3.5 or later.',
  },
  'KB-ZOOKEEPER-UNDOCUMENTED': {
    title: 'A pair of ZooKeeper and Kafka that nobody documents.',
    text: 'Kafka from 2.4 brings a client of ZooKeeper 3.5 or 3.6. Servers of 3.4 understand what Kafka asks of them, but neither project promises it, and 3.4 is no longer maintained.',
  },
  'KB-ZOOKEEPER-TOO-NEW': {
    title: 'ZooKeeper is too new for the ZooKeeper client in Kafka.',
    text: 'Servers of ZooKeeper 3.8 and later need clients of 3.5, which Kafka brings from 2.4.',
  },
  'KB-JDK-TOO-OLD': {
    title: 'The JDK is too old for Kafka.',
    text: 'Brokers of Kafka 4 are compiled for JDK 17 and do not start on an older one.',
  },
  'KB-JDK-TOO-NEW': {
    title: 'The JDK is too new for Kafka.',
    text: 'JDK 24 removed the security manager, which Kafka before 3.9.1 still calls.',
  },
  'KB-JDK-UNDOCUMENTED': {
    title: "A JDK above those in Kafka's documentation.",
    text: 'It may well work, but the release was not tested with it.',
  },
  'KB-JAVA-SOURCE': {
    title: 'More than one source of the JDK.',
    text: 'A JDK comes from a package, from an archive, or is on the hosts already. Which of two would count is nothing to leave open.',
  },
  'KB-RANGE': {
    title: 'A range of machines that does not come out.',
    text: 'In kafka[01:30] with 198.18.0.[21:50] the names and the addresses count together, so both need a range, and of the same length. The id of each is the number that ends its name.',
  },
  'KB-ID-MISSING': {
    title: 'A machine with neither an id nor a number in its name.',
    text: 'An id is never a position in the list: a list that is sorted or shortened would rename what stands on disks. It is written, or it is the number that ends the name.',
  },
  'KB-ID-RANGE': {
    title: 'An id outside its limits.',
    text: 'myid goes from 1 to 255. A broker keeps the ids above reserved.broker.max.id (1000) for those that it makes up, unless broker.id.generation.enable is false.',
  },
  'KB-ID-DUPLICATE': {
    title: 'Two servers of one kind with the same id.',
    text: 'The second to start would be refused, or would take the place of the first. The one that runs already keeps its id.',
  },
  'KB-HOST-DUPLICATE': {
    title: 'A machine stands twice in one list.',
    text: 'One machine runs one ZooKeeper server and one broker at most.',
  },
  'KB-HOST-RESERVED': {
    title: 'A name that means something else to Ansible.',
    text: 'all, ungrouped, zkhosts and kafkahosts are groups of the inventory, localhost is the control node, and a name that ends in .yml would share its variables with another.',
  },
  'KB-HOST-TWO-ADDRESSES': {
    title: 'One name with two addresses.',
    text: 'A machine with both roles stands in both lists under one name and one address.',
  },
  'KB-HOST-TWO-NAMES': {
    title: 'One address with two names.',
    text: 'Both entries would be installed on the same machine, each as if it were alone there.',
  },
  'KB-ADDRESS-LOOPBACK': {
    title: 'A loopback address in a cluster of several machines.',
    text: '127.0.0.1 means "this machine" on every machine, so no other one could reach it.',
  },
  'KB-ADDRESS-UNUSABLE': {
    title: 'An address that no machine can have.',
    text: 'Unspecified, multicast and broadcast addresses reach nobody, or everybody.',
  },
  'KB-ENSEMBLE-EVEN': {
    title: 'An even number of ZooKeeper nodes.',
    text: 'A quorum is a majority. Four nodes bear one failure as three do, cost one machine more, and can split two against two.',
  },
  'KB-ENSEMBLE-SINGLE': {
    title: 'A single ZooKeeper node.',
    text: 'While it is down, no broker can join, no leader can change and no topic can be made.',
  },
  'KB-BROKERS-FEW': {
    title: 'Fewer than three brokers.',
    text: 'A partition needs a second and a third copy to bear a failure during a restart.',
  },
  'KB-REPLICATION-FACTOR': {
    title: 'A replication figure above the number of brokers.',
    text: 'Each copy of a partition is on another broker, so a topic with more copies than brokers cannot be made.',
  },
  'KB-INTERNAL-REPLICATION': {
    title: 'Internal topics with more copies than brokers.',
    text: 'Offsets of consumer groups and states of transactions are kept in topics that Kafka makes when they are first needed, with three copies by default. With fewer brokers that fails every time, and no consumer group works, though the brokers themselves look well.',
  },
  'KB-MIN-ISR': {
    title: 'A minimum of in-sync replicas above the replication factor.',
    text: 'Producers that wait for all replicas (acks=all) could never write.',
  },
  'KB-MIN-ISR-TIGHT': {
    title: 'A minimum of in-sync replicas that bears no restart.',
    text: 'With the minimum equal to the number of copies, every restart of a broker stops producers that wait for all replicas (acks=all).',
  },
  'KB-CONFIG-OWNED': {
    title: 'A property that kafkabook writes itself.',
    text: 'It is derived from other fields, and so always agrees with them. Two sources would leave it open which one counts.',
  },
  'KB-CONFIG-SPACES': {
    title: 'A property value that begins or ends with a space.',
    text: 'Java\'s reader of properties drops spaces before a value and keeps those behind it, so "true " is not true.',
  },
  'KB-CONFIG-NUMBER': {
    title: 'A number that would not be written as it stands.',
    text: 'As a number, 3.0 becomes 3 and very long digits are rounded. In quotes they stay what they are.',
  },
  'KB-RACK-PARTIAL': {
    title: 'Some brokers with a rack, some without.',
    text: 'Kafka spreads the copies of a partition over racks only when every broker has one; with some lacking it refuses to make topics.',
  },
  'KB-RACK-REPLICATION': {
    title: 'More copies than racks.',
    text: 'A rack then holds several copies of a partition, so its loss costs more than one of them.',
  },
  'KB-HEAP-MEMORY': {
    title: 'Heaps that leave too little memory.',
    text: 'Kafka serves consumers from the page cache of the kernel, which has what the heaps leave free. machine_memory says how much a machine has.',
  },
  'KB-HEAP-SIZE': {
    title: 'A heap too small to start with, or too large to be of use.',
    text: 'Above about 32 GiB a JVM takes eight bytes for each pointer in place of four, so a larger heap holds less.',
  },
  'KB-HOSTS-DNS': {
    title: 'Short names without a hosts file.',
    text: 'Brokers tell clients the names of this file. With hosts_file: none every machine and client has to find them in DNS.',
  },
  'KB-CHECKSUM-UNUSED': {
    title: 'A checksum of a file that is not fetched.',
    text: 'Checksums are looked up by the name of the archive; another version or Scala build has another name.',
  },
  'KB-UNCLEAN-LEADER': {
    title: 'Leaders that may lack messages.',
    text: 'A replica that was not in sync may become leader. What it lacks is lost, though producers had it acknowledged.',
  },
  'KB-PEM-TOO-NEW': {
    title: 'PEM stores in a Kafka before 2.7.',
    text: 'The broker does not start: it knows JKS and PKCS12 only.',
  },
  'KB-ZOOKEEPER-TLS': {
    title: 'TLS to a ZooKeeper that has none.',
    text: 'ZooKeeper serves TLS to clients from 3.5.5.',
  },
  'KB-AUTHORIZER': {
    title: 'An authorizer that the release does not have.',
    text: 'The broker does not start without the class that it is told to use.',
  },
  'KB-ACCEPT': {
    title: 'A code under accept that cannot be accepted, or need not be.',
    text: 'accept silences warnings that somebody has looked at. Errors stay errors; a code that no problem has any more should go, so that the next one of its kind is seen.',
  },
  'KB-CONFIG-GATE': {
    title: 'A setting that would blind the gates of a run.',
    text: 'Before and after each restart the roles ask the other servers whether they serve. A server that may not answer looks like one that is down, so a restart would wait for ever, or not wait at all.',
  },
  'KB-CONFIG-UNKNOWN': {
    title: 'A property that the release does not know.',
    text: 'Kafka and ZooKeeper pass over names that they do not know, so after a slip the default stays in force without a word. Names that plug-ins read are legal; list this code under accept where that is meant.',
  },
  'KB-CONFIG-TOO-NEW': {
    title: 'A property of a later release.',
    text: 'The release in the spec passes over it. It will count after an upgrade, which may be a surprise then.',
  },
  'KB-CONFIG-REMOVED': {
    title: 'A property that the release no longer has.',
    text: 'It was removed in an earlier release, and has no effect.',
  },
  'KB-CONFIG-DEPRECATED': {
    title: 'A property that is going to be removed.',
    text: 'It still works in this release. The hint names what took over, if anything did.',
  },
  'KB-CONFIG-VALUE': {
    title: 'A value that the property does not take.',
    text: 'Type and limits are those of the release itself. Kafka does not start with such a value; ZooKeeper does not start either, or uses the default without a word, and then this is a warning.',
  },
  'KB-CONFIG-RELATION': {
    title: 'Properties that do not go together.',
    text: 'Each value is right by itself, but with the others, or with ZooKeeper mode, the service does not start.',
  },
  'KB-LISTENER-PROTOCOL': {
    title: 'A listener called like a protocol that it does not speak.',
    text: 'Clients would be told to encrypt, or not to, by a name that says the opposite.',
  },
  'KB-LISTENER-KEYS': {
    title: 'A listener without what its protocol needs.',
    text: 'TLS wants a certificate, SASL a list of who may log in, and brokers a mechanism that they take from each other. Files may also be brought in by other means than cluster.yml; then accept the warning.',
  },
  'KB-CONFIG-LISTENER': {
    title: 'A property for a listener that is not there.',
    text: 'listener.name.NAME.* counts for the listener of that name, written in lower case. For any other name it does nothing.',
  },
  'KB-PORT-CONFLICT': {
    title: 'One port wanted twice on one machine.',
    text: 'The second service to start could not listen. Ports count per machine, over both roles.',
  },
  'KB-DIRECTORY-CONFLICT': {
    title: 'One directory is, or lies in, another.',
    text: 'Each service owns its directories alone; what cleans up in one must not meet the data of the other.',
  },
  'KB-DIRECTORY-SYSTEM': {
    title: 'A directory of the operating system.',
    text: 'Owner and permissions of the directory are set for the service, which would break the system there; and /tmp is emptied by others.',
  },
  'KB-DIRECTORY-INSTALL': {
    title: 'Data and installations in one tree.',
    text: 'Versioned installations come and go; data must not lie where they are replaced.',
  },
  'KB-LOCAL-DIR-MISSING': {
    title: 'transfer: push without local_dir.',
    text: 'With push the control node copies the archives to the hosts, so the spec has to say where it has them.',
  },
  'KB-USER-ROOT': {
    title: 'A service that would run as root.',
    text: 'A hole in a service that runs as root is a hole in the whole machine, and its files could not be told from those of the system.',
  },
  'KB-LISTENER-DUPLICATE': {
    title: 'Two listeners with one name.',
    text: 'Kafka tells listeners apart by name, and refuses to start.',
  },
  'KB-LISTENER-BIND': {
    title: 'A bind address that not every broker has.',
    text: 'The listeners are the same on all brokers, so an address of one of them could be bound by that one only, and a loopback address can be reached by nobody else.',
  },
  'KB-LISTENER-PLAIN-MISSING': {
    title: 'No listener that the gates of a run can ask.',
    text: 'Before and after each restart the roles ask the brokers whether all is in sync, over a listener without encryption or login. Clients may use others.',
  },
  'KB-AWS-ADDRESS': {
    title: 'An address of a machine on AWS.',
    text: 'AWS gives a machine its address when it is made, and "kafkabook run aws" writes it to a file that is read with the spec.',
  },
  'KB-AWS-SUBNETS': {
    title: 'Subnets that do not spread the machines as the spec means it.',
    text: 'Each subnet is in one availability zone, and what shares a zone is lost together. So each zone stands there once, and every rack of brokers has one.',
  },
  'KB-AWS-OPEN': {
    title: 'SSH from everywhere.',
    text: 'A machine that everybody can reach is attacked within minutes. Where that is meant all the same, it has to be said twice.',
  },
  'KB-AWS-NETWORK': {
    title: 'A network that AWS would write in another way.',
    text: 'Rules of a security group are compared as they are written. AWS takes off what stands behind the length of the network, so the rule would be made anew with every run.',
  },
  'KB-AWS-MACHINE': {
    title: 'A machine of the section aws that cannot be told from others, or that there is not.',
    text: 'Machines are found again by their short names, which are their name tags. What is said of single machines is said by the names in their entries.',
  },
  'KB-AWS-ZONE': {
    title: 'A private zone that cannot hold the names.',
    text: 'A zone of Route 53 holds the names of one domain: that of the cluster.',
  },
  'KB-AWS-VOLUMES': {
    title: 'More volumes than a machine can have.',
    text: 'AWS has eleven names of devices for volumes besides that of the system, and each data directory would get one.',
  },
  'KB-BECOME-OFF': {
    title: 'Neither sudo nor root.',
    text: 'Users, units and directories are made by root. Without sudo the login user has to be root.',
  },
} as const satisfies Readonly<Record<string, CodeText>>;

export type ProblemCode = keyof typeof PROBLEM_CODES;

/** What a code stands for, with the code itself. */
export function problemCode(code: ProblemCode): CodeText & {readonly code: ProblemCode} {
  return {code, ...PROBLEM_CODES[code]};
}
