import {idFromName} from '../../model/identity.ts';
import type {Draft} from '../draft.ts';
import type {Finding} from '../problem.ts';
import {byAddress, machinesOf, type Machine, type Role} from './machines.ts';
import {error, type Rule} from './rule.ts';

export const everyMachineHasAnId: Rule = (draft, written) =>
  machinesOf(draft)
    .filter(({name, id, path}) => id === undefined && name !== undefined && !written.has([...path, 'id']))
    .flatMap((machine) => idProblem(machine, draft));

/** Brokers keep the ids above reserved.broker.max.id for those that they make up themselves, unless that is off. */
export const idsBelowGenerated: Rule = (draft) => {
  const max = highestBrokerId(draft);
  return machinesOf(draft)
    .filter(({role, id}) => role === 'kafka' && id !== undefined && id > max)
    .map(({id, path}) =>
      error(
        'KB-ID-RANGE',
        [...path, 'id'],
        `broker.id ${id} is above ${max}, where Kafka makes up ids of its own.`,
        'Write a smaller id, or set broker.id.generation.enable: false under kafka.config.',
      ),
    );
};

function highestBrokerId({kafka}: Draft): number {
  const config = kafka?.config ?? {};
  if (String(config['broker.id.generation.enable']).toLowerCase() === 'false') return 2 ** 31 - 1;
  const reserved = Number(config['reserved.broker.max.id'] ?? 1000);
  return Number.isInteger(reserved) ? reserved : 1000;
}

/** The limits of the schema hold for written ids; an id from a name has to keep to them as well. */
function idProblem({role, name = '', path}: Machine, draft: Draft): Finding[] {
  const id = idFromName(name);
  const [min, max] = role === 'kafka' ? [0, highestBrokerId(draft)] : [1, 255];
  const place = [...path, 'name'];
  if (id === undefined) {
    const message = `${name} has no id: its name ends with no number.`;
    return [
      error(
        'KB-ID-MISSING',
        place,
        message,
        'Write an id: beside the name, and never change it afterwards. A range of machines has to end the name.',
      ),
    ];
  }
  if (id >= min && id <= max) return [];
  const message = `${name} would get the id ${id} from its name, but ${ID_NAMES[role]} goes from ${min} to ${max}.`;
  return [
    error('KB-ID-RANGE', place, message, 'Write an id: beside the name, and never change it afterwards.'),
  ];
}

export const idsUnique: Rule = (draft, written) =>
  (['zookeeper', 'kafka'] as const).flatMap((role) => {
    const machines = machinesOf(draft).filter((machine) => machine.role === role);
    return repeats(machines, ({id, name, path}) =>
      written.has([...path, 'id']) ? id : name === undefined ? undefined : idFromName(name),
    ).map(([machine, first, id]) => ({
      ...error(
        'KB-ID-DUPLICATE',
        idPath(machine),
        `${machine.name ?? 'This entry'} has the ${ID_NAMES[role]} ${id} of ${first.name ?? 'another entry'}.`,
        'Give one of them an id of its own; the one that runs already keeps its id.',
      ),
      related: {message: `The first with ${id} is here.`, path: idPath(first)},
    }));
  });

export const machinesListedOnce: Rule = (draft) =>
  (['zookeeper', 'kafka'] as const).flatMap((role) => {
    const machines = machinesOf(draft).filter((machine) => machine.role === role);
    return repeats(machines, ({fullName, address}) => fullName && address && `${fullName} ${address}`).map(
      ([machine, first]) => ({
        ...error(
          'KB-HOST-DUPLICATE',
          [...machine.path, 'name'],
          `${machine.name} at ${machine.address} stands twice in this list.`,
          'Remove one of the two, or correct its name and address.',
        ),
        related: {message: 'It stands here already.', path: [...first.path, 'name']},
      }),
    );
  });

/** The same name and address in both lists is one machine with both roles. */
export const oneAddressForAName: Rule = (draft) =>
  differing(machinesOf(draft), 'fullName', 'address').map(([machine, first]) => ({
    ...error(
      'KB-HOST-TWO-ADDRESSES',
      [...machine.path, 'address'],
      `${machine.name} has the address ${machine.address} here and ${first.address} elsewhere.`,
      'One name is one machine: correct the name or the address.',
    ),
    related: {message: `${first.name} has ${first.address} here.`, path: [...first.path, 'address']},
  }));

