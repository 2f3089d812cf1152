import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {Flags} from '@oclif/core';
import {absolutePath, sshHome} from '../absolute.ts';
import {fingerprint, seeHosts, type SeenHost} from '../access/host-keys.ts';
import {authorize, makeKey, publicKeyOf, tryLogin, withdraw, type PublicKey} from '../access/login.ts';
import {onHost, plain, type Access, type Said} from '../access/ssh.ts';
import {KafkabookCommand, say} from '../cli/command.ts';
import {confirmed} from '../cli/confirm.ts';
import {closeKey, noteHosts, replaceKey} from '../disk/key.ts';
import {ExitCode} from '../exit-codes.ts';
import {inParts} from '../in-parts.ts';
import {lastWords} from '../last-words.ts';
import type {Cluster} from '../model/cluster.ts';
import {Refusal} from '../refusal.ts';
import {table} from '../render/table.ts';

type Kept = Readonly<{exitCode: number; hosts: readonly KeptHost[]}>;
/** `key`: what became of the login key on the host, or why nothing did. */
type KeptHost = Readonly<{
  host: string;
  hostKey: 'known' | 'noted';
  key: string;
  isWell: boolean;
}>;

/** What is asked for, and whom. */
type Task = Readonly<{
  cluster: Cluster;
  /** The jump host, where there is one, comes first: it has to be opened before the others. */
  machines: readonly Machine[];
  keyFile: string;
  comment: string;
  /** Keys that may open the machines today, in order of trial; null for those that ssh finds itself. */
  ways: readonly (string | null)[];
}>;

type Machine = Readonly<{name: string; address: string; access: Access; isJump: boolean}>;

/** As many as ssh connections that a control node opens without strain. */
const AT_ONCE = 20;

