import type {Cluster} from '../model/cluster.ts';
import {brokerVariables} from './broker-variables.ts';

/** The inventory `hosts` in INI: the groups of the book, addresses, ids and racks. */
export function inventory(cluster: Cluster): string {
  const zookeeper = cluster.zookeeper.nodes.map(
    ({host, id}) => `${host.name} ansible_host=${host.address} zookeeper_id=${id}`,
  );
  const {inline} = brokerVariables(cluster.kafka.brokers);
  const kafka = cluster.kafka.brokers.map(
    ({host}) => `${host.name} ansible_host=${host.address} ${inline.get(host.name)}`,
  );
  return `# Written by kafkabook from cluster.yml; edit that, then run: kafkabook gen
[zkhosts]
${zookeeper.join('\n')}

[kafkahosts]
${kafka.join('\n')}

# Filled by playbooks while they run: with the machines whose turn to restart comes.
[zookeeper_to_restart]

[kafka_to_restart]

[kafka_to_restart_last]
`;
}
