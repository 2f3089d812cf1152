import type {Aws} from '../model/aws.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Subject} from '../model/complete.ts';
import {awsVariables} from './aws.ts';
import type {Assets, GeneratedFile, Project} from './file-set.ts';
import {inventory} from './inventory.ts';
import {playbook, shapeOf} from './playbook.ts';
import {hostsBlock, variables} from './variables.ts';

/** What is there only where names are kept in /etc/hosts. */
const OF_HOSTS_FILE = new Set(['hosts.yml.ejs', 'control-node.yml.ejs']);

/** The whole Ansible project. Pure: the same subject and assets give the same bytes. */
export function synthesize({name, cluster, aws}: Subject, assets: Assets): Project {
  const manages = cluster?.hostsFile === 'managed';
  const rendered: readonly GeneratedFile[] = [...assets.templates]
    .filter(([file]) => isPartOf(file, cluster, aws) && (!OF_HOSTS_FILE.has(file) || manages))
    .map(([file, template]) => ({
      path: file.replace(/\.ejs$/, ''),
      content: playbook(file, template, shapeOf(cluster)),
      mode: 0o644,
    }));
  const files = [
    {path: 'hosts', content: inventory(cluster), mode: 0o644},
    ...(cluster === null ? [] : variables(cluster)),
    ...(cluster !== null && manages ? [hostsBlock(cluster)] : []),
    ...(aws === null ? [] : [awsVariables(aws, name)]),
    ...rendered,
    ...assets.copied.filter(({path}) => isPartOf(path.replace(/^roles\//, ''), cluster, aws)),
  ];
  const {zkhosts, kafkahosts} = groupsOf(cluster);
  return {
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    playbooks: {
      ...(cluster === null ? {} : playbooksOf(cluster)),
      ...(aws === null ? {} : Object.fromEntries(OF_AWS.map((playbook) => [playbook, ['localhost']]))),
    },
    groups: {zkhosts, kafkahosts},
  };
}

const OF_AWS = ['aws', 'aws-import', 'aws-destroy-look', 'aws-destroy'];

/** What is about AWS is called so; the rest is about a cluster, but for what every run needs. */
function isPartOf(file: string, cluster: Cluster | null, aws: Aws | null): boolean {
  if (/^aws[-./]/.test(file)) return aws !== null;
  return cluster !== null || /^(ansible\.cfg|callback_plugins\/|\.)/.test(file);
}

function groupsOf(cluster: Cluster | null) {
  return {
    zkhosts: (cluster?.zookeeper.nodes ?? []).map((node) => node.host.name),
    kafkahosts: (cluster?.kafka.brokers ?? []).map((broker) => broker.host.name),
  };
}

function playbooksOf(cluster: Cluster): Record<string, readonly string[]> {
  const {zkhosts, kafkahosts} = groupsOf(cluster);
  const all = cluster.hosts.map((host) => host.name);
  return {
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
  };
}
