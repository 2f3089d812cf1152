/** Masks secret texts, whatever stands around them. */
export type Redactor = Readonly<{
  text: (text: string) => string;
  /** For a stream that comes in pieces, where a secret may be cut in two: what could be the beginning of one waits. */
  stream: () => RedactingStream;
}>;

export type RedactingStream = Readonly<{write: (chunk: Uint8Array) => Uint8Array; end: () => Uint8Array}>;

/**
 * A redactor for these secrets, in the forms in which programs print them: as they are, line by line, quoted for JSON
 * or a shell, encoded for an address or as base64. What is shorter than three characters would mask half of every text.
 */
export function redactorOf(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.flatMap(formsOf))].filter((form) => form.length >= SHORTEST);
  if (forms.length === 0) return {text: (text) => text, stream: () => PLAIN};
  // Bytes, so that a stream can be cut within a character.
  const bytes = forms.map((form) => Buffer.from(form).toString('latin1'));
  const mask = masking(bytes);
  const longest = Math.max(...bytes.map(({length}) => length));
  return {
    text: masking(forms),
    stream() {
      let rest = '';
      return {
        write(chunk) {
          const all = rest + Buffer.from(chunk).toString('latin1');
          const end = safeEnd(all, bytes, longest);
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

/** Whether a word of a command line gives a value to a variable whose name says that it is secret. */
export function givesSecret(word: string): boolean {
  return /[\w-]*(?:pass(?:word|wd|phrase)?|secret|token|credential|api_?key)[\w-]*["']?\s*[=:]\s*["']?[^\s,"'}]/i.test(
    word,
  );
}

const MASK = '***';
const SHORTEST = 3;
const PLAIN: RedactingStream = {write: (chunk) => chunk, end: () => new Uint8Array()};

function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replaceAll(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const shell = secret.replaceAll("'", `'"'"'`);
  const base64 = Buffer.from(secret).toString('base64');
  return [secret, ...secret.split(/\r?\n/), json, ascii, shell, encodeURIComponent(secret), base64];
}

function masking(forms: readonly string[]): (text: string) => string {
  // The longest first: of two that begin alike, the shorter one would leave the end of the other.
  const ordered = [...forms].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(
    ordered.map((form) => form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
    'g',
  );
  return (text) => text.replaceAll(pattern, MASK);
}

/** Up to where a text can be passed on: what follows may be the beginning of a secret that goes on in the next piece. */
function safeEnd(text: string, forms: readonly string[], longest: number): number {
  const from = Math.max(0, text.length - longest + 1);
  for (let at = from; at < text.length; at += 1) {
    const tail = text.slice(at);
    if (forms.some((form) => form.length > tail.length && form.startsWith(tail))) return at;
  }
  return text.length;
}
