/**
 * The exit codes of every kafkabook command, in one table. They are disjoint from Ansible's own (2, 4, 99, 250 mean
 * several things each there); Ansible's raw code stays in the JSON result.
 */
export const ExitCode = {
  done: 0,
  bug: 1,
  usage: 2,
  specInvalid: 3,
  editedByHand: 4,
  preflightFailed: 5,
  controlNodeUnfit: 6,
  changesPending: 10,
  taskFailed: 20,
  unreachable: 21,
  nothingRan: 22,
  notLoaded: 23,
  gateStopped: 24,
  timeLimit: 25,
  locked: 30,
  notConfirmed: 40,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCodeName = keyof typeof ExitCode;
export type ExitCodeNumber = (typeof ExitCode)[ExitCodeName];

/** The name of a code. */
export function exitCodeName(code: ExitCodeNumber): ExitCodeName {
  const names = Object.keys(ExitCode) as ExitCodeName[];
  return names.find((name) => ExitCode[name] === code) ?? 'bug';
}

/** One line a code; the reference in docs/ is generated from it. */
export const exitCodeDescriptions: Readonly<Record<ExitCodeName, string>> = {
  done: 'Done.',
  bug: 'A bug in kafkabook.',
  usage: 'Wrong usage: an unknown command, flag, playbook or host, or no generated project.',
  specInvalid: 'The spec, cluster.yml, is not valid.',
  editedByHand: 'Generated files were edited by hand.',
  preflightFailed: 'A preflight check failed.',
  controlNodeUnfit:
    'This computer cannot run the playbook: Ansible is absent, the SSH key is absent or too open, or doctor found something else.',
  changesPending:
    'Changes are pending: the generated project is older than cluster.yml, hosts differ from it (plan), or replicas are to be moved (reassign).',
  taskFailed:
    "A task, or one of Kafka's tools, failed on at least one host, or Ansible ended half-way (also when other hosts were unreachable); or status found something wrong.",
  unreachable: 'At least one host was unreachable, and no task failed.',
  nothingRan: 'Nothing ran, or not on every wanted host.',
  notLoaded: 'The playbook did not load: a YAML or template error, or arguments that Ansible refuses.',
  gateStopped: 'A gate stopped the roll, or a service was started and no gate has seen since that it serves.',
  timeLimit: 'The time limit was reached.',
  locked: 'Another gen or run is at work on the cluster.',
  notConfirmed: 'What needs a confirmation was not confirmed.',
  interrupted: 'Stopped or interrupted by Ctrl-C (SIGINT).',
  terminated: 'Stopped or interrupted by SIGTERM or by the end of the terminal.',
};
