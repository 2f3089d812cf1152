import assert from 'node:assert/strict';
import {existsSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {removeSandbox, start} from '../ansible/helpers/sandbox.ts';
import {kafkabook, KAFKABOOK} from '../support/cli.ts';
import {FakeProject, MANIFEST} from '../support/fake-project.ts';

const BROKERS = ['peter-kafka01.foo.bar', 'peter-kafka02.foo.bar'];
const partition = (number: number, replicas: number[], more: object = {}) => ({
  ...{topic: 'a', partition: number, leader: 1, replicas, isr: replicas, bytes: 1_000_000, moving: false},
  ...more,
});
const ON_ONE = [0, 1, 2, 3].map((number) => partition(number, [1]));
const EVEN = [partition(0, [1]), partition(1, [2])];

describe('kafkabook reassign', () => {
  let project: FakeProject;

  beforeEach(() => {
    project = new FakeProject();
    project.setManifest({
      playbooks: {
        ...MANIFEST.playbooks,
        kafka: BROKERS,
        'kafka-assignment': BROKERS.slice(0, 1),
        'kafka-reassign': BROKERS.slice(0, 1),
      },
      groups: {...MANIFEST.groups, kafkahosts: BROKERS},
    });
  });
  afterEach(() => removeSandbox(project.folder));

  const reassign = (...args: string[]) =>
    start([...KAFKABOOK, 'reassign', ...args], {
      cwd: project.folder,
      env: {...process.env, PATH: project.path},
    }).ended;
  const plan = () => join(project.folder, '.kafkabook/reassignment.json');

  it('says what would move, and keeps nothing', async () => {
    project.ansible(answers(ON_ONE));
    const {code, stdout} = await reassign();
    assert.equal(code, 10);
    assert.match(stdout, /^1 peter-kafka01\.foo\.bar +4 -> 2 +4 -> 2 +4\.0 MB -> 2\.0 MB$/m);
    assert.match(
      stdout,
      /^2 partitions to change: 2 replicas \(2\.0 MB\) copied; in 1 batch, at most 50 MB\/s/m,
    );
    assert.doesNotMatch(stdout, /args: .*kafka-reassign/);
    assert.equal(existsSync(plan()), false);
  });

  it('says it to programs', async () => {
    project.ansible(answers(ON_ONE));
    const {stdout} = await reassign('--output', 'json');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as {event: string; moves?: object[]});
    assert.equal(events.find(({event}) => event === 'reassignment')?.moves?.length, 2);
  });

  it('says that nothing has to move', async () => {
    project.ansible(answers(EVEN));
    const {code, stdout} = await reassign('--execute');
    assert.match(stdout, /^Nothing has to move\.$/m);
    assert.deepEqual([code, existsSync(plan())], [0, false]);
  });

  it('moves with the numbers that it was given', async () => {
    project.ansible(answers(ON_ONE));
    const {code, stdout, stderr} = await reassign('--execute', '--batch', '1', '--throttle', '7');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /args: -i hosts kafka-reassign\.yml -e @\S+\/\.kafkabook\/reassignment\.json/);
    assert.deepEqual(JSON.parse(readFileSync(plan(), 'utf8')), {
      kafka_reassignment_batches: ['a 0 1 2', 'a 1 1 2'],
      kafka_reassignment_throttle: 7_000_000,
    });
    assert.equal(statSync(plan()).mode & 0o777, 0o600);
    // The reading is no run to go on with, this is.
    assert.match(kafkabook(project.folder, 'runs', 'show').stdout, /kafka-reassign\.yml/);
  });

  it('ends as the moving ends', async () => {
    project.ansible(answers(ON_ONE, 'exit 1'));
    const {code, stderr} = await reassign('--execute');
    assert.equal(code, 23, stderr);
  });

  it('takes everything off a broker, named short or in full', async () => {
    project.ansible(answers(EVEN));
    for (const name of ['peter-kafka02', BROKERS[1] ?? '']) {
      const {code, stdout} = await reassign('--drain', name, '--json');
      const {moves, brokers} = JSON.parse(stdout) as {moves: {to: number[]}[]; brokers: {after: object}[]};
      assert.equal(code, 10);
      assert.deepEqual(
        moves.map(({to}) => to),
        [[1]],
      );
      assert.deepEqual(brokers[1]?.after, {replicas: 0, leaders: 0, bytes: 0});
    }
  });

  it('waits for what is under way before it plans', async () => {
    const going = [partition(0, [1, 2], {isr: [1], moving: true}), ...EVEN];
    project.ansible(answers(going));
    const told = await reassign();
    assert.match(told.stderr, /1 partitions are being moved already/);
    assert.deepEqual([told.code, told.stdout.includes('to change')], [10, false]);
    project.ansible(answers(EVEN, '', going));
    const done = await reassign('--execute');
    assert.match(done.stdout, /kafka-reassign\.yml[^]*Nothing has to move/);
    assert.equal(done.code, 0);
    assert.match(readFileSync(plan(), 'utf8'), /"kafka_reassignment_batches": \[\]/);
  });

  it('is gone on with by itself alone, which plans anew: what it waited for was no plan', async () => {
    project.ansible(answers(EVEN, 'exit 1', [partition(0, [1, 2], {isr: [1], moving: true}), ...EVEN]));
    assert.equal((await reassign('--execute')).code, 23);
    const {code, stdout, stderr} = await project.start(['--resume']).ended;
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(
      stderr,
      /kafka-reassign\.yml, which was planned for that once\n {2}say the command itself again/,
    );
  });

  it('says so when a broker that was drained was given something meanwhile', async () => {
    project.ansible(answers([...EVEN, partition(2, [2], {topic: 'new'})], '', EVEN));
    const {code, stderr} = await reassign('--drain', 'peter-kafka02', '--execute');
    assert.equal(code, 10, stderr);
    assert.match(stderr, /meanwhile they were given replicas of: a, new\n/);
    project.ansible(answers([partition(0, [1]), partition(1, [1])], '', EVEN));
    assert.equal((await reassign('--drain', 'peter-kafka02', '--execute')).code, 0);
  });

  it('takes a throttle away that was left behind', async () => {
    project.ansible(answers([{throttle: 'brokers 1'}, ...EVEN]));
    assert.match((await reassign()).stdout, /throttle was left behind .*: brokers 1\.$/m);
    const {code, stdout} = await reassign('--execute');
    assert.match(stdout, /args: .*kafka-reassign\.yml/);
    assert.equal(code, 0);
  });

  for (const [title, args, code, message, ...records] of [
    [
      'a host that is no broker',
      ['--drain', 'peter-zk01'],
      2,
      /--drain names "peter-zk01", which is no broker of this project/,
    ],
    ['all brokers', ['--drain', 'peter-kafka01', '--drain', 'peter-kafka02'], 2, /no broker would be left/],
    [
      'a topic that needs the broker',
      ['--drain', 'peter-kafka01'],
      5,
      /more replicas than brokers would be left \(1\): a$/m,
      partition(0, [1, 2]),
    ],
    ['a partition that is not whole', [], 5, /not in sync: a-0/, partition(0, [1, 2], {isr: [1]})],
    ['a broker that nobody named', [], 5, /does not have broker 3/, partition(0, [3])],
  ] as [string, string[], number, RegExp, ...object[]][]) {
    it(`refuses ${title}`, async () => {
      project.ansible(answers(records));
      const heard = await reassign('--execute', ...args);
      assert.match(heard.stderr, message);
      assert.deepEqual([heard.code, heard.stdout.includes('kafka-reassign')], [code, false]);
    });
  }

  it('plans nothing where the brokers cannot be asked', async () => {
    project.ansible('exit 1');
    const {code, stdout} = await reassign();
    assert.deepEqual([code, stdout], [23, '']);
  });
});

