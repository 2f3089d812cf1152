/** What the callback plugin tells, one JSON object a line. `time` is in seconds since 1970. */
export type AnsibleEvent =
  | At<
      'playbook_start',
      {
        playbook: string;
        ansible: string;
        /** Whether nothing is to be changed; null when Ansible's internals did not tell. */
        check: boolean | null;
        tasks: number | null;
        plays: readonly PlayHosts[];
      }
    >
  /** `rolls`: the play takes its hosts in turn, and this is one turn of it; `turns`: with the first, the hosts of all. */
  | At<'play_start', PlayHosts & {rolls: boolean; turns: readonly string[] | null}>
  /** `path`: file and line, seen from the project. */
  | At<'task_start', {task: string; path: string}>
  | At<'host_start', OnHost>
  /**
   * `service`: the task started, restarted or stopped a service. `message`: what a task says whose only work is to say
   * something.
   */
  | At<'ok' | 'changed', OnHost & Took & {service: boolean; message: string}>
  | At<'skipped', OnHost & Took>
  | At<'failed', OnHost & Took & Detail & {ignored: boolean}>
  | At<'unreachable', OnHost & Took & Detail>
  | At<'item', OnHost & {item: string; outcome: ItemOutcome}>
  | At<'diff', OnHost & {diff: string}>
  | At<'retry', OnHost & {attempt: number; retries: number; message: string}>
  /** `stopped`: the run ends here because it was asked to, between two tasks or two machines of a roll. */
  | At<'no_hosts_matched' | 'no_hosts_remaining' | 'stopped', object>
  | At<'stats', {hosts: Readonly<Record<string, HostStats>>}>;

export type ItemOutcome = 'ok' | 'changed' | 'failed' | 'skipped';

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
/** `seconds` is null where the start was not seen. */
type Took = {path: string; seconds: number | null};
type Detail = {message: string; stderr: string; rc: number | null};
type At<Name extends string, Fields> = Readonly<{event: Name; time: number} & Fields>;
