// The machines whose keys are seen to, with the jump host that may be between; and what is done on each.
import {existsSync} from 'node:fs';
import {absolutePath} from '../absolute.ts';
import {inParts} from '../in-parts.ts';
import {lastWords} from '../last-words.ts';
import type {Cluster} from '../model/cluster.ts';
import {authorize, tryLogin, withdraw, type PublicKey} from './login.ts';
import {onHost, plain, resolved, type Access, type Said} from './ssh.ts';

/** `shown`: where its host key is read, and by which name that is known. */
export type Machine = Readonly<{
  name: string;
  address: string;
  access: Access;
  isJump: boolean;
  shown: Readonly<{address: string; port: number}>;
}>;

/** Keys that may open machines today, in order of trial; null for those that ssh finds itself. */
export type Ways = readonly (string | null)[];

export type Outcome = Readonly<{told: string; isWell: boolean}>;
export type Outcomes = ReadonlyMap<Machine, Outcome>;

export const well = (told: string): Outcome => ({told, isWell: true});
export const ill = (told: string): Outcome => ({told, isWell: false});

/** As many as ssh connections that a control node opens without strain; a jump host lets fewer log in at once. */
const AT_ONCE = 20;
const AT_ONCE_BEHIND_JUMP = 5;

/** The machines of a cluster; the jump host, where there is one, comes first. `keys`: those that may open it. */
export async function machinesOf(
  {ssh, hosts}: Pick<Cluster, 'ssh' | 'hosts'>,
  keys: readonly string[],
): Promise<Machine[]> {
  const {user, port, jump} = ssh;
  const knownHostsFile = ssh.knownHostsFile ? absolutePath(ssh.knownHostsFile) : null;
  const access = {user, port, knownHostsFile, jump: jump && {...jump, keys}};
  const machines = hosts.map(({name, address}) => ({
    ...{name, address, access, isJump: false, shown: {address, port}},
  }));
  if (jump === null) return machines;
  const {host: address, port: shownPort} = await resolved(jump);
  const first = {
    ...{name: jump.host, address: jump.host, isJump: true, shown: {address, port: shownPort}},
    access: {user: jump.user, port: jump.port, knownHostsFile, jump: null},
  };
  return [first, ...machines];
}

/** Does a work on every machine, on the jump host before the others, which are behind it. */
export async function onEach(
  machines: readonly Machine[],
  work: (machine: Machine) => Promise<Outcome>,
): Promise<Outcomes> {
  const told = new Map<Machine, Outcome>();
  const jumps = machines.filter(({isJump}) => isJump);
  for (const some of [jumps, machines.filter(({isJump}) => !isJump)]) {
    const outcomes = await inParts(some, jumps.length > 0 ? AT_ONCE_BEHIND_JUMP : AT_ONCE, work);
    some.forEach((machine, index) => told.set(machine, outcomes[index] ?? ill('')));
  }
  return told;
}

/** Has a key open a machine, through one that does already. */
export async function settle(
  {access, address}: Machine,
  ways: Ways,
  keyFile: string,
  wanted: PublicKey,
): Promise<Outcome> {
  if ((await tryLogin(access, address, keyFile, wanted)) === null) return well('opens it');
  const reasons: string[] = [];
  for (const way of ways.filter((each) => each !== keyFile)) {
    const reason = await authorize(access, address, way, wanted);
    if (reason !== null) {
      reasons.push(`${way ?? 'what ssh finds'}: ${reason}`);
      continue;
    }
    const failure = await tryLogin(access, address, keyFile, wanted);
    return failure === null ? well('added') : ill(`added, but does not open it: ${failure}`);
  }
  return ill(`cannot be added: ${reasons.join('; ')}`);
}

/** Lets keys in no more, through one that opens the machine; null, or why the first that is there still could not be taken. */
export async function withdrawAll(
  {access, address}: Machine,
  way: string,
  keys: readonly PublicKey[],
): Promise<string | null> {
  for (const key of keys) {
    const reason = await withdraw(access, address, way, key);
    if (reason !== null) return reason;
  }
  return null;
}

/** What ssh-keyscan says on the jump host, with the first key that opens it; or in words why nothing was said there. */
export async function scanFrom(
  {access, address}: Machine,
  ways: Ways,
  argv: readonly string[],
): Promise<Said | string> {
  const reasons: string[] = [];
  for (const way of ways.filter((each) => each === null || existsSync(each))) {
    // The last line tells a shell that has done it from a host that gives none.
    const script = `command -v ${argv[0] ?? ''} >/dev/null || exit 127\n${argv.join(' ')}\necho '${END}'\n`;
    const said = await onHost(access, address, way, script);
    if (said.stdout.trimEnd().endsWith(END)) return said;
    const reason =
      said.code === 127
        ? `it has no ${argv[0] ?? ''}`
        : said.code === 255
          ? lastWords(plain(said.errors))
          : 'it gives no shell';
    reasons.push(`${way ?? 'what ssh finds'}: ${reason}`);
  }
  return reasons.join('; ');
}

const END = '# that was all';
