import type {Link, Placed, Topology} from '../model/topology.ts';
import {table} from './table.ts';

/** A service a line, and who talks to whom below. */
export function topologyLines({name, services, links}: Topology): string[] {
  const hasRacks = services.some(({rack}) => rack !== '');
  const head = ['HOST', 'ADDRESS', 'SERVICE', 'VERSION', 'PORTS', ...(hasRacks ? ['RACK'] : [])];
  const rows = services.map((service) => [
    ...[service.host, service.address, nameOf(service), service.version, service.ports.join(', ')],
    ...(hasRacks ? [service.rack] : []),
  ]);
  const who = links.map(({from, to, ports, what}) => [from, `-> ${to}`, ports.join(', '), what]);
  return [
    `Cluster ${name}`,
    '',
    ...table([head, ...rows]),
    '',
    ...table([['FROM', '   TO', 'PORTS', 'WHAT'], ...who]),
  ];
}

/** The same as a flowchart of Mermaid, which code hosts draw within Markdown. */
export function topologyMermaid({services, links}: Topology): string[] {
  const node = (service: Placed) =>
    `    ${service.role}${service.id}["${quoted(nameOf(service))}<br/>${quoted(service.shortName)}<br/>${quoted(service.address)}"]`;
  const group = (id: string, title: string, members: readonly Placed[]) => [
    `  subgraph ${id}["${quoted(title)}"]`,
    ...members.map(node),
    '  end',
  ];
  const brokers = services.filter(({role}) => role === 'kafka');
  const servers = services.filter(({role}) => role === 'zookeeper');
  const racks = [...new Set(brokers.map(({rack}) => rack))];
  const racked = racks.flatMap((rack, index) =>
    group(
      `rack${index}`,
      `rack ${rack || '(none)'}`,
      brokers.filter((broker) => broker.rack === rack),
    ).map((line) => `  ${line}`),
  );
  return [
    'flowchart TB',
    '  clients([clients])',
    '  control([control node])',
    ...(racks.length > 1
      ? ['  subgraph brokers["Kafka brokers"]', ...racked, '  end']
      : group('brokers', 'Kafka brokers', brokers)),
    ...group('ensemble', 'ZooKeeper ensemble', servers),
    ...links.map((link) => `  ${mermaidLink(link)}`),
  ];
}

function mermaidLink({from, to, ports, what}: Link): string {
  const id = (party: Link['from']) => (party === 'control node' ? 'control' : party);
  const arrow = from === 'control node' ? '-.->' : '-->';
  return `${id(from)} ${arrow}|"${quoted(`${what} ${ports.join(', ')}`)}"| ${id(to)}`;
}

/** What Mermaid would take for its own signs is written as its entities. */
function quoted(text: string): string {
  return text.replaceAll(/["<>&#;]/g, (sign) => `#${sign.charCodeAt(0)};`);
}

export function nameOf({role, id}: Pick<Placed, 'role' | 'id'>): string {
  return `${role === 'kafka' ? 'broker' : 'zookeeper'} ${id}`;
}
