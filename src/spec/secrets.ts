import {catalogue} from './catalogue.ts';
import type {SpecFile} from './load.ts';

/**
 * The values of a spec that are secret: of keys whose name says so, of properties that Kafka takes for passwords, and
 * passwords inside addresses and login modules. A file that cannot be parsed has none.
 */
export async function secretsOf(files: readonly Pick<SpecFile, 'file' | 'text'>[]): Promise<string[]> {
  // Most specs have none, and to parse one of many hosts takes as long as all the rest of the start.
  const suspects = files.filter(({text}) => MAY_HAVE_SECRETS.test(text));
  if (suspects.length === 0) return [];
  const {parseSource} = await import('./parse.ts');
  const found = suspects.flatMap(({file, text}) => {
    const parsed = parseSource(text, file);
    return parsed.ok ? walk('', parsed.source.data) : [];
  });
  return [...new Set(found)];
}

// Beside key_file, which every spec has.
const MAY_HAVE_SECRETS = /pass|secret|token|credential|key(?!_file)|jaas|:\/\/[^/\s]*@/i;
const SECRET_NAME = /pass(?:word|wd|phrase)|secret|token|credential|api_?key/i;

function walk(key: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => walk(key, each));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, each]) => walk(name, each));
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const text = String(value);
  return [...(isSecret(key) ? [text] : []), ...inside(text)];
}

function isSecret(key: string): boolean {
  if (SECRET_NAME.test(key)) return true;
  passwords ??= Object.entries(catalogue('broker').keys)
    .filter(([, stretches]) => stretches.some(({type}) => type === 'password'))
    .map(([name]) => name);
  // A listener's own setting has a name in front: listener.name.internal.ssl.key.password.
  return passwords.some((name) => key === name || key.endsWith(`.${name}`));
}

let passwords: readonly string[] | undefined;

/** Passwords within a value: https://user:PASSWORD@mirror, and password="PASSWORD" of a login module. */
function inside(text: string): string[] {
  const patterns = [/:\/\/[^/\s:@]*:([^/\s@]+)@/g, /(?:password|secret)\s*=\s*"([^"]+)"/gi];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, secret]) => secret ?? ''));
}
