/** Passwords that Ansible wants from people: for sudo, for SSH, for its vault. */
export type Passwords = Readonly<Partial<Record<PasswordName, string>>>;
export type PasswordName = 'become' | 'connection' | 'vault';

/**
 * How passwords come to Ansible: in files, so that no list of processes and no environment shows them. `secrets` are
 * their texts, `words` what goes to the command line when their paths are known.
 */
export function handOver({become, connection, vault}: Passwords): {
  words: (files: readonly string[]) => string[];
  secrets: string[];
} {
  const options: string[] = [];
  const secrets: string[] = [];
  const variables = [
    ...(become === undefined ? [] : [`ansible_become_password: ${unsafe(become)}`]),
    ...(connection === undefined ? [] : [`ansible_password: ${unsafe(connection)}`]),
  ];
  if (variables.length > 0) {
    options.push('--extra-vars=@');
    secrets.push(`${variables.join('\n')}\n`);
  }
  if (vault !== undefined) {
    options.push('--vault-password-file=');
    secrets.push(`${vault}\n`);
  }
  return {words: (files) => files.map((file, index) => `${options[index]}${file}`), secrets};
}

// Without the tag, braces in a password would be a template.
function unsafe(text: string): string {
  return `!unsafe ${JSON.stringify(text)}`;
}
