import {lookup} from 'node:dns/promises';
import {accessSync, constants, existsSync, readFileSync, statfsSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {sshHome} from '../absolute.ts';
import {inParts} from '../in-parts.ts';
import {onPath, outputOf} from '../process/tool.ts';
import {readAwsTools, type AwsTools} from './aws.ts';
import {readAnsible, type Ansible} from './installed.ts';
import {findMitogen, trialOf} from './mitogen.ts';

/** What this computer has of what a run needs. */
export type ControlNode = Readonly<{
  node: string;
  /** The distribution as /etc/os-release names it, with those that it is like; '' elsewhere. */
  distribution: string;
  /** null where there is no ansible-playbook, or where it does not say its version. */
  ansible: Ansible | null;
  ansibleFailure: string;
  /** What ansible-playbook may be run with, where its Python has it; `failure`: '' where a task was tried and went well. */
  mitogen: Readonly<{version: string; failure: string}> | null;
  /** What asks AWS, where the spec wants machines there and Ansible is there. */
  aws: AwsTools | null;
  hasSsh: boolean;
  hasKeygen: boolean;
  /** Locales that are UTF-8. */
  locales: readonly string[];
  /** `keys`: how many the agent has; null where none answers. */
  agentKeys: number | null;
  key: KeyFile | null;
  /** Addresses of the hosts, and those of them that no file of known hosts has. */
  hosts: readonly string[];
  unknownHosts: readonly string[];
  /** What each name of a host leads to from here; none where it is not known. */
  names: readonly Readonly<{name: string; address: string; found: readonly string[]}>[];
  /** Whether the project keeps names in /etc/hosts. */
  managesNames: boolean;
  /** Files that a run brings to the hosts, and those of them that are not there. */
  files: readonly string[];
  missingFiles: readonly string[];
  /** Free bytes where runs are recorded. */
  free: number;
}>;

/** `mode`: the permission bits; null where there is no such file. */
export type KeyFile = Readonly<{path: string; mode: number | null; isOurs: boolean; isReadable: boolean}>;

/** What a cluster needs of this computer; without a cluster.yml little is known. */
export type Needs = Readonly<{
  folder: string;
  keyFile: string | null;
  knownHostsFile: string | null;
  /** As ssh looks them up: an address, or [ADDRESS]:PORT. */
  hosts: readonly string[];
  /** Full names with their addresses, as brokers tell them to clients. */
  names: readonly Readonly<{name: string; address: string}>[];
  managesNames: boolean;
  /** The region on AWS that the spec is about. */
  region: string | null;
  /** Absolute paths of what a run brings to the hosts: archives that are pushed. */
  files: readonly string[];
}>;

/** Looks at this computer. Starts some programs, and changes nothing. */
export async function readControlNode({
  folder,
  keyFile,
  knownHostsFile,
  hosts,
  names,
  managesNames,
  region,
  files,
}: Needs): Promise<ControlNode> {
  const [ansible, locales, agent, unknownHosts, found] = await Promise.all([
    readAnsible().then(async (each) => ({...each, ...(await tried(each.ansible, region))})),
    outputOf(['locale', '-a']),
    outputOf(['ssh-add', '-l']),
    hostsWithoutKey(hosts, knownHostsFile),
    lookUp(names),
  ]);
  const {bavail, bsize} = statfsSync(folder);
  return {
    ...{node: process.versions.node, distribution: distribution(), ...ansible},
    ...{hasSsh: onPath('ssh') !== null, hasKeygen: onPath('ssh-keygen') !== null},
    locales: (locales?.stdout ?? '').split('\n').filter((name) => /utf-?8/i.test(name)),
    // It ends with 1 when it has none, and with 2 where no agent answers.
    agentKeys:
      agent === null || agent.code === 2 || agent.code === null
        ? null
        : agent.code === 0
          ? agent.stdout.trim().split('\n').length
          : 0,
    key: keyFile === null ? null : readKey(keyFile),
    ...{hosts, unknownHosts, names: found, managesNames, free: bavail * bsize},
    ...{files, missingFiles: files.filter((file) => !mayRead(file))},
  };
}

async function tried(
  ansible: Ansible | null,
  region: string | null,
): Promise<Pick<ControlNode, 'mitogen' | 'aws'>> {
  if (ansible === null) return {mitogen: null, aws: null};
  const [found, aws] = await Promise.all([
    findMitogen(ansible),
    region === null ? null : readAwsTools(ansible, region),
  ]);
  const mitogen = found && {version: found.version, failure: await trialOf(ansible, found)};
  return {mitogen, aws};
}

function distribution(): string {
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    return [...text.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].map(([, name]) => name).join(' ');
  } catch {
    return '';
  }
}

function readKey(path: string): KeyFile {
  const stats = statSync(path, {throwIfNoEntry: false});
  if (!stats?.isFile()) return {path, mode: null, isOurs: false, isReadable: false};
  return {
    path,
    mode: stats.mode & 0o777,
    isOurs: stats.uid === process.getuid?.(),
    isReadable: mayRead(path),
  };
}

async function hostsWithoutKey(hosts: readonly string[], file: string | null): Promise<string[]> {
  const files =
    file === null ? [join(sshHome() ?? '/', '.ssh/known_hosts'), '/etc/ssh/ssh_known_hosts'] : [file];
  const readable = files.filter((each) => existsSync(each));
  const found = await Promise.all(
    hosts.map(async (host) => {
      for (const each of readable)
        if ((await outputOf(['ssh-keygen', '-F', host, '-f', each]))?.code === 0) return null;
      return host;
    }),
  );
  return found.filter((host) => host !== null);
}

/** Four at a time, as Node can. Behind a name server that does not answer, no further names are asked for. */
async function lookUp(names: Needs['names']): Promise<ControlNode['names']> {
  let isSilent = false;
  return inParts(names, 4, async (each) => {
    if (isSilent) return {...each, found: []};
    const begun = performance.now();
    const found = await addressesOf(each.name);
    isSilent ||= found.length === 0 && performance.now() - begun > 2000;
    return {...each, found};
  });
}

async function addressesOf(name: string): Promise<string[]> {
  try {
    return (await lookup(name, {all: true})).map(({address}) => address);
  } catch {
    return [];
  }
}

function mayRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
