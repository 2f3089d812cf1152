import {Flags} from '@oclif/core';
import {Refusal} from '../refusal.ts';

/** A flag for a length of time such as 90s, 30m or 2h; its value is in seconds. */
export const durationFlag = Flags.custom<number>({
  parse: async (input, _, {name}) => {
    const [, count, unit] = /^([1-9]\d{0,6})(s|m|h)$/.exec(input) ?? [];
    if (count === undefined || unit === undefined)
      throw new Refusal('usage', `--${name} ${input} is no length of time`, 'write 90s, 30m or 2h');
    const seconds = Number(count) * SECONDS[unit as Unit];
    if (seconds <= LONGEST) return seconds;
    throw new Refusal('usage', `--${name} ${input} is too long`, 'at most 24 days, or leave it away');
  },
});

type Unit = keyof typeof SECONDS;
const SECONDS = {s: 1, m: 60, h: 3600} as const;
/** A timer of Node counts milliseconds in 31 bits. */
const LONGEST = 24 * 24 * 3600;
