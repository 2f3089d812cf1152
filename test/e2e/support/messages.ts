import {inside} from './lab.ts';

/** Kafka's tools as an administrator of the machine has them: from where the unit runs the broker, with its JDK. */
const TOOLS = [
  'unit=/etc/systemd/system/kafka-server.service',
  `PATH=$(sed -n 's#^ExecStart=\\(.*\\)/kafka-server-start.sh .*#\\1#p' $unit):$PATH`,
  `export JAVA_HOME=$(sed -n 's/^Environment=JAVA_HOME=//p' $unit)`,
].join('; ');

/** Runs one of Kafka's tools on a machine and returns what it printed. */
export function kafkaTool(machine: string, command: string): string {
  return inside(machine, `${TOOLS}; ${command}`);
}

/** Creates a topic through one broker and returns its description. */
export function createTopic(
  machine: string,
  topic: string,
  replicationFactor: number,
  server: string,
): string {
  const tool = `kafka-topics.sh --bootstrap-server ${server} --topic ${topic}`;
  kafkaTool(machine, `${tool} --create --partitions 1 --replication-factor ${replicationFactor}`);
  return kafkaTool(machine, `${tool} --describe`);
}

/** Sends numbered messages and reads them back; the sums tell whether they came unchanged and in order. */
export function sendAndReceive(
  machine: string,
  topic: string,
  count: number,
  server: string,
): {sent: string; received: string} {
  inside(machine, `seq -f 'message %g of ${topic}' 1 ${count} > /tmp/sent`);
  kafkaTool(machine, `kafka-console-producer.sh --broker-list ${server} --topic ${topic} < /tmp/sent`);
  return {sent: inside(machine, 'sha256sum < /tmp/sent'), received: received(machine, topic, count, server)};
}

/** The checksum of the first messages of a topic, as a consumer reads them. */
export function received(machine: string, topic: string, count: number, server: string): string {
  return kafkaTool(
    machine,
    `kafka-console-consumer.sh --bootstrap-server ${server} --topic ${topic} --from-beginning --max-messages ${count} --timeout-ms 60000 2>/dev/null | sha256sum`,
  );
}
