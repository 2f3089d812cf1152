import {inside} from './lab.ts';

const BIN = '/usr/local/kafka/bin';

/** Creates a topic through one broker and returns its description. */
export function createTopic(
  machine: string,
  topic: string,
  replicationFactor: number,
  server: string,
): string {
  const tool = `${BIN}/kafka-topics.sh --bootstrap-server ${server} --topic ${topic}`;
  inside(machine, `${tool} --create --partitions 1 --replication-factor ${replicationFactor}`);
  return inside(machine, `${tool} --describe`);
}

/** Sends numbered messages and reads them back; the sums tell whether they came unchanged and in order. */
export function sendAndReceive(
  machine: string,
  topic: string,
  count: number,
  server: string,
): {sent: string; received: string} {
  inside(machine, `seq -f 'message %g of ${topic}' 1 ${count} > /tmp/sent`);
  inside(machine, `${BIN}/kafka-console-producer.sh --broker-list ${server} --topic ${topic} < /tmp/sent`);
  return {sent: inside(machine, 'sha256sum < /tmp/sent'), received: received(machine, topic, count, server)};
}

/** The checksum of the first messages of a topic, as a consumer reads them. */
export function received(machine: string, topic: string, count: number, server: string): string {
  return inside(
    machine,
    `${BIN}/kafka-console-consumer.sh --bootstrap-server ${server} --topic ${topic} --from-beginning --max-messages ${count} --timeout-ms 60000 2>/dev/null | sha256sum`,
  );
}
