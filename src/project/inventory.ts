import type {Cluster} from '../model/cluster.ts';
import {brokerVariables} from './broker-variables.ts';

/** The inventory `hosts` in INI: the groups of the book, addresses, ids and racks; without hosts where there is no cluster yet. */
export function inventory(cluster: Cluster | null): string {
  return `# Written by kafkabook from cluster.yml; edit that, then run: kafkabook gen
[zkhosts]
${cluster === null ? '' : zookeeperLines(cluster)}
[kafkahosts]
${cluster === null ? '' : kafkaLines(cluster)}
# Filled by playbooks while they run: with the machines whose turn to restart comes.
[zookeeper_to_restart]

[kafka_to_restart]

[kafka_to_restart_last]
`;
}

function zookeeperLines({zookeeper}: Cluster): string {
  return zookeeper.nodes
    .map(({host, id}) => `${host.name} ansible_host=${host.address} zookeeper_id=${id}\n`)
    .join('');
}

function kafkaLines({kafka: {brokers}}: Cluster): string {
  const {inline} = brokerVariables(brokers);
  return brokers
    .map(({host}) => `${host.name} ansible_host=${host.address} ${inline.get(host.name)}\n`)
    .join('');
}
