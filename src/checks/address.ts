import {isIP} from 'node:net';

/** Of the addresses that a name leads to, those of the same family that are not the wanted one. */
export function strangersTo(address: string, found: readonly string[]): string[] {
  return found.filter((each) => isIP(each) === isIP(address) && plain(each) !== plain(address));
}

/** Whether a machine finds itself there: Debian's installer has it at 127.0.1.1. */
export function isLoopback(address: string): boolean {
  return /^(127\.|::1$)/.test(address);
}

/** One form for each IPv6 address. */
function plain(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname : address;
}
