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
  const given = [
    ['--become-password-file', become],
    ['--connection-password-file', connection],
    ['--vault-password-file', vault],
  ].flatMap(([option, secret]) => (secret === undefined ? [] : [{option, secret}]));
  return {
    words: (files) => files.map((file, index) => `${given[index]?.option}=${file}`),
    secrets: given.map(({secret}) => `${secret}\n`),
  };
}
