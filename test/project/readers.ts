// Readers of what kafkabook writes, as strict as those that will read it: YAML 1.1 (here and PyYAML), Java properties.
import {execFileSync} from 'node:child_process';
import {parse} from 'yaml';

/** A text that Ansible never evaluates. */
export type Unsafe = {readonly unsafe: string};

/** Reads YAML 1.1 as Ansible does, a `!unsafe` text as `{unsafe: text}`. */
export function readYaml(text: string): unknown {
  const unsafe = {tag: '!unsafe', resolve: (value: string): Unsafe => ({unsafe: value})};
  return parse(text, {version: '1.1', customTags: [unsafe], uniqueKeys: true});
}

/** The same with PyYAML, all texts in one process. */
export function readWithPyYaml(python: string, texts: readonly string[]): unknown[] {
  const input = texts.map((text) => JSON.stringify(text)).join('\n');
  const output = execFileSync(python, ['-c', PYTHON_READER], {input, encoding: 'utf8', maxBuffer: 2 ** 28});
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

const PYTHON_READER = `
import json, sys, yaml
class Loader(yaml.SafeLoader):
    pass
Loader.add_constructor('!unsafe', lambda loader, node: {'unsafe': loader.construct_scalar(node)})
for line in sys.stdin:
    print(json.dumps(yaml.load(json.loads(line), Loader)))
`;

/** Reads \`key=value\` lines as java.util.Properties does, and refuses what it would take in an unexpected way. */
export function readProperties(text: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (/[^ -~]/.test(line)) throw new Error(`not printable ASCII: ${JSON.stringify(line)}`);
    const [, key, value] = /^([A-Za-z0-9][A-Za-z0-9._-]*)=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) throw new Error(`no key=value: ${line}`);
    if (entries.has(key)) throw new Error(`${key} stands twice`);
    entries.set(key, unescaped(value.replace(/^ +/, '')));
  }
  return entries;
}

function unescaped(value: string): string {
  return value.replace(/\\(u[0-9a-f]{4}|.|$)/g, (_, escape: string) => {
    if (/^u./.test(escape)) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    if (escape === '\\' || escape === ' ') return escape;
    throw new Error(`an escape that kafkabook does not write: \\${escape}`);
  });
}
