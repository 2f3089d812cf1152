import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {setTimeout as wait} from 'node:timers/promises';
import {processesOfRun} from '../../src/process/list.ts';
import {labAnsible} from '../ansible/helpers/sandbox.ts';
import {ScreensProject} from './support/screens-project.ts';
import {noTerminal, Terminal} from './support/terminal.ts';

/** What differs from run to run. */
const still = (line: string) =>
  line
    .replaceAll(/\d+:\d\d\b/g, 'M:SS')
    .replaceAll(/\d+(\.\d)? s\b/g, 'N s')
    .replaceAll(/\d{8}T\d{6}Z-\w+/g, 'ID')
    .replaceAll(/try \d+ /g, 'try N ');
/** The state of the run below the output. */
const area = (lines: readonly string[]) => {
  const from = lines.findLastIndex((line) => /^\w+\.yml \| /.test(line));
  return from === -1 ? [] : lines.slice(from).map(still);
};
/** What stands above it, or on a screen that has none. */
const output = (lines: readonly string[]) => lines.slice(0, lines.length - area(lines).length);
/** What kafkabook says at the end. */
const verdict = (lines: readonly string[]) =>
  lines.slice(lines.findIndex((line) => /^kafkabook: \w+\.yml /.test(line))).map(still);
const NO_STATUS = /\| task |hosts done|in turn|waiting \d/;
const ON_RECORD = [
  'kafkabook: on record: kafkabook runs show ID',
  `kafkabook: its output: .kafkabook/runs/ID/output.log`,
];
const ESCAPES = /\u001b\[[\d;]*m/;
const PLAY = 'Install and configure Kafka';

describe('what people see of a run', () => {
  let bin = '';
  let project: ScreensProject;
  let terminal: Terminal | undefined;

  before(function () {
    const ansible = labAnsible('2.19');
    const reason = 'reason' in ansible ? ansible.reason : noTerminal();
    if (reason !== undefined) {
      console.log(`      skipped: ${reason}`);
      this.skip();
    }
    bin = 'bin' in ansible ? ansible.bin : '';
  });
  beforeEach(() => {
    project = new ScreensProject(bin);
  });
  afterEach(() => {
    terminal?.end();
    terminal = undefined;
    project.remove();
  });

  /** Types `kafkabook run` with these arguments into a terminal. */
  const run = (args: string, {columns = 120, rows = 40, env = {}} = {}) => {
    terminal = new Terminal(project.folder, {...project.env, ...env}, columns, rows);
    terminal.type(`kafkabook run ${args}`);
    return terminal;
  };
  /** What Ansible printed, as the record has it. */
  const recorded = () => {
    const log = readFileSync(project.lastRun().log, 'utf8').replaceAll(new RegExp(ESCAPES, 'g'), '');
    return log
      .trimEnd()
      .split('\n')
      .map((line) => line.trimEnd());
  };

  it('success: what Ansible prints, as it is, and a line', async () => {
    const screen = run('fine');
    const {code, lines} = await screen.ends();
    assert.equal(code, 0);
    assert.deepEqual(verdict(lines), ['kafkabook: fine.yml succeeded on 2 hosts in N s (changed 4)']);
    // Ansible begins with an empty line, and ends with one.
    assert.deepEqual(lines, [...recorded(), '', lines.at(-1)]);
    assert.ok(screen.hasCursor());
  });

  it('a failed task: what was said, where it is written, what to do', async () => {
    const screen = run('failing');
    const {code, lines} = await screen.ends();
    assert.equal(code, 20);
    assert.deepEqual(verdict(lines), [
      'kafkabook: failing.yml failed on 1 of 2 hosts',
      '  kafka01  done    ok 1  changed 1  kafka : Configure',
      '  kafka02  failed  ok 1  changed 1  kafka : Configure',
      '  kafka02: failed at "kafka : Configure" (failing.yml:7):',
      '      non-zero return code',
      '      | No space left on device',
      '      see: cluster.yml:12 (kafka02)',
      '      try: the disk is full: df -h on the host shows which',
      ...ON_RECORD,
    ]);
    assert.doesNotMatch(lines.join('\n'), NO_STATUS);
    assert.ok(screen.hasCursor());
  });

  it('a host that cannot be reached: which, why, where its address is written', async () => {
    const {code, lines} = await run('away').ends();
    assert.equal(code, 21);
    assert.deepEqual(verdict(lines), [
      'kafkabook: away.yml could not reach 1 of 3 hosts',
      '  kafka01  done         ok 1  changed 1  kafka : Unpack',
      '  kafka02  done         ok 1  changed 1  kafka : Unpack',
      '  kafka03  unreachable  ok 0  changed 0  kafka : Unpack',
      '  kafka03: unreachable at "kafka : Unpack" (away.yml:5):',
      '      Task failed: Failed to connect to the host via ssh: ssh: connect to host 127.0.0.1 port 1: Connection refused',
      '      see: cluster.yml:13 (kafka03)',
      '      see: cluster.yml:3 (ssh)',
      '      try: the host does not answer on its SSH port: is it up, and is a firewall between?',
      ...ON_RECORD,
    ]);
  });

  it('a gate that does not open: what it waited for', async () => {
    const {code, lines} = await run('shut').ends();
    assert.equal(code, 24);
    assert.deepEqual(verdict(lines), [
      'kafkabook: shut.yml was stopped by a gate',
      '  kafka01  failed   ok 0  changed 0  kafka : Gate: the broker is registered and caught up',
      '  kafka02  not run  ok 0  changed 0',
      '  kafka01: failed at "kafka : Gate: the broker is registered and caught up" (shut.yml:6):',
      '      not registered: 2',
      '  kafka02: not run:',
      '      the run did not get to this host',
      ...ON_RECORD,
    ]);
  });

  it('a roll that one Ctrl-C stops: where it stands meanwhile, and where each machine stands then', async () => {
    const screen = run('roll');
    const standing = (...ending: string[]) => [
      ['roll.yml', ...ending, 'task 2 of 2', 'M:SS'].join(' | '),
      'Restart brokers whose configuration changed | kafka : Gate: the broker is registered and caught up',
      'host 1 of 2 in turn, waiting M:SS for kafka01',
      'kafka01: try N of 301: not registered: 2',
    ];
    await screen.shows((lines) => assert.deepEqual(area(lines), standing()));
    screen.press('C-c');
    await screen.shows((lines) => assert.deepEqual(area(lines), standing('stopping')));
    await screen.shows((lines) =>
      assert.match(
        lines.join('\n'),
        /^kafkabook: stopping when what is under way is done: in a roll this mach/m,
      ),
    );
    project.release('open-kafka01');
    const {code, lines} = await screen.ends();
    assert.equal(code, 130);
    const play = '"Restart brokers whose configuration changed"';
    assert.deepEqual(verdict(lines), [
      `kafkabook: roll.yml was stopped as asked between two machines: 1 of 2 had their turn in ${play}`,
      '  kafka01  stopped  ok 2  changed 1  kafka : Gate: the broker is registered and caught up',
      '  kafka02  stopped  ok 0  changed 0',
      '  kafka01: stopped:',
      `      had its turn in ${play} and is done with it`,
      '  kafka02: stopped:',
      `      waits for its turn in ${play}; it was not touched by it`,
      'kafkabook: to go on with it: kafkabook run --resume',
      ...ON_RECORD,
    ]);
    assert.ok(project.has('restarted-kafka01'));
    assert.ok(!project.has('restarted-kafka02'));
    assert.ok(screen.hasCursor());
  });

  it('in the middle: play, task n of m, hosts done, time, who is waited for, and what a gate says', async () => {
    const screen = run('gate');
    await screen.shows((lines) =>
      assert.deepEqual(
        area(lines).map((line) => line.replace(/^kafka0[12]: try/, 'HOST: try')),
        [
          'gate.yml | task 2 of 2 | M:SS',
          `${PLAY} | kafka : Gate: the broker is registered and caught up`,
          '0 of 2 hosts done, waiting M:SS for kafka01 and 1 more',
          'HOST: try N of 301: not registered: 2',
        ],
      ),
    );
    assert.ok(!screen.hasCursor());
    project.release('open-kafka01');
    await screen.shows((lines) =>
      assert.deepEqual(area(lines).slice(2), [
        '1 of 2 hosts done, waiting M:SS for kafka02',
        'kafka02: try N of 301: not registered: 2',
      ]),
    );
    project.release('open-kafka02');
    const {code, lines} = await screen.ends();
    assert.equal(code, 0);
    assert.doesNotMatch(lines.join('\n'), NO_STATUS);
  });

  it('40 columns: no line of the state is broken, and the task is not hidden behind its play', async () => {
    const screen = run('gate', {columns: 40});
    project.release('open-kafka02');
    await screen.shows((lines) =>
      assert.deepEqual(area(lines), [
        'gate.yml | task 2 of 2 | M:SS',
        PLAY,
        'kafka : Gate: the broker is register...',
        '1 of 2 hosts done',
        'waiting M:SS for kafka01',
        'kafka01: try N of 301',
        'not registered: 2',
      ]),
    );
    project.release('open-kafka01');
    const {code, lines} = await screen.ends();
    assert.equal(code, 0);
    assert.deepEqual(lines.slice(0, -1), [...recorded(), '']);
  });

  it('resized in the middle, from 100 columns to 50 and wider again: nothing of the state is left above it', async () => {
    const screen = run('slow', {columns: 100});
    const task = 'kafka : Wait until the other one has its data';
    const wide = [
      'slow.yml | task 2 of 3 | M:SS',
      `${PLAY} | ${task}`,
      '1 of 2 hosts done, waiting M:SS for kafka02',
    ];
    const narrow = [wide[0], PLAY, task, ...(wide[2] ?? '').split(', ')];
    const shows = (wanted: readonly (string | undefined)[]) =>
      screen.shows((lines) => {
        assert.deepEqual(area(lines), wanted);
        assert.doesNotMatch(output(lines).join('\n'), NO_STATUS);
        assert.equal(lines.filter((line) => line.startsWith(PLAY)).length, 1);
      });
    await shows(wide);
    screen.resize(50, 40);
    await shows([wide[0], PLAY, task, wide[2]]);
    screen.resize(40, 40);
    await shows([narrow[0], PLAY, 'kafka : Wait until the other one has...', ...narrow.slice(3)]);
    // As it comes when somebody drags the edge of a window.
    for (const columns of [45, 60, 80, 100, 90, 75, 60]) screen.resize(columns, 40);
    screen.resize(100, 40);
    await shows(wide);
    project.release('go');
    const {code, lines} = await screen.ends();
    assert.equal(code, 0);
    assert.deepEqual(lines.slice(0, -1), [...recorded(), '']);
  });

  for (const [title, env, args, colored] of [
    ['colour on a terminal', {}, 'failing', true],
    ['no colour with NO_COLOR', {NO_COLOR: '1'}, 'failing', false],
    ['no colour in a pipe', {}, 'failing | cat', false],
    ['colour in a pipe with FORCE_COLOR', {FORCE_COLOR: '1'}, 'failing | cat', true],
  ] as const)
    it(title, async () => {
      const screen = run(args, {env});
      const {lines} = await screen.ends();
      assert.match(lines.join('\n'), /^fatal: \[kafka02\]/m);
      const colors = screen.lines({escapes: true});
      if (colored)
        for (const of of ['31', '32']) assert.match(colors.join('\n'), new RegExp(`\u001b\\[${of}m`));
      else assert.doesNotMatch(colors.join('\n'), /\u001b/);
      // Ansible's own has ended where our words begin.
      for (const line of colors.filter((each) => each.includes('kafkabook: ')))
        assert.doesNotMatch(line.replace(/^\u001b\[39m/, ''), /\u001b/);
    });

  it('compact: a line a task, and the state below it', async () => {
    const screen = run('gate --output compact');
    const begin = [`${PLAY} (kafka01, kafka02)`, '  kafka : Unpack: changed 2 (N s)'];
    const waits = ['kafka01', 'kafka02'].map((host) => `    ${host}: try N of 301: not registered: 2`);
    await screen.shows((lines) => {
      assert.equal(area(lines)[0], 'gate.yml | task 2 of 2 | M:SS');
      // It is told again and again below, but once above.
      assert.match(lines.at(-1) ?? '', /: try ([3-9]|\d\d+) of 301: not registered: 2$/);
      const [first, second, ...rest] = output(lines).slice(1).map(still);
      assert.deepEqual([first, second, ...rest.sort()], [...begin, ...waits]);
    });
    for (const host of ['kafka01', 'kafka02']) project.release(`open-${host}`);
    const {code, lines} = await screen.ends();
    assert.equal(code, 0);
    const [first, second, third, fourth, ...rest] = lines.map(still);
    assert.deepEqual(
      [first, second, ...[third, fourth].sort(), ...rest],
      [
        ...begin,
        ...waits,
        '  kafka : Gate: the broker is registered and caught up: ok 2 (N s)',
        'kafkabook: gate.yml succeeded on 2 hosts in N s (changed 2)',
      ],
    );
  });

  it('closed in the middle: the run stops after the task, is on record, and no process is left', async () => {
    const screen = run('slow');
    await screen.shows((lines) => assert.match(area(lines)[2] ?? '', /^1 of 2 hosts done/));
    const {record} = project.lastRun();
    screen.closeWindow();
    // Long enough for an interruption, which there must not be: the task is under way.
    await wait(1500);
    assert.equal(project.lastRun().state, 'running');
    project.release('go');
    for (const end = Date.now() + 30_000; project.lastRun().state === 'running' && Date.now() < end;)
      await wait(100);
    const {state, result} = project.lastRun();
    assert.deepEqual([state, result?.exitCode], ['ended', 143]);
    assert.equal(
      result?.summary,
      'slow.yml was stopped as asked after "kafka : Wait until the other one has its data"',
    );
    assert.ok(!project.has('configured-kafka01'));
    assert.deepEqual(processesOfRun(record.id), []);
  });
});
