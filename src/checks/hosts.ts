// What the hosts are like, as roles/preflight tells it, and whether the cluster can be made of them. Pure.
import {isLoopback, strangersTo} from './address.ts';
import {lastWords} from '../last-words.ts';
import type {Cluster} from '../model/cluster.ts';
import {managedBy, manages, type AnsibleRelease} from '../ansible/releases.ts';
import {fault, fixable, warning, well, type Finding} from './finding.ts';

/** The checks in their order, each a word that --only and --skip take. */
export const HOST_CHECKS = [
  ...['ssh', 'sudo', 'python', 'os', 'clock', 'names', 'ports', 'reach'],
  ...['disk', 'memory', 'limits', 'kernel', 'jdk', 'identity', 'archive'],
] as const;
export type HostCheck = (typeof HOST_CHECKS)[number];

/** What was told of a host: its report, or what kept it from being made. Times are seconds of our clock. */
export type HostAnswer = Readonly<{
  host: string;
  texts: readonly string[];
  problem: Readonly<{kind: string; message: string; advice: string | null}> | null;
  asked: number;
  answered: number;
}>;

type Report = {
  system: {
    id: string;
    like: string;
    name: string;
    manager: string;
    python: [number, number, number];
    root: boolean;
    systemd: boolean;
    time: number;
  };
  kernel: {memory: number; swap: number; files: number; swappiness: number; maps: number; thp: string};
  java: string;
  services: {
    role: 'zookeeper' | 'kafka';
    active: boolean;
    ports: {port: number; holder: string}[];
    dirs: {
      path: string;
      bytes: number;
      free: number;
      inodes: number;
      mount: string;
      type: string;
      readonly: boolean;
    }[];
    identity: {state: 'none' | 'ours' | 'foreign'; says: string; cluster: string};
    /** `unchecked`: the archive can be fetched, but not the file with its SHA-512, which is wanted. */
    archive: {state: 'installed' | 'reachable' | 'pushed' | 'absent' | 'unchecked'; says: string};
  }[];
  names: Record<string, string[]>;
  reverse: Record<string, string>;
  reach: [address: string, port: number, said: string][];
};
type Seen = Readonly<{host: string; report: Report; asked: number; answered: number}>;

const ROOM = 1e9;
const LEAST_INODES = 10_000;
/** Of what the machine has, the heaps of its services; Kafka lives from the page cache besides. */
const [TOO_MUCH, MUCH] = [0.9, 0.75];
/** As the units of the roles set it. */
const OPEN_FILES = 100_000;
/** Clocks further apart than this make logs and timestamps of records lie. */
const SKEW = 5;
/** So many clocks tell by themselves which of them is wrong. */
const MAJORITY = 3;
const NETWORK = /^(nfs|cifs|smb|9p|fuse\.sshfs|glusterfs|ceph|lustre)/;
const DISTRIBUTIONS = /\b(debian|ubuntu|rhel|fedora|centos|rocky|almalinux|amzn|ol)\b/;

/** The findings, and the hosts of which nothing but one of them is known: they count whatever else is left out. */
export type Judged = Readonly<{findings: readonly Finding[]; unseen: ReadonlySet<string>}>;

/** Judges what the hosts have told, a finding for each check and host. */
export function judgeHosts(
  answers: readonly HostAnswer[],
  cluster: Cluster,
  release: AnsibleRelease | undefined,
): Judged {
  const seen: Seen[] = [];
  const blind: Finding[] = [];
  for (const {host, texts, problem, asked, answered} of answers) {
    const report = problem === null ? parse(texts) : null;
    if (report !== null) seen.push({host, report, asked, answered});
    else blind.push(unseen(host, problem));
  }
  const skew = medianSkew(seen);
  const busy = busyPorts(seen, cluster);
  const clusters = [
    ...new Set(seen.flatMap(({report}) => report.services.map((service) => service.identity.cluster))),
  ].filter((id) => id !== '');
  const findings = seen.flatMap((one) => [
    well('ssh', 'reached', one.host),
    ...[
      sudo(one),
      python(one, release),
      os(one),
      clock(one, skew, seen.length),
      ...names(one, cluster),
      ...ports(one),
    ],
    ...[
      ...reach(one, cluster, busy),
      ...disk(one),
      memory(one, cluster),
      limits(one),
      ...kernel(one, cluster),
    ],
    ...[jdk(one, cluster), ...identity(one, clusters), ...archive(one)],
  ]);
  return {findings: [...blind, ...findings], unseen: new Set(blind.map(({host}) => host))};
}

