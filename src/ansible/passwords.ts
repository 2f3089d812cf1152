import {secretPath} from '../process/child.ts';

/** Passwords that Ansible wants from people: for sudo, for SSH, for its vault. */
export type Passwords = Readonly<Partial<Record<PasswordName, string>>>;
export type PasswordName = 'become' | 'connection' | 'vault';

/**
 * How passwords come to Ansible: through descriptors, so that no list of processes and no environment shows them.
 * `words` go to its command line, `secrets` to `runProcess`.
 */
export function handOver({become, connection, vault}: Passwords): {words: string[]; secrets: string[]} {
  const words: string[] = [];
  const secrets: string[] = [];
  const variables = [
    ...(become === undefined ? [] : [`ansible_become_password: ${unsafe(become)}`]),
    ...(connection === undefined ? [] : [`ansible_password: ${unsafe(connection)}`]),
  ];
  if (variables.length > 0) {
    words.push('--extra-vars', `@${secretPath(secrets.length)}`);
    secrets.push(`${variables.join('\n')}\n`);
  }
  if (vault !== undefined) {
    words.push('--vault-password-file', secretPath(secrets.length));
    secrets.push(`${vault}\n`);
  }
  return {words, secrets};
}

// Without the tag, braces in a password would be a template.
function unsafe(text: string): string {
  return `!unsafe ${JSON.stringify(text)}`;
}
