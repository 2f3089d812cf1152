import {Refusal} from '../refusal.ts';

/** Throws a Refusal for a name that no topic can have (org.apache.kafka.common.internals.Topic, at every release). */
export function checkTopicName(name: string): void {
  const fault =
    name === ''
      ? 'is empty'
      : name === '.' || name === '..'
        ? 'means a folder'
        : name.length > LONGEST
          ? `has ${name.length} characters, and ${LONGEST} is the most`
          : /[^a-zA-Z0-9._-]/.test(name)
            ? 'has other characters than letters, digits, ".", "_" and "-"'
            : undefined;
  if (fault === undefined) return;
  const hint = `take 1 to ${LONGEST} of a-z, A-Z, 0-9, ".", "_" and "-"`;
  throw new Refusal('usage', `no topic can be named ${JSON.stringify(name)}: it ${fault}`, hint);
}

/** Throws a Refusal for the topics in which Kafka keeps what consumers and transactions have done. */
export function checkNotInternal(name: string): void {
  if (!INTERNAL.has(name)) return;
  throw new Refusal(
    'usage',
    `${name} is Kafka's own: with it, what all consumers or transactions have done would be lost`,
    'leave it there',
  );
}

const LONGEST = 249;
const INTERNAL = new Set(['__consumer_offsets', '__transaction_state', '__share_group_state']);
