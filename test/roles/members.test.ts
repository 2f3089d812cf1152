import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';

type Server = Readonly<{
  list: readonly number[];
  /** What it says of itself; '' for one that runs and does not serve, null for one that does not run. */
  mode?: string | null;
  /** Its file is not what it was started with. */
  isStale?: boolean;
  /** What its file says of the port of server 1. */
  port?: number;
}>;

describe('which member of an ensemble comes or goes next', () => {
  const THREE = {1: server(1, 2, 3), 2: leader(1, 2, 3), 3: server(1, 2, 3)};
  const FIVE = {
    ...{1: server(1, 2, 3, 4, 5), 2: leader(1, 2, 3, 4, 5), 3: server(1, 2, 3, 4, 5)},
    ...{4: server(1, 2, 3, 4, 5), 5: server(1, 2, 3, 4, 5)},
  };
  const bare = {list: [], mode: null};

  it('is none where the ensemble has what is wanted', () => {
    const {code, answer} = decide([1, 2, 3], THREE);
    assert.equal(code, 0);
    assert.deepEqual([answer?.kind, answer?.id], ['none', 0]);
  });

  it('is one at a time, the lowest first, with everybody to be asked', () => {
    const {answer} = decide([1, 2, 3, 4, 5], {...THREE, 4: bare, 5: bare});
    assert.deepEqual([answer?.kind, answer?.id], ['join', 4]);
    assert.deepEqual(answer?.servers, {
      ...{'server.1': '10.0.0.1:2888:3888', 'server.2': '10.0.0.2:2888:3888'},
      ...{'server.3': '10.0.0.3:2888:3888', 'server.4': '10.0.0.4:2888:3888'},
    });
    assert.deepEqual(answer?.asked[3], {id: 4, name: 'host4', address: '10.0.0.4'});
    assert.equal(answer?.lines[0], 'server 1 10.0.0.1:2888:3888');
  });

  it('lets one leave that still serves, which is asked meanwhile', () => {
    const {answer} = decide([1, 2, 3], FIVE);
    assert.deepEqual([answer?.kind, answer?.id], ['leave', 4]);
    assert.deepEqual(Object.keys(answer?.servers ?? {}), ['server.1', 'server.2', 'server.3', 'server.5']);
    assert.equal(answer?.asked.length, 5);
  });

  it('lets the new one come before the old one goes, unless that one is dead', () => {
    const target = [1, 2, 3, 4, 6];
    assert.equal(decide(target, {...FIVE, 6: bare}).answer?.kind, 'join');
    const dead = decide(target, {...FIVE, 5: {list: [], mode: null}, 6: bare});
    assert.deepEqual([dead.answer?.kind, dead.answer?.id, dead.answer?.asked.length], ['leave', 5, 4]);
  });

  it('goes on with a step that was cut off, in the direction that is wanted now', () => {
    const cut = {...THREE, 1: server(1, 2, 3, 4), 4: server(1, 2, 3, 4)};
    assert.deepEqual(kindOf(decide([1, 2, 3, 4, 5], {...cut, 5: bare})), ['join', 4]);
    const back = decide([1, 2, 3], cut);
    assert.deepEqual(kindOf(back), ['leave', 4]);
    assert.deepEqual(Object.keys(back.answer?.servers ?? {}), ['server.1', 'server.2', 'server.3']);
  });

  it('starts the one that was about to join, where it had not come up', () => {
    const cut = {...THREE, 1: server(1, 2, 3, 4), 4: {list: [1, 2, 3, 4], mode: null}};
    assert.deepEqual(kindOf(decide([1, 2, 3, 4], cut)), ['join', 4]);
  });

  it('stops a server that was taken out already', () => {
    const out = {1: server(1, 2, 3), 2: leader(1, 2, 3), 3: server(1, 2, 3), 4: server(1, 2, 3, 4)};
    assert.deepEqual(kindOf(decide([1, 2, 3], out)), ['leave', 4]);
  });

  it('first restarts what runs with another file than it was started with', () => {
    const stale = {...THREE, 2: {...THREE[2], isStale: true}};
    assert.deepEqual(kindOf(decide([1, 2, 3, 4], {...stale, 4: bare})), ['finish', 0]);
  });

  it('lets a restart cure a server that does not know the leader, when it is the only one', () => {
    const stuck = {
      ...{1: server(1, 2, 3, 4), 2: {list: [1, 2, 3], mode: ''}},
      ...{3: server(1, 2, 3, 4), 4: leader(1, 2, 3, 4)},
    };
    assert.deepEqual(kindOf(decide([1, 2, 3, 4], stuck)), ['join', 4]);
    const two = decide([1, 2, 3, 4], {...stuck, 1: {list: [1, 2, 3], mode: ''}});
    assert.equal(two.code, 1, two.text);
  });

  const REFUSED: [title: string, code: number, wanted: number[], servers: Servers, message: RegExp][] = [
    ['a server that stands alone', 3, [1, 2], {1: {list: [1], mode: 'standalone'}, 2: bare}, /stands alone/],
    [
      'an ensemble of two',
      3,
      [1, 2, 3],
      {1: leader(1, 2), 2: server(1, 2), 3: bare},
      /less than three .*quorum/,
    ],
    ['less than three', 3, [1, 2], THREE, /would have 2: with less than three/],
    ['nothing that runs', 3, [1, 2, 3], {1: bare, 2: bare, 3: bare}, /kafkabook run zookeeper/],
    ['three at once', 3, [1, 2, 3, 4, 5, 6], {...THREE, 4: bare, 5: bare, 6: bare}, /3 would come or go/],
    [
      'one of another address',
      3,
      [1, 2, 3, 4],
      {...THREE, 2: {...THREE[2], port: 2999}, 4: bare},
      /host1 is 10\.0\.0\.1:2999:3888 for the ensemble and 10\.0\.0\.1:2888:3888 in cluster\.yml/,
    ],
    [
      'lists of more than two kinds',
      3,
      [1, 2, 3, 4, 5],
      {...FIVE, 1: server(1, 2, 3, 4), 3: server(1, 2, 3)},
      /differ by more than one member/,
    ],
    ['a member that does not serve', 1, [1, 2, 3, 4], {...THREE, 3: bare, 4: bare}, /do not serve: host3/],
    ['an ensemble without a leader', 1, [1, 2, 3, 4], {...THREE, 2: server(1, 2, 3)}, /leads/],
    [
      'a dead one of three, whose place is needed',
      3,
      [1, 2, 4],
      {...THREE, 3: bare, 4: bare},
      /no quorum would be left/,
    ],
  ];
  for (const [title, code, wanted, servers, message] of REFUSED) {
    it(`${code === 1 ? 'waits for' : 'refuses'} ${title}`, () => {
      const decided = decide(wanted, servers);
      assert.match(decided.text, message);
      assert.equal(decided.code, code);
      assert.equal(decided.answer, undefined);
    });
  }

  it('takes out a dead one that cluster.yml no longer has, and refuses one that serves', () => {
    const {5: _, ...rest} = FIVE;
    assert.deepEqual(kindOf(decide([1, 2, 3, 4], rest)), ['leave', 5]);
    const alive = decide([1, 2, 3, 4], rest, [5]);
    assert.equal(alive.code, 3);
    assert.match(alive.text, /Server 5 .*--remove/);
  });
});

