/** A topic as kafka-topics describes it. */
export type Topic = Readonly<{
  topic: string;
  replicationFactor: number;
  /** What it has set, or its brokers in their files. */
  configs: Readonly<Record<string, string>>;
  partitions: readonly Partition[];
}>;

/** Brokers by their ids. */
export type Partition = Readonly<{
  partition: number;
  /** null: nobody leads it, so nothing can be read or written. */
  leader: number | null;
  replicas: readonly number[];
  isr: readonly number[];
  state: 'whole' | 'under-replicated' | 'offline';
}>;

/**
 * Topics out of what `kafka-topics --describe` prints, sorted by name. Each line has fields between tabs, as
 * "Name: value"; releases differ in the blanks and in further fields.
 */
export function parseDescription(text: string): Topic[] {
  const lines = text.split('\n').map(fieldsOf);
  const partitions = new Map<string, Partition[]>();
  for (const line of lines.filter((each) => each.has('Partition'))) {
    const topic = line.get('Topic') ?? '';
    const before = partitions.get(topic) ?? [];
    partitions.set(topic, before);
    before.push(partitionOf(line));
  }
  return lines
    .filter((line) => line.has('PartitionCount'))
    .map((line) => {
      const topic = line.get('Topic') ?? '';
      return {
        topic,
        replicationFactor: Number(line.get('ReplicationFactor')),
        configs: configsOf(line.get('Configs') ?? ''),
        partitions: (partitions.get(topic) ?? []).sort((one, other) => one.partition - other.partition),
      };
    })
    .sort((one, other) => (one.topic < other.topic ? -1 : 1));
}

/** The names that `kafka-topics --list` prints; ZooKeeper's list marks those that are being deleted. */
export function parseList(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => /^([\w.-]+)(?: - marked for deletion)?\s*$/.exec(line)?.[1] ?? []);
}

function partitionOf(line: ReadonlyMap<string, string>): Partition {
  const [leader] = ids(line.get('Leader')).filter((id) => id >= 0);
  const replicas = ids(line.get('Replicas'));
  const isr = ids(line.get('Isr'));
  const isWhole = replicas.every((id) => isr.includes(id));
  return {
    partition: Number(line.get('Partition')),
    leader: leader ?? null,
    replicas,
    isr,
    state: leader === undefined ? 'offline' : isWhole ? 'whole' : 'under-replicated',
  };
}

function fieldsOf(line: string): Map<string, string> {
  const fields = line.split('\t').map((field) => /^([A-Za-z ]+):(.*)$/.exec(field) ?? []);
  return new Map(fields.map(([, name = '', value = '']) => [name.trim(), value.trim()]));
}

function ids(list = ''): number[] {
  return list
    .split(',')
    .filter((word) => /^-?\d+$/.test(word.trim()))
    .map(Number);
}

/** Values may hold commas. */
function configsOf(text: string): Record<string, string> {
  const pairs = text.split(/,(?=[a-z][a-z0-9.]*=)/).filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}
