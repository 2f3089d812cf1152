// The machines of a cluster on AWS: what role aws makes, worked out from the spec.
import type {Spec} from '../spec/spec.ts';
import {fullName, shortName} from './identity.ts';

/** What is to be there on AWS. */
export type Aws = {
  readonly region: string;
  /** Id of an AMI, or the name of a parameter of SSM that begins with a slash. */
  readonly image: string;
  readonly keyPair: string;
  readonly vpc: string;
  readonly subnets: readonly Subnet[];
  readonly securityGroup: string;
  readonly rules: readonly SecurityRule[];
  readonly machines: readonly AwsMachine[];
  readonly volumeType: string;
  /** In GB, as all sizes here. */
  readonly systemVolumeSize: number;
  /** Domain of the private zone, or '' for none. */
  readonly privateZone: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Absolute or relative to the project folder, and what it is called in the spec. */
  readonly addressesFile: string;
};

export type Subnet = {readonly id: string; readonly zone: string};

/** A way in: from the machines of the group itself, or from a network. */
export type SecurityRule = {readonly from: 'group' | string; readonly port: number; readonly what: string};

/** One machine of the cluster, or the control node. */
export type AwsMachine = {
  /** The name tag, such as peter-zk01. */
  readonly shortName: string;
  readonly name: string;
  readonly instanceType: string;
  readonly subnet: string;
  /** Whether it has a public address. */
  readonly isPublic: boolean;
  /** The key under `addresses`; '' for the control node, whose address the spec needs not. */
  readonly entry: string;
  readonly volumes: readonly AwsVolume[];
};

/** A volume for one data directory; `device` as AWS is told, `directory` where it is mounted. */
export type AwsVolume = {readonly device: string; readonly directory: string; readonly gigabytes: number};

/** Whether a checked spec has an address for every machine, without which there is no cluster yet. */
export function hasAddresses({zookeeper, kafka}: Spec): boolean {
  return [...(zookeeper?.nodes ?? []), ...kafka.brokers].every(({address}) => address !== undefined);
}

/** What the section `aws` of a checked spec means; null without one. `local` makes a path count from the project folder. */
export function completeAws(spec: Spec, local: (path: string) => string): Aws | null {
  const {aws, cluster} = spec;
  if (aws === undefined) return null;
  return {
    region: aws.region,
    image: aws.image,
    keyPair: aws.key_pair,
    vpc: aws.vpc,
    subnets: aws.subnets,
    securityGroup: aws.security_group ?? cluster.name,
    rules: rulesOf(spec, aws),
    machines: machinesOf(spec, aws),
    volumeType: aws.volume_type,
    systemVolumeSize: aws.system_volume_size,
    privateZone: aws.private_zone ? (cluster.domain ?? '') : '',
    tags: aws.tags ?? {},
    addressesFile: local(aws.addresses_file),
  };
}

type Section = NonNullable<Spec['aws']>;

/** Just the ports of the spec: those of services for the machines themselves, SSH and clients from where the spec says. */
function rulesOf({zookeeper, kafka, ssh}: Spec, aws: Section): SecurityRule[] {
  const listeners = [...new Set(kafka.listeners.map(({port}) => port))];
  const servers: readonly (readonly [port: number | undefined, what: string])[] = [
    [zookeeper?.client_port, 'clients of ZooKeeper'],
    [zookeeper?.peer_port, 'followers of ZooKeeper'],
    [zookeeper?.election_port, 'elections of ZooKeeper'],
  ];
  return [
    {from: 'group', port: ssh.port, what: 'SSH'},
    ...servers.flatMap(([port, what]) => (port === undefined ? [] : [{from: 'group', port, what}])),
    ...listeners.map((port) => ({from: 'group', port, what: 'Kafka'})),
    ...aws.ssh_from.map((from) => ({from, port: ssh.port, what: 'SSH'})),
    ...(aws.clients_from ?? []).flatMap((from) => listeners.map((port) => ({from, port, what: 'Kafka'}))),
  ];
}

/** The control node first. A machine with both roles is one, with the volumes of both. */
function machinesOf(spec: Spec, aws: Section): AwsMachine[] {
  const {zookeeper, kafka, cluster} = spec;
  const subnets = subnetsOf(spec, aws);
  const control = aws.control_node;
  const directories = [...new Set([zookeeper?.data_dir ?? '', zookeeper?.data_log_dir ?? ''])].filter(
    Boolean,
  );
  const machines = [
    ...(control === undefined
      ? []
      : [{name: control.name, subnet: aws.subnets[0]?.id, type: control.instance_type, isPublic: true}]),
    ...(zookeeper?.nodes ?? []).map(({name}, index) => ({
      ...{name, subnet: subnets.inTurn(index), type: aws.zookeeper?.instance_type},
      ...{directories, size: aws.zookeeper?.volume_size},
    })),
    ...kafka.brokers.map(({name, rack, data_dirs: own}, index) => ({
      ...{name, subnet: subnets.ofRack(rack, index), type: aws.kafka?.instance_type},
      ...{directories: own ?? kafka.data_dirs, size: aws.kafka?.volume_size},
    })),
  ] as readonly Wanted[];
  const known = new Map<string, AwsMachine>();
  for (const {name, subnet, type, isPublic = false, directories: wanted = [], size} of machines) {
    const full = fullName(name, cluster.domain);
    const before = known.get(full);
    const own = ownOf(aws, name);
    const volumes = [
      ...(before?.volumes ?? []),
      ...(size === undefined ? [] : wanted.map((directory) => ({directory, gigabytes: size}))),
    ];
    known.set(full, {
      shortName: shortName(name),
      name: full,
      instanceType: own?.instance_type ?? type ?? before?.instanceType ?? aws.instance_type,
      subnet: own?.subnet ?? before?.subnet ?? subnet ?? '',
      isPublic: isPublic || (before?.isPublic ?? false),
      entry: before?.entry ?? (isPublic ? '' : name),
      volumes: volumes.map((volume, index) => ({device: deviceAt(index), ...volume})),
    });
  }
  return [...known.values()];
}

type Wanted = Readonly<{
  name: string;
  subnet?: string;
  type?: string;
  isPublic?: boolean;
  directories?: readonly string[];
  size?: number;
}>;

function ownOf({machines = {}}: Section, name: string) {
  return machines[name] ?? machines[shortName(name)];
}

/** /dev/sdf and on; a rule of the spec keeps them below the end of what AWS recommends. */
function deviceAt(index: number): string {
  return `/dev/sd${String.fromCodePoint('f'.charCodeAt(0) + index)}`;
}

/**
 * Which subnet a machine is in. Brokers of one rack share one: a rack that is called like a zone has that zone's, the others
 * have those that are left, in the order in which the spec names them.
 */
function subnetsOf({kafka}: Spec, {subnets}: Section) {
  const racks = [...new Set(kafka.brokers.flatMap(({rack}) => rack ?? []))];
  const byRack = new Map<string, string>();
  for (const rack of racks) {
    const named = subnets.find(({zone}) => zone === rack);
    if (named !== undefined) byRack.set(rack, named.id);
  }
  const left = subnets.filter(({id}) => ![...byRack.values()].includes(id));
  for (const [index, rack] of racks.filter((each) => !byRack.has(each)).entries())
    byRack.set(rack, (left[index % left.length] ?? subnets[0])?.id ?? '');
  const inTurn = (index: number) => subnets[index % subnets.length]?.id ?? '';
  return {
    inTurn,
    ofRack: (rack: string | undefined, index: number) => byRack.get(rack ?? '') ?? inTurn(index),
  };
}
