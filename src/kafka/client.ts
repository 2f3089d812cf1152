import {Kafka, logLevel, Partitioners} from 'kafkajs';
import type {Received} from './smoke.ts';

/** A cluster as this computer reaches it: HOST:PORT of each broker. */
export type Servers = readonly string[];

/**
 * Sends records one after the other with acks=all, to one partition after the other, so that each leader is written to; how
 * long each acknowledgement took, in milliseconds. Throws what the client throws.
 */
export async function send(
  servers: Servers,
  topic: string,
  partitions: number,
  values: readonly string[],
): Promise<number[]> {
  const producer = clientOf(servers).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  });
  await producer.connect();
  try {
    const times: number[] = [];
    for (const [index, value] of values.entries()) {
      const begun = performance.now();
      await producer.send({topic, acks: -1, messages: [{partition: index % partitions, value}]});
      times.push(performance.now() - begun);
    }
    return times;
  } finally {
    await producer.disconnect();
  }
}

/** For each partition of a topic a key whose records go there, from every client that hashes keys as Kafka's own does. */
export function keysOf(partitions: number): string[] {
  const partitioner = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({length: partitions}, (_, partitionId) => ({
    ...{partitionId, partitionErrorCode: 0, leader: 0},
    ...{replicas: [], isr: []},
  }));
  const keys = new Map<number, string>();
  for (let number = 0; keys.size < partitions; number += 1) {
    const key = `key-${number}`;
    const partition = partitioner({topic: '', partitionMetadata, message: {key, value: null}});
    if (!keys.has(partition)) keys.set(partition, key);
  }
  return partitionMetadata.map(({partitionId}) => keys.get(partitionId) ?? '');
}

/** Reads a topic from its beginning as a group of its own, until so many records came, or none for some seconds. */
export async function read(
  servers: Servers,
  topic: string,
  count: number,
  seconds: number,
): Promise<Received[]> {
  const client = clientOf(servers);
  const end = performance.now() + seconds * 1000;
  const groupId = `${topic}-${process.pid}-${Date.now()}`;
  const consumer = client.consumer({
    ...{groupId, allowAutoTopicCreation: false},
    // The coordinator of a new cluster is loading at first; where there is none, it would begin again without end.
    retry: {retries: 4, restartOnFailure: async () => Promise.resolve(performance.now() < end)},
  });
  const received: Received[] = [];
  try {
    await consumer.connect();
    await consumer.subscribe({topic, fromBeginning: true});
    await new Promise<void>((done, fail) => {
      let timer = setTimeout(done, seconds * 1000);
      consumer.on('consumer.crash', ({payload: {error, restart}}) => {
        if (!restart) fail(error);
      });
      consumer
        .run({
          async eachMessage({partition, message}) {
            received.push({value: message.value?.toString() ?? '', partition});
            clearTimeout(timer);
            if (received.length < count) {
              timer = setTimeout(done, seconds * 1000);
              return;
            }
            // What comes too often comes right behind.
            setTimeout(done, 500);
          },
        })
        .catch(fail);
    });
    return received;
  } finally {
    await consumer.disconnect();
    await forget(client, groupId);
  }
}

/** A group that is left behind would stand in every list of groups for a week. */
async function forget(client: Kafka, groupId: string): Promise<void> {
  const admin = client.admin();
  try {
    await admin.connect();
    await admin.deleteGroups([groupId]);
  } catch {
    // It goes by itself, later.
  } finally {
    await admin.disconnect();
  }
}

function clientOf(servers: Servers): Kafka {
  return new Kafka({
    ...{clientId: 'kafkabook', brokers: [...servers], logLevel: logLevel.NOTHING},
    ...{connectionTimeout: 5000, requestTimeout: 20_000, retry: {retries: 4}},
  });
}
