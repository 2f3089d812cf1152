import {fullName} from '../../model/identity.ts';
import type {Draft} from '../draft.ts';
import type {Path} from '../problem.ts';

export type Role = 'zookeeper' | 'kafka';

/** One entry of zookeeper.nodes or kafka.brokers. */
export type Machine = {
  readonly role: Role;
  readonly path: Path;
  readonly name: string | undefined;
  /** Full name in lower case, since names of hosts are compared so. */
  readonly fullName: string | undefined;
  readonly address: string | undefined;
  readonly id: number | undefined;
};

/** The list that names the machines of each role. */
export const MACHINE_LISTS = {zookeeper: 'nodes', kafka: 'brokers'} as const;

/** Every well-formed entry, ZooKeeper's first, in the order of the spec. */
export function machinesOf(draft: Draft): Machine[] {
  return [
    ...entries('zookeeper', draft.zookeeper?.nodes, draft),
    ...entries('kafka', draft.kafka?.brokers, draft),
  ];
}

/** The entries by machine. The address tells machines apart, as the rules on names speak up where that is not so. */
export function byAddress(machines: readonly Machine[]): Map<string, Machine[]> {
  const groups = new Map<string, Machine[]>();
  for (const machine of machines) {
    if (machine.address === undefined) continue;
    const address = machine.address.toLowerCase();
    groups.set(address, [...(groups.get(address) ?? []), machine]);
  }
  return groups;
}

/** One address can be written in many ways, of which one is the usual one (RFC 5952). */
function canonical(address: string | undefined): string | undefined {
  return address?.includes(':') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

type Entry = {
  readonly name?: string | undefined;
  readonly address?: string | undefined;
  readonly id?: number | undefined;
};

function entries(role: Role, list: readonly (Entry | undefined)[] | undefined, draft: Draft): Machine[] {
  return (list ?? []).flatMap((entry, index) => {
    if (entry === undefined) return [];
    const {name, address, id} = entry;
    const full = name === undefined ? undefined : fullName(name, draft.cluster?.domain).toLowerCase();
    return [
      {role, path: [role, MACHINE_LISTS[role], index], name, fullName: full, address: canonical(address), id},
    ];
  });
}
