import assert from 'node:assert/strict';
import type {AnsibleEvent, HostStats} from '../../src/ansible/events.ts';
import {event} from '../support/events.ts';
import {decodeEvent} from '../../src/ansible/decode.ts';
import {maskLine} from '../../src/ansible/mask.ts';
import {redactorOf} from '../../src/redact.ts';
import {noteProgress, type Progress} from '../../src/ansible/progress.ts';
import {judge, wantedHosts, type Evidence} from '../../src/ansible/verdict.ts';

const NONE: HostStats = {
  ok: 0,
  worked: 0,
  changed: 0,
  failures: 0,
  unreachable: 0,
  skipped: 0,
  rescued: 0,
  ignored: 0,
};
const FINE = {...NONE, ok: 3, worked: 3};
const playbookStart = (hosts: string[] | null) =>
  event('playbook_start', {playbook: 'zookeeper.yml', tasks: 2, plays: [{name: 'p', hosts}]});
const playStart = (hosts: string[] | null) => event('play_start', {name: 'p', hosts});
const taskStart = event('task_start', {task: 't'});
const stats = (hosts: Record<string, Partial<HostStats>>): AnsibleEvent => event('stats', {hosts});
const failed = (host: string, task = 't', ignored = false) =>
  event('failed', {host, task, message: 'boom', rc: 1, ignored});
const unreachable = (host: string) => event('unreachable', {host, task: 't', message: 'gone'});
const begun = [playbookStart(['a', 'b']), playStart(['a', 'b']), taskStart];

const judgeOf = (some: Partial<Evidence>) =>
  judge({
    playbook: 'zookeeper',
    code: 0,
    signal: null,
    interruptedBy: null,
    events: [...begun, stats({a: FINE, b: FINE})],
    wanted: ['a', 'b'],
    seconds: 20.6,
    ...some,
  });