/** ADDRESS PORT of what our own services listen on, by the word of their hosts. */
function busyPorts(seen: readonly Seen[], {hosts}: Cluster): ReadonlySet<string> {
  return new Set(
    seen.flatMap(({host, report}) =>
      report.services.flatMap(({role, ports: all}) =>
        all
          .filter(({holder}) => holder === `${role}-server`)
          .map(({port}) => `${hosts.find(({name}) => name === host)?.address ?? ''} ${port}`),
      ),
    ),
  );
}

function unseen(host: string, problem: HostAnswer['problem']): Finding {
  const {kind = 'failed', message = 'it told nothing', advice = null} = problem ?? {};
  const said = lastWords(message);
  if (kind === 'unreachable') return fault('ssh', said, advice ?? 'see whether ssh reaches it', host);
  if (/sudo|become|privilege/i.test(message))
    return fault('sudo', said, advice ?? 'let the user of the ssh section use sudo without a password', host);
  if (/python|interpreter/i.test(message))
    return fixable(
      fault(
        'python',
        `no Python that Ansible can use: ${said}`,
        'install one there: apt install python3, or dnf install python3',
        host,
      ),
    );
  return fault('ssh', said, advice ?? 'see what the host says: kafkabook run preflight', host);
}

function sudo({host, report}: Seen): Finding {
  return report.system.root
    ? well('sudo', 'root', host)
    : fault(
        'sudo',
        'tasks run there as another user than root',
        'leave ssh.become as it is, or reach the host as root',
        host,
      );
}

function python({host, report}: Seen, release: AnsibleRelease | undefined): Finding {
  const [major, minor] = report.system.python;
  const version = report.system.python.join('.');
  if (release === undefined || manages(release, [major, minor]))
    return well('python', `Python ${version}`, host);
  return fault(
    'python',
    `Python ${version}, and ansible-core ${release.core} manages ${managedBy(release)}`,
    'take another ansible-core on this computer (the table is in the README), or install another Python there and name it as ansible_python_interpreter',
    host,
  );
}

function os({host, report: {system}}: Seen): Finding {
  const name = system.name || system.id || 'a system without /etc/os-release';
  if (!system.systemd)
    return fault('os', `${name} does not run systemd`, 'take a machine that does: services are units', host);
  if (!DISTRIBUTIONS.test(`${system.id} ${system.like}`))
    return warning(
      'os',
      `${name}: kafkabook was not tried with it`,
      'name the JDK yourself (java.home), and see',
      host,
    );
  return well('os', name, host);
}

/** How far the clock of each host is from ours, and the median of that: ours may be the one that is wrong, but for few hosts. */
function medianSkew(seen: readonly Seen[]): number {
  if (seen.length < MAJORITY) return 0;
  const all = seen.map(skewOf).sort((one, other) => one - other);
  return all[Math.floor(all.length / 2)] ?? 0;
}

function skewOf({report, asked, answered}: Seen): number {
  return report.system.time - (asked + answered) / 2;
}

function clock(one: Seen, median: number, count: number): Finding {
  const off = skewOf(one) - median;
  // It looked at its clock at some time between the question and the answer.
  const doubt = (one.answered - one.asked) / 2;
  const others = count < MAJORITY ? 'this computer' : 'the others';
  if (Math.abs(off) - doubt < SKEW) return well('clock', `with ${others}`, one.host);
  const how = `${Math.round(Math.abs(off))} s ${off > 0 ? 'ahead of' : 'behind'} ${others}`;
  return fixable(
    fault(
      'clock',
      `its clock is ${how}`,
      'timedatectl set-ntp true, or mend chronyd or ntpd there',
      one.host,
    ),
  );
}

function names({host, report}: Seen, {hosts, hostsFile}: Cluster): Finding[] {
  const wrong = hosts.flatMap(({name, address}) => {
    const found = report.names[name] ?? [];
    const others = strangersTo(address, found).filter((each) => name !== host || !isLoopback(each));
    if (others.length > 0) return [`${name} is ${others.join(', ')} there, not ${address}`];
    return found.length === 0 && hostsFile === 'none' ? [`${name} has no address there`] : [];
  });
  if (wrong.length > 0)
    return [
      fault(
        'names',
        some(wrong),
        hostsFile === 'none'
          ? 'correct it in DNS or /etc/hosts, or let kafkabook write names: hosts_file: managed'
          : 'take the other line out of /etc/hosts there, or correct DNS',
        host,
      ),
    ];
  const odd = hosts.filter(
    ({name}) => hostsFile === 'none' && ![name, ''].includes(report.reverse[name] ?? ''),
  );
  if (odd.length > 0)
    return [
      warning(
        'names',
        some(odd.map(({name, address}) => `${address} is called ${report.reverse[name] ?? ''}, not ${name}`)),
        'correct the reverse zone; Kerberos and some logs want it',
        host,
      ),
    ];
  const isWritten = hosts.some(({name}) => (report.names[name] ?? []).length === 0);
  return [
    well('names', isWritten ? 'to be written by run' : `${hosts.length} names, the same addresses`, host),
  ];
}

