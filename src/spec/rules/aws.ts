import {isIP} from 'node:net';
import {fullName, shortName} from '../../model/identity.ts';
import type {Path} from '../problem.ts';
import {machinesOf} from './machines.ts';
import {error, type Rule} from './rule.ts';

/** Without AWS, which gives machines theirs, nobody can know the address of a machine. */
export const addressesKnown: Rule = (draft, written) =>
  machinesOf(draft)
    .filter(({address, path}) => address === undefined && !written.has([...path, 'address']))
    .flatMap(({name, path}) => {
      if (draft.aws !== undefined || name === undefined) return [];
      const message = `"address" is missing in ${path.slice(0, 2).join('.')}.`;
      return [{...error('KB-MISSING-KEY', path, message, 'Add "address:" there.'), at: 'key' as const}];
    });

/** AWS chooses it, and the machine keeps it: two sources would leave it open which one counts. */
export const addressesFromAws: Rule = (draft, written) =>
  machinesOf(draft)
    .filter(({path}) => draft.aws !== undefined && written.has([...path, 'address']))
    .map(({name = 'This machine', path}) => {
      const message = `${name} has an address here, but machines on AWS get theirs there.`;
      const hint = 'Leave it out: run aws and import aws write it to a file of its own.';
      return error('KB-AWS-ADDRESS', [...path, 'address'], message, hint);
    });

/** A zone is called like its region, with a letter behind. */
export const zonesOfRegion: Rule = ({aws}) =>
  (aws?.subnets ?? []).flatMap((subnet, index) => {
    if (subnet?.zone === undefined || aws?.region === undefined || subnet.zone.startsWith(aws.region))
      return [];
    const message = `${subnet.zone} is no zone of ${aws.region}.`;
    const hint = `Zones of a region are called like it, with a letter behind: ${aws.region}a.`;
    return [error('KB-AWS-SUBNETS', ['aws', 'subnets', index, 'zone'], message, hint)];
  });

/** Machines in two subnets of one zone are lost together. */
export const zonesApart: Rule = ({aws}) =>
  (aws?.subnets ?? []).flatMap((subnet, index, all) => {
    const key = (['id', 'zone'] as const).find((each) =>
      all.slice(0, index).some((other) => subnet?.[each] !== undefined && other?.[each] === subnet[each]),
    );
    if (key === undefined) return [];
    const message = `${subnet?.[key]} stands here twice.`;
    return [
      error('KB-AWS-SUBNETS', ['aws', 'subnets', index, key], message, 'Name one subnet of each zone.'),
    ];
  });

/** A rack that shares its zone with another one is lost with it. */
export const zonesForRacks: Rule = ({aws, kafka}) => {
  const racks = new Set((kafka?.brokers ?? []).flatMap((broker) => broker?.rack ?? []));
  const subnets = aws?.subnets?.length ?? 0;
  if (aws?.subnets === undefined || racks.size <= subnets) return [];
  const message = `${racks.size} racks of brokers would share ${subnets === 1 ? 'one zone' : `${subnets} zones`}.`;
  const hint = 'Name a subnet of a further zone for each rack, or use less racks.';
  return [error('KB-AWS-SUBNETS', ['aws', 'subnets'], message, hint)];
};

/** The whole world tries passwords and holes of every SSH server that it can reach. */
export const sshFromSomewhere: Rule = ({aws}) =>
  (aws?.ssh_from ?? []).flatMap((network, index) => {
    if (network === undefined || !/\/0$/.test(network) || aws?.ssh_from_anywhere === true) return [];
    const message = `${network} lets everybody try to log in.`;
    const hint =
      'Name your own network, such as 203.0.113.7/32; or say that it is meant: ssh_from_anywhere: true.';
    return [error('KB-AWS-OPEN', ['aws', 'ssh_from', index], message, hint)];
  });

/** AWS takes 10.0.0.5/24 for 10.0.0.0/24, and its rule would be another one than that which is wanted, run by run. */
export const networksWhole: Rule = ({aws}) =>
  (['ssh_from', 'clients_from'] as const).flatMap((key) =>
    (aws?.[key] ?? []).flatMap((network, index) => {
      const fault = network === undefined ? undefined : faultOf(network);
      return fault === undefined
        ? []
        : [error('KB-AWS-NETWORK', ['aws', key, index], fault.message, fault.hint)];
    }),
  );

