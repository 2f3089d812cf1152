// Specs that go wrong the way files do: a byte here, a line there, a value of another kind, an alias too many.

/** A source of random numbers that gives the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Random = (below: number) => number;
type Mutation = (text: string, random: Random) => string;

/** The text with one to four mutations, and the names of these. */
export function mutate(text: string, random: Random): {text: string; names: string[]} {
  const names: string[] = [];
  let mutated = text;
  for (let count = 1 + random(4); count > 0; count--) {
    const [name, mutation] = pick(MUTATIONS, random);
    mutated = mutation(mutated, random);
    names.push(name);
  }
  return {text: mutated, names};
}

const VALUES = [
  ...[
    'null',
    '~',
    'true',
    'yes',
    '0',
    '-1',
    '1e999',
    '0x1F',
    '.nan',
    '.inf',
    '9223372036854775808',
    '3.10',
    '""',
    "'",
  ],
  ...[
    '[]',
    '{}',
    '[[[]]]',
    '{a: {b: {c: 1}}}',
    '!!int 3',
    '!!binary aGk=',
    '2024-01-01',
    '&a 1',
    '*a',
    '|\n  x\n',
    '>-',
  ],
  ...[
    '{{ 7*7 }}',
    '$(id)',
    '../../etc',
    '/',
    '//',
    '198.18.0.[1:3]',
    'k[1:99999]',
    'a[3:1]',
    '__proto__',
    'constructor',
  ],
  ...['\u0000', '\u2028', '\ufeff', '\ud800', '\u{1f600}', '한국', '\u202e', 'ａ', '\r', '\t'],
];
const KEYS = [
  ...[
    'cluster',
    'kafka',
    'zookeeper',
    'brokers',
    'nodes',
    'name',
    'address',
    'id',
    'version',
    'config',
    'heap',
  ],
  ...[
    'listeners',
    'port',
    'data_dirs',
    'include',
    'accept',
    'java',
    'ssh',
    'archives',
    '<<',
    '__proto__',
    'toString',
  ],
];

const MUTATIONS: readonly (readonly [string, Mutation])[] = [
  ['byte', (text, random) => splice(text, random, 1, String.fromCharCode(random(256)))],
  ['unicode', (text, random) => splice(text, random, 0, String.fromCodePoint(random(0xd7ff)))],
  ['cut', (text, random) => text.slice(0, random(text.length + 1))],
  ['drop', (text, random) => splice(text, random, 1 + random(40), '')],
  ['value', (text, random) => replaceValue(text, random, pick(VALUES, random))],
  ['key', (text, random) => replaceKey(text, random, pick(KEYS, random))],
  ['line twice', (text, random) => onLine(text, random, (line) => [line, line])],
  ['no line', (text, random) => onLine(text, random, () => [])],
  ['indent', (text, random) => onLine(text, random, (line) => [' '.repeat(random(5)) + line])],
  ['outdent', (text, random) => onLine(text, random, (line) => [line.replace(/^ {1,2}/, '')])],
  ['tab', (text, random) => onLine(text, random, (line) => [`\t${line}`])],
  ['swap', swapLines],
  [
    'line',
    (text, random) =>
      onLine(text, random, (line) => [line, `${pick(KEYS, random)}: ${pick(VALUES, random)}`]),
  ],
  [
    'token',
    (text, random) =>
      splice(
        text,
        random,
        0,
        pick(
          [':', '-', '#', '[', ']', '{', '}', ',', '&a', '*a', '!', '|', '"', "'", '%', '---\n', '...\n'],
          random,
        ),
      ),
  ],
  ['nest', (text, random) => replaceValue(text, random, '['.repeat(random(3000)) + ']'.repeat(random(3000)))],
  [
    'deep',
    (text, random) => replaceValue(text, random, '{a: '.repeat(random(800)) + '}'.repeat(random(800))),
  ],
  ['aliases', (text, random) => `${bomb(2 + random(12))}${text}`],
  ['long', (text, random) => replaceValue(text, random, 'x'.repeat(random(100_000)))],
  ['many', (text, random) => onLine(text, random, (line) => Array.from({length: random(300)}, () => line))],
];

/** Lists of lists of lists, each ten times the one before. */
function bomb(levels: number): string {
  return Array.from({length: levels}, (_, level) =>
    level === 0
      ? 'b0: &b0 [x, x, x]\n'
      : `b${level}: &b${level} [${Array(10)
          .fill(`*b${level - 1}`)
          .join(', ')}]\n`,
  ).join('');
}

function splice(text: string, random: Random, length: number, insert: string): string {
  const at = random(text.length + 1);
  return text.slice(0, at) + insert + text.slice(at + length);
}

function onLine(text: string, random: Random, change: (line: string) => string[]): string {
  const lines = text.split('\n');
  const at = random(lines.length);
  lines.splice(at, 1, ...change(lines[at] ?? ''));
  return lines.join('\n');
}

function swapLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const [one, other] = [random(lines.length), random(lines.length)];
  [lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? ''];
  return lines.join('\n');
}

function replaceValue(text: string, random: Random, value: string): string {
  return replaceOne(text, random, /(?<=: )[^\n,{}[\]]+/g, value);
}

function replaceKey(text: string, random: Random, key: string): string {
  return replaceOne(text, random, /(?<![\w.])[\w.]+(?=:)/g, key);
}

function replaceOne(text: string, random: Random, pattern: RegExp, by: string): string {
  const found = [...text.matchAll(pattern)];
  const match = found[random(found.length)];
  if (match === undefined) return text;
  return text.slice(0, match.index) + by + text.slice(match.index + match[0].length);
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random(items.length)] as Item;
}
