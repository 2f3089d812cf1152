/** The way out for a failure that is known, or null. `text` is the message of the task together with its stderr. */
export function adviceFor(text: string): string | null {
  return KNOWN.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

// The most specific first: "Failed to connect to the host via ssh" goes with most of the first four.
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [
    /but cluster\.yml makes it|carry different cluster ids/i,
    'find out whose data they are before anything else; then correct the id or the host in cluster.yml',
  ],
  [
    /host key verification failed|host identification has changed/i,
    'compare the host key, then renew it: ssh-keygen -R HOST && ssh-keyscan HOST >> ~/.ssh/known_hosts',
  ],
  [/unprotected private key file|bad permissions/i, 'SSH ignores a key that others can read: chmod 600 FILE'],
  [
    /permission denied \((?:publickey|password|gssapi|keyboard)|permission denied, please try again/i,
    'SSH login was refused: check the user and the key of the ssh section, and ~/.ssh/authorized_keys on the host',
  ],
  [
    /missing sudo password|a password is required|incorrect sudo password|incorrect become password/i,
    'sudo wants a password: allow the SSH user to use sudo without one, or add: --ask-become-pass',
  ],
  [
    /could not resolve hostname|name or service not known/i,
    'the host name has no address here: correct it, or give the host an address in cluster.yml',
  ],
  [
    /connection (?:refused|timed out|reset)|no route to host|network is unreachable|operation timed out/i,
    'the host does not answer on its SSH port: is it up, and is a firewall between?',
  ],
  [/no space left on device|disk quota exceeded/i, 'the disk is full: df -h on the host shows which'],
  [/address already in use|bindexception/i, 'another process holds the port: ss -ltnp on the host shows it'],
  [
    /checksum.*(?:did not match|mismatch)|did not match.*checksum/i,
    'the file that came is not the one that was named: correct the checksum or the mirror',
  ],
  [
    /http error 404|404: not found|status code was 404/i,
    'the mirror has no such file: old releases move to the archive',
  ],
  [
    /permission denied|operation not permitted/i,
    'the user on the host may not do this: is "become" allowed for it?',
  ],
];
