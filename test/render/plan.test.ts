import assert from 'node:assert/strict';
import {timelineOf} from '../../src/ansible/timeline.ts';
import {planLines} from '../../src/render/plan.ts';

const event = (name: string, fields: object) => JSON.stringify({event: name, time: (clock += 1), ...fields});
let clock = 1000;

/** A task of a dry run that would change something on a host. */
const change = (host: string, task: string, message = '', diff = '') => [
  event('host_start', {host, task}),
  ...(diff === '' ? [] : [event('diff', {host, task, diff})]),
  event('changed', {host, task, message, seconds: 0.1}),
];
const same = (host: string, task: string) => [
  event('host_start', {host, task}),
  event('ok', {host, task, seconds: 0.1}),
];

describe('a plan', () => {
  it('is one line where nothing would change', () =>
    assert.deepEqual(planLines(timelineOf(same('kafka01', 'kafka : Write'), null), true), [
      'Nothing would change.',
    ]));

  it('tells hosts in the order of the roll, what changes there and why', () => {
    const events = [
      ...['kafka01', 'kafka02', 'kafka03'].flatMap((host) =>
        change(host, 'kafka : Write server.properties', '', '--- before\n+++ after\n+a=1\n'),
      ),
      ...same('zk01', 'zookeeper : Write zoo.cfg'),
      ...change('kafka02', 'kafka : Say', 'no restart, the running broker is told: log.retention.ms'),
      ...change(
        'kafka03',
        'kafka : Say',
        'restart: num.x; but as of now the roll would stop here: held\nalone',
      ),
      ...change('kafka01', 'kafka : Say', 'restart: num.x, unit'),
    ];
    assert.deepEqual(planLines(timelineOf(events, null), false), [
      ...['kafka02', '  ~ Write server.properties'],
      ...['  ! no restart, the running broker is told: log.retention.ms', ''],
      ...['kafka03', '  ~ Write server.properties'],
      ...['  ! restart: num.x; but as of now the roll would stop here: held', '      alone', ''],
      ...['kafka01', '  ~ Write server.properties', '  ! restart: num.x, unit', ''],
      '3 hosts would change; 2 restarts, in this order.',
    ]);
    const withDiffs = planLines(timelineOf(events, null), true);
    assert.equal(withDiffs.filter((line) => line === '      +a=1').length, 3);
  });

  it('says that nothing is restarted', () => {
    const lines = planLines(timelineOf(change('zk01', 'hosts : Keep'), null), false);
    assert.equal(lines.at(-1), '1 host would change; nothing is restarted.');
  });
});
