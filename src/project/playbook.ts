import ejs from 'ejs';
import type {Cluster} from '../model/cluster.ts';

/** What of a cluster decides the structure of plays. */
export type Shape = {readonly become: boolean; readonly manageHostsFile: boolean; readonly forks: number};

/** The shape of a cluster; null for one that has no machines yet. */
export function shapeOf(cluster: Cluster | null): Shape {
  return {
    become: cluster?.ssh.become ?? true,
    manageHostsFile: cluster?.hostsFile === 'managed',
    forks: Math.min(50, Math.max(5, cluster?.hosts.length ?? 0)),
  };
}

/**
 * A play file from its EJS template. EJS decides the structure of plays only (which, in what order, serial);
 * values cross into Ansible as inventory variables, so nothing of the spec is printed here but the cluster's shape.
 */
export function playbook(name: string, template: string, shape: Shape): string {
  return ejs.render(template, shape, {
    filename: name,
    escape: String,
    strict: true,
    localsName: 'plan',
    _with: false,
  });
}