type Servers = Readonly<Record<number, Server>>;
type Answer = {
  kind: string;
  id: number;
  servers: Record<string, string>;
  lines: string[];
  asked: {id: number; name: string; address: string}[];
};

function server(...list: number[]): Server {
  return {list, mode: 'follower'};
}

function leader(...list: number[]): Server {
  return {list, mode: 'leader'};
}

function kindOf({answer, text}: ReturnType<typeof decide>): unknown[] {
  assert.ok(answer, text);
  return [answer.kind, answer.id];
}

/** What the program makes of the ids that are wanted and of the machines; `others` answer and are not in the inventory. */
function decide(wanted: readonly number[], servers: Servers, others: readonly number[] = []) {
  const line = (id: number) => `${id} 10.0.0.${id}:2888:3888`;
  const input = [
    ...wanted.map((id) => `wanted ${line(id)}`),
    ...Object.entries(servers).flatMap(([id, {list, mode, isStale, port = 2888}]) => [
      `host ${id} host${id}`,
      ...list.map((each) => `server ${line(each)}`.replace(/^(server 1 .*):2888:/, `$1:${port}:`)),
      ...(mode === null ? [] : ['running', ...(isStale ? [] : ['same'])]),
      ...(mode ? ['Zookeeper version: 3.9.5', `Mode: ${mode}`] : []),
    ]),
    ...Object.entries(servers).flatMap(([id, {mode}]) => (mode ? [`alive ${id}`] : [])),
    ...others.map((id) => `alive ${id}`),
  ].join('\n');
  const {status, stdout, stderr} = spawnSync('awk', ['-f', 'roles/zookeeper/files/step.awk'], {
    input,
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  const answer = status === 0 ? (JSON.parse(stdout) as Answer) : undefined;
  return {code: status, text: stdout, answer};
}
