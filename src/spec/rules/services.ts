import {error, type Rule} from './rule.ts';

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