describe('judge', () => {
  // Title, evidence, exit code, what is wrong per host.
  const rows: [string, Partial<Evidence>, number, string[]][] = [
    ['is done when every wanted host has a good result', {}, 0, []],
    [
      'is done when a failure was ignored',
      {events: [...begun, failed('a', 't', true), stats({a: {...FINE, ignored: 1}, b: FINE})]},
      0,
      [],
    ],
    [
      'is done when a failure was rescued',
      {events: [...begun, failed('a'), stats({a: {...FINE, rescued: 1}, b: FINE})]},
      0,
      [],
    ],
    [
      'is unreachable where the other hosts were only held back because of that',
      {
        code: 4,
        events: [
          ...begun,
          unreachable('a'),
          failed('b', 'kafka : Stop where another host has failed or was unreachable'),
          stats({a: {...NONE, unreachable: 1}, b: {...FINE, failures: 1}}),
        ],
      },
      21,
      ['a unreachable', 'b held back'],
    ],
    ['is done when Ansible finished in spite of Ctrl-C', {interruptedBy: 'SIGINT'}, 0, []],
    [
      'is done when the hosts of the plays are not known',
      {events: [playStart(null), taskStart, stats({a: FINE, b: FINE})]},
      0,
      [],
    ],
    [
      'a failed task is 20',
      {code: 2, events: [...begun, failed('a'), stats({a: {ok: 1, worked: 1, failures: 1}, b: FINE})]},
      20,
      ['a failed'],
    ],
    [
      'failed with code 0 is 20 still',
      {events: [...begun, failed('a'), stats({a: {ok: 1, worked: 1, failures: 1}, b: FINE})]},
      20,
      ['a failed'],
    ],
    [
      'failed and unreachable is 20',
      {
        code: 4,
        events: [...begun, failed('a'), unreachable('b'), stats({a: {failures: 1}, b: {unreachable: 1}})],
      },
      20,
      ['a failed', 'b unreachable'],
    ],
    [
      'a failure on a host that nobody asked for is 20',
      {code: 2, events: [...begun, failed('c'), stats({a: FINE, b: FINE, c: {failures: 1}})]},
      20,
      ['c failed'],
    ],
    [
      'a failure that only the stats know is 20',
      {code: 2, events: [...begun, stats({a: {failures: 1}, b: FINE})]},
      20,
      ['a failed'],
    ],
    [
      'a roll that stopped names the hosts that it did not get to',
      {code: 2, events: [...begun, failed('a'), stats({a: {failures: 1}})]},
      20,
      ['a failed', 'b not run'],
    ],
    ['killed half-way is 20', {code: null, signal: 'SIGKILL', events: begun}, 20, ['a not run', 'b not run']],
    [
      'an end without stats and with a code is 20',
      {code: 250, events: begun},
      20,
      ['a not run', 'b not run'],
    ],
    ['a code that nothing explains is never done', {code: 3}, 20, []],
    [
      'unreachable is 21',
      {code: 4, events: [...begun, unreachable('b'), stats({a: FINE, b: {unreachable: 1}})]},
      21,
      ['b unreachable'],
    ],
    [
      'unreachable that was ignored is 21 still',
      {events: [...begun, unreachable('b'), stats({a: FINE, b: {ok: 2, worked: 2, unreachable: 1}})]},
      21,
      ['b unreachable'],
    ],
    [
      'no host matched is 22',
      {events: [playbookStart([]), playStart([]), event('no_hosts_matched'), stats({})]},
      22,
      ['a not run', 'b not run'],
    ],
    ['one wanted host without a result is 22', {events: [...begun, stats({a: FINE})]}, 22, ['b not run']],
    [
      'a host with nothing but skipped tasks is 22',
      {events: [...begun, stats({a: FINE, b: {skipped: 4}})]},
      22,
      ['b not run'],
    ],
    ['code 0 without any event is 22', {events: []}, 22, []],
    ['code 0 without stats is 22', {events: begun}, 22, ['a not run', 'b not run']],
    ['no host wanted is 22', {wanted: []}, 22, []],
    ['code 4 before any event is 23', {code: 4, events: []}, 23, []],
    ['refused options are 23', {code: 2, events: []}, 23, []],
    ['an absent playbook is 23', {code: 1, events: []}, 23, []],
    ['an error before the first task is 23', {code: 4, events: [playbookStart(['a', 'b'])]}, 23, []],
    [
      'a gate is 24',
      {code: 2, events: [...begun, failed('a', 'Gate: a leader'), stats({a: {failures: 1}})]},
      24,
      ['a failed', 'b not run'],
    ],
    [
      'a gate of a role is 24',
      {code: 2, events: [...begun, failed('a', 'kafka : Gate: in sync'), stats({a: {failures: 1}})]},
      24,
      ['a failed', 'b not run'],
    ],
    [
      'a gate and an unreachable host is 24',
      {
        code: 2,
        events: [
          ...begun,
          failed('a', 'Gate: x'),
          unreachable('b'),
          stats({a: {failures: 1}, b: {unreachable: 1}}),
        ],
      },
      24,
      ['a failed', 'b unreachable'],
    ],
    [
      'a task that only speaks of a gate is 20',
      {code: 2, events: [...begun, failed('a', 'Open the Gate: now'), stats({a: {failures: 1}, b: FINE})]},
      20,
      ['a failed'],
    ],
    ['Ctrl-C is 130', {code: 99, interruptedBy: 'SIGINT', events: begun}, 130, ['a not run', 'b not run']],
    ["Ansible's own code for Ctrl-C is 130", {code: 99, events: begun}, 130, ['a not run', 'b not run']],
    ['SIGTERM is 143', {code: 99, interruptedBy: 'SIGTERM', events: []}, 143, []],
    ['Ansible ended by SIGTERM is 143', {code: null, signal: 'SIGTERM', events: []}, 143, []],
    [
      'interrupted after a failure is 130',
      {code: 99, events: [...begun, failed('a')]},
      130,
      ['a failed', 'b not run'],
    ],
  ];
  for (const [title, evidence, exitCode, problems] of rows) {
    it(title, () => {
      const verdict = judgeOf(evidence);
      const found = verdict.problems.map(({host, kind}) => `${host} ${kind}`);
      assert.deepEqual({exitCode: verdict.exitCode, problems: found}, {exitCode, problems}, verdict.summary);
    });
  }

  it('says how many hosts, how long, and how much changed', () => {
    const {summary} = judgeOf({
      events: [...begun, stats({a: {ok: 3, worked: 3, changed: 2}, b: {ok: 3, worked: 3, changed: 1}})],
    });
    assert.equal(summary, 'zookeeper.yml succeeded on 2 hosts in 21 s (changed 3)');
  });

  it('says of a dry run that nothing was changed', () => {
    const events = [...begun, stats({a: {ok: 3, worked: 3, changed: 2}, b: FINE})];
    const {summary} = judgeOf({events, check: true});
    assert.equal(
      summary,
      'zookeeper.yml was checked on 2 hosts in 21 s (would change 2); nothing was changed',
    );
  });

  it('says where each host stood when a run was cut short', () => {
    const progress = new Map([['a', {task: 'Restart', ok: 5, changed: 2, ungated: new Set<string>()}]]);
    const {problems} = judgeOf({code: 99, interruptedBy: 'SIGINT', events: begun, progress});
    assert.deepEqual(
      problems.map(({host, kind, task, message}) => [host, kind, task, message.slice(0, 60)]),
      [
        ['a', 'cut short', 'Restart', 'the run ended here; 2 of its tasks changed this host so far.'],
        ['b', 'not run', '', 'the run ended before it came to this host'],
      ],
    );
  });

  it('is no success when a service was started and no gate has seen it since', () => {
    const progress = new Map<string, Progress>();
    const restart = event('changed', {host: 'a', task: 'kafka : Restart the service', service: true});
    noteProgress(progress, restart);
    const ungated = judgeOf({progress});
    assert.equal(ungated.exitCode, 24);
    assert.match(ungated.summary, /no gate has seen since/);
    assert.equal(judgeOf({progress, check: true}).exitCode, 0);
    // Whichever host asks. That a gate was begun says nothing yet.
    noteProgress(progress, event('host_start', {host: 'b', task: 'kafka : Gate: all serve'}));
    assert.equal(judgeOf({progress}).exitCode, 24);
    // That of another role has not looked at it.
    noteProgress(progress, event('ok', {host: 'b', task: 'zookeeper : Gate: a leader'}));
    assert.equal(judgeOf({progress}).exitCode, 24);
    noteProgress(progress, event('ok', {host: 'b', task: 'kafka : Gate: all serve'}));
    assert.equal(judgeOf({progress}).exitCode, 0);
  });

  it('is not changed by secrets that look like names and numbers, which are masked in what is recorded', () => {
    const redact = redactorOf(['service', '12', 'a', 'kafka', 'boom-and-more']);
    const line = JSON.stringify({
      event: 'failed',
      time: 12.5,
      host: 'kafka',
      task: 'service',
      message: 'x boom-and-more',
    });
    assert.deepEqual(decodeEvent(maskLine(line, redact)), {
      ...decodeEvent(line),
      message: 'x ***',
    });
  });

  for (const [title, known, turns] of [
    ['was known beforehand', ['a', 'b'], undefined],
    ['was found out by it', [], ['a', 'b']],
  ] as const)
    it(`says who had a turn when a roll was stopped as asked, whose hosts ${title}`, () => {
      const plays = [
        {name: 'o', hosts: ['a', 'b', 'c']},
        {name: 'p', hosts: known},
      ];
      const turn = event('play_start', {name: 'p', hosts: ['a'], rolls: true, turns});
      const events = [event('playbook_start', {plays}), turn, taskStart, event('stopped')];
      const {exitCode, summary, problems} = judgeOf({
        code: 99,
        interruptedBy: 'SIGINT',
        events,
        wanted: ['a', 'b', 'c'],
      });
      assert.equal(exitCode, 130);
      assert.match(summary, /was stopped as asked between two machines: 1 of 2 had their turn in "p"/);
      assert.deepEqual(
        problems.map(({host, kind, message}) => [host, kind, message]),
        [
          ['a', 'stopped', 'had its turn in "p" and is done with it'],
          ['b', 'stopped', 'waits for its turn in "p"; it was not touched by it'],
          ['c', 'stopped', 'has no turn in "p"; it was not touched by it'],
        ],
      );
    });

  it('says after which task a run was stopped as asked', () => {
    const events = [...begun, event('stopped')];
    const {summary} = judgeOf({code: 99, interruptedBy: 'SIGINT', events});
    assert.match(summary, /was stopped as asked after "t"/);
  });

  it('tells the limits of time and of silence from other ends', () => {
    for (const limit of ['time', 'idle'] as const)
      assert.equal(judgeOf({code: 99, limit, events: begun}).exitCode, 25);
    assert.equal(judgeOf({limit: 'time'}).exitCode, 0);
  });

  it('reports the last failure of a host: an earlier one may have been rescued', () => {
    const events = [
      ...begun,
      failed('a', 'first'),
      failed('a', 'second'),
      stats({a: {rescued: 1, failures: 1}, b: FINE}),
    ];
    assert.equal(judgeOf({code: 2, events}).problems[0]?.task, 'second');
  });
});

describe('wantedHosts', () => {
  it('are all without a limit', () =>
    assert.deepEqual(wantedHosts(['a', 'b'], [playbookStart(['a'])], false), ['a', 'b']));
  it('are those that Ansible matched with a limit', () =>
    assert.deepEqual(wantedHosts(['a', 'b'], [playbookStart(['b', 'c'])], true), ['b']));
  it('are all with a limit when Ansible did not tell', () =>
    assert.deepEqual(wantedHosts(['a', 'b'], [playbookStart(null)], true), ['a', 'b']));
});
