/** What the callback plugin tells, one JSON object a line. `time` is in seconds since 1970. */
export type AnsibleEvent =
  | At<'playbook_start', {playbook: string; tasks: number | null; plays: readonly PlayHosts[]}>
  | At<'play_start', PlayHosts>
  | At<'task_start', {task: string}>
  | At<'host_start' | 'ok' | 'changed' | 'skipped', OnHost>
  | At<'failed', OnHost & Detail & {ignored: boolean}>
  | At<'unreachable', OnHost & Detail>
  | At<'retry', OnHost & {attempt: number; retries: number}>
  | At<'no_hosts_matched' | 'no_hosts_remaining', object>
  | At<'stats', {hosts: Readonly<Record<string, HostStats>>}>;

/** `hosts` is null when Ansible's internals did not tell (they are no public interface). */
export type PlayHosts = {name: string; hosts: readonly string[] | null};

export type HostStats = Readonly<{
  ok: number;
  /** Tasks that did something there; `ok` also counts the reading of arguments, which happens whatever the tags say. */
  worked: number;
  changed: number;
  failures: number;
  unreachable: number;
  skipped: number;
  rescued: number;
  ignored: number;
}>;

type OnHost = {host: string; task: string};
type Detail = {message: string; stderr: string; rc: number | null};
type At<Name extends string, Fields> = Readonly<{event: Name; time: number} & Fields>;
