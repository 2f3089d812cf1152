import {nearestName} from '../../nearest.ts';
import {kafkaArchive, kafkaLineOf, defaultScala, zookeeperArchive} from '../../model/releases.ts';
import type {Finding} from '../problem.ts';
import {figureOf} from './sizes.ts';
import {machinesOf} from './machines.ts';
import {error, warning, type Rule} from './rule.ts';

/** Kafka spreads copies over racks only where every broker has one (docs: broker.rack). */
export const racksForAllOrNone: Rule = ({kafka}) => {
  const brokers = kafka?.brokers ?? [];
  const index = brokers.findIndex((broker) => broker !== undefined && broker.rack === undefined);
  const withRack = brokers.find((broker) => broker?.rack !== undefined);
  if (index === -1 || withRack === undefined) return [];
  const message = `${brokers[index]?.name ?? 'This broker'} has no rack, while ${withRack.name ?? 'another'} has one: no topic could be made.`;
  return [
    error(
      'KB-RACK-PARTIAL',
      ['kafka', 'brokers', index, 'name'],
      message,
      'Give every broker a rack, or none.',
    ),
  ];
};

/** Two racks hold three copies as two and one: the loss of the one rack can leave too few in sync. */
export const racksForReplicas: Rule = ({kafka}) => {
  const racks = new Set((kafka?.brokers ?? []).flatMap((broker) => broker?.rack ?? []));
  const factor = figureOf(kafka?.config ?? {}, 'default.replication.factor') ?? 0;
  if (racks.size < 1 || factor <= racks.size) return [];
  const message = `${factor} copies on ${racks.size} ${racks.size === 1 ? 'rack' : 'racks'}: one rack holds several of them.`;
  const place = ['kafka', 'config', 'default.replication.factor'];
  return [
    warning(
      'KB-RACK-REPLICATION',
      place,
      message,
      `Spread the brokers over ${factor} racks, or expect less of a rack's loss.`,
    ),
  ];
};

/** Without a managed hosts file the names have to be in DNS, where short names seldom are. */
export const namesResolvable: Rule = (draft) => {
  if (draft.hosts_file !== 'none' || draft.cluster?.domain !== undefined) return [];
  const short = machinesOf(draft).find(({name}) => name !== undefined && !name.includes('.'));
  if (short === undefined) return [];
  const message = `hosts_file is none, and ${short.name} is a short name: machines and clients would have to find it in DNS as it is.`;
  return [
    warning(
      'KB-HOSTS-DNS',
      ['hosts_file'],
      message,
      'Write cluster.domain, or full names; or let hosts_file be managed.',
    ),
  ];
};

/** A checksum for a file that is never fetched protects nothing. */
export const checksumsUsed: Rule = ({archives, kafka, zookeeper}) => {
  if (kafka?.version === undefined || !kafkaLineOf(kafka.version)) return [];
  const used = [
    kafkaArchive(kafka.version, kafka.scala ?? defaultScala(kafka.version)).file,
    ...(zookeeper?.version === undefined ? [] : [zookeeperArchive(zookeeper.version).file]),
  ];
  return Object.keys(archives?.checksums ?? {})
    .filter((file) => !used.includes(file))
    .map((file): Finding => {
      const near = nearestName(file, used);
      const hint = near === undefined ? `Files of this spec: ${used.join(', ')}.` : `Did you mean ${near}?`;
      const message = `No archive of this spec is called ${file}, so its checksum is never used.`;
      return {...warning('KB-CHECKSUM-UNUSED', ['archives', 'checksums', file], message, hint), at: 'key'};
    });
};
