import type {Draft} from '../draft.ts';
import {shown} from '../explain.ts';
import type {Finding, Path} from '../problem.ts';
import {markedFor, type Marked} from './annotations.ts';
import {isSameOrNested} from './hosts.ts';
import {machinesOf} from './machines.ts';
import {error, type Rule} from './rule.ts';

/** Owner and mode of these belong to the system, and some are emptied at boot: nothing of a service may be one. */
export const noSystemDirectories: Rule = (draft) =>
  [
    ...dataDirectories(draft).filter(
      ({value}) => SYSTEM.has(String(value)) || INSTALLATIONS.has(String(value)),
    ),
    ...[{path: ['install_dir'], value: draft.install_dir}].filter(({value}) => SYSTEM.has(String(value))),
  ].map(({path, value}) =>
    systemDirectory(path, `${shown(path)} is ${String(value)}, a directory of the system.`),
  );

/** Nor may anything of a service lie in these. */
export const nothingInsideSystemTrees: Rule = (draft) =>
  [...dataDirectories(draft), {path: ['install_dir'], value: draft.install_dir}].flatMap(({path, value}) => {
    const tree = SYSTEM_TREES.find((root) => `${String(value)}/`.startsWith(`${root}/`));
    const message = `${shown(path)} is ${String(value)}, but the system keeps ${tree} for itself or empties it at boot.`;
    return tree === undefined ? [] : [systemDirectory(path, message)];
  });

function systemDirectory(path: Path, message: string): Finding {
  return error(
    'KB-DIRECTORY-SYSTEM',
    path,
    message,
    'Take a directory for this alone, such as /data/kafka-logs.',
  );
}

/** Versions are added to and removed from install_dir, so no data may live there, nor it live among the data. */
export const dataOutsideInstallations: Rule = (draft) =>
  dataDirectories(draft)
    .filter(({value}) => draft.install_dir !== undefined && isSameOrNested(value, draft.install_dir))
    .map(({path, value}) =>
      error(
        'KB-DIRECTORY-INSTALL',
        path,
        `${shown(path)} (${String(value)}) and install_dir (${draft.install_dir}) lie one in the other.`,
        'Keep data outside install_dir: replacing a version must never come near it.',
      ),
    );

const SYSTEM = new Set([
  ...['/home', '/media', '/mnt', '/root', '/usr', '/usr/share'],
  ...['/var', '/var/cache', '/var/lib', '/var/log', '/var/spool'],
]);
/** Places where software is installed: good for install_dir, not for data. */
const INSTALLATIONS = new Set(['/opt', '/srv', '/usr/local']);
const SYSTEM_TREES = [
  ...[
    '/bin',
    '/boot',
    '/dev',
    '/etc',
    '/lib',
    '/lib32',
    '/lib64',
    '/libx32',
    '/proc',
    '/run',
    '/sbin',
    '/sys',
  ],
  ...['/tmp', '/usr/bin', '/usr/lib', '/usr/lib64', '/usr/sbin', '/var/run', '/var/tmp'],
];

/** Every directory with data that some machine uses, once. */
function dataDirectories(draft: Draft): Marked[] {
  const all = machinesOf(draft).flatMap((machine) => markedFor(machine, 'x-dir', draft));
  return [...new Map(all.map((marked) => [JSON.stringify(marked.path), marked])).values()];
}