/** A program that tells these records when it is asked, `before` at the first time, and does something where it moves. */
function answers(records: readonly object[], moving = '', before = records): string {
  const told = (some: readonly object[]) => {
    const serving = BROKERS.map((_, index) => ({registered: index + 1}));
    const brokers = BROKERS.map((host, index) => ({broker: index + 1, host, rack: ''}));
    const all = [...brokers, ...serving, ...some];
    return run(`| ${JSON.stringify([...all, {records: all.length}])}`);
  };
  return `case "$*" in
*kafka-assignment*) [ "$*" = "-i hosts kafka-assignment.yml --check" ] || exit 1
if [ -e ../asked ]; then
${told(records)}else
${told(before)}fi ;;
*) ${moving === '' ? `:> ../asked\n${run('')}` : moving} ;;
esac
`;
}

/** What a good run on the first broker tells. */
function run(item: string): string {
  const [host = ''] = BROKERS;
  return [
    {event: 'playbook_start', plays: [{name: 'p', hosts: [host]}]},
    {event: 'play_start', name: 'p', hosts: [host]},
    {event: 'task_start', task: 't', path: 'kafka.yml:3'},
    {event: 'host_start', host, task: 't'},
    ...(item === '' ? [] : [{event: 'item', host, task: 't', item, outcome: 'ok'}]),
    {event: 'ok', host, task: 't'},
    {event: 'stats', hosts: {[host]: {ok: 1, worked: 1}}},
  ]
    .map((fields) => `echo '${JSON.stringify({time: 1, ...fields})}' >&3\n`)
    .join('');
}
