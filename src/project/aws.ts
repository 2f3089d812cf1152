import {isIPv6} from 'node:net';
import type {Aws, SecurityRule} from '../model/aws.ts';
import type {GeneratedFile} from './file-set.ts';
import {template, yamlFile} from './yaml-file.ts';

const COMMENT =
  ' Written by kafkabook from the section aws of cluster.yml; edit that, then run: kafkabook gen';

/** The variables of the role `aws`. Not in group_vars: they are about AWS, and no host of the inventory needs them. */
export function awsVariables(aws: Aws, cluster: string): GeneratedFile {
  const values = {
    cluster_name: cluster,
    aws_region: aws.region,
    aws_image: aws.image,
    aws_key_pair: aws.keyPair,
    aws_vpc: aws.vpc,
    aws_subnets: aws.subnets,
    aws_security_group: aws.securityGroup,
    aws_rules: aws.rules.map(ruleOf),
    aws_machines: aws.machines.map((machine) => ({
      name: machine.name,
      short_name: machine.shortName,
      instance_type: machine.instanceType,
      subnet: machine.subnet,
      public: machine.isPublic,
      entry: machine.entry,
      volumes: machine.volumes,
    })),
    aws_volume_type: aws.volumeType,
    aws_system_volume_size: aws.systemVolumeSize,
    aws_private_zone: aws.privateZone,
    aws_tags: aws.tags,
    // The inventory has no folder for a host that is not in it, such as this computer.
    aws_addresses_file: /^[/~]/.test(aws.addressesFile)
      ? aws.addressesFile
      : template(`{{ playbook_dir }}/${aws.addressesFile}`),
  };
  return {path: 'vars/aws.yml', content: yamlFile(COMMENT, values), mode: 0o644};
}

function ruleOf({from, port, what}: SecurityRule): Record<string, unknown> {
  if (from === 'group') return {port, what, group: true};
  return {port, what, [isIPv6(from.split('/')[0] ?? '') ? 'ipv6' : 'ipv4']: from};
}
