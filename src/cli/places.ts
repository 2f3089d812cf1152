import path from 'node:path';
import {fullName} from '../model/identity.ts';
import type {Manifest} from '../disk/manifest.ts';
import type {CheckResult} from '../spec/check.ts';

/** Where the spec has each host and each section, for a run that goes wrong there. `folder` is the project's. */
export function placesOf(checked: Extract<CheckResult, {ok: true}>, folder: string): Manifest['places'] {
  const {spec, placeOf} = checked;
  const entry = (name: string, ...at: (string | number)[]) => {
    const place = placeOf(at);
    if (place === null) return [];
    const file = path.relative(folder, path.resolve(place.file)).split(path.sep).join('/');
    return [[name, `${file}:${place.line}`] as const];
  };
  const hostName = (node: {name: string}) => fullName(node.name, spec.cluster.domain);
  // A host of both roles is told by the place that comes last: its broker.
  const hosts = [
    ...(spec.zookeeper?.nodes ?? []).flatMap((node, index) =>
      entry(hostName(node), 'zookeeper', 'nodes', index, 'name'),
    ),
    ...spec.kafka.brokers.flatMap((node, index) => entry(hostName(node), 'kafka', 'brokers', index, 'name')),
  ];
  const sections = SECTIONS.flatMap((name) => entry(name, name));
  return {hosts: Object.fromEntries(hosts), sections: Object.fromEntries(sections)};
}

const SECTIONS = ['ssh', 'java', 'hosts_file', 'archives', 'zookeeper', 'kafka'] as const;