function ports({host, report}: Seen): Finding[] {
  const taken = report.services.flatMap(({role, ports: all}) =>
    all
      .filter(({holder}) => holder !== '' && holder !== `${role}-server`)
      .map(({port, holder}) => `port ${port} is held by ${holder}`),
  );
  if (taken.length > 0)
    return [fault('ports', some(taken), 'stop it there, or name another port in cluster.yml', host)];
  const isLive = report.services.some(({active}) => active);
  return [well('ports', isLive ? 'ours, or free' : 'free', host)];
}

function reach({host, report}: Seen, {hosts}: Cluster, busy: ReadonlySet<string>): Finding[] {
  const nameOf = (address: string) => hosts.find((each) => each.address === address)?.shortName ?? address;
  // Where somebody listens, a refusal is that of a firewall.
  const blocked = report.reach.filter(
    ([address, port, said]) => said !== 'open' && (said !== 'closed' || busy.has(`${address} ${port}`)),
  );
  if (blocked.length === 0) return [well('reach', `${report.reach.length} ports of its peers`, host)];
  const told = blocked.map(
    ([address, port, said]) =>
      `${nameOf(address)} port ${port}: ${said === 'closed' ? 'refused, though it is open there' : said}`,
  );
  return [fault('reach', some(told), 'open it in the firewall (security group) between them', host)];
}

function disk({host, report}: Seen): Finding[] {
  const dirs = report.services.flatMap((service) => service.dirs);
  const found = dirs.flatMap((dir) => {
    const {path, bytes, free, inodes, mount, type} = dir;
    const where = mount === path ? path : `${path} (on ${mount})`;
    if (dir.readonly)
      return [
        fault('disk', `${where} is read-only`, 'mount it for writing; dmesg tells why it is not', host),
      ];
    if (free < ROOM)
      return [
        fault('disk', `${where} has ${gigabytes(free)} free`, 'make room, or name another directory', host),
      ];
    if (inodes >= 0 && inodes < LEAST_INODES)
      return [
        fault(
          'disk',
          `${where} has ${inodes} inodes left`,
          'remove files, or make the file system anew with more',
          host,
        ),
      ];
    if (NETWORK.test(type))
      return [
        warning(
          'disk',
          `${where} is ${type}: data over the network are slow, and get lost with it`,
          'name a directory on a disk of the machine',
          host,
        ),
      ];
    if (free < bytes / 10)
      return [
        warning(
          'disk',
          `${where} is ${Math.round((1 - free / bytes) * 100)} % full`,
          'make room before it is: Kafka stops when its disk is full',
          host,
        ),
      ];
    return [];
  });
  const least = Math.min(...dirs.map(({free}) => free));
  return found.length > 0 ? found : [well('disk', `${gigabytes(least)} free for data`, host)];
}

function memory(
  {
    host,
    report: {
      kernel: {memory: all},
    },
  }: Seen,
  cluster: Cluster,
): Finding {
  const heaps = [
    ...cluster.zookeeper.nodes.filter((node) => node.host.name === host).map(() => cluster.zookeeper.heap),
    ...cluster.kafka.brokers.filter((broker) => broker.host.name === host).map(({heap}) => heap),
  ];
  const wanted = heaps.reduce((sum, heap) => sum + bytesOf(heap), 0);
  const told = `${gigabytes(all)}, of which ${gigabytes(wanted)} are for heaps`;
  if (wanted > all * TOO_MUCH)
    return fault('memory', told, 'lower zookeeper.heap or kafka.heap, or take a larger machine', host);
  if (wanted > all * MUCH)
    return warning('memory', told, 'leave more to the page cache, from which Kafka reads', host);
  return well('memory', told, host);
}

function limits({
  host,
  report: {
    kernel: {files},
  },
}: Seen): Finding {
  if (files >= OPEN_FILES) return well('limits', `${files} open files`, host);
  const told = `no process may open more than ${files} files there, and the units ask for ${OPEN_FILES}`;
  return fixable(fault('limits', told, 'sysctl -w fs.nr_open=1048576', host));
}

