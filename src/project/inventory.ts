import type {Cluster} from '../model/cluster.ts';

/** The inventory `hosts` in INI: the groups of the book, addresses and ids. */
export function inventory(cluster: Cluster): string {
  const zookeeper = cluster.zookeeper.nodes.map(
    ({host, id}) => `${host.name} ansible_host=${host.address} zookeeper_id=${id}`,
  );
  const kafka = cluster.kafka.brokers.map(
    ({host, id}) => `${host.name} ansible_host=${host.address} kafka_id=${id}`,
  );
  return `# Written by kafkabook from cluster.yml; edit that, then run: kafkabook gen
[zkhosts]
${zookeeper.join('\n')}

[kafkahosts]
${kafka.join('\n')}
`;
}
