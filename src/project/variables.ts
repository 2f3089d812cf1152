import type {Archive, Cluster, Host, Jump, Property, Ssh} from '../model/cluster.ts';
import {brokerVariables} from './broker-variables.ts';
import type {GeneratedFile} from './file-set.ts';
import {template, yamlFile} from './yaml-file.ts';

const COMMENT = ' Written by kafkabook from cluster.yml; edit that, then run: kafkabook gen';

/** group_vars, and host_vars of brokers that differ: every value of the cluster that a role prints, flat. */
export function variables(cluster: Cluster): readonly GeneratedFile[] {
  const {shared, own} = brokerVariables(cluster.kafka.brokers);
  return [
    vars('group_vars/all.yml', allVariables(cluster)),
    vars('group_vars/zkhosts.yml', zookeeperVariables(cluster)),
    vars('group_vars/kafkahosts.yml', {...kafkaVariables(cluster), ...shared}),
    ...[...own].map(([name, values]) => vars(`host_vars/${name}.yml`, values)),
  ];
}

function allVariables({ssh, java, timezone, installDir, hostsFile, name}: Cluster): Record<string, unknown> {
  return {
    cluster_name: name,
    ansible_user: ssh.user,
    ansible_port: ssh.port,
    // What is asked by raw comes back as it was said.
    ansible_ssh_use_tty: false,
    ...(ssh.keyFile ? {ansible_ssh_private_key_file: controlPath(ssh.keyFile)} : {}),
    ...(sshArguments(ssh) ? {ansible_ssh_common_args: template(sshArguments(ssh))} : {}),
    ...(hostsFile === 'managed'
      ? {hosts_block: template(`{{ lookup('ansible.builtin.file', playbook_dir ~ '/${HOSTS_BLOCK}') }}`)}
      : {}),
    jdk_source: java.source,
    jdk_version: java.version,
    jdk_package: java.package,
    jdk_home: java.home,
    jdk_tarball: java.tarball ? controlPath(java.tarball) : '',
    jdk_timezone: timezone,
    install_dir: installDir,
  };
}

/**
 * Lines of /etc/hosts for all nodes. Not in group_vars: Ansible has those once for each host, and `ansible-inventory --list`
 * prints them as often.
 */
export function hostsBlock({hosts}: Cluster): GeneratedFile {
  return {path: HOSTS_BLOCK, content: hosts.map((host) => `${hostsLine(host)}\n`).join(''), mode: 0o644};
}

const HOSTS_BLOCK = 'files/hosts_block';

/** A line of /etc/hosts. */
function hostsLine({address, name, shortName}: Host): string {
  return [address, name, ...(shortName === name ? [] : [shortName])].join(' ');
}

function zookeeperVariables({zookeeper}: Cluster): Record<string, unknown> {
  return {
    zookeeper_version: zookeeper.version,
    ...archiveVariables('zookeeper', zookeeper.archive),
    zookeeper_servers: zookeeper.nodes.map(({host, id}) => ({id, name: host.name, address: host.address})),
    zookeeper_data_dir: zookeeper.dataDir,
    zookeeper_data_log_dir: zookeeper.dataLogDir,
    zookeeper_client_port: zookeeper.clientPort,
    zookeeper_heap: zookeeper.heap,
    zookeeper_heap_mb: megabytes(zookeeper.heap),
    zookeeper_user: zookeeper.user,
    zookeeper_config: configMap(zookeeper.config),
  };
}

function kafkaVariables({kafka}: Cluster): Record<string, unknown> {
  return {
    kafka_version: kafka.version,
    ...archiveVariables('kafka', kafka.archive),
    kafka_bootstrap_servers: kafka.bootstrapServers,
    kafka_topics_connection: kafka.topicsConnection,
    kafka_reassignment_connection: kafka.reassignmentConnection,
    kafka_user: kafka.user,
    kafka_tune_system: kafka.tuneSystem,
    kafka_interruptible_topics: kafka.interruptibleTopics,
  };
}

function archiveVariables(role: string, archive: Archive): Record<string, unknown> {
  return {
    [`${role}_archive_file`]: archive.file,
    [`${role}_archive_folder`]: archive.folder,
    [`${role}_archive_urls`]: archive.urls,
    [`${role}_archive_local_file`]: archive.localFile ? controlPath(archive.localFile) : '',
    [`${role}_archive_sha512`]: archive.sha512,
  };
}

/** The key and the known hosts hold for the jump host too, which -J leaves to the user's own ssh configuration. */
function sshArguments(ssh: Ssh): string {
  const proxy = ssh.jump && `-o ${doubleQuoted(`ProxyCommand=${proxyCommand(ssh, ssh.jump)}`)}`;
  return [knownHosts(ssh), proxy].filter(Boolean).join(' ');
}

function proxyCommand(ssh: Ssh, {destination, port}: Jump): string {
  const key = ssh.keyFile && `-i '${inventoryPath(ssh.keyFile)}'`;
  return ['ssh', key, knownHosts(ssh), port && `-p ${port}`, `-W '[%h]:%p' ${destination}`]
    .filter(Boolean)
    .join(' ');
}

// Ansible splits this as a shell does, and ssh splits a list of files once more: a folder may hold blanks.
function knownHosts({knownHostsFile}: Ssh): string {
  return knownHostsFile && `-o 'UserKnownHostsFile="${inventoryPath(knownHostsFile)}"'`;
}

function doubleQuoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** A path on the control node that holds wherever the project was carried, together with its cluster.yml. */
function controlPath(path: string) {
  return template(inventoryPath(path));
}

function inventoryPath(path: string): string {
  return path.startsWith('/') || path.startsWith('~') ? path : `{{ inventory_dir }}/${path}`;
}

function configMap(config: readonly Property[]): Record<string, string> {
  return Object.fromEntries(config.map(({key, value}) => [key, value]));
}

function megabytes(heap: string): number {
  return Number.parseInt(heap, 10) * (heap.endsWith('g') ? 1024 : 1);
}

function vars(path: string, value: Record<string, unknown>): GeneratedFile {
  return {path, content: yamlFile(COMMENT, value), mode: 0o644};
}
