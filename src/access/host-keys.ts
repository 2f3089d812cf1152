import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {run, type Said} from './ssh.ts';

/** A key that a machine shows. `line` is as files of known hosts have it. */
export type HostKey = Readonly<{address: string; type: string; blob: string; line: string}>;

/** A machine and what it shows: `changed` is a key of a kind of which another one is known. */
export type SeenHost = Readonly<{
  address: string;
  keys: readonly HostKey[];
  state: 'known' | 'new' | 'changed' | 'silent';
}>;

/** The fingerprint of a key as ssh shows it. */
export function fingerprint({blob}: Pick<HostKey, 'blob'>): string {
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/** Lines of ssh-keyscan, or of a file of known hosts, whose names may be hashed. */
export function parseKeys(text: string, address: string): HostKey[] {
  return text.split('\n').flatMap((line) => {
    const [, , type = '', blob = ''] = /^(?!#|@)(\S+) (\S+) ([A-Za-z0-9+/=]+)/.exec(line) ?? [];
    return blob === '' ? [] : [{address, type, blob, line}];
  });
}

/** What a machine's keys are, beside those that are known of it. */
export function stateOf(shown: readonly HostKey[], known: readonly HostKey[]): SeenHost['state'] {
  if (shown.length === 0) return 'silent';
  const isOther = (key: HostKey) => known.some(({type, blob}) => type === key.type && blob !== key.blob);
  if (shown.some(isOther)) return 'changed';
  return shown.some(({blob}) => known.some((each) => each.blob === blob)) ? 'known' : 'new';
}

/** A machine as files of known hosts name it. */
export function knownAs(address: string, port: number): string {
  return port === 22 ? address : `[${address}]:${port}`;
}

/**
 * Asks machines for their keys and looks which are known; reads all types, so that any client finds its own. `scan` runs a
 * program where the machines can be reached.
 */
export async function seeHosts(
  addresses: readonly string[],
  port: number,
  knownHostsFiles: readonly string[],
  scan: (argv: readonly string[]) => Promise<Said> = run,
): Promise<SeenHost[]> {
  const scans = await Promise.all(
    parts(addresses, 50).map((some) =>
      scan(['ssh-keyscan', '-T', '5', '-p', String(port), '-t', 'ed25519,ecdsa,rsa', ...some]),
    ),
  );
  const shown = scans.map(({stdout}) => stdout).join('\n');
  return Promise.all(
    addresses.map(async (address) => {
      const name = knownAs(address, port);
      const keys = parseKeys(shown, address).filter(({line}) => line.startsWith(`${name} `));
      const known = await Promise.all(
        knownHostsFiles
          .filter((file) => existsSync(file))
          .map(async (file) =>
            parseKeys((await run(['ssh-keygen', '-F', name, '-f', file])).stdout, address),
          ),
      );
      return {address, keys, state: stateOf(keys, known.flat())};
    }),
  );
}

function parts<T>(values: readonly T[], size: number): T[][] {
  return Array.from({length: Math.ceil(values.length / size)}, (_, at) =>
    values.slice(at * size, (at + 1) * size),
  );
}