export const oneNameForAnAddress: Rule = (draft) =>
  differing(machinesOf(draft), 'address', 'fullName').map(([machine, first]) => ({
    ...error(
      'KB-HOST-TWO-NAMES',
      [...machine.path, 'name'],
      `${machine.address} is called ${machine.name} here and ${first.name} elsewhere.`,
      'One address is one machine: correct the name or the address. A machine may have both roles under one name.',
    ),
    related: {message: `It is called ${first.name} here.`, path: [...first.path, 'name']},
  }));

/** Other machines cannot reach a loopback address; a cluster on one machine can use it. */
export const addressesReachable: Rule = (draft) => {
  const machines = machinesOf(draft);
  const several = byAddress(machines).size > 1 || new Set(machines.map(({fullName}) => fullName)).size > 1;
  return machines.flatMap(({address, name, path}) => {
    const place = [...path, 'address'];
    if (address === undefined) return [];
    if (NOWHERE.test(address)) {
      const message = `${address} is no address of a machine.`;
      return [
        error(
          'KB-ADDRESS-UNUSABLE',
          place,
          message,
          `Write the address at which others reach ${name ?? 'it'}.`,
        ),
      ];
    }
    if (!several || !LOOPBACK.test(address)) return [];
    const message = `${address} means "this machine" on every machine, so the others cannot reach ${name ?? 'it'}.`;
    return [error('KB-ADDRESS-LOOPBACK', place, message, 'Write the address that the other machines use.')];
  });
};

/** Ansible has meanings of its own for some names, and reads a variables file for the name before its ending too. */
export const namesFree: Rule = (draft) =>
  machinesOf(draft).flatMap(({fullName: full, name, path}) => {
    if (full === undefined || name === undefined) return [];
    const place = [...path, 'name'];
    const hint = 'Give the machine another name.';
    if (TAKEN_NAMES.has(full))
      return [error('KB-HOST-RESERVED', place, `${name} means something else to Ansible.`, hint)];
    return FILE_ENDING.test(full)
      ? [error('KB-HOST-RESERVED', place, `${name} ends like a file of variables.`, hint)]
      : [];
  });

/** Groups of the inventory, Ansible's own, and the name of every machine for itself. */
const TAKEN_NAMES = new Set(['all', 'ungrouped', 'zkhosts', 'kafkahosts', 'localhost']);
const FILE_ENDING = /\.(ya?ml|json)$/;

const ID_NAMES: Readonly<Record<Role, string>> = {zookeeper: 'myid', kafka: 'broker.id'};
const LOOPBACK = /^(127\.|(0*:)+0*1$|::ffff:127\.)/i;
/** Unspecified, multicast and broadcast addresses. */
const NOWHERE = /^(0\.|22[4-9]\.|23[0-9]\.|255\.255\.255\.255$|[0:]+$|ff[0-9a-f]{2}:)/i;

function idPath({path, id}: Machine): (string | number)[] {
  return [...path, id === undefined ? 'name' : 'id'];
}

/** Each machine whose key an earlier one has, with the first that has it. */
function repeats<Key>(
  machines: readonly Machine[],
  keyOf: (machine: Machine) => Key | undefined,
): [Machine, Machine, Key][] {
  const seen = new Map<Key, Machine>();
  const found: [Machine, Machine, Key][] = [];
  for (const machine of machines) {
    const key = keyOf(machine);
    if (key === undefined) continue;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, machine);
    else found.push([machine, first, key]);
  }
  return found;
}

/** Each machine that shares one property with the first of its kind and differs in the other. */
function differing(
  machines: readonly Machine[],
  same: 'fullName' | 'address',
  other: 'fullName' | 'address',
): [Machine, Machine][] {
  const complete = machines.filter(({fullName, address}) => fullName !== undefined && address !== undefined);
  return repeats(complete, (machine) => machine[same]?.toLowerCase())
    .filter(([machine, first]) => machine[other]?.toLowerCase() !== first[other]?.toLowerCase())
    .map(([machine, first]) => [machine, first]);
}
