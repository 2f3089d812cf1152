// Names and ids of machines. An id is written or comes from the name, never from a position in a list: a list that
// is sorted or shortened must not rename what stands on disks. Imports nothing.

/** The number that ends the short name: 10 for peter-kafka10 and for peter-kafka10.foo.bar; undefined without one. */
export function idFromName(name: string): number | undefined {
  const digits = /[0-9]+$/.exec(shortName(name))?.[0];
  return digits === undefined ? undefined : Number(digits);
}

/** The name with the domain appended when it is short. A name with a dot is full already. */
export function fullName(name: string, domain: string | undefined): string {
  return domain === undefined || domain === '' || name.includes('.') ? name : `${name}.${domain}`;
}

/** The name without its domain. */
export function shortName(name: string): string {
  return name.split('.')[0] ?? name;
}
