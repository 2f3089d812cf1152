// Which Python each ansible-core release runs on and manages: the support matrix of docs.ansible.com, as measured for this
// project. A release line that is not here is newer or older than any that was tried.

/** Versions of Python as [major, minor]. */
export type Python = readonly [major: number, minor: number];

export type AnsibleRelease = Readonly<{
  core: string;
  /** The Python of the control node, from and to. */
  control: readonly [Python, Python];
  /** The Python of managed hosts, from and to, and whether 2.7 beside it. */
  managed: readonly [Python, Python];
  with27: boolean;
}>;

export const ANSIBLE_RELEASES: readonly AnsibleRelease[] = [
  ...line(['2.14', '2.15'], [9, 11], [5, 11], true),
  ...line(['2.16'], [10, 12], [6, 12], true),
  ...line(['2.17'], [10, 12], [7, 12], false),
  ...line(['2.18', '2.19'], [11, 13], [8, 13], false),
  ...line(['2.20', '2.21'], [12, 14], [9, 14], false),
];

/** What a version of ansible-core manages, or undefined where its line is not known. */
export function releaseOf(version: string): AnsibleRelease | undefined {
  return ANSIBLE_RELEASES.find(({core}) => version === core || version.startsWith(`${core}.`));
}

/** Whether a release manages hosts with a Python. */
export function manages({managed: [least, most], with27}: AnsibleRelease, python: Python): boolean {
  if (python[0] === 2) return with27 && python[1] === 7;
  return python[0] === 3 && python[1] >= least[1] && python[1] <= most[1];
}

/** In words: "2.7, 3.6 to 3.12". */
export function managedBy({managed: [least, most], with27}: AnsibleRelease): string {
  return `${with27 ? '2.7, ' : ''}${least.join('.')} to ${most.join('.')}`;
}

function line(
  cores: readonly string[],
  control: readonly [number, number],
  managed: readonly [number, number],
  with27: boolean,
): AnsibleRelease[] {
  const three = ([least, most]: readonly [number, number]) =>
    [
      [3, least],
      [3, most],
    ] as const;
  return cores.map((core) => ({core, control: three(control), managed: three(managed), with27}));
}
