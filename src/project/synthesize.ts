import type {Cluster} from '../model/cluster.ts';
import type {Assets, GeneratedFile, Project} from './file-set.ts';
import {inventory} from './inventory.ts';
import {playbook} from './playbook.ts';
import {hostsBlock, variables} from './variables.ts';

/** What is there only where names are kept in /etc/hosts. */
const OF_HOSTS_FILE = new Set(['hosts.yml.ejs', 'control-node.yml.ejs']);

/** The whole Ansible project of a cluster. Pure: the same cluster and assets give the same bytes. */
export function synthesize(cluster: Cluster, assets: Assets): Project {
  const zkhosts = cluster.zookeeper.nodes.map((node) => node.host.name);
  const kafkahosts = cluster.kafka.brokers.map((broker) => broker.host.name);
  const all = cluster.hosts.map((host) => host.name);
  const rendered: readonly GeneratedFile[] = [...assets.templates]
    .filter(([name]) => !OF_HOSTS_FILE.has(name) || cluster.hostsFile === 'managed')
    .map(([name, template]) => ({
      path: name.replace(/\.ejs$/, ''),
      content: playbook(name, template, cluster),
      mode: 0o644,
    }));
  const files = [
    {path: 'hosts', content: inventory(cluster), mode: 0o644},
    ...variables(cluster),
    ...(cluster.hostsFile === 'managed' ? [hostsBlock(cluster)] : []),
    ...rendered,
    ...assets.copied,
  ];
  return {
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    playbooks: {
      ...(cluster.hostsFile === 'managed' ? {hosts: all, 'control-node': ['localhost']} : {}),
      jdk: all,
      zookeeper: zkhosts,
      'zookeeper-restart': zkhosts,
      'zookeeper-restart-at-once': zkhosts,
      'zookeeper-start': zkhosts,
      // It looks whether brokers run.
      'zookeeper-stop': all,
      'zookeeper-upgrade': zkhosts,
      'zookeeper-scale': zkhosts,
      kafka: kafkahosts,
      'kafka-restart': kafkahosts,
      'kafka-restart-at-once': kafkahosts,
      'kafka-start': kafkahosts,
      'kafka-stop': kafkahosts,
      'kafka-upgrade': kafkahosts,
      'kafka-finalize': kafkahosts,
      // One broker asks for all.
      'kafka-assignment': kafkahosts.slice(0, 1),
      'kafka-reassign': kafkahosts.slice(0, 1),
      site: all,
      status: all,
      preflight: all,
      'preflight-fix': all,
      'destroy-look': all,
      destroy: all,
    },
    groups: {zkhosts, kafkahosts},
  };
}
