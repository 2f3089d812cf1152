import assert from 'node:assert/strict';
import fc from 'fast-check';
import {check, specWith, textFields, type Path, type TextField} from './specs.ts';

/** What would mean something to a shell, to YAML, INI, Jinja, systemd or Java's reader of properties. */
const HOSTILE = [
  ...['"', "'", '`', '$(id)', '$', '%', '\\', '{{', '}}', '{%', '#', '|', '<', '>', '?', ' '],
  ...['\n', '\r', '\t', '\0', '\u001b', '\u007f', '\u0085', '\u00a0', '\u2028', '\ufeff'],
];
/** Addresses of mirrors may hold these: they reach a module as one argument, never a shell. */
const HOSTILE_TO_SHELLS = [';', '&', '*', '(', ')', '!', '\u0007'];
const LEADING_DASH_IS_AN_OPTION = [
  'user',
  'key_file',
  'known_hosts_file',
  'proxy_jump',
  'package',
  'tarball',
];

const ADDRESSES: Path[] = [
  ['zookeeper', 'nodes', 0, 'address'],
  ['kafka', 'brokers', 0, 'address'],
  ['kafka', 'listeners', 0, 'bind'],
];

describe('texts that could mean something to a shell or a file format', () => {
  it('covers every text of the schema', () => {
    const paths = textFields().map(({path}) => path.join('.'));
    for (const path of [
      'ssh.proxy_jump',
      'kafka.brokers.0.rack',
      'kafka.chroot',
      'timezone',
      'java.package',
    ]) {
      assert.ok(paths.includes(path), path);
    }
    assert.ok(paths.length >= 29, paths.join(', '));
  });

  for (const field of textFields()) {
    it(`are refused in ${field.path.join('.')}`, () => {
      const marks = field.path.includes('mirrors') ? HOSTILE : [...HOSTILE, ...HOSTILE_TO_SHELLS];
      // A star at the end stands for any rest there; it reaches the shell in quotes.
      const hostile = marks.filter((mark) => mark !== '*' || !field.path.includes('interruptible_topics'));
      fc.assert(
        fc.property(validText(field), fc.constantFrom(...hostile), fc.nat(), refusedWithin(field.path)),
      );
      for (const mark of hostile)
        refusedWithin(field.path)(fc.sample(validText(field), 1)[0] ?? '', mark, 1e9);
    });
  }

  it('are refused as stars before the end of a topic', () => {
    for (const value of ['*a', 'a*b', 'a**']) assertRefused(['kafka', 'interruptible_topics', 0], value);
  });

  for (const path of ADDRESSES) {
    it(`are refused in ${path.join('.')}`, () => {
      const valid = fc.oneof(fc.ipV4(), fc.ipV6());
      const hostile = fc.constantFrom(...HOSTILE, ...HOSTILE_TO_SHELLS, '%eth0', ' a=b');
      fc.assert(fc.property(valid, hostile, fc.nat(), refusedWithin(path)));
    });
  }

  it('are refused as an option of ssh, a package manager or a shell', () => {
    const fields = textFields().filter(({path}) => LEADING_DASH_IS_AN_OPTION.includes(String(path.at(-1))));
    assert.equal(fields.length, 8, fields.map(({path}) => path.join('.')).join(', '));
    for (const {path} of fields) assertRefused(path, '-oProxyCommand=id');
  });

  it('are refused as keys of properties', () => {
    for (const key of [
      'a b',
      'a=b',
      'a:b',
      'a\nb',
      '{{ a }}',
      '#a',
      '!a',
      '',
      '-a',
      '.a',
      'a"b',
      '__proto__',
      'é',
    ]) {
      for (const path of [
        ['zookeeper', 'config'],
        ['kafka', 'config'],
        ['kafka', 'brokers', 0, 'config'],
      ]) {
        const config: unknown = JSON.parse(`{${JSON.stringify(key)}: 1}`);
        assert.equal(check(specWith([[path, config]])).ok, false, JSON.stringify(key));
      }
    }
  });

  it('are refused in values of properties where they end a line', () => {
    for (const mark of ['\n', '\r', '\t', '\f', '\0', '\u0085', '\u2028', '\u2029', '\ufeff']) {
      for (const path of [
        ['zookeeper', 'config', 'a'],
        ['kafka', 'config', 'a'],
      ])
        assertRefused(path, `a${mark}b`);
    }
  });
});

function validText({pattern}: TextField): fc.Arbitrary<string> {
  return fc.stringMatching(pattern);
}

function refusedWithin(path: Path) {
  return (valid: string, mark: string, position: number): void => {
    const at = position % (valid.length + 1);
    assertRefused(path, valid.slice(0, at) + mark + valid.slice(at));
  };
}

function assertRefused(path: Path, value: string): void {
  const {ok, problems} = check(specWith([[path, value]]));
  const errors = problems.filter((problem) => problem.severity === 'error');
  assert.ok(
    !ok && errors.some((problem) => problem.path.join('.') === path.join('.')),
    JSON.stringify(value),
  );
}
