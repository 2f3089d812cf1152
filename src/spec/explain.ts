import {nearestName} from '../nearest.ts';
import type {Finding, Path} from './problem.ts';
import type {SchemaError} from './conform.ts';

/** Turns the complaints of the schema into findings that say what is expected, what is there, and the way out. */
export function explain(errors: readonly SchemaError[]): Finding[] {
  const findings = new Map<string, Finding>();
  for (const error of errors) {
    const finding = findingOf(error, errors);
    const place = JSON.stringify([finding.path, finding.code === 'KB-MISSING-KEY' && finding.message]);
    if (!findings.has(place)) findings.set(place, finding);
  }
  return [...findings.values()];
}

/** The place of the value that an error is about: the key itself where the key is wrong. */
export function errorPath(error: SchemaError): Path {
  const path = parsePointer(error.instancePath);
  if (error.keyword === 'additionalProperties') return [...path, String(error.params['additionalProperty'])];
  if (error.keyword === 'propertyNames') return [...path, String(error.params['propertyName'])];
  return error.propertyName === undefined ? path : [...path, error.propertyName];
}

/** What the texts of each definition look like; the test holds it against the schema. */
export const EXPECTED_FORMS: Readonly<Record<string, string>> = {
  label: 'letters, digits, dots, dashes and underscores, beginning and ending with a letter or digit',
  hostname: 'a host name: letters, digits and dashes, in parts joined by dots',
  address: 'an IPv4 or IPv6 address, such as 198.18.0.11',
  machine_name:
    'a host name: letters, digits and dashes, in parts joined by dots, with at most one range such as [01:30]',
  machine_address:
    'an IPv4 or IPv6 address, such as 198.18.0.11, or a range of them, such as 198.18.0.[21:50]',
  port: 'a port from 1 to 65535',
  user: 'a user name: lower-case letters, digits, dashes and underscores',
  host_path: 'an absolute path without spaces, ".." or a slash at the end, such as /data/zk',
  host_paths: 'a list of absolute paths',
  local_path: 'a path of letters, digits and . _ ~ / @ + -',
  version: 'a full release number in three parts, such as 2.6.0',
  heap: 'a whole number with m or g, such as 512m or 1g',
  instance_type: 'a type of instances, such as t2.medium',
  network: 'a network such as 203.0.113.0/24, or one address: 203.0.113.7/32',
  properties: 'a text without line breaks or control characters, a number, or true or false',
};

/** What other patterns want, by the name of the key. */
export const EXPECTED_BY_KEY: Readonly<Record<string, string>> = {
  interruptible_topics: 'a name of a topic, or its beginning with a star behind',
  proxy_jump: '[user@]host[:port]',
  accept: 'the code of a warning, such as KB-BROKERS-FEW',
  tarball: 'a path that ends with .tar.gz or .tgz',
  package: 'a package name',
  timezone: 'a time zone such as Asia/Seoul',
  mirrors: 'an http or https address without quotes, spaces or a query',
  checksums: 'a SHA-512: 128 hexadecimal digits',
  name: 'capital letters, digits and underscores, such as PLAINTEXT',
  chroot: 'a path such as /edge, without a slash at the end',
  region: 'a region such as ap-northeast-2',
  image: 'the id of an AMI, or the name of a parameter that begins with a slash',
  key_pair: 'the name of a key pair: letters, digits and . _ + @ -',
  vpc: 'the id of a VPC, such as vpc-0a1b2c3d',
  id: 'the id of a subnet, such as subnet-0a1b2c3d',
  subnet: 'the id of a subnet, such as subnet-0a1b2c3d',
  zone: 'an availability zone such as ap-northeast-2a',
  security_group:
    'the name of a security group: letters, digits and . _ : / @ + = -, neither default nor begun with sg-',
  tags: 'letters, digits, blanks and . _ : / = + @ -',
};

function findingOf(error: SchemaError, all: readonly SchemaError[]): Finding {
  const path = errorPath(error);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(error, path);
    case 'required':
      return missingKey(error, path);
    case 'type':
    case 'anyOf':
      return wrongType(error, path, all);
    case 'enum':
      return notAllowed(error, path);
    case 'uniqueItems':
      return simple(
        'KB-NOT-UNIQUE',
        path,
        `${shown(path)} holds the same entry twice.`,
        'Remove one of them.',
      );
    case 'minimum':
    case 'maximum':
    case 'minItems':
    case 'maxItems':
    case 'minLength':
    case 'maxLength':
      return outOfRange(error, path);
    default:
      return error.propertyName !== undefined || error.keyword === 'propertyNames'
        ? badKey(path)
        : badFormat(error, path);
  }
}

function unknownKey(error: SchemaError, path: Path): Finding {
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
  const key = String(path.at(-1));
  const similar = nearestName(key, known);
  if (key === '<<') {
    const message = `Merge keys (<<)${inside(path.slice(0, -1))} are not part of YAML 1.2.`;
    return {
      ...simple(
        'KB-UNKNOWN-KEY',
        path,
        message,
        'Write the keys out, or put them into a file that both include.',
      ),
      at: 'key',
    };
  }
  const hint = similar === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${similar}"?`;
  return {
    ...simple('KB-UNKNOWN-KEY', path, `Unknown key "${key}"${inside(path.slice(0, -1))}.`, hint),
    at: 'key',
  };
}

