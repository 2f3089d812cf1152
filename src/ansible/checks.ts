import {statSync} from 'node:fs';
import {isIP} from 'node:net';
import {absolutePath} from '../absolute.ts';
import {nearestName} from '../nearest.ts';
import type {Manifest} from './manifest.ts';
import {Refusal} from '../refusal.ts';

/** The playbook's name without `.yml`. Throws a Refusal that lists the known ones. */
export function checkPlaybook(given: string, {playbooks}: Manifest): string {
  const name = given.replace(/\.ya?ml$/, '');
  if (playbooks.has(name)) return name;
  const known = [...playbooks.keys()];
  throw new Refusal(
    'usage',
    `there is no playbook "${given}"`,
    `${didYouMean(name, known)}known: ${known.join(', ')}`,
  );
}

/** Throws a Refusal where the spec has no machines on AWS: their playbooks are not there, and nobody need know their names. */
export function checkAws({playbooks}: Manifest): void {
  if (playbooks.has('aws')) return;
  throw new Refusal(
    'usage',
    'the project knows of no machines on AWS',
    'write the section aws in cluster.yml, then run: kafkabook gen',
  );
}

/** The cluster's name. Throws a Refusal where an older gen did not note it. */
export function checkCluster({cluster}: Manifest): string {
  if (cluster !== null) return cluster;
  throw new Refusal('usage', 'the project does not say what its cluster is called', 'run: kafkabook gen');
}

/**
 * Hosts by their full names, each once. Throws a Refusal for one that is not among those of `group`, which a command is
 * for; `flag` is where it was given.
 */
export function checkHosts(
  flag: string,
  given: readonly string[],
  group: 'kafkahosts' | 'zkhosts',
  {groups}: Manifest,
): string[] {
  const known = groups.get(group) ?? [];
  const names = given.map((host) => {
    const short = known.filter((name) => name.startsWith(`${host}.`));
    const name = known.includes(host) ? host : short.length === 1 ? short[0] : undefined;
    if (name !== undefined) return name;
    const what = group === 'kafkahosts' ? 'broker' : 'ZooKeeper server';
    const hint = `${didYouMean(host, known)}known: ${known.join(', ')}`;
    throw new Refusal('usage', `--${flag} names "${host}", which is no ${what} of this project`, hint);
  });
  return [...new Set(names)];
}

/** The limit with short names of hosts written out, as the inventory has them. A file of hosts stays as it is. */
export function fullLimit(limit: string, {playbooks}: Manifest): string {
  if (limit.startsWith('@')) return limit;
  const hosts = [...new Set([...playbooks.values()].flat())];
  return limit.replaceAll(/(?<![\w.*?[\]-])[A-Za-z0-9][\w-]*(?![\w.*?[\]-])/g, (name) => {
    const named = hosts.filter((host) => host.startsWith(`${name}.`));
    return named.length === 1 && !hosts.includes(name) ? (named[0] ?? name) : name;
  });
}

/**
 * Throws a Refusal when a limit names a host or group that the project does not have: Ansible would go on with the
 * rest and end with code 0. So it is with a limit that names nothing, which Ansible takes for none. Patterns (wildcards, `!`, `&`, `~`, `@file`, ranges) are Ansible's to judge.
 */
export function checkLimit(limit: string, {playbooks, groups}: Manifest): void {
  if (!/[^\s,;:]/.test(limit))
    throw new Refusal(
      'usage',
      '--limit names nothing, which would mean every host',
      'name hosts or groups, or leave --limit away; where it came from a variable, that was empty',
    );
  const hosts = new Set([...playbooks.values(), ...groups.values()].flat());
  const known = [...groups.keys(), ...hosts];
  for (const name of plainNames(limit)) {
    if (known.includes(name) || ALWAYS_KNOWN.has(name)) continue;
    const hint = `${didYouMean(name, known)}groups: ${[...groups.keys()].join(', ')}; hosts: ${[...hosts].join(', ')}`;
    throw new Refusal('usage', `--limit names "${name}", which is no host or group of this project`, hint);
  }
}

/** Throws a Refusal when the key is absent or, as ssh would refuse it on every host, readable for others. */
export function checkKeyFile(keyFile: string, folder: string): void {
  const path = absolutePath(keyFile, folder);
  const stats = statSync(path, {throwIfNoEntry: false});
  if (stats === undefined) {
    throw new Refusal(
      'controlNodeUnfit',
      `the SSH key ${path} is absent`,
      'put it there, or name another in cluster.yml',
    );
  }
  if ((stats.mode & 0o077) !== 0) {
    const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
    throw new Refusal(
      'controlNodeUnfit',
      `others can read the SSH key ${path} (${mode})`,
      `run: chmod 600 ${path}`,
    );
  }
}

const ALWAYS_KNOWN = new Set(['all', 'ungrouped']);

function plainNames(limit: string): string[] {
  const items = limit.split(/[,;]/).map((item) => item.trim());
  const parts = items.flatMap((item) => (/[[\]]/.test(item) || isIP(item) ? [item] : item.split(':')));
  return parts.filter((part) => /^[\w.-]+$/.test(part) || isIP(part));
}

function didYouMean(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === undefined ? '' : `did you mean "${near}"? `;
}
