/** One running process. `start` tells two users of one pid apart. */
export type ProcessRow = Readonly<{pid: number; parent: number; group: number; start: string}>;

/** The process with this pid and everything below it, parents first. */
export function treeOf(root: number, rows: readonly ProcessRow[]): ProcessRow[] {
  const found = rows.filter((row) => row.pid === root);
  for (const above of found)
    found.push(...rows.filter((row) => row.parent === above.pid && row.pid !== above.pid));
  return found;
}

/** Reads one line of /proc/PID/stat; null when it is none. A command name may hold spaces and brackets. */
export function parseProcStat(line: string): ProcessRow | null {
  const match = /^(\d+) \(.*\) (.*)$/s.exec(line);
  if (match === null) return null;
  const [state, parent, group] = match[2]!.split(' ');
  // A zombie waits for its parent to read its end: nothing of it runs.
  if (state === 'Z') return null;
  return {
    pid: Number(match[1]),
    parent: Number(parent),
    group: Number(group),
    start: match[2]!.split(' ')[19] ?? '',
  };
}

/** Reads the output of `ps -A -o pid=,ppid=,pgid=,lstart=`. */
export function parsePs(output: string): ProcessRow[] {
  return output.split('\n').flatMap((line) => {
    const [pid, parent, group, ...start] = line.trim().split(/\s+/);
    return pid
      ? [{pid: Number(pid), parent: Number(parent), group: Number(group), start: start.join(' ')}]
      : [];
  });
}
