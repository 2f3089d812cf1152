/** A command line without what is secret in it: the values of variables whose names say so. */
export function redactCommand(words: readonly string[]): string[] {
  return words.map((word) =>
    word.replaceAll(SECRET, (_, name: string, sign: string) => `${name}${sign}${MASK}`),
  );
}

const MASK = '***';
/** name=value, name: value and "name": value; the value ends at a blank, a comma or a quote. */
const SECRET =
  /([\w-]*(?:pass(?:word|wd|phrase)?|secret|token|credential|api_?key)[\w-]*)(["']?\s*[=:]\s*["']?)[^\s,"'}]+/gi;
