import {CONTROL_FD, EVENTS_FD, type Environment} from '../process/child.ts';

/** The settings that every run gets on top of the caller's environment. `isTTY`: whether Ansible's output is one. */
export function ansibleEnvironment(env: Environment, isTTY: boolean): Record<string, string> {
  return {
    // Without it Python holds back what it prints into a pipe, retry lines for minutes.
    PYTHONUNBUFFERED: '1',
    // A missing or broken inventory is otherwise a warning and a run on the implicit localhost.
    ANSIBLE_INVENTORY_UNPARSED_FAILED: '1',
    ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: '1',
    // Rolls and the looks before them want every host at the same task, and with the latter a host that cannot be reached
    // would not stop a roll.
    ANSIBLE_STRATEGY: 'linear',
    ANSIBLE_ANY_ERRORS_FATAL: 'false',
    KAFKABOOK_EVENTS_FD: String(EVENTS_FD),
    KAFKABOOK_CONTROL_FD: String(CONTROL_FD),
    ...utf8Locale(env),
    ...color(env, isTTY),
  };
}

/**
 * For a look: a host that has fallen silent is told within ten seconds, over connections apart from those of runs, which
 * are patient for a minute. `config` is the project's ansible.cfg: where it, or the environment, says other things about
 * connections than what was generated, these stay.
 */
export function impatientEnvironment(env: Environment, config: string): Record<string, string> {
  const patient = /^ssh_args = (.*ServerAliveInterval=15 .*ServerAliveCountMax=4)$/m.exec(config)?.[1];
  const isOwn = ['ANSIBLE_CONFIG', 'ANSIBLE_SSH_ARGS'].some((name) => env[name] !== undefined);
  const isApart = ['ANSIBLE_SSH_CONTROL_PATH', 'ANSIBLE_SSH_CONTROL_PATH_DIR'].some(
    (name) => env[name] !== undefined,
  );
  if (patient === undefined || isOwn || isApart || /^control_path/m.test(config)) return {};
  return {
    ANSIBLE_SSH_ARGS: patient.replace('Interval=15', 'Interval=5').replace('CountMax=4', 'CountMax=2'),
    // Ansible's own names in it are short: a socket may not have a long path.
    ANSIBLE_SSH_CONTROL_PATH_DIR: '~/.ansible/look',
  };
}

/** What Ansible needs besides to start: in a locale that is not UTF-8 it refuses to (code 1). */
export function utf8Locale(env: Environment): Record<string, string> {
  const effective = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  if (/utf-?8/i.test(effective)) return {};
  return {LC_ALL: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'};
}

// Decided here, as ANSIBLE_FORCE_COLOR beats NO_COLOR inside Ansible.
function color(env: Environment, isTTY: boolean): Record<string, string> {
  const forced = env['FORCE_COLOR'] ?? env['ANSIBLE_FORCE_COLOR'];
  const isForced = forced !== undefined && !['', '0', 'false'].includes(forced.toLowerCase());
  const isColored = !env['NO_COLOR'] && (isForced || (forced === undefined && isTTY));
  return isColored
    ? {ANSIBLE_FORCE_COLOR: 'true', ANSIBLE_NOCOLOR: 'false'}
    : {ANSIBLE_FORCE_COLOR: 'false', ANSIBLE_NOCOLOR: 'true'};
}