export default class Keys extends KafkabookCommand {
  static override summary = 'See to the keys: host keys that are known, and a login key on every machine.';
  static override description =
    'Shows the fingerprints of machines that are new and notes their keys once the name of the cluster confirms them; makes ' +
    'the key of cluster.yml (ssh.key_file) where there is none, and puts its public half on every machine through a key ' +
    "that works today (--with). Nobody's other keys are touched, and host keys are always checked.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> --with keypair.pem',
    '<%= config.bin %> <%= command.id %> --rotate',
    '<%= config.bin %> <%= command.id %> --remove --with keypair.pem',
  ];
  static override enableJsonFlag = true;
  static override flags = {
    file: KafkabookCommand.fileFlag,
    with: Flags.string({
      description: 'the key that opens the machines today; else what ssh finds in ~/.ssh and the agent',
    }),
    confirm: Flags.string({
      description: "the cluster's name: the host keys are right, or the removal is meant",
    }),
    rotate: Flags.boolean({
      description: 'put a new key in the place of the one that is used',
      exclusive: ['remove'],
    }),
    remove: Flags.boolean({description: 'take the key off the machines, where --with opens them without it'}),
  };

  async run(): Promise<Kept> {
    const {flags} = await this.parse(Keys);
    const task = await this.task(flags.file, flags.with);
    const noted = await this.hostKeys(task, flags.confirm);
    const keys = flags.remove
      ? await this.remove(task, flags.confirm)
      : flags.rotate
        ? await this.rotate(task)
        : await this.spread(task);
    const hosts = task.machines.map(({name}): KeptHost => {
      const {told, isWell} = keys.get(name) ?? {told: '', isWell: false};
      return {host: name, hostKey: noted.has(name) ? 'noted' : 'known', key: told, isWell};
    });
    const rows = hosts.map(({host, hostKey, key, isWell}) => [isWell ? 'ok' : '!', host, hostKey, key]);
    this.log('%s', table([['', 'HOST', 'HOST KEY', 'LOGIN KEY'], ...rows]).join('\n'));
    const exitCode = hosts.every(({isWell}) => isWell) ? ExitCode.done : ExitCode.unreachable;
    process.exitCode = exitCode;
    return {exitCode, hosts};
  }

  private async task(files: readonly string[], opener: string | undefined): Promise<Task> {
    const {cluster} = await this.clusterOf(files);
    const {user, port, knownHostsFile, jump} = cluster.ssh;
    const keyFile = cluster.ssh.keyFile && absolutePath(cluster.ssh.keyFile);
    if (keyFile === '')
      throw new Refusal(
        'usage',
        'cluster.yml names no key',
        'write where it is, or is to be, as ssh.key_file',
      );
    if (opener !== undefined && !existsSync(opener))
      throw new Refusal(
        'controlNodeUnfit',
        `the key ${opener} is not there`,
        'name the key that opens the machines today',
      );
    if (opener !== undefined) await closeKey(opener);
    const known = knownHostsFile ? absolutePath(knownHostsFile) : null;
    const keys = [keyFile, ...(opener === undefined ? [] : [opener])];
    const access = {user, port, knownHostsFile: known, jump: jump && {...jump, keys}};
    const first = jump && {
      ...{name: jump.host, address: jump.host, isJump: true},
      access: {user: jump.user, port: jump.port ?? 22, knownHostsFile: known, jump: null},
    };
    return {
      ...{cluster, keyFile, comment: `kafkabook-${cluster.name}`, ways: [keyFile, opener ?? null]},
      machines: [
        ...(first === null ? [] : [first]),
        ...cluster.hosts.map(({name, address}) => ({name, address, access, isJump: false})),
      ],
    };
  }

  /** Notes the host keys that are new, behind a jump host last; returns the names of their machines. */
  private async hostKeys(task: Task, confirm: string | undefined): Promise<ReadonlySet<string>> {
    const jump = task.machines.find(({isJump}) => isJump);
    if (jump === undefined) return this.noteHostKeys(task, task.machines, confirm);
    const first = await this.noteHostKeys(task, [jump], confirm);
    const others = task.machines.filter(({isJump}) => !isJump);
    const then = await this.noteHostKeys(task, others, confirm, (argv) => scanFrom(jump, task.ways, argv));
    return new Set([...first, ...then]);
  }

  /** Notes the host keys of machines once somebody has seen their fingerprints; `scan` runs a program where they can be reached. */
  private async noteHostKeys(
    {cluster}: Task,
    machines: readonly Machine[],
    confirm: string | undefined,
    scan?: (argv: readonly string[]) => Promise<Said>,
  ): Promise<ReadonlySet<string>> {
    const [{access}] = machines as [Machine];
    const own = access.knownHostsFile ?? join(sshHome() ?? '/', '.ssh/known_hosts');
    const files = access.knownHostsFile === null ? [own, '/etc/ssh/ssh_known_hosts'] : [own];
    const addresses = machines.map(({address}) => address);
    const seen = await seeHosts(addresses, access.port, files, scan);
    refuse(seen, machines, access.port, own);
    const fresh = seen.filter(({state}) => state === 'new');
    if (fresh.length === 0) return new Set();
    const rows = fresh.flatMap(({address, keys}) =>
      keys.map((key) => [
        nameOf(machines, address),
        key.type.replace(/^(ssh|ecdsa-sha2)-/, ''),
        fingerprint(key),
      ]),
    );
    process.stderr.write(`${table([['HOST', 'KIND', 'FINGERPRINT'], ...rows]).join('\n')}\n`);
    await confirmed(
      cluster.name,
      confirm,
      'Compare these with the machines (on their console: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub).',
    );
    await noteHosts(
      own,
      fresh.flatMap(({keys}) => keys.map(({line}) => line)),
    );
    return new Set(
      machines.filter(({address}) => fresh.some((each) => each.address === address)).map(({name}) => name),
    );
  }

  /** Makes the key where there is none, and puts its public half where it is not yet. */
  private async spread(task: Task): Promise<Outcomes> {
    const {keyFile, comment, machines} = task;
    if (!existsSync(keyFile)) {
      await this.make(keyFile, comment);
      say(`made ${keyFile}`);
    } else await closeKey(keyFile);
    const wanted = await readPublicKey(keyFile, comment);
    // A rotation that did not reach every machine left it there.
    const old = existsSync(`${keyFile}.old`) ? await publicKeyOf(`${keyFile}.old`, comment) : null;
    return each(machines, async (machine) => {
      const outcome = await settle(task, machine, keyFile, wanted);
      if (!outcome.isWell || old === null || old.blob === wanted.blob) return outcome;
      const reason = await withdraw(machine.access, machine.address, keyFile, old);
      return reason === null ? outcome : ill(`${outcome.told}, but the old one is there still: ${reason}`);
    });
  }

  /** A new key on every machine beside the old one; only when it opens all of them, the old one goes. */
  private async rotate(task: Task): Promise<Outcomes> {
    const {keyFile, comment, machines} = task;
    const old = await readPublicKey(keyFile, comment);
    const next = `${keyFile}.new`;
    if (!existsSync(next)) await this.make(next, comment);
    const wanted = await readPublicKey(next, comment);
    const added = await each(machines, (machine) => settle(task, machine, next, wanted));
    if ([...added.values()].some(({isWell}) => !isWell)) {
      say(
        `the old key stays until the new one, ${next}, opens every machine: mend what stands below, and say it again`,
      );
      return added;
    }
    await replaceKey(keyFile, next);
    say(`${keyFile} is the new key; the old one is ${keyFile}.old`);
    return each(machines, async ({access, address}) => {
      const reason = await withdraw(access, address, keyFile, old);
      return reason === null
        ? well('new, and the old one is gone')
        : ill(`new, but the old one is there still: ${reason}`);
    });
  }

  /** Takes the key off machines that another one opens. */
  private async remove(
    {keyFile, comment, cluster, machines, ways}: Task,
    confirm: string | undefined,
  ): Promise<Outcomes> {
    const [, opener = null] = ways;
    if (opener === null)
      throw new Refusal(
        'usage',
        'nobody knows what opens the machines without the key',
        'name the key that does: --with KEY',
      );
    const unwanted = await readPublicKey(keyFile, comment);
    const other = await readPublicKey(opener, '');
    if (other.blob === unwanted.blob)
      throw new Refusal(
        'usage',
        '--with names the key that is to be removed',
        'name one that opens the machines without it',
      );
    await confirmed(cluster.name, confirm, `${keyFile} will open no machine of ${cluster.name} any more.`);
    return each(machines, async ({access, address}) => {
      // Whoever takes the last key away is locked out.
      const reason = await tryLogin(access, address, opener, other);
      if (reason !== null) return ill(`stays: nothing else opens this machine (${reason})`);
      const failure = await withdraw(access, address, opener, unwanted);
      return failure === null ? well('removed') : ill(`not removed: ${failure}`);
    });
  }

  private async make(keyFile: string, comment: string): Promise<void> {
    try {
      await makeKey(keyFile, comment);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Refusal(
        'controlNodeUnfit',
        `cannot make ${keyFile}: ${reason}`,
        'see what stands in its way',
        {cause: error},
      );
    }
  }
}

