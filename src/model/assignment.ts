// Which broker has which partition, as the playbook kafka-assignment tells it, and whether that is a state to move replicas
// from. Pure.
import {Refusal} from '../refusal.ts';
import {tooWide, type BrokerPlace, type PartitionReplicas} from './reassignment.ts';

/** What stands where in a cluster that runs. */
export type Assignment = {
  /** The brokers of the project. */
  readonly brokers: readonly HostedBroker[];
  /** Ids of the brokers that serve. */
  readonly registered: readonly number[];
  /** What a throttle of a reassignment is set on, such as `brokers 1` or `topics load`. */
  readonly throttles: readonly string[];
  readonly partitions: readonly PartitionState[];
  /** Whether the size of every partition was told; it counts as 0 where it was not. */
  readonly sized: boolean;
};

export type HostedBroker = BrokerPlace & {readonly host: string};

/** `leader` is null where there is none; `moving`: its replicas are being changed now. */
export type PartitionState = PartitionReplicas & {
  readonly leader: number | null;
  readonly isr: readonly number[];
  readonly moving: boolean;
};

/**
 * Reads the texts in which roles/kafka/files/assignment.awk tells an assignment. Throws a Refusal where they are not whole.
 */
export function readAssignment(texts: readonly string[]): Assignment {
  const records = texts.flatMap(parseList).map(fieldsOf);
  const last = records.pop();
  if (records.length === 0 || last?.['records'] !== records.length) throw unreadable();
  const partitions = records.filter((record) => 'topic' in record).map(partitionOf);
  return {
    brokers: records.filter((record) => 'broker' in record).map(brokerOf),
    registered: records.filter((record) => 'registered' in record).map(({registered}) => id(registered)),
    throttles: records
      .filter((record) => 'throttle' in record)
      .map(({throttle}) => text(throttle))
      .sort(),
    partitions: partitions.map(({partition}) => partition),
    sized: partitions.every(({sized}) => sized),
  };
}

/**
 * Throws a Refusal where nothing should be moved as it stands: brokers that are down, partitions that are not whole, and
 * replicas that nobody asked for.
 */
export function checkMovable({brokers, registered, partitions}: Assignment): void {
  const down = brokers.filter((broker) => !registered.includes(broker.id));
  if (down.length > 0)
    throw refusal(
      `not registered with the cluster: ${some(down.map(({id, host}) => `${host} (broker ${id})`))}`,
      'start what is down, or install what is new (kafkabook run kafka)',
    );
  const known = new Set(brokers.map((broker) => broker.id));
  const strange = partitions.filter(({replicas}) => replicas.some((broker) => !known.has(broker)));
  if (strange.length > 0) {
    const ids = new Set(strange.flatMap(({replicas}) => replicas.filter((broker) => !known.has(broker))));
    throw refusal(
      `cluster.yml does not have ${[...ids]
        .sort((one, other) => one - other)
        .map((broker) => `broker ${broker}`)
        .join(', ')}, which has replicas of ${some(topicsOf(strange))}`,
      'put its host back into cluster.yml and take the replicas off it with --drain',
    );
  }
  const still = partitions.filter(({moving}) => !moving);
  const offline = still.filter(({leader}) => leader === null);
  if (offline.length > 0)
    throw refusal(`without a leader: ${some(offline.map(nameOf))}`, 'mend that first: nothing was moved');
  const lagging = still.filter(({replicas, isr}) => replicas.some((broker) => !isr.includes(broker)));
  if (lagging.length > 0)
    throw refusal(
      `not in sync: ${some(lagging.map(nameOf))}`,
      'wait until they are, or mend what keeps them; nothing was moved',
    );
}

/** Throws a Refusal where topics have more replicas than brokers are left. */
export function checkRoom({partitions}: Assignment, left: readonly BrokerPlace[]): void {
  const topics = tooWide(partitions, left.length);
  if (topics.length === 0) return;
  throw refusal(
    `these topics have more replicas than brokers would be left (${left.length}): ${some(topics)}`,
    'drain fewer brokers, add others first, or give the topics fewer replicas',
  );
}

type Fields = Readonly<Record<string, unknown>>;

// Where a secret was masked in a name, or a part got lost, nothing is right any more.
function unreadable(): Refusal {
  return refusal(
    'what the brokers told of their partitions did not come whole',
    'try again, and look at what kafka-assignment printed: kafkabook runs logs last',
  );
}

function parseList(given: string): unknown[] {
  try {
    const value: unknown = JSON.parse(given);
    if (Array.isArray(value)) return value;
  } catch {
    // Told below.
  }
  throw unreadable();
}

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw unreadable();
  return value as Fields;
}

function brokerOf({broker, host, rack}: Fields): HostedBroker {
  return {id: id(broker), host: text(host), rack: rack === '' ? '' : text(rack)};
}

function partitionOf(fields: Fields): {partition: PartitionState; sized: boolean} {
  const {topic, partition, leader, replicas, isr, bytes, moving} = fields;
  if (typeof bytes !== 'number') throw unreadable();
  const sized = bytes >= 0;
  const state = {
    topic: text(topic),
    partition: id(partition),
    leader: leader === -1 ? null : id(leader),
    replicas: ids(replicas),
    isr: ids(isr),
    size: sized ? bytes : 0,
    moving: moving === true,
  };
  if (state.replicas.length === 0) throw unreadable();
  return {partition: state, sized};
}

function ids(value: unknown): number[] {
  if (!Array.isArray(value)) throw unreadable();
  return value.map(id);
}

function id(value: unknown): number {
  if (!Number.isInteger(value) || (value as number) < 0) throw unreadable();
  return value as number;
}

/** What names of topics, hosts and racks are made of. */
function text(value: unknown): string {
  if (typeof value !== 'string' || !/^[\w. -]+$/.test(value)) throw unreadable();
  return value;
}

function refusal(message: string, hint: string): Refusal {
  return new Refusal('preflightFailed', message, hint);
}

const nameOf = ({topic, partition}: PartitionReplicas) => `${topic}-${partition}`;

const topicsOf = (partitions: readonly PartitionReplicas[]) => [
  ...new Set(partitions.map(({topic}) => topic)),
];

function some(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
