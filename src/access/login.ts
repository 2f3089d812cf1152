import {lastWords} from '../last-words.ts';
import {fingerprint} from './host-keys.ts';
import {onHost, plain, run, takenKey, type Access, type Said} from './ssh.ts';

/** The public half of a key: its line, and the part of it that makes it this key. */
export type PublicKey = Readonly<{line: string; blob: string}>;

/** The public half of a key file, from the private one. null where that cannot be read, or wants a passphrase. */
export async function publicKeyOf(keyFile: string, comment: string): Promise<PublicKey | null> {
  const {code, stdout} = await run(['ssh-keygen', '-y', '-P', '', '-f', keyFile]);
  const [type = '', blob = ''] = stdout.trim().split(' ');
  return code === 0 && blob !== '' ? {line: `${type} ${blob} ${comment}`, blob} : null;
}

/** Makes a key without a passphrase, for programs. Throws where ssh-keygen does. */
export async function makeKey(keyFile: string, comment: string): Promise<void> {
  const {code, errors} = await run([
    'ssh-keygen',
    '-q',
    '-t',
    'ed25519',
    '-N',
    '',
    '-C',
    comment,
    '-f',
    keyFile,
  ]);
  if (code !== 0) throw new Error(errors || 'ssh-keygen failed');
}

/** null where this very key lets us in, and not another one that ssh has found; if not, why. */
export async function tryLogin(
  access: Access,
  address: string,
  keyFile: string,
  key: PublicKey,
): Promise<string | null> {
  const said = await onHost(access, address, keyFile, 'exit 0\n');
  const taken = takenKey(said.errors);
  if (said.code === 0 && taken !== fingerprint(key))
    return `it was opened in another way (${taken ?? 'without a key'})`;
  return reasonOf(said);
}

/** Lets a key in beside those that are, once; null, or why it could not be done. */
export async function authorize(
  access: Access,
  address: string,
  key: string | null,
  wanted: PublicKey,
): Promise<string | null> {
  const script = `umask 077
mkdir -p "$HOME/.ssh" && chmod 700 "$HOME/.ssh" || exit 1
[ -e "$file" ] || : >"$file" || exit 1
chmod 600 "$file" || exit 1
grep -qF '${wanted.blob}' "$file" && exit 0
cp -p "$file" "$file.new" || exit 1
[ -z "$(tail -c 1 "$file.new")" ] || echo >>"$file.new" || exit 1
echo '${wanted.line}' >>"$file.new" && mv "$file.new" "$file"
`;
  return reasonOf(await onHost(access, address, key, FILE + script));
}

/** Lets a key in no more, and leaves all others; null, or why it could not be done. */
export async function withdraw(
  access: Access,
  address: string,
  key: string | null,
  unwanted: PublicKey,
): Promise<string | null> {
  const script = `grep -qF '${unwanted.blob}' "$file" 2>/dev/null || exit 0
cp -p "$file" "$file.new" || exit 1
grep -vF '${unwanted.blob}' "$file" >"$file.new"
[ $? -le 1 ] && mv "$file.new" "$file"
`;
  return reasonOf(await onHost(access, address, key, FILE + script));
}

// A link may lead to where somebody else keeps the keys of all machines.
const FILE = `file=$(readlink -f "$HOME/.ssh/authorized_keys" 2>/dev/null); file=\${file:-$HOME/.ssh/authorized_keys}
`;

function reasonOf({code, errors}: Said): string | null {
  if (code === 0) return null;
  return lastWords(plain(errors)) || `ended with ${code ?? 'a signal'}`;
}
