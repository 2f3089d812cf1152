/** What is known of a run before it begins. */
export type RunRecord = Readonly<{
  format: 1;
  id: string;
  playbook: string;
  /** The command line of Ansible, with secret values masked. */
  command: readonly string[];
  project: string;
  /** ISO 8601, UTC. */
  started: string;
  user: string;
  host: string;
  /** The process of kafkabook: a pid alone may have gone to another one since. */
  process: Readonly<{pid: number; start: string; boot: string}>;
  versions: Readonly<{kafkabook: string; node: string}>;
  /** The files of the spec that the project was made from. */
  spec: readonly Readonly<{path: string; sha256: string}>[];
}>;

/** What came of a run: written last, so that a run without it was cut short. */
export type RunResult = Readonly<{
  /** ISO 8601, UTC. */
  ended: string;
  seconds: number;
  exitCode: number;
  summary: string;
  /** Ansible's own code and signal. */
  code: number | null;
  signal: string | null;
  problems: readonly RunProblem[];
}>;

/** What went wrong on a host. Records of earlier releases have no `stderr` and no `advice`. */
export type RunProblem = Readonly<{
  host: string;
  kind: string;
  task: string;
  message: string;
  stderr?: string;
  advice?: string | null;
}>;

/** `interrupted`: it has no result, and its process is gone. */
export type RunState = 'running' | 'ended' | 'interrupted';

/** A run as it stands in the journal. `events` and `log` are the paths of its files. */
export type RecordedRun = Readonly<{
  record: RunRecord;
  result: RunResult | null;
  state: RunState;
  folder: string;
  events: string;
  log: string;
}>;
