import {isSecretName} from '../redact.ts';
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
const MAY_HAVE_SECRETS = /pass|pwd|pw|secret|token|credential|key(?!_file)|jaas|:\/\/[^/\s]*@/i;

function walk(key: string, value: unknown, isBelow = false): string[] {
  const isOne = isBelow || isSecret(key);
  if (Array.isArray(value)) return value.flatMap((each) => walk(key, each, isOne));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, each]) => walk(name, each, isOne));
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const text = String(value);
  return [...(isOne ? [text] : []), ...inside(text)];
}

/** Of a property that Kafka knows, its type says so; of any other key, its name. */
function isSecret(key: string): boolean {
  types ??= Object.entries(catalogue('broker').keys).map(([name, stretches]) => [
    name,
    stretches.some(({type}) => type === 'password'),
  ]);
  // A listener's own setting has a name in front: listener.name.internal.ssl.key.password.
  const known = types.filter(([name]) => key === name || key.endsWith(`.${name}`));
  return known.length > 0 ? known.some(([, secret]) => secret) : isSecretName(key);
}

let types: readonly (readonly [name: string, isSecret: boolean])[] | undefined;

/** Secrets within a value: https://user:PASSWORD@mirror, https://TOKEN@mirror, and password="PASSWORD" of a login module. */
function inside(text: string): string[] {
  const patterns = [
    /:\/\/[^/\s:@]*:([^/\s@]+)@/g,
    /:\/\/([^/\s:@]+)@/g,
    /(?:password|secret|token)\s*=\s*["']?([^"';\s]+)/gi,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, secret]) => secret ?? ''));
}
