/** What stands in group_vars in the place of what is a broker's own. */
export const ID = '{{ kafka_id | string }}';
export const RACK = '{{ kafka_rack }}';
export const NAME = '{{ inventory_hostname }}';
export const ADVERTISED = 'advertised.listeners';

/** All lines of server.properties of a broker, from the variables that an inventory tells of its host: as Ansible reads them. */
export function brokerConfig(
  variables: Readonly<Record<string, unknown>>,
  host: string,
): Record<string, string> {
  const {
    kafka_config: shared = {},
    kafka_host_config: own = {},
    kafka_id: id,
    kafka_rack: rack = '',
  } = variables;
  const values = new Map([
    [ID, id],
    [RACK, rack],
  ]);
  const entries = Object.entries({...(shared as object), ...(own as object)}).map(
    ([key, value]: [string, unknown]) => {
      const text = String(values.get(String(value)) ?? value);
      return [key, key === ADVERTISED ? text.replaceAll(NAME, host) : text];
    },
  );
  return Object.fromEntries(entries) as Record<string, string>;
}