function kernel(
  {
    host,
    report: {
      kernel: {swappiness, maps, thp, swap},
      services,
    },
  }: Seen,
  {kafka}: Cluster,
): Finding[] {
  const isBroker = services.some(({role}) => role === 'kafka');
  // The role of Kafka sets these two, where it may.
  const own = [
    ...(swap > 0 && swappiness > 10 ? [`vm.swappiness is ${swappiness}`] : []),
    ...(maps < 262_144 ? [`vm.max_map_count is ${maps}`] : []),
  ];
  const found = [
    ...(isBroker && !kafka.tuneSystem && own.length > 0
      ? [warning('kernel', own.join('; '), 'kafka.tune_system: true sets it', host)]
      : []),
    ...(thp === 'always'
      ? [
          fixable(
            warning(
              'kernel',
              'transparent huge pages are on for everything: JVMs pause for them',
              'echo madvise >/sys/kernel/mm/transparent_hugepage/enabled',
              host,
            ),
          ),
        ]
      : []),
  ];
  if (found.length > 0) return found;
  return [
    well('kernel', kafka.tuneSystem && isBroker ? 'set by run where it has to be' : 'as it should be', host),
  ];
}

function jdk({host, report}: Seen, {java: {source, home, version}}: Cluster): Finding {
  if (source !== 'existing') {
    return source === 'package' && report.system.manager === ''
      ? fault(
          'jdk',
          'there is no package manager that the roles know',
          'bring an archive (java.tarball), or name the one that is there (java.home)',
          host,
        )
      : well('jdk', report.java === '' ? 'to be installed by run' : `Java ${report.java} is there`, host);
  }
  if (report.java === '')
    return fault(
      'jdk',
      `there is no ${home}/bin/java that starts`,
      'install it there, or correct java.home',
      host,
    );
  const major = Number(/^(?:1\.)?([0-9]+)/.exec(report.java)?.[1] ?? 0);
  return major === version
    ? well('jdk', `Java ${report.java}`, host)
    : warning(
        'jdk',
        `${home} is Java ${report.java}, and cluster.yml says ${version}`,
        'correct java.version or java.home',
        host,
      );
}

function identity({host, report}: Seen, clusters: readonly string[]): Finding[] {
  const foreign = report.services.filter((service) => service.identity.state === 'foreign');
  if (foreign.length > 0)
    return foreign.map((service) =>
      fault(
        'identity',
        service.identity.says,
        'find out whose data they are before anything else; then correct cluster.yml, or name other directories',
        host,
      ),
    );
  if (clusters.length > 1 && report.services.some(({identity: {cluster}}) => cluster !== ''))
    return [
      fault(
        'identity',
        `the hosts have data of several clusters: ${clusters.join(', ')}; this one ${report.services.map((service) => service.identity.says).join(', ')}`,
        'a machine of another cluster stands in cluster.yml: find out which',
        host,
      ),
    ];
  const ours = report.services
    .filter((service) => service.identity.state === 'ours')
    .map((service) => service.identity.says);
  return [well('identity', ours.length > 0 ? `data of ${ours.join(' and ')}` : 'no data yet', host)];
}

function archive({host, report}: Seen): Finding[] {
  const absent = report.services.filter((service) => service.archive.state === 'absent');
  if (absent.length > 0)
    return absent.map(({role, archive: {says}}) =>
      fault(
        'archive',
        `${role} cannot be fetched: ${says}`,
        'name a mirror that the machines reach (archives.mirrors), or push the files from here (archives.local_dir)',
        host,
      ),
    );
  const unchecked = report.services.filter((service) => service.archive.state === 'unchecked');
  if (unchecked.length > 0)
    return unchecked.map(({role, archive: {says}}) =>
      fault(
        'archive',
        `nothing tells the SHA-512 of the archive of ${role}: ${says}`,
        'write it in cluster.yml (archives.checksums), or put the .sha512 file beside the archive',
        host,
      ),
    );
  const states = new Set(report.services.map((service) => service.archive.state));
  return [well('archive', [...states].join(', '), host)];
}

function parse(texts: readonly string[]): Report | null {
  try {
    return JSON.parse(texts.join('')) as Report;
  } catch {
    return null;
  }
}

function some(all: readonly string[]): string {
  return all.length <= 3 ? all.join('; ') : `${all.slice(0, 3).join('; ')} and ${all.length - 3} more`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** 512m or 1g, in bytes. */
function bytesOf(heap: string): number {
  return Number.parseInt(heap, 10) * (heap.endsWith('g') ? 2 ** 30 : 2 ** 20);
}
