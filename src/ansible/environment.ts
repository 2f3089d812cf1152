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
    ...locale(env),
    ...color(env, isTTY),
  };
}

/**
 * For a look: a host that has fallen silent is told within ten seconds, over connections apart from those of runs, which
 * are patient for a minute. What the caller has set about ssh stays.
 */
export function impatientEnvironment(env: Environment): Record<string, string> {
  if (env['ANSIBLE_SSH_ARGS'] !== undefined || env['ANSIBLE_SSH_CONTROL_PATH'] !== undefined) return {};
  return {
    ANSIBLE_SSH_ARGS:
      '-o ControlMaster=auto -o ControlPersist=60s -o ServerAliveInterval=5 -o ServerAliveCountMax=2',
    ANSIBLE_SSH_CONTROL_PATH: '%(directory)s/look-%%C',
  };
}

// Ansible refuses to start in a locale that is not UTF-8 (code 1).
function locale(env: Environment): Record<string, string> {
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
