import {decodeEvent} from '../../src/ansible/decode.ts';
import type {AnsibleEvent} from '../../src/ansible/events.ts';

/** An event as the callback plugin would tell it; what is left out gets an empty value. */
export function event<Name extends AnsibleEvent['event']>(
  name: Name,
  fields: object = {},
): Extract<AnsibleEvent, {event: Name}> {
  const decoded = decodeEvent(JSON.stringify({event: name, time: 0, ...fields}));
  if (decoded === null) throw new Error(`no event: ${name}`);
  return decoded as Extract<AnsibleEvent, {event: Name}>;
}
