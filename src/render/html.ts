const MARKUP = Symbol('markup');

/** Text that is HTML already: only `markup` makes it, so that nothing else gets into a page unescaped. */
export type Html = {readonly [MARKUP]: string};

/**
 * A page or a part of one. Every value in it is escaped; parts that are HTML already, and lists of them, stay. It is not
 * called html, because formatters know that name and would indent the text of `pre` and `style`, too.
 */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = parts[0] ?? '';
  values.forEach((value, index) => (text += markupOf(value) + (parts[index + 1] ?? '')));
  return {[MARKUP]: text};
}

/** The text of a page. */
export function textOf(part: Html): string {
  return part[MARKUP];
}

export const NOTHING: Html = markup``;

type Value = string | number | Html | readonly Html[];

function markupOf(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return MARKUP in value ? value[MARKUP] : value.map((part) => part[MARKUP]).join('');
}

function escaped(text: string): string {
  return text.replace(UNSEEN, '�').replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

// Beside control characters those that turn the direction of writing: a diff must not look like another one.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g;