function missingKey(error: SchemaError, path: Path): Finding {
  const key = String(error.params['missingProperty']);
  return {
    ...simple('KB-MISSING-KEY', path, `"${key}" is missing${inside(path)}.`, `Add "${key}:" there.`),
    at: 'key',
  };
}

function wrongType(error: SchemaError, path: Path, all: readonly SchemaError[]): Finding {
  const types = all
    .filter(({keyword, instancePath}) => keyword === 'type' && instancePath === error.instancePath)
    .flatMap(({params}) => params['type'] as string | string[]);
  const found = typeName(error.data);
  if (types.length === 0 || types.includes(found)) return badFormat(error, path);
  const message = `${shown(path)} must be ${[...new Set(types.map(withArticle))].join(' or ')}, but is ${describe(error.data)}.`;
  const form = EXPECTED_FORMS[definitionOf(error) ?? ''];
  const hint =
    found !== 'null' && form !== undefined && types.length === 1
      ? `Write ${form}.`
      : typeHint(types, found, error.data);
  return simple('KB-WRONG-TYPE', path, message, hint);
}

function typeHint(types: readonly string[], found: string, data: unknown): string {
  if (found === 'null') return 'Write the value, or remove the key.';
  if (Array.isArray(data) && types.includes('string') && data.every((each) => typeof each !== 'object'))
    return `Write it as one text: "${data.join(',')}".`;
  if (types.includes('string') && (typeof data === 'number' || typeof data === 'boolean'))
    return `Put it in quotes: "${String(data)}", with all its digits.`;
  if (types.includes('array')) return 'Begin each entry with a dash and a space.';
  if (types.includes('object')) return 'Write its keys below, indented.';
  if (typeof data === 'string') return 'Write the value without quotes.';
  return `Write ${withArticle(types[0] ?? 'value')}.`;
}

function notAllowed(error: SchemaError, path: Path): Finding {
  const allowed = error.params['allowedValues'] as readonly unknown[];
  const quoted = allowed.includes(String(error.data));
  const similar = nearestName(String(error.data), allowed.map(String));
  const hint = quoted
    ? `Put it in quotes: "${String(error.data)}".`
    : similar !== undefined && typeof error.data === 'string'
      ? `Did you mean ${similar}?`
      : 'Take one of these values.';
  const values = allowed.map((value) => JSON.stringify(value)).join(', ');
  return simple(
    'KB-NOT-ALLOWED',
    path,
    `${shown(path)} must be one of ${values}, but is ${describe(error.data)}.`,
    hint,
  );
}

function outOfRange(error: SchemaError, path: Path): Finding {
  const limit = String(error.params['limit']);
  const bound = error.keyword.startsWith('min') ? 'at least' : 'at most';
  const unit = error.keyword.endsWith('Items')
    ? ' entries'
    : error.keyword.endsWith('Length')
      ? ' characters'
      : '';
  return simple(
    'KB-OUT-OF-RANGE',
    path,
    `${shown(path)} must be ${bound} ${limit}${unit}, but is ${Array.isArray(error.data) ? error.data.length : describe(error.data)}.`,
    `Write ${EXPECTED_FORMS[definitionOf(error) ?? ''] ?? `${bound} ${limit}${unit}`}.`,
  );
}

function badKey(path: Path): Finding {
  const message = `"${String(path.at(-1))}" cannot be a key${inside(path.slice(0, -1))}.`;
  const hint = 'Keys are letters, digits, dots, dashes and underscores, beginning with a letter or digit.';
  return {...simple('KB-BAD-KEY', path, message, hint), at: 'key'};
}

function badFormat(error: SchemaError, path: Path): Finding {
  const definition = definitionOf(error);
  const key = path.findLast((part) => typeof part === 'string' && part in EXPECTED_BY_KEY);
  const expected =
    (definition === undefined ? undefined : EXPECTED_FORMS[definition]) ??
    (key === undefined ? undefined : EXPECTED_BY_KEY[key]) ??
    'of another form';
  const message = `${shown(path)} is ${describe(error.data)}, which is not ${expected}.`;
  return simple('KB-BAD-FORMAT', path, message, `Write ${expected}.`);
}

/** The definition that an error comes from, which says more than its pattern. */
function definitionOf(error: SchemaError): string | undefined {
  return /^#\/definitions\/([a-z_]+)/.exec(error.schemaPath)?.[1];
}

function simple(code: Finding['code'], path: Path, message: string, hint: string): Finding {
  return {code, severity: 'error', message, hint, path};
}

/** A path as people write it: kafka.brokers[0].id. */
export function shown(path: Path): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text === '' ? 'The file' : text.replace(/^\./, '');
}

function inside(path: Path): string {
  return path.length === 0 ? '' : ` in ${shown(path)}`;
}

function describe(data: unknown): string {
  const type = typeName(data);
  if (type === 'null') return 'empty';
  if (type === 'object' || type === 'array') return withArticle(type);
  const text = JSON.stringify(data);
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text;
}

function typeName(data: unknown): string {
  if (data === null || data === undefined) return 'null';
  return Array.isArray(data) ? 'array' : typeof data;
}

function withArticle(type: string): string {
  return WORDS[type] ?? type;
}

const WORDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

/** JSON pointer to path: digits are positions only where ajv walked a list, but no key of ours is all digits. */
function parsePointer(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^[0-9]+$/.test(part) ? Number(part) : part));
}
