import type {RunOptions} from '../ansible/command-line.ts';
import type {PasswordName} from '../ansible/passwords.ts';
import type {HostProblem} from '../ansible/verdict.ts';
import type {ProcessIdentity} from '../process/identity.ts';

/** What is known of a run before it begins. */
export type RunRecord = Readonly<{
  format: 1;
  id: string;
  playbook: string;
  /** The command line of Ansible, behind what was set for it alone, with secret values masked. */
  command: readonly string[];
  /** What the run was asked for, and which passwords were, so that it can be gone on with. */
  options: RunOptions;
  passwords: readonly PasswordName[];
  /** The file with the password of the vault. */
  vaultFile: string | null;
  /** Whether the options are those of the run: false where something in them was masked. */
  isWhole: boolean;
  /**
   * Why no other run goes on with it: what a person has confirmed is confirmed for once, and what was planned from the
   * state of the cluster is planned anew. null where one does.
   */
  once: 'confirmed' | 'planned' | null;
  /** The run that this one goes on with. */
  resumes: string | null;
  project: string;
  /** ISO 8601, UTC. */
  started: string;
  user: string;
  host: string;
  /** The process of kafkabook: a pid alone may have gone to another one since. */
  process: ProcessIdentity;
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
  problems: readonly HostProblem[];
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
