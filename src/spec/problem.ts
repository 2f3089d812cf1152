// What can be wrong with a cluster.yml, as data. Nothing here prints.

/** A place in the text. Lines and columns count from 1; the end is the column after the last character. */
export type Range = {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
};

/** Where a value stands in the document: keys and positions from the root. */
export type Path = readonly (string | number)[];

export type Severity = 'error' | 'warning';

/** A problem of the text, with its place. */
export type Problem = {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  /** The way out. */
  readonly hint: string;
  readonly path: Path;
  readonly range: Range;
  readonly related?: {readonly message: string; readonly range: Range};
};

/** A problem of the data, before its place in the text is looked up. */
export type Finding = Omit<Problem, 'range' | 'related'> & {
  /** Mark the key rather than the value. */
  readonly at?: 'key';
  readonly related?: {readonly message: string; readonly path: Path};
};

/** Every code, with what it stands for. Codes are stable: scripts and editors refer to them. */
export const PROBLEM_CODES = {
  'KB-YAML-SYNTAX': 'The file is not YAML.',
  'KB-YAML-DUPLICATE-KEY': 'A key stands twice in one mapping.',
  'KB-YAML-MULTIPLE-DOCUMENTS': 'The file holds more than one YAML document.',
  'KB-YAML-EMPTY': 'The file holds nothing.',
  'KB-YAML-TAB': 'A tab indents a line.',
  'KB-YAML-ALIAS': 'An alias has no anchor, contains itself, or expands too far.',
  'KB-YAML-TAG': 'A tag or directive that cluster.yml does not use.',
  'KB-YAML-TOO-LARGE': 'The file is far larger than a cluster.yml can be.',
  'KB-UNKNOWN-KEY': 'A key that the schema does not have.',
  'KB-MISSING-KEY': 'A required key is missing.',
  'KB-WRONG-TYPE': 'A value of another type than expected.',
  'KB-NOT-ALLOWED': 'A value outside the list of allowed ones.',
  'KB-BAD-FORMAT': 'A text in another form than expected.',
  'KB-OUT-OF-RANGE': 'A number or length outside its limits.',
  'KB-NOT-UNIQUE': 'An entry stands twice in a list.',
  'KB-BAD-KEY': 'A key that cannot be one in this mapping.',
  'KB-KRAFT-RESERVED': 'kafka.mode kraft is reserved.',
  'KB-ZOOKEEPER-MISSING': 'ZooKeeper mode without a zookeeper section.',
  'KB-KAFKA-NO-ZOOKEEPER-MODE': 'A Kafka that cannot run with ZooKeeper.',
  'KB-KAFKA-VERSION': 'A Kafka line that kafkabook does not know.',
  'KB-ZOOKEEPER-VERSION': 'A ZooKeeper release that kafkabook does not know.',
  'KB-SCALA-BUILD': 'A Scala build that was not published for the version.',
  'KB-ZOOKEEPER-TOO-OLD': 'ZooKeeper is too old for the ZooKeeper client in Kafka.',
  'KB-ZOOKEEPER-UNDOCUMENTED': 'A pair of ZooKeeper and Kafka that nobody documents.',
  'KB-ZOOKEEPER-TOO-NEW': 'ZooKeeper is too new for the ZooKeeper client in Kafka.',
  'KB-JDK-TOO-OLD': 'The JDK is too old for Kafka.',
  'KB-JDK-TOO-NEW': 'The JDK is too new for Kafka.',
  'KB-JDK-UNDOCUMENTED': "A JDK above those in Kafka's documentation.",
  'KB-JAVA-SOURCE': 'More than one source of the JDK.',
  'KB-RANGE': 'A range of machines that does not come out.',
  'KB-ID-MISSING': 'A machine with neither an id nor a number in its name.',
  'KB-ID-RANGE': 'An id taken from a name is outside its limits.',
  'KB-ID-DUPLICATE': 'Two servers of one kind with the same id.',
  'KB-HOST-DUPLICATE': 'A machine stands twice in one list.',
  'KB-HOST-RESERVED': 'A name that means something else to Ansible.',
  'KB-HOST-TWO-ADDRESSES': 'One name with two addresses.',
  'KB-HOST-TWO-NAMES': 'One address with two names.',
  'KB-ADDRESS-LOOPBACK': 'A loopback address in a cluster of several machines.',
  'KB-ADDRESS-UNUSABLE': 'An address that no machine can have.',
  'KB-ENSEMBLE-EVEN': 'An even number of ZooKeeper nodes.',
  'KB-ENSEMBLE-SINGLE': 'A single ZooKeeper node.',
  'KB-BROKERS-FEW': 'Fewer than three brokers.',
  'KB-REPLICATION-FACTOR': 'A replication figure above the number of brokers.',
  'KB-INTERNAL-REPLICATION': 'Internal topics with more copies than brokers.',
  'KB-MIN-ISR': 'A minimum of in-sync replicas above the replication factor.',
  'KB-MIN-ISR-TIGHT': 'A minimum of in-sync replicas that bears no restart.',
  'KB-CONFIG-OWNED': 'A property that kafkabook writes itself.',
  'KB-CONFIG-SPACES': 'A property value that begins or ends with a space.',
  'KB-CONFIG-NUMBER': 'A number that would not be written as it stands.',
  'KB-PORT-CONFLICT': 'One port wanted twice on one machine.',
  'KB-DIRECTORY-CONFLICT': 'One directory is, or lies in, another.',
  'KB-DIRECTORY-SYSTEM': 'A directory of the operating system.',
  'KB-DIRECTORY-INSTALL': 'Data and installations in one tree.',
  'KB-LOCAL-DIR-MISSING': 'transfer: push without local_dir.',
  'KB-USER-ROOT': 'A service that would run as root.',
  'KB-LISTENER-DUPLICATE': 'Two listeners with one name.',
  'KB-LISTENER-PLAIN-MISSING': 'No listener that the gates of a run can ask.',
  'KB-BECOME-OFF': 'Neither sudo nor root.',
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;