type Outcome = Readonly<{told: string; isWell: boolean}>;
/** By the names of machines. */
type Outcomes = ReadonlyMap<string, Outcome>;

const well = (told: string): Outcome => ({told, isWell: true});
const ill = (told: string): Outcome => ({told, isWell: false});

/** Has a key open a machine, through one that does already. */
async function settle(
  {ways}: Task,
  {access, address}: Machine,
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

/** Does a work on every machine, on the jump host before the others, which are behind it. */
async function each(
  machines: readonly Machine[],
  work: (machine: Machine) => Promise<Outcome>,
): Promise<Outcomes> {
  const told = new Map<string, Outcome>();
  for (const some of [machines.filter(({isJump}) => isJump), machines.filter(({isJump}) => !isJump)]) {
    const outcomes = await inParts(some, AT_ONCE, work);
    some.forEach(({name}, index) => told.set(name, outcomes[index] ?? ill('')));
  }
  return told;
}

/** Runs a program on the jump host, with the first key that opens it. Throws a Refusal where none does. */
async function scanFrom(
  {name, access, address}: Machine,
  ways: Task['ways'],
  argv: readonly string[],
): Promise<Said> {
  const reasons: string[] = [];
  for (const way of ways.filter((each) => each === null || existsSync(each))) {
    const said = await onHost(access, address, way, `exec ${argv.join(' ')}\n`);
    // ssh itself ends with 255; of ssh-keyscan any end will do, since each machine is looked at.
    if (said.code !== 255 && said.code !== null && said.code !== 127) return said;
    reasons.push(`${way ?? 'what ssh finds'}: ${lastWords(plain(said.errors))}`);
  }
  throw new Refusal(
    'unreachable',
    `the host keys behind ${name} cannot be read there: ${reasons.join('; ')}`,
    'name the key that opens it: --with KEY; it needs ssh-keyscan, of the SSH client',
  );
}

async function readPublicKey(keyFile: string, comment: string): Promise<PublicKey> {
  const key = existsSync(keyFile) ? await publicKeyOf(keyFile, comment) : null;
  if (key !== null) return key;
  throw new Refusal(
    'controlNodeUnfit',
    `${keyFile} is no private key that can be read`,
    'a key with a passphrase is for people: name one without, or leave ssh.key_file away and use the agent',
  );
}

/** Throws a Refusal for machines that do not answer, and for those whose key is not the one that is known. */
function refuse(seen: readonly SeenHost[], machines: readonly Machine[], port: number, file: string): void {
  const names = (state: SeenHost['state']) =>
    seen
      .filter((each) => each.state === state)
      .map(({address}) => `${nameOf(machines, address)} (${address})`);
  const changed = names('changed');
  if (changed.length > 0)
    throw new Refusal(
      'controlNodeUnfit',
      `the host key of ${changed.join(', ')} is not the one that is known: the machine was made anew, or somebody is between`,
      `find out which; when it was made anew: ssh-keygen -R ADDRESS -f ${file}, and say this again`,
    );
  const silent = names('silent');
  if (silent.length > 0)
    throw new Refusal(
      'unreachable',
      `no SSH server answers at ${silent.join(', ')}, port ${port}`,
      'are they up, are the addresses right, and is a firewall between?',
    );
}

function nameOf(machines: readonly Machine[], address: string): string {
  return machines.find((machine) => machine.address === address)?.name ?? address;
}
