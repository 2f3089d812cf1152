/** A spec with so many brokers: one a line, or 250 in each line. */
export function specOf(form: 'explicit' | 'ranges', hosts: number): string {
  const size = form === 'explicit' ? 1 : Math.min(250, hosts);
  const brokers = Array.from({length: Math.ceil(hosts / size)}, (_, index) => {
    const [first, last] = [index * size + 1, Math.min((index + 1) * size, hosts)];
    const [net, low] = [Math.floor((first - 1) / 250), ((first - 1) % 250) + 1];
    const range = (from: number, to: number) => (form === 'explicit' ? String(from) : `[${from}:${to}]`);
    return `    - {name: "kafka${range(first, last)}", address: "10.0.${net}.${range(low, low + last - first)}"}`;
  });
  return `cluster: {name: bench, domain: example.com}
zookeeper:
  version: 3.8.6
  nodes: [{name: zk1, address: 192.0.2.1}, {name: zk2, address: 192.0.2.2}, {name: zk3, address: 192.0.2.3}]
kafka:
  version: 3.9.2
  config: {broker.id.generation.enable: false}
  brokers:
${brokers.join('\n')}
`;
}
