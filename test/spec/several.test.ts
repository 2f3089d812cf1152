import assert from 'node:assert/strict';
import {edited, problemsOf, SOUND} from './helpers/check.ts';

type Edit = readonly [string, string];

const DOMAIN: Edit = ['domain', 'domian'];
const EVEN: Edit = ['    - {name: zk03, address: 198.18.0.13}\n', ''];
const VERSION: Edit = ['3.9.2', '3.9'];
const ADDRESS: Edit = ['198.18.0.22', '198.18.0.256'];
const ID: Edit = ['{name: kafka03,', '{name: kafka03, id: 1,'];
const NO_NUMBER: Edit = ['{name: zk02,', '{name: zookeeper,'];
const TWICE: Edit = ['198.18.0.12', '198.18.0.11'];
const section = (line: string): Edit => ['cluster:', `${line}\ncluster:`];
const kafka = (lines: string): Edit => ['  version: 3.9.2\n', `  version: 3.9.2\n  ${lines}\n`];
const zookeeper = (lines: string): Edit => ['  version: 3.8.6\n', `  version: 3.8.6\n  ${lines}\n`];

/** Specs with several faults, and every code that one run has to find, in the order of the file. */
const ROWS: readonly (readonly [edits: readonly Edit[], codes: readonly string[]])[] = [
  [
    [DOMAIN, EVEN],
    ['KB-UNKNOWN-KEY', 'KB-ENSEMBLE-EVEN'],
  ],
  [
    [DOMAIN, VERSION],
    ['KB-UNKNOWN-KEY', 'KB-WRONG-TYPE'],
  ],
  [
    [DOMAIN, ADDRESS, ID],
    ['KB-UNKNOWN-KEY', 'KB-BAD-FORMAT', 'KB-ID-DUPLICATE'],
  ],
  [
    [EVEN, ID],
    ['KB-ENSEMBLE-EVEN', 'KB-ID-DUPLICATE'],
  ],
  [
    [NO_NUMBER, ID],
    ['KB-ID-MISSING', 'KB-ID-DUPLICATE'],
  ],
  [
    [TWICE, EVEN],
    ['KB-ENSEMBLE-EVEN', 'KB-HOST-TWO-NAMES'],
  ],
  [
    [section('java: {version: 25}'), ['3.9.2', '3.8.1'], EVEN],
    ['KB-JDK-TOO-NEW', 'KB-ENSEMBLE-EVEN'],
  ],
  [
    [kafka('heap: 1x'), zookeeper('heap: 2x')],
    ['KB-BAD-FORMAT', 'KB-BAD-FORMAT'],
  ],
  [[kafka('config: {num.io.threads: 0, min.insync.replica: 2}')], ['KB-CONFIG-UNKNOWN', 'KB-CONFIG-VALUE']],
  [
    [kafka('config: {num.io.threads: x, log.dirs: /a, broker.id: 1}')],
    ['KB-CONFIG-OWNED', 'KB-CONFIG-OWNED', 'KB-CONFIG-VALUE'],
  ],
  [
    [zookeeper('config: {tickTime: fast, clientPort: 1}'), kafka('user: root')],
    ['KB-CONFIG-OWNED', 'KB-CONFIG-VALUE', 'KB-USER-ROOT'],
  ],
  [
    [section('archives: {transfer: push}'), zookeeper('user: root'), EVEN],
    ['KB-LOCAL-DIR-MISSING', 'KB-USER-ROOT', 'KB-ENSEMBLE-EVEN'],
  ],
  [
    [kafka('mode: kraft'), ID, ADDRESS],
    ['KB-KRAFT-RESERVED', 'KB-BAD-FORMAT', 'KB-ID-DUPLICATE'],
  ],
  [
    [kafka('scala: "2.11"'), zookeeper('data_dir: /tmp/zk'), DOMAIN],
    ['KB-UNKNOWN-KEY', 'KB-DIRECTORY-SYSTEM', 'KB-SCALA-BUILD'],
  ],
  [
    [kafka('listeners: [{name: A, port: 99999}, {name: A, port: 9093, protocol: TLS}]')],
    ['KB-LISTENER-DUPLICATE', 'KB-NOT-ALLOWED', 'KB-OUT-OF-RANGE'],
  ],
  [
    [
      ['    - {name: kafka02, address: 198.18.0.22}\n    - {name: kafka03, address: 198.18.0.23}\n', ''],
      EVEN,
    ],
    ['KB-BROKERS-FEW', 'KB-ENSEMBLE-EVEN', 'KB-INTERNAL-REPLICATION'],
  ],
  [
    [['3.8.6', '3.4.14'], section('hosts_file: dns')],
    ['KB-NOT-ALLOWED', 'KB-ZOOKEEPER-TOO-OLD'],
  ],
  [
    [section('ssh: {user: Root, port: 0, become: maybe}')],
    ['KB-BAD-FORMAT', 'KB-OUT-OF-RANGE', 'KB-WRONG-TYPE'],
  ],
  [
    [['name: peter', 'name: [peter]'], ['{name: zk01, address', '{nane: zk01, address'], VERSION],
    ['KB-MISSING-KEY', 'KB-UNKNOWN-KEY', 'KB-WRONG-TYPE', 'KB-WRONG-TYPE'],
  ],
  [
    [
      ['{name: kafka01, address: 198.18.0.21}', '{name: "kafka[1:3]", address: "198.18.0.[21:22]"}'],
      EVEN,
      DOMAIN,
    ],
    ['KB-ENSEMBLE-EVEN', 'KB-RANGE', 'KB-UNKNOWN-KEY'],
  ],
  [
    [kafka('data_dirs: [/data/k, /data/k/a, relative]'), zookeeper('client_port: two'), ID],
    ['KB-BAD-FORMAT', 'KB-DIRECTORY-CONFLICT', 'KB-ID-DUPLICATE', 'KB-WRONG-TYPE'],
  ],
];

describe('specs with several faults', () => {
  it('are at least twenty', () => assert.ok(ROWS.length >= 20));
  for (const [index, [edits, codes]] of ROWS.entries()) {
    it(`${index + 1}: ${codes.join(', ')}`, () => {
      const found = problemsOf(edited(SOUND, ...edits)).map((problem) => problem.split(' ')[0] ?? '');
      assert.deepEqual(found.toSorted(), codes.toSorted());
    });
  }
});
