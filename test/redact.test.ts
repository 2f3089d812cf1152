import assert from 'node:assert/strict';
import fc from 'fast-check';
import {givesSecret, redactorOf} from '../src/redact.ts';

/** What a stream makes of a text that comes in pieces of such lengths. */
function throughStream(secrets: readonly string[], text: string, lengths: readonly number[]): string {
  const stream = redactorOf(secrets).stream();
  const bytes = Buffer.from(text);
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    pieces.push(stream.write(bytes.subarray(at, at + length)));
    at += length;
  }
  return Buffer.concat([...pieces, stream.end()]).toString();
}

describe('redactorOf', () => {
  const secret = `pä"s's\\wörd`;
  const forms: [title: string, text: string][] = [
    ['as it is', secret],
    ['in JSON', JSON.stringify({a: secret})],
    ["in Python's JSON", String.raw`{"a": "p\u00e4\"s's\\w\u00f6rd"}`],
    ['for a shell', `'pä"s'"'"'s\\wörd'`],
    ['in an address', encodeURIComponent(secret)],
    ["in Python's quotes", `'${secret.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`],
    ["in YAML's quotes", `'${secret.replaceAll("'", "''")}'`],
    ['in JSON within JSON', JSON.stringify(JSON.stringify({a: secret}))],
    ['in a form', new URLSearchParams({a: secret}).toString()],
    ['as base64 behind a user', Buffer.from(`anna:${secret}:`).toString('base64')],
    ['broken by the end of a line', `pä"s's\n\\wörd`],
    ['as base64', Buffer.from(secret).toString('base64')],
  ];
  for (const [title, text] of forms) {
    it(`masks a secret ${title}`, () => {
      const masked = redactorOf([secret]).text(`before ${text} after`);
      assert.match(masked, /^before .*\*\*\*.* after$/);
      assert.doesNotMatch(masked, /rd/);
      const cut = Array.from({length: 60}, () => 1);
      assert.equal(throughStream([secret], `before ${text} after`, cut), masked);
    });
  }

  it('masks a phrase that is broken at a blank, which is dropped', () => {
    for (const space of ['\n', '\r\n', ' \n  '])
      assert.equal(redactorOf(['correct horse battery']).text(`a correct horse${space}battery b`), 'a *** b');
  });

  it('masks a long secret of many lines, whatever is made of their ends, and soon', () => {
    const line = (index: number) => String(index).padEnd(64, 'abcdefgh');
    const key = Array.from({length: 40}, (_, index) => line(index)).join('\n');
    const printed = `${key.replaceAll('\n', '\n\n').slice(0, -1)}!`;
    const cut = Array.from({length: 300}, () => 10);
    assert.doesNotMatch(throughStream([key], printed, cut), /abcd.*\n\n/);
    assert.equal(throughStream([key], key, cut), '***');
  });

  it('gives a text without secrets back as it is', () =>
    assert.equal(redactorOf(['s3cret']).text('a \ud800 b'), 'a \ud800 b'));

  it('masks every line of a secret', () =>
    assert.equal(redactorOf(['first\nsecond']).text('second, first'), '***, ***'));

  it('takes the longest of secrets that begin alike', () =>
    assert.equal(redactorOf(['abcd', 'abcdef']).text('abcdef abcd'), '*** ***'));

  it('leaves what is too short to be told from other text, and all texts where there is no secret', () => {
    assert.equal(redactorOf(['a', '']).text('banana'), 'banana');
    assert.equal(throughStream([], 'banana', [2]), 'banana');
  });

  it('leaves no secret in a stream, wherever it is cut, and every other byte', () => {
    const text = fc.string({unit: fc.constantFrom('a', 'b', 'c', 'ä', '\n'), maxLength: 12});
    const lengths = fc.array(fc.nat(5));
    const secrets = fc.array(text, {minLength: 1, maxLength: 3});
    // Mostly secrets and parts of them, also with the ends of lines in them: other text seldom comes near one.
    const withText = secrets.chain((all) => {
      const part = fc
        .tuple(fc.constantFrom(...all), fc.nat(12), fc.nat(12))
        .map(([secret, end, broken]) =>
          `${secret.slice(0, broken)}\n${secret.slice(broken)}`.slice(0, end + 1),
        );
      const pieces = fc.array(fc.oneof(text, part, fc.constantFrom(...all)), {maxLength: 5});
      return fc.tuple(fc.constant(all), pieces);
    });
    fc.assert(
      fc.property(withText, lengths, ([all, pieces], cuts) => {
        const given = pieces.join('');
        const masked = throughStream(all, given, cuts);
        assert.equal(masked, redactorOf(all).text(given));
        for (const each of all.filter(({length}) => length > 2)) assert.ok(!masked.includes(each));
      }),
      {
        numRuns: 500,
        examples: [
          [[['\nbc', ''], ['äa\nbc']], [5]],
          [[['abcdefgc\n'], ['abcdefgc\n\n']], [9]],
        ],
      },
    );
  });

  it('passes on at once what cannot be a part of a secret', () =>
    assert.equal(
      Buffer.from(redactorOf(['s3cret']).stream().write(Buffer.from('TASK [x]\n'))).toString(),
      'TASK [x]\n',
    ));
});

describe('givesSecret', () => {
  for (const word of [
    'db.pwd=x',
    'my_ssl_key=x',
    'ansible_become_password=a',
    '{"api_key": "b"}',
    'db_passwd: c',
    'x=1 token=e,f=g',
  ])
    it(`sees ${word}`, () => assert.equal(givesSecret(word), true));
  for (const word of [
    '@secrets.yml',
    'bypass_x=1',
    'ssl_key_file=x',
    'passwords',
    'a=b',
    '--ask-pass',
    'token=',
  ])
    it(`leaves ${word}`, () => assert.equal(givesSecret(word), false));
});
