// More machines than the six of the book: what KAFKABOOK_LAB_MORE adds to the lab.

export type Machine = {readonly name: string; readonly address: string; readonly id: number};

/** The servers of the ensemble. */
export const SERVERS: readonly Machine[] = [1, 2, 3].map((id) => ({
  name: `peter-zk0${id}`,
  address: `198.18.0.1${id}`,
  id,
}));

/** So many brokers; makes the lab know them all, which `lab prepare` has to hear of. */
export function brokers(count: number): readonly Machine[] {
  process.env['KAFKABOOK_LAB_MORE'] = String(Math.max(0, count - OWN_BROKERS));
  return Array.from({length: count}, (_, index) => {
    const [id, more] = [index + 1, index + 1 - OWN_BROKERS];
    return index < OWN_BROKERS
      ? {name: `peter-kafka0${id}`, address: `198.18.0.2${id}`, id}
      : {name: `more${String(more).padStart(2, '0')}`, address: `198.18.0.${100 + more}`, id};
  });
}

/** Brokers that the lab has anyway. */
const OWN_BROKERS = 6;
