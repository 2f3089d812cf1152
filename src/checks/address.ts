import {isIP} from 'node:net';

/** Whether two IP addresses are one, however IPv6 is written. */
export function sameAddress(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

/** Of the addresses that a name leads to, those of the same family that are not the wanted one. */
export function strangersTo(address: string, found: readonly string[]): string[] {
  return found.filter((each) => isIP(each) === isIP(address) && !sameAddress(each, address));
}

/** Whether a machine finds itself there: Debian's installer has it at 127.0.1.1. */
export function isLoopback(address: string): boolean {
  return /^(127\.|::1$)/.test(address);
}

function plain(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname : address;
}
