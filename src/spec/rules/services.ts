import {machinesOf} from './machines.ts';
import {error, warning, type Rule} from './rule.ts';

export const pushHasLocalDir: Rule = ({archives}, written) =>
  archives?.transfer === 'push' && !written.has(['archives', 'local_dir'])
    ? [
        error(
          'KB-LOCAL-DIR-MISSING',
          ['archives', 'transfer'],
          'transfer: push copies archives from this computer, but archives.local_dir does not say from where.',
          'Add local_dir: with the folder that holds them, or take transfer: download.',
        ),
      ]
    : [];

/** A hole in a service that runs as root is a hole in the machine, and its files could not be told from the system's. */
export const noServiceAsRoot: Rule = (draft) =>
  (['zookeeper', 'kafka'] as const)
    .filter((role) => draft[role]?.user === 'root')
    .map((role) =>
      error(
        'KB-USER-ROOT',
        [role, 'user'],
        `${role}.user is root: whoever breaks into the service would own the machine.`,
        `Leave it out (the user ${role} is made), or name a user of its own.`,
      ),
    );

export const listenerNamesUnique: Rule = ({kafka}) => {
  const names = (kafka?.listeners ?? []).map((listener) => listener?.name);
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (name === undefined || first === index) return [];
    const path = (position: number): (string | number)[] => ['kafka', 'listeners', position, 'name'];
    return [
      {
        ...error(
          'KB-LISTENER-DUPLICATE',
          path(index),
          `Two listeners are called ${name}.`,
          'Rename one of them.',
        ),
        related: {message: 'The first is here.', path: path(first)},
      },
    ];
  });
};

/** The gates of the roles ask brokers over a listener without encryption or login; clients may use others. */
export const plainListenerPresent: Rule = ({kafka}) => {
  const protocols = (kafka?.listeners ?? []).map((listener) => listener?.protocol);
  if (protocols.length === 0 || protocols.some((each) => each === undefined || each === 'PLAINTEXT'))
    return [];
  const message = 'No listener speaks PLAINTEXT, so the gates of a run cannot ask the brokers anything.';
  const hint =
    'Add one for the hosts themselves, on a port that your firewall keeps to them: {name: PLAINTEXT, port: 9092}.';
  return [{...error('KB-LISTENER-PLAIN-MISSING', ['kafka', 'listeners'], message, hint), at: 'key'}];
};

/** One bind address stands for every broker, and tools on the hosts reach a broker by its advertised name. */
export const bindsEverywhere: Rule = (draft) => {
  const {kafka} = draft;
  const brokers = machinesOf(draft).filter(({role}) => role === 'kafka');
  const several = brokers.length > 1;
  const local = brokers.every(({address = ''}) => LOOPBACK.test(address));
  const asked = (kafka?.listeners ?? []).findIndex((listener) => listener?.protocol === 'PLAINTEXT');
  return (kafka?.listeners ?? []).flatMap((listener, index) => {
    const bind = listener?.bind;
    if (bind === undefined || ANY_ADDRESS.test(bind)) return [];
    const path = ['kafka', 'listeners', index, 'bind'];
    const loopback = LOOPBACK.test(bind);
    if (loopback && (index === 0 || index === asked) && !local) {
      const message = `Other brokers and the gates cannot reach a listener at ${bind}.`;
      return [
        error(
          'KB-LISTENER-BIND',
          path,
          message,
          'Leave bind out: the listener is then open on all addresses.',
        ),
      ];
    }
    if (loopback || !several) return [];
    const message = `Every broker would bind to ${bind}, which is the address of one at most.`;
    return [
      error('KB-LISTENER-BIND', path, message, 'Leave bind out: the listener is then open on all addresses.'),
    ];
  });
};

const ANY_ADDRESS = /^(0\.0\.0\.0|[0:]+)$/;
const LOOPBACK = /^(127\.|(0*:)+0*1$)/;

/** Users, units and directories want root; a warning, as the rights may come in another way. */
export const becomeOrRoot: Rule = ({ssh}) =>
  ssh?.become === false && ssh.user !== undefined && ssh.user !== 'root'
    ? [
        warning(
          'KB-BECOME-OFF',
          ['ssh', 'become'],
          `ssh.become is false, and ${ssh.user} is not root: tasks that need root will fail.`,
          'Leave ssh.become out (sudo is used), or connect as root.',
        ),
      ]
    : [];
