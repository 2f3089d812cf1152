import type {Facts, Rule} from './catalogue.ts';

/**
 * What is wrong with the value of a property, as the end of a sentence, or undefined. It judges as Kafka's ConfigDef
 * and Java's own readers do (org.apache.kafka.common.config.ConfigDef.parseType, at every release): white space around
 * a value does not count, nor do capitals in true and false.
 */
export function valueFault(value: string, {type, valid}: Facts): string | undefined {
  const text = value.trim();
  return typeFault(text, type) ?? ruleFault(text, type, valid ?? {});
}

/** Whole numbers of Java by type: the highest; the lowest is one more to the other side. */
const HIGHEST: Readonly<Record<string, bigint>> = {
  short: 2n ** 15n - 1n,
  int: 2n ** 31n - 1n,
  long: 2n ** 63n - 1n,
};

function typeFault(text: string, type: string): string | undefined {
  const highest = HIGHEST[type];
  if (highest !== undefined) {
    if (!/^[+-]?[0-9]+$/.test(text)) return 'is not a whole number';
    const number = BigInt(text.replace(/^\+/, ''));
    return number > highest || number < -highest - 1n
      ? `is too far from zero for its type (${type})`
      : undefined;
  }
  if (type === 'double')
    return /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[dDfF]?$/.test(text)
      ? undefined
      : 'is not a number';
  if (type === 'boolean') return /^(true|false)$/i.test(text) ? undefined : 'is neither true nor false';
  return undefined;
}

function ruleFault(text: string, type: string, rule: Rule): string | undefined {
  const {min, max, oneOf, version} = rule;
  if (min !== undefined && Number(text) < min) return `is below ${min}`;
  if (max !== undefined && Number(text) > max) return `is above ${max}`;
  if (version !== undefined) return versionFault(text, version);
  if (rule.text === 'non-empty string' && text === '') return 'is empty';
  if (oneOf === undefined) return undefined;
  const words = type === 'list' ? text.split(',').map((word) => word.trim()) : [text];
  const form = (word: string) => (rule.anyCase ? word.toLowerCase() : word);
  const allowed = new Set(oneOf.map(form));
  const wrong = words.find((word) => !allowed.has(form(word)) && !(type === 'list' && text === ''));
  if (wrong === undefined) return undefined;
  return `${words.length > 1 ? `has ${JSON.stringify(wrong)}, which ` : ''}is none of ${oneOf.join(', ')}`;
}

/** Versions of the protocol: 2.6 stands for all of its steps, 2.6-IV0 for one of them. */
function versionFault(text: string, [first, last]: readonly [string, string]): string | undefined {
  if (!/^[0-9]+\.[0-9]+(\.[0-9]+)?(-IV[0-9]+)?$/.test(text))
    return 'is no version of the protocol, such as 2.6';
  const [wanted, lowest, highest] = [text, first, last].map(numbers);
  if (compare(wanted, lowest) < 0) return `is before ${first}`;
  if (compare(wanted, highest) > 0)
    return `is after ${last.replace(/-IV[0-9]+$/, '')}, which is the last that this release speaks`;
  return undefined;
}

/** Major and minor, and from 1.0 on nothing else: 0.10.0 had its steps in the third. */
function numbers(version: string): number[] {
  const parts = version
    .replace(/-IV[0-9]+$/, '')
    .split('.')
    .map(Number);
  return parts.slice(0, parts[0] === 0 ? 3 : 2);
}

function compare(one: readonly number[] = [], other: readonly number[] = []): number {
  const at = one.findIndex((part, index) => part !== (other[index] ?? 0));
  return at === -1 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}
