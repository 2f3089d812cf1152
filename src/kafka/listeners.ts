/** A listener as clients reach it. */
export type Listener = Readonly<{name: string; protocol: string; address: string}>;

/** The advertised listeners of a broker, from its server.properties; those it listens on where it advertises none. */
export function advertisedListeners(config: Readonly<Record<string, string>>): Listener[] {
  const protocols = new Map(
    (config['listener.security.protocol.map'] ?? '')
      .split(',')
      .map((pair) => pair.split(':'))
      .map(([name = '', protocol = '']) => [name.trim(), protocol.trim()] as const),
  );
  return (config['advertised.listeners'] ?? config['listeners'] ?? '').split(',').flatMap((text) => {
    const [, name = '', address = ''] = /^\s*([^:]+):\/\/(.+:[0-9]+)\s*$/.exec(text) ?? [];
    return address === '' ? [] : [{name, address, protocol: protocols.get(name) ?? name}];
  });
}
