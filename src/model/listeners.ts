/** A listener, as the lines of server.properties have it. `address` is HOST:PORT. */
export type Listener = Readonly<{name: string; address: string; port: number; protocol: string}>;

/**
 * The listeners of a line `listeners` or `advertised.listeners`: NAME://HOST:PORT with commas between. `protocols` is the line
 * listener.security.protocol.map, NAME:PROTOCOL with commas between; a name that is not in it is a protocol.
 */
export function listenersIn(line: string, protocols: string): Listener[] {
  const known = new Map(
    protocols
      .split(',')
      .map((pair) => pair.split(':'))
      .map(([name = '', protocol = '']) => [name.trim(), protocol.trim()] as const),
  );
  return line.split(',').flatMap((text) => {
    const [, name = '', address = '', port = ''] = /^\s*([^:]+):\/\/(.*:([0-9]+))\s*$/.exec(text) ?? [];
    return port === '' ? [] : [{name, address, port: Number(port), protocol: known.get(name) ?? name}];
  });
}
