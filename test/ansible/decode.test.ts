import assert from 'node:assert/strict';
import fc from 'fast-check';
import {decodeEvent} from '../../src/ansible/decode.ts';

describe('decodeEvent', () => {
  const rows: [string, string, object | null][] = [
    ['drops an empty line', '', null],
    ['drops a line that was cut off', '{"event": "ok", "host": "a', null],
    ['drops JSON that is no object', '[1]', null],
    ['drops null', 'null', null],
    ['drops an event that it does not know', '{"event": "later", "time": 1}', null],
    ['drops an event named like a property of every object', '{"event": "constructor"}', null],
    [
      'reads a change',
      '{"event": "changed", "time": 1.5, "host": "a", "task": "t", "path": "x.yml:3", "seconds": 0.25, "service": true, "new": 1}',
      {
        ...{event: 'changed', time: 1.5, host: 'a', task: 't', path: 'x.yml:3', seconds: 0.25},
        ...{service: true, message: ''},
      },
    ],
    [
      'gives absent fields of a failure an empty value',
      '{"event": "failed", "time": 1, "host": "a"}',
      {
        ...{event: 'failed', time: 1, host: 'a', task: '', path: '', seconds: null},
        ...{message: '', stderr: '', rc: null, ignored: false},
      },
    ],
    [
      'reads a failure that is ignored',
      '{"event":"failed","time":1,"host":"a","task":"t","message":"m","stderr":"s","rc":2,"ignored":true}',
      {
        ...{event: 'failed', time: 1, host: 'a', task: 't', path: '', seconds: null},
        ...{message: 'm', stderr: 's', rc: 2, ignored: true},
      },
    ],
    [
      'tells hosts that are unknown from none',
      '{"event": "play_start", "time": 1, "name": "p", "hosts": null}',
      {event: 'play_start', time: 1, name: 'p', hosts: null, rolls: false, turns: null},
    ],
    [
      'reads a retry',
      '{"event": "retry", "time": 1, "host": "a", "task": "t", "attempt": 2, "retries": 5, "message": "m"}',
      {event: 'retry', time: 1, host: 'a', task: 't', attempt: 2, retries: 5, message: 'm'},
    ],
    [
      'reads an item of a loop',
      '{"event": "item", "time": 1, "host": "a", "task": "t", "item": "i", "outcome": "failed"}',
      {event: 'item', time: 1, host: 'a', task: 't', item: 'i', outcome: 'failed'},
    ],
    [
      'reads a difference',
      '{"event": "diff", "time": 1, "host": "a", "task": "t", "diff": "+x"}',
      {event: 'diff', time: 1, host: 'a', task: 't', diff: '+x'},
    ],
    [
      'counts what stats leave out as none',
      '{"event": "stats", "time": 1, "hosts": {"a": {"ok": 2}}}',
      {
        event: 'stats',
        time: 1,
        hosts: {
          a: {ok: 2, worked: 0, changed: 0, failures: 0, unreachable: 0, skipped: 0, rescued: 0, ignored: 0},
        },
      },
    ],
  ];
  for (const [title, line, expected] of rows) it(title, () => assert.deepEqual(decodeEvent(line), expected));

  it('never throws, whatever the line', () => {
    const names = ['playbook_start', 'play_start', 'stats', 'failed', 'retry'];
    const event = fc.record({event: fc.constantFrom(...names), hosts: fc.jsonValue(), plays: fc.jsonValue()});
    fc.assert(fc.property(fc.string(), (line) => void decodeEvent(line)));
    fc.assert(fc.property(event, (value) => decodeEvent(JSON.stringify(value)) !== null));
  });
});
