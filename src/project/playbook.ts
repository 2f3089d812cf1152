import ejs from 'ejs';
import type {Cluster} from '../model/cluster.ts';

/**
 * A play file from its EJS template. EJS decides the structure of plays only (which, in what order, serial);
 * values cross into Ansible as inventory variables, so nothing of the spec is printed here but the cluster's shape.
 */
export function playbook(name: string, template: string, cluster: Cluster): string {
  const shape = {
    become: cluster.ssh.become,
    manageHostsFile: cluster.hostsFile === 'managed',
    forks: Math.min(50, Math.max(5, cluster.hosts.length)),
  };
  return ejs.render(template, shape, {
    filename: name,
    escape: String,
    strict: true,
    localsName: 'plan',
    _with: false,
  });
}
