import {fullName} from '../model/identity.ts';
import type {Draft} from './draft.ts';

/** Gives machines whose entries have no address the one under `addresses`, by their name, short or with the domain. */
export function fillAddresses(draft: Draft): Draft {
  const {addresses, zookeeper, kafka, cluster} = draft;
  if (addresses === undefined) return draft;
  const keyOf = (name: string) => fullName(name, cluster?.domain).toLowerCase();
  const known = new Map(Object.entries(addresses).map(([name, address]) => [keyOf(name), address]));
  const filled = <Item extends Entry>(list: readonly (Item | undefined)[]): (Item | undefined)[] =>
    list.map((entry) => {
      if (entry?.name === undefined || entry.address !== undefined) return entry;
      const address = known.get(keyOf(entry.name));
      return address === undefined ? entry : {...entry, address};
    });
  return {
    ...draft,
    ...(zookeeper?.nodes && {zookeeper: {...zookeeper, nodes: filled(zookeeper.nodes)}}),
    ...(kafka?.brokers && {kafka: {...kafka, brokers: filled(kafka.brokers)}}),
  };
}

type Entry = {readonly name?: string | undefined; readonly address?: string | undefined};
