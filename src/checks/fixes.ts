import type {Finding} from './finding.ts';

/** What --fix does about a check, in words; roles/preflight/tasks/fix.yml does it. */
const FIXES = {
  python: 'install python3 with the package manager',
  clock: 'have systemd follow a time server (timedatectl set-ntp true)',
  limits: 'raise fs.nr_open, now and at boot',
  kernel: 'turn transparent huge pages to madvise, now and at boot',
} as const;

/** The checks whose findings --fix mends. */
export const HOST_FIXES = Object.keys(FIXES) as readonly (keyof typeof FIXES)[];

export type Fix = Readonly<{host: string; check: keyof typeof FIXES; does: string}>;

/** What is to be done about findings that can be mended: in words, and by host as the role takes it. */
export function fixesOf(findings: readonly Finding[]): {
  list: readonly Fix[];
  byHost: Readonly<Record<string, readonly string[]>>;
} {
  const list = findings.flatMap(({host, check, isFixable}): Fix[] => {
    const known = HOST_FIXES.find((each) => each === check);
    return isFixable && known !== undefined ? [{host, check: known, does: FIXES[known]}] : [];
  });
  const hosts = [...new Set(list.map(({host}) => host))];
  return {
    list,
    byHost: Object.fromEntries(
      hosts.map((host) => [host, list.filter((fix) => fix.host === host).map(({check}) => check)]),
    ),
  };
}
