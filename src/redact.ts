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
 * (also twice), YAML, Python or a shell, encoded for an address or as base64, and broken by the end of a line, as
 * Ansible breaks long warnings. What is shorter than three characters would mask half of every text.
 */
export function redactorOf(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.flatMap(formsOf))].filter((form) => form.length >= SHORTEST);
  if (forms.length === 0) return {active: false, text: (text) => text, stream: () => PLAIN};
  // Bytes, so that a stream can be cut within a character.
  const bytes = forms.map((form) => Buffer.from(form).toString('latin1'));
  const pattern = patternFor(bytes);
  const mask = (text: string) => text.replaceAll(pattern, MASK);
  const longest = Math.max(...bytes.map(({length}) => length));
  return {
    active: true,
    text: (text) => Buffer.from(mask(Buffer.from(text).toString('latin1')), 'latin1').toString(),
    stream() {
      let rest = '';
      return {
        write(chunk) {
          const all = rest + Buffer.from(chunk).toString('latin1');
          const end = outsideMatches(all, safeEnd(all, bytes, longest), pattern);
          rest = all.slice(end);
          return Buffer.from(mask(all.slice(0, end)), 'latin1');
        },
        end() {
          const last = mask(rest);
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
/** Of this length on, a secret is found when the end of a line stands in it; shorter ones would be found in other text. */
const BREAKABLE = 8;
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

function patternFor(forms: readonly string[]): RegExp {
  // The longest first: of two that begin alike, the shorter one would leave the end of the other.
  const ordered = [...forms].sort((one, other) => other.length - one.length);
  return new RegExp(ordered.map(patternOf).join('|'), 'g');
}

function patternOf(form: string): string {
  const characters = [...form].map((character) => character.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  // As few as will do: of two ends of lines behind a secret that ends with one, a stream may have seen the first only.
  return characters.join(form.length < BREAKABLE ? '' : '\\n??');
}

/** Up to where a text can be passed on: what follows may be the beginning of a secret that goes on in the next piece. */
function safeEnd(text: string, forms: readonly string[], longest: number): number {
  const from = Math.max(0, text.length - 2 * longest);
  const firsts = new Set(forms.map(([first]) => first));
  for (let at = from; at < text.length; at += 1) {
    if (!firsts.has(text[at])) continue;
    const tail = text.slice(at);
    if (forms.some((form) => couldGoOn(tail, form))) return at;
  }
  return text.length;
}

/** Whether a text is the beginning of a secret, whose own ends of lines count and whose others do not. */
function couldGoOn(tail: string, form: string): boolean {
  if (form.length < BREAKABLE) return form.length > tail.length && form.startsWith(tail);
  let at = 0;
  for (const character of tail) {
    if (character === form[at]) at += 1;
    else if (character !== '\n' || at === 0) return false;
  }
  return at < form.length;
}

/** The same place, or the beginning of the secret that it is in the middle of. */
function outsideMatches(text: string, place: number, pattern: RegExp): number {
  for (const {0: found, index} of text.matchAll(pattern))
    if (index < place && place < index + found.length) return index;
  return place;
}