function faultOf(network: string): {message: string; hint: string} | undefined {
  const [address = '', bits = ''] = network.split('/');
  if (isIP(address) === 0) {
    return {message: `${address} is no address.`, hint: 'Write a network such as 203.0.113.0/24.'};
  }
  const size = Number(bits);
  if (address.includes(':')) {
    const usual = new URL(`http://[${address}]`).hostname.slice(1, -1);
    if (usual === address) return undefined;
    return {message: `${network} is not written as AWS writes it.`, hint: `Write ${usual}/${size}.`};
  }
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const base = size === 0 ? 0 : Math.floor(number / 2 ** (32 - size)) * 2 ** (32 - size);
  if (base === number) return undefined;
  const usual = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join('.');
  return {
    message: `${network} is an address inside of a network.`,
    hint: `Write ${usual}/${size} for the network, or ${address}/32 for the address alone.`,
  };
}

/** What is meant for a machine that there is not would be passed over. */
export const machinesOfAws: Rule = (draft) => {
  const {aws} = draft;
  const names = [...machinesOf(draft).map(({name}) => name), aws?.control_node?.name].filter(
    (name) => name !== undefined,
  );
  return Object.entries(aws?.machines ?? {}).flatMap(([name, machine]) => {
    const place: Path = ['aws', 'machines', name];
    if (!names.some((each) => each === name || shortName(each) === name)) {
      const hint = 'Write the name as in its entry under zookeeper.nodes or kafka.brokers.';
      return [{...error('KB-AWS-MACHINE', place, `There is no machine ${name}.`, hint), at: 'key' as const}];
    }
    const subnet = machine?.subnet;
    if (subnet === undefined || aws?.subnets?.some((each) => each?.id === subnet)) return [];
    const message = `${subnet} is none of aws.subnets.`;
    return [error('KB-AWS-MACHINE', [...place, 'subnet'], message, 'Name it there with its zone.')];
  });
};

/** Machines are found again by their short names. */
export const namesOfAws: Rule = (draft) => {
  if (draft.aws === undefined) return [];
  const known = new Map<string, string>();
  const findings = machinesOf(draft).flatMap(({name, fullName: full, path}) => {
    if (name === undefined || full === undefined) return [];
    const short = shortName(full);
    const other = known.get(short) ?? full;
    known.set(short, other);
    if (other === full) return [];
    const message = `${full} and ${other} would both be called ${short} on AWS.`;
    return [error('KB-AWS-MACHINE', [...path, 'name'], message, 'Give them different short names.')];
  });
  const control = draft.aws.control_node?.name;
  if (control === undefined || !known.has(shortName(control).toLowerCase())) return findings;
  const message = `${control} is a machine of the cluster already.`;
  return [
    ...findings,
    error(
      'KB-AWS-MACHINE',
      ['aws', 'control_node', 'name'],
      message,
      'The control node is one more machine.',
    ),
  ];
};

/** A zone holds the names of its own domain alone. */
export const namesInZone: Rule = (draft) => {
  const {aws, cluster} = draft;
  if (aws?.private_zone !== true) return [];
  const place = ['aws', 'private_zone'];
  const domain = cluster?.domain;
  if (domain === undefined) {
    const hint = 'Write cluster.domain, such as foo.bar.';
    return [
      error('KB-AWS-ZONE', place, 'A private zone has the domain of the cluster, which has none.', hint),
    ];
  }
  const outside = [...machinesOf(draft).map(({name}) => name), aws.control_node?.name].find(
    (name) => name !== undefined && !fullName(name, domain).endsWith(`.${domain}`),
  );
  if (outside === undefined) return [];
  const message = `${outside} is not in ${domain}, so the private zone cannot hold its name.`;
  return [error('KB-AWS-ZONE', place, message, 'Write its name in that domain, or leave the zone out.')];
};

/** AWS recommends /dev/sdf to /dev/sdp for volumes besides that of the system (EC2 user guide, device names on Linux). */
const MOST_VOLUMES = 11;

/** There are so many names for devices. */
export const volumesFit: Rule = (draft) => {
  const {aws, kafka} = draft;
  if (aws?.kafka?.volume_size === undefined) return [];
  const own = aws.zookeeper?.volume_size === undefined ? 0 : 2;
  return [
    {path: ['kafka', 'data_dirs'], directories: kafka?.data_dirs},
    ...(kafka?.brokers ?? []).map((broker, index) => ({
      path: ['kafka', 'brokers', index, 'data_dirs'],
      directories: broker?.data_dirs,
    })),
  ].flatMap(({path, directories = []}) => {
    if (directories.length + own <= MOST_VOLUMES) return [];
    const message = `A machine can have ${MOST_VOLUMES} volumes besides that of the system, and these are ${directories.length} directories.`;
    return [error('KB-AWS-VOLUMES', path, message, 'Use less and larger ones.')];
  });
};

/** Rules about a section that is seldom there. */
export const AWS_RULES: readonly Rule[] = [
  addressesKnown,
  addressesFromAws,
  zonesOfRegion,
  zonesApart,
  zonesForRacks,
  sshFromSomewhere,
  networksWhole,
  machinesOfAws,
  namesOfAws,
  namesInZone,
  volumesFit,
];
