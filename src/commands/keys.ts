import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {Flags} from '@oclif/core';
import {absolutePath, sshHome} from '../absolute.ts';
import {fingerprint, knownAs, seeHosts, type SeenHost} from '../access/host-keys.ts';
import {makeKey, publicKeyOf, tryLogin, type PublicKey} from '../access/login.ts';
import {
  ill,
  machinesOf,
  onEach,
  scanFrom,
  settle,
  well,
  withdrawAll,
  type Machine,
  type Outcomes,
  type Ways,
} from '../access/machines.ts';
import type {Said} from '../access/ssh.ts';
import {KafkabookCommand, say} from '../cli/command.ts';
import {confirmed} from '../cli/confirm.ts';
import {closeKey, forgetLeftKeys, noteHosts, noteLeftKey, readLeftKeys, replaceKey} from '../disk/key.ts';
import {ExitCode} from '../exit-codes.ts';
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
  machines: readonly Machine[];
  keyFile: string;
  comment: string;
  ways: Ways;
}>;

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
      ? await this.remove(task, flags.with, flags.confirm)
      : flags.rotate
        ? await this.rotate(task)
        : await this.spread(task);
    const hosts = task.machines.map((machine): KeptHost => {
      const {told, isWell} = keys.get(machine) ?? ill('');
      return {host: machine.name, hostKey: noted.has(machine) ? 'noted' : 'known', key: told, isWell};
    });
    const rows = hosts.map(({host, hostKey, key, isWell}) => [isWell ? 'ok' : '!', host, hostKey, key]);
    this.log('%s', table([['', 'HOST', 'HOST KEY', 'LOGIN KEY'], ...rows]).join('\n'));
    const exitCode = hosts.every(({isWell}) => isWell) ? ExitCode.done : ExitCode.unreachable;
    process.exitCode = exitCode;
    return {exitCode, hosts};
  }

  private async task(files: readonly string[], opener: string | undefined): Promise<Task> {
    const {cluster} = await this.clusterOf(files);
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
    const old = existsSync(`${keyFile}.old`) ? [`${keyFile}.old`] : [];
    const machines = await machinesOf(cluster, [keyFile, ...(opener === undefined ? [] : [opener]), ...old]);
    const ways = [keyFile, opener ?? null, ...old];
    return {cluster, machines, keyFile, comment: `kafkabook-${cluster.name}`, ways};
  }

  /** Notes the host keys that are new, behind a jump host last; returns their machines. */
  private async hostKeys(task: Task, confirm: string | undefined): Promise<ReadonlySet<Machine>> {
    const jump = task.machines.find(({isJump}) => isJump);
    if (jump === undefined) return this.noteHostKeys(task, task.machines, confirm);
    const first = await this.noteHostKeys(task, [jump], confirm);
    const others = task.machines.filter(({isJump}) => !isJump);
    const then = await this.noteHostKeys(task, others, confirm, async (argv) => {
      const said = await scanFrom(jump, task.ways, argv);
      if (typeof said !== 'string') return said;
      throw new Refusal(
        'unreachable',
        `the host keys behind ${jump.name} cannot be read there: ${said}`,
        `name the key that opens it (--with KEY); where it lets nobody in to a shell, note them by hand: ssh-keyscan`,
      );
    });
    return new Set([...first, ...then]);
  }

  /** Notes the host keys of machines once somebody has seen their fingerprints; `scan` runs a program where they can be reached. */
  private async noteHostKeys(
    {cluster}: Task,
    machines: readonly Machine[],
    confirm: string | undefined,
    scan?: (argv: readonly string[]) => Promise<Said>,
  ): Promise<ReadonlySet<Machine>> {
    const [{access, shown}] = machines as [Machine];
    const own = access.knownHostsFile ?? join(sshHome() ?? '/', '.ssh/known_hosts');
    const files = access.knownHostsFile === null ? [own, '/etc/ssh/ssh_known_hosts'] : [own];
    const addresses = machines.map((machine) => machine.shown.address);
    const seen = await seeHosts(addresses, shown.port, files, scan);
    refuse(seen, machines, own);
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
      machines.filter((machine) => fresh.some(({address}) => address === machine.shown.address)),
    );
  }

  /** Makes the key where there is none, and puts its public half where it is not yet. */
  private async spread({keyFile, comment, machines, ways}: Task): Promise<Outcomes> {
    if (!existsSync(keyFile)) {
      await this.make(keyFile, comment);
      say(`made ${keyFile}`);
    } else await closeKey(keyFile);
    const wanted = await readPublicKey(keyFile, comment);
    const left = (await leftKeys(keyFile)).filter(({blob}) => blob !== wanted.blob);
    const outcomes = await onEach(machines, async (machine) => {
      const outcome = await settle(machine, ways, keyFile, wanted);
      if (!outcome.isWell || left.length === 0) return outcome;
      const reason = await withdrawAll(machine, keyFile, left);
      return reason === null
        ? well(`${outcome.told}, and the old one is gone`)
        : ill(`${outcome.told}, but the old one is there still: ${reason}`);
    });
    await forgetWhereAllIsWell(keyFile, outcomes);
    return outcomes;
  }

  /** A new key on every machine beside the old one; only when it opens all of them, the old one goes. */
  private async rotate({keyFile, comment, machines, ways}: Task): Promise<Outcomes> {
    const old = await readPublicKey(keyFile, comment);
    const next = `${keyFile}.new`;
    if (!existsSync(next)) await this.make(next, comment);
    const wanted = await readPublicKey(next, comment);
    const added = await onEach(machines, (machine) => settle(machine, ways, next, wanted));
    if ([...added.values()].some(({isWell}) => !isWell)) {
      say(
        `the old key stays until the new one, ${next}, opens every machine: mend what stands below, and say it again`,
      );
      return added;
    }
    // Before it is replaced: what is not taken away now has to be later, whatever comes in between.
    await noteLeftKey(keyFile, old.line);
    await replaceKey(keyFile, next);
    say(`${keyFile} is the new key; the old one is ${keyFile}.old`);
    const left = await leftKeys(keyFile);
    const outcomes = await onEach(machines, async (machine) => {
      const reason = await withdrawAll(machine, keyFile, left);
      return reason === null
        ? well('new, and the old one is gone')
        : ill(`new, but the old one is there still, until keys is said again: ${reason}`);
    });
    await forgetWhereAllIsWell(keyFile, outcomes);
    return outcomes;
  }

  /** Takes the key off machines that another one opens. */
  private async remove(
    {keyFile, comment, cluster, machines}: Task,
    opener: string | undefined,
    confirm: string | undefined,
  ): Promise<Outcomes> {
    if (opener === undefined)
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
    const left = (await leftKeys(keyFile)).filter(({blob}) => blob !== other.blob);
    const outcomes = await onEach(machines, async (machine) => {
      // Whoever takes the last key away is locked out.
      const reason = await tryLogin(machine.access, machine.address, opener, other);
      if (reason !== null) return ill(`stays: nothing else opens this machine (${reason})`);
      const failure = await withdrawAll(machine, opener, [unwanted, ...left]);
      return failure === null ? well('removed') : ill(`not removed: ${failure}`);
    });
    await forgetWhereAllIsWell(keyFile, outcomes);
    return outcomes;
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

/** What a rotation has to take off machines still. */
async function leftKeys(keyFile: string): Promise<PublicKey[]> {
  return (await readLeftKeys(keyFile)).map((line) => ({line, blob: line.split(' ')[1] ?? ''}));
}

async function forgetWhereAllIsWell(keyFile: string, outcomes: Outcomes): Promise<void> {
  if ([...outcomes.values()].every(({isWell}) => isWell)) await forgetLeftKeys(keyFile);
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
function refuse(seen: readonly SeenHost[], machines: readonly Machine[], file: string): void {
  const port = machines[0]?.shown.port ?? 22;
  const inState = (state: SeenHost['state']) => seen.filter((each) => each.state === state);
  const names = (some: readonly SeenHost[]) =>
    some.map(({address}) => `${nameOf(machines, address)} (${address})`).join(', ');
  const changed = inState('changed');
  if (changed.length > 0)
    throw new Refusal(
      'controlNodeUnfit',
      `the host key of ${names(changed)} is not the one that is known: the machine was made anew, or somebody is between`,
      `find out which; when it was made anew: ssh-keygen -R '${knownAs(changed[0]?.address ?? '', port)}' -f ${file}, and say this again`,
    );
  const silent = inState('silent');
  if (silent.length > 0)
    throw new Refusal(
      'unreachable',
      `no SSH server answers at ${names(silent)}, port ${port}`,
      'are they up, are the addresses right, and is a firewall between?',
    );
}

function nameOf(machines: readonly Machine[], address: string): string {
  return machines.find((machine) => machine.shown.address === address)?.name ?? address;
}
