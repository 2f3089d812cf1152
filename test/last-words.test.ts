import assert from 'node:assert/strict';
import {lastWords} from '../src/last-words.ts';

describe('the last words of ssh', () => {
  const cases = [
    ['Permission denied (publickey).\r\n', 'Permission denied (publickey).'],
    [
      'adm@jump: Permission denied (publickey).\nkex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535',
      'adm@jump: Permission denied (publickey).',
    ],
    ['Connection closed by UNKNOWN port 65535', 'Connection closed by UNKNOWN port 65535'],
    ['', ''],
  ] as const;
  for (const [said, reason] of cases) it(`are "${reason}"`, () => assert.equal(lastWords(said), reason));
});
