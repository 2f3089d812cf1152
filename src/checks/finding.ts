/** What a check says of one thing. */
export type Finding = Readonly<{
  /** The check, by a word that --only and --skip take. */
  check: string;
  /** The host, or '' for this computer. */
  host: string;
  state: 'well' | 'warning' | 'fault';
  /** What was found, in a line. */
  says: string;
  /** How it is mended, as a command where there is one; '' where nothing is to be done. */
  way: string;
  /** Whether --fix mends it. */
  isFixable: boolean;
}>;

export function well(check: string, says: string, host = ''): Finding {
  return {check, host, state: 'well', says, way: '', isFixable: false};
}

export function warning(check: string, says: string, way: string, host = ''): Finding {
  return {check, host, state: 'warning', says, way, isFixable: false};
}

export function fault(check: string, says: string, way: string, host = ''): Finding {
  return {check, host, state: 'fault', says, way, isFixable: false};
}

/** The same, as one that --fix mends. */
export function fixable(finding: Finding): Finding {
  return {...finding, isFixable: true};
}
