import assert from 'node:assert/strict';
import {checkSpec} from '../../src/spec/check.ts';
import {parseSource} from '../../src/spec/parse.ts';
import {edited, itFinds, problemsOf, SOUND} from './helpers/check.ts';

const BOMB = `a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
g: [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
`;

describe('parseSource', () => {
  const rows: [string, string, string, string][] = [
    ['an unclosed bracket', 'a: [1\n', 'KB-YAML-SYNTAX', '2:1 '],
    ['a key twice', 'cluster:\n  name: a\n  name: b\n', 'KB-YAML-DUPLICATE-KEY', '3:3 n'],
    ['two documents', 'a: 1\n---\nb: 1\n', 'KB-YAML-MULTIPLE-DOCUMENTS', '2:1 ---'],
    ['an empty file', '', 'KB-YAML-EMPTY', '1:1 '],
    ['a file of comments', '# nothing\n', 'KB-YAML-EMPTY', '1:1 #'],
    ['a tab as indentation', 'cluster:\n\tname: a\n', 'KB-YAML-TAB', '2:1 \t'],
    ['an alias without anchor', 'a: *b\n', 'KB-YAML-ALIAS', '1:4 *b'],
    ['an alias inside its anchor', 'a: &a [*a]\n', 'KB-YAML-ALIAS', '1:8 *a'],
    ['aliases that explode', BOMB, 'KB-YAML-ALIAS', '1:1 a'],
    ['a tag', 'a: !vault x\n', 'KB-YAML-TAG', '1:4 !vault'],
    ['the YAML 1.1 directive', '%YAML 1.1\n---\na: yes\n', 'KB-YAML-TAG', '1:1 %'],
    ['brackets in brackets', `a: ${'['.repeat(60)}`, 'KB-YAML-SYNTAX', '1:54 ['],
    ['lists in lists', `${'- '.repeat(60)}a\n`, 'KB-YAML-SYNTAX', '1:1 -'],
    ['two megabytes', 'a'.repeat(2 * 1024 * 1024), 'KB-YAML-TOO-LARGE', '1:1 a'],
  ];
  for (const [title, text, code, at] of rows) itFinds({title, text, code, at});

  it('refuses fifty megabytes at once', () => {
    const text = 'cluster: {name: a}\n'.repeat(2_600_000);
    const begun = performance.now();
    assert.deepEqual(problemsOf(text), ['KB-YAML-TOO-LARGE 1:1 c']);
    assert.ok(performance.now() - begun < 2000);
  });

  it('takes no time with the square of the aliases', () => {
    const line = (count: number) => `[${Array(count).fill('*a').join(', ')}]`;
    const text = (last: number) => `a: &a x\nb:\n${`- ${line(100)}\n`.repeat(39)}- ${line(last)}\n`;
    assert.equal(parseSource(text(100), 'x').ok, true);
    assert.deepEqual(problemsOf(text(101)), ['KB-YAML-ALIAS 42:404 *a']);
    const begun = performance.now();
    assert.equal(parseSource(text(6100), 'x').ok, false);
    assert.ok(performance.now() - begun < 2000, `${performance.now() - begun} ms`);
  });

  it('bears nesting that is deeper than the stack', () => {
    assert.equal(checkSpec('['.repeat(100_000), {file: 'x'}).ok, false);
  });

  it('prints nothing itself, whatever the reader would say', async () => {
    const heard: unknown[] = [];
    const listen = (warning: unknown) => heard.push(warning);
    process.on('warning', listen);
    problemsOf('{ {{ a }}: 1 }\n');
    await new Promise((done) => setImmediate(done));
    process.off('warning', listen);
    assert.deepEqual(heard, []);
  });

  it('reads yes, on and 010 as what they look like', () => {
    const parsed = parseSource('{a: yes, b: on, c: 010, d: 1:30}', 'x');
    assert.deepEqual(parsed.ok && parsed.source.data, {a: 'yes', b: 'on', c: 10, d: '1:30'});
  });

  it('takes anchors and aliases', () => {
    const text = edited(
      SOUND,
      ['version: 3.9.2', 'version: 3.9.2\n  heap: &heap 2g'],
      ['  nodes', '  heap: 2g\n  nodes'],
    );
    assert.deepEqual(problemsOf(text), []);
  });

  it('gives each alias a value of its own', () => {
    const parsed = parseSource('a: &a {x: 1}\nb: *a\n', 'x');
    const data = parsed.ok ? (parsed.source.data as Record<string, unknown>) : {};
    assert.deepEqual(data['a'], data['b']);
    assert.notEqual(data['a'], data['b']);
  });
});
