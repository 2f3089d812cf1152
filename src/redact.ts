/** Masks secret texts, whatever stands around them. */
export type Redactor = Readonly<{
  /** Whether there is anything to mask. */
  active: boolean;
  text: (text: string) => string;
  /** For a stream that comes in pieces, where a secret may be cut in two: what could be the beginning of one waits. */
  stream: () => RedactingStream;
}>;

export type RedactingStream = Readonly<{write: (chunk: Uint8Array) => Uint8Array; end: () => Uint8Array}>;

/**
 * A redactor for these secrets, in the forms in which programs print them: as they are, line by line, quoted for JSON
 * (also twice), YAML, Python or a shell, encoded for an address or as base64. In long ones blanks and ends of lines do
 * not count: Ansible breaks long warnings anywhere, and drops the blank at which it does. What is shorter than three
 * characters would mask half of every text.
 */
export function redactorOf(secrets: readonly string[]): Redactor {
  const texts = [...new Set(secrets.flatMap(formsOf))].filter((form) => form.length >= SHORTEST);
  if (texts.length === 0) return {active: false, text: (text) => text, stream: () => PLAIN};
  const forms = sorted(texts);
  return {
    active: true,
    text(text) {
      const bytes = Buffer.from(text).toString('latin1');
      const spans = spansIn(bytes, forms);
      return spans.length === 0 ? text : Buffer.from(masked(bytes, spans), 'latin1').toString();
    },
    stream() {
      let rest = '';
      return {
        write(chunk) {
          const all = rest + Buffer.from(chunk).toString('latin1');
          const spans = spansIn(all, forms);
          const end = safeEnd(all, spans, forms);
          rest = all.slice(end);
          return Buffer.from(
            masked(
              all.slice(0, end),
              spans.filter(([from]) => from < end),
            ),
            'latin1',
          );
        },
        end() {
          const last = masked(rest, spansIn(rest, forms));
          rest = '';
          return Buffer.from(last, 'latin1');
        },
      };
    },
  };
}

/** Whether the name of a key, variable or property says that its value is secret. */
export function isSecretName(name: string): boolean {
  return (
    /password|passwd|passphrase|secret|token|credential|api_?key|private_?key|ssl_?key(?!.*file)/i.test(
      name,
    ) || /(?:^|[._-])(?:pass|pwd|pw)(?:$|[._-])/i.test(name)
  );
}

/** Whether a word of a command line gives a value to a variable whose name says that it is secret. */
export function givesSecret(word: string): boolean {
  const names = [...word.matchAll(/([\w.-]+)["']?\s*[=:]\s*["']?(?=[^\s,"'}])/g)];
  return names.some(([, name]) => isSecretName(name ?? ''));
}

const MASK = '***';
const SHORTEST = 3;
/** Of so many bytes on, a secret is found where blanks or ends of lines stand in it; shorter ones would be found in other text. */
const BREAKABLE = 8;
const SPACE = /[ \t\r\n]+/g;
const PLAIN: RedactingStream = {write: (chunk) => chunk, end: () => new Uint8Array()};

function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const address = encodeURIComponent(secret);
  return [
    ...[secret, ...secret.split(/\r?\n/), json, ascii],
    ...[json, ascii].map((text) => JSON.stringify(text).slice(1, -1)),
    // Python and YAML in single quotes, and a shell.
    secret.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
    secret.replaceAll("'", "''"),
    secret.replaceAll("'", `'"'"'`),
    address,
    address
      .replaceAll('%20', '+')
      .replaceAll(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
    ...base64Forms(secret),
  ];
}

/** As base64 has it alone, and behind other text such as "user:", whose length shifts it. */
function base64Forms(secret: string): string[] {
  const whole = Buffer.from(secret).toString('base64');
  if (Buffer.byteLength(secret) < BREAKABLE) return [whole];
  const shifted = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]).toString('base64');
    // The first and the last characters hold bits of what stands beside it.
    return text.replace(/=+$/, '').slice(shift === 0 ? 0 : shift + 1, -1);
  });
  return [whole, ...shifted];
}

/** Secrets as bytes, a character each, so that a stream can be cut within a character; `loose` are without blanks. */
type Forms = Readonly<{exact: readonly string[]; loose: readonly string[]}>;
/** Where something begins and ends. */
type Span = readonly [from: number, to: number];

function sorted(texts: readonly string[]): Forms {
  const bytes = texts.map((text) => Buffer.from(text).toString('latin1'));
  const isLong = (form: string) => withoutSpace(form).length >= BREAKABLE;
  return {
    exact: bytes.filter((form) => !isLong(form)),
    loose: [...new Set(bytes.filter(isLong).map(withoutSpace))],
  };
}

/** Where secrets stand, in order; those that overlap are one. */
function spansIn(text: string, {exact, loose}: Forms): Span[] {
  const bare = withoutSpace(text);
  const found = loose.flatMap((form) => occurrences(bare, form));
  const places = found.length === 0 ? [] : placesOf(text);
  const spans = [
    ...exact.flatMap((form) => occurrences(text, form)),
    ...found.map(([from, to]): Span => [places[from] ?? 0, (places[to - 1] ?? 0) + 1]),
  ].sort(([one], [other]) => one - other);
  const joined: Span[] = [];
  for (const [from, to] of spans) {
    const last = joined.at(-1);
    if (last !== undefined && from < last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], to)];
    else joined.push([from, to]);
  }
  return joined;
}

function occurrences(text: string, form: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1))
    spans.push([at, at + form.length]);
  return spans;
}

/** Up to where a text can be passed on: what follows may be the beginning of a secret that goes on in the next piece. */
function safeEnd(text: string, spans: readonly Span[], {exact, loose}: Forms): number {
  const end = Math.min(begun(text, exact), looseEnd(text, loose));
  const around = spans.find(([from, to]) => from < end && end < to);
  return around === undefined ? end : around[0];
}

function looseEnd(text: string, loose: readonly string[]): number {
  const bare = withoutSpace(text);
  const at = begun(bare, loose);
  return at === bare.length ? text.length : (placesOf(text)[at] ?? text.length);
}

/** Where the longest text at the end begins that is a beginning of one of these, or the end. */
function begun(text: string, forms: readonly string[]): number {
  const longest = Math.max(0, ...forms.map(({length}) => length));
  for (let at = Math.max(0, text.length - longest); at < text.length; at += 1) {
    const tail = text.slice(at);
    if (forms.some((form) => form.length > tail.length && form.startsWith(tail))) return at;
  }
  return text.length;
}

function masked(text: string, spans: readonly Span[]): string {
  let [done, at] = ['', 0];
  for (const [from, to] of spans) {
    done += text.slice(at, from) + MASK;
    at = to;
  }
  return done + text.slice(at);
}

function withoutSpace(text: string): string {
  return text.replaceAll(SPACE, '');
}

/** Where each character stands that is no blank. */
function placesOf(text: string): number[] {
  return [...text.matchAll(/[^ \t\r\n]/g)].map(({index}) => index);
}
