import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import fc from 'fast-check';
import {timelineOf, type TaskResult, type Timeline} from '../../src/ansible/timeline.ts';
import type {HostProblem} from '../../src/ansible/verdict.ts';
import type {RecordedRun, RunResult, RunState} from '../../src/journal/record.ts';
import {markup, textOf} from '../../src/render/html.ts';
import {ticks} from '../../src/render/report-axis.ts';
import {renderChanges} from '../../src/render/report-changes.ts';
import {renderLanes} from '../../src/render/report-lanes.ts';
import {renderReport} from '../../src/render/run-report.ts';
import {FAILED, resultOf} from '../support/recorded-run.ts';
import {runLines} from '../support/run-events.ts';

const RECORD: RecordedRun['record'] = {
  ...{format: 1, id: '20260101T120000Z-abcdef', playbook: 'kafka', project: '/srv/ansible_playbook'},
  ...{options: {}, passwords: [], vaultFile: null, isWhole: true, once: null, resumes: null},
  ...{started: '2026-01-01T12:00:00.123Z', user: 'anna', host: 'control'},
  command: ['ansible-playbook', '-i', 'hosts', 'kafka.yml'],
  process: {pid: 1, start: '1', boot: '1', namespace: ''},
  versions: {kafkabook: '0.1.0', node: 'v20.19.0'},
  spec: [{path: '../cluster.yml', sha256: 'ab'.repeat(32)}],
};
const PROBLEM: HostProblem = {
  ...{host: 'a', kind: 'failed', task: 't', path: '', message: 'm', stderr: '', advice: null},
};
const TIMELINE = timelineOf(runLines(), null);

const runOf = (result: RunResult | null, state: RunState = 'ended', record = RECORD): RecordedRun => ({
  ...{record, result, state, folder: '/r', events: '/r/events.ndjson', log: '/r/output.log'},
});
const page = (result: RunResult | null = FAILED, timeline: Timeline = TIMELINE, state?: RunState) =>
  renderReport(runOf(result, state), timeline);
/** What people read of a part of the page. */
const words = (html: string) =>
  html
    .replaceAll(/<style>[^]*<\/style>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/g, ' ');
const section = (html: string, id: string) =>
  new RegExp(`<section aria-labelledby="${id}">[^]*?</section>`).exec(html)?.[0] ?? '';
const bars = (html: string) => [
  ...html.matchAll(/<rect class="(\w+)" x="([\d.]+)%" y="\d+" width="([\d.]+)%"/g),
];
const resultsOf = (timeline: Timeline) => timeline.hosts.flatMap(({results}) => results);

describe('the report of a run', () => {
  it('says what was run, by whom, when, how long, with what, and what came of it', () => {
    const said = words(page());
    for (const fact of [
      "kafka failed kafka.yml failed on 1 of 6 hosts. Exit code 20: A task, or one of Kafka's tools, failed",
      'Started 2026-01-01 12:00:00 UTC',
      'Took 1 min 0 s',
      'By anna on control',
      'kafkabook 0.1.0, Node v20.19.0, ansible-core 2.19.1',
      'Command ansible-playbook -i hosts kafka.yml',
      `../cluster.yml SHA-256 ${'ab'.repeat(32)}`,
      'Restart in turn, 3 turns',
    ])
      assert.ok(said.includes(fact), `${fact}\n${said.slice(0, 1000)}`);
  });

  const verdicts: [word: string, result: RunResult | null, state: RunState][] = [
    ['succeeded', resultOf(), 'ended'],
    ['failed', resultOf({exitCode: 21}), 'ended'],
    ['interrupted', resultOf({exitCode: 130}), 'ended'],
    ['interrupted', null, 'interrupted'],
    ['running', null, 'running'],
  ];
  for (const [word, result, state] of verdicts) {
    it(`says ${word} for ${result === null ? state : `exit ${result.exitCode}`}`, () =>
      assert.match(page(result, TIMELINE, state), new RegExp(`<span class="verdict \\w+">${word}</span>`)));
  }

  it('has the failures before all else, with place, message, errors and advice', () => {
    const html = page();
    assert.ok(html.indexOf('id="failures"') < html.indexOf('id="timeline"'));
    const said = words(section(html, 'failures'));
    assert.match(
      said,
      /peter-kafka03: failed at kafka : Write the unit roles\/kafka\/tasks\/service\.yml:39/,
    );
    assert.match(
      said,
      /Unable to start service kafka-server Standard error Job for kafka-server\.service failed\./,
    );
    assert.match(said, /peter-kafka02: unreachable .* Try: the host does not answer on its SSH port/);
  });

  it('has hosts together that say the same', () => {
    const problems = ['a', 'b'].map((host) => ({...PROBLEM, host, message: 'no space'}));
    const said = words(section(page(resultOf({exitCode: 20, problems})), 'failures'));
    assert.match(said, /2 hosts: failed a, b at t no space/);
    assert.equal(said.match(/no space/g)?.length, 1);
  });

  it('names the host in an advice for one', () => {
    const problem = {...PROBLEM, advice: 'ssh-keygen -R HOST'};
    assert.match(words(page(resultOf({exitCode: 20, problems: [problem]}))), /Try: ssh-keygen -R a /);
  });

  it('has no failures for a good run, and those of the events for one without a verdict', () => {
    assert.equal(section(page(resultOf()), 'failures'), '');
    assert.match(words(section(page(null, TIMELINE, 'interrupted'), 'failures')), /peter-kafka03: failed/);
  });

  it('shows changes with items and differences', () => {
    const changes = section(page(), 'changes');
    assert.equal(changes.match(/<details/g)?.length, 6);
    assert.match(changes, /<li><code>server\.properties<\/code><\/li>/);
    assert.match(changes, /<del>-num\.io\.threads=8<\/del>\n<ins>\+num\.io\.threads=16<\/ins>\n/);
  });

  it('leaves out the differences that have no room, and says how many', () => {
    const said = words(textOf(renderChanges(TIMELINE, 400)));
    assert.match(said, /\d+ differences had no room in this page: "kafkabook runs logs" has them all/);
    assert.equal(said.match(/num\.io\.threads=16/g)?.length, 1);
  });

  it('has the slowest tasks first, those of one name apart by their place', () => {
    const at = (path: string, seconds: number): TaskResult => ({
      ...{task: 't', path, seconds, begin: 0, play: 'p', outcome: 'ok', told: true, message: '', stderr: ''},
      ...{items: [], diffs: [], retries: []},
    });
    const hosts = [
      {host: 'a', results: [at('x.yml:1', 2), at('y.yml:1', 4)], open: null, stats: null},
      {host: 'b', results: [at('x.yml:1', 3)], open: null, stats: null},
    ];
    const said = words(section(page(null, {...TIMELINE, hosts}, 'running'), 'slowest'));
    assert.match(said, /t x\.yml:1 2 5 s 3 s b t y\.yml:1 1 4 s 4 s a/);
  });

  it("counts as Ansible does, with and without Ansible's own summary", () => {
    const rows = (html: string) =>
      [...section(html, 'recap').matchAll(/<tr class="\w*">([^]*?)<\/tr>/g)].map(([row]) =>
        words(row).trim(),
      );
    const own = rows(page());
    assert.equal(own[2], 'peter-kafka03 7 2 2 1 0 kafka : Write the unit');
    assert.deepEqual(
      rows(page(null, timelineOf(runLines().slice(0, -1), null), 'interrupted')).map((row) =>
        row.slice(0, 23),
      ),
      own.map((row) => row.slice(0, 23)),
    );
  });

  it('tells where the hosts of a run stood that was cut short', () => {
    const html = page(null, timelineOf(runLines({cut: true}), null), 'interrupted');
    assert.match(words(html), /Gate: the broker is in sync \(without a result\)/);
    assert.equal(html.match(/<rect class="open" x=/g)?.length, 1);
  });

  it('is whole without any event', () => {
    const html = page(null, timelineOf([], null), 'interrupted');
    assert.match(
      words(html),
      /The record has no events of hosts\..*No task has ended\..*Nothing was changed\./,
    );
  });

  it('needs nothing from elsewhere, and its policy allows nothing but its own style', () => {
    const html = page();
    const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    assert.ok(
      words(`${/<meta http-equiv[^>]*>/.exec(html)?.[0].replace('<', '')}`).includes(`'sha256-${hash}'`),
    );
    assert.doesNotMatch(html, /<script|<link|<img|<iframe|\s(?:src|href|style|on\w+)=|@import|https?:/i);
  });
});

describe('the timeline of a report', () => {
  it('has a bar for each result, in the class of its outcome, within the picture', () => {
    const drawn = bars(textOf(renderLanes(TIMELINE)));
    const count = (names: readonly string[]) =>
      Object.fromEntries(
        [...new Set(names)].sort().map((name) => [name, names.filter((one) => one === name).length]),
      );
    assert.deepEqual(
      count(drawn.map(([, outcome]) => outcome ?? '')),
      count(resultsOf(TIMELINE).map(({outcome}) => outcome)),
    );
    for (const [bar, , x, width] of drawn) {
      assert.ok(Number(width) >= 0.1, bar);
      assert.ok(Number(x) + Number(width) <= 100.001, bar);
    }
  });

  it('tells of a bar what it is', () =>
    assert.match(
      words(textOf(renderLanes(TIMELINE))),
      /kafka : Gate: the cluster has a controller changed, [\d.]+ s from [\d.]+ s roles\/kafka\/tasks\/service\.yml:23 1 retry, last: 3 partitions are behind/,
    ));

  it('marks retries, turns and plays', () => {
    const html = textOf(renderLanes(TIMELINE));
    for (const [name, count] of [
      ['turn', 2],
      ['play', 2],
    ])
      assert.equal(html.match(new RegExp(`<line class="${name}"`, 'g'))?.length, count);
    assert.ok((html.match(/<line class="retry"/g)?.length ?? 0) > 0);
  });

  it('merges bars where they are too many, keeps the worst outcome, and says so', () => {
    for (const limit of [60, 30, 6]) {
      const html = textOf(renderLanes(TIMELINE, limit));
      assert.ok(bars(html).length <= limit, String(bars(html).length));
      assert.match(
        words(html),
        /66 results are too many to draw one by one: neighbours were merged into \d+ bars/,
      );
      for (const outcome of ['failed', 'unreachable'])
        assert.ok(
          bars(html).some(([, name]) => name === outcome),
          `${outcome} ${limit}`,
        );
    }
    assert.match(words(textOf(renderLanes(TIMELINE, 6))), /12 tasks, the worst: /);
  });

  it('is drawn for one host with one task, and for a run of no length', () => {
    assert.equal(bars(textOf(renderLanes(timelineOf(runLines({hosts: 1, tasks: 1}), null)))).length, 1);
    const [host] = TIMELINE.hosts;
    const none = {...TIMELINE, seconds: 0, hosts: host === undefined ? [] : [host]};
    assert.doesNotMatch(textOf(renderLanes(none)), /NaN|Infinity/);
  });

  it('has round times on its axis, eleven at most', () => {
    assert.deepEqual(ticks(7), [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(ticks(0.3), [0, 0.1, 0.2, 0.3]);
    assert.deepEqual(ticks(0), [0]);
    fc.assert(
      fc.property(fc.double({min: 1e-6, max: 1e12, noNaN: true}), (seconds) => {
        const found = ticks(seconds);
        assert.ok(found.length <= 11 && found.every((at) => at >= 0 && at <= seconds * 1.000001));
      }),
    );
  });
});

describe('what hosts say', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    `"><img src=x onerror='alert(1)'>`,
    '</title></style><b>',
    '\u202egpj',
  ];
  const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string(), fc.string({unit: 'binary'}));

  it('is text in the page, wherever it stands', () => {
    // The tags of the page itself: what data adds to them is one too many.
    const tags = (html: string) => html.match(/<\/?[a-z!][^>]*>/gi)?.length;
    fc.assert(
      fc.property(hostile, (text) => {
        const pageWith = (said: string) => {
          const some = {host: said, task: said, path: said};
          const lines = [
            {event: 'playbook_start', time: 1, ansible: said, plays: [{name: said, hosts: [said]}]},
            {event: 'play_start', time: 1, name: said, hosts: [said]},
            {event: 'host_start', time: 1, ...some},
            {event: 'diff', time: 1, ...some, diff: `+${said.replaceAll('\n', '')}`},
            {event: 'item', time: 1, ...some, item: said, outcome: 'changed'},
            {event: 'retry', time: 2, ...some, attempt: 1, retries: 2, message: said},
            {event: 'failed', time: 3, ...some, message: `m${said}`, stderr: `e${said}.`, seconds: 2},
            {event: 'host_start', time: 4, ...some},
          ].map((event) => JSON.stringify(event));
          const kind = said as HostProblem['kind'];
          const problem = {
            host: said,
            kind,
            path: said,
            task: `t${said}`,
            message: `m${said}`,
            advice: `a${said}`,
          };
          const record = {
            ...RECORD,
            ...{
              playbook: said,
              id: said,
              user: said,
              host: said,
              project: said,
              command: [said],
              started: said,
            },
            ...{spec: [{path: said, sha256: said}], versions: {kafkabook: said, node: said}},
          };
          const result = resultOf({
            exitCode: 20,
            summary: said,
            problems: [{...problem, stderr: `e${said}.`}],
          });
          return renderReport(runOf(result, 'ended', record), timelineOf(lines, null));
        };
        const html = pageWith(`x${text}`);
        assert.equal(tags(html), tags(pageWith('x')));
        assert.ok(!html.includes('<script') && !html.includes('<img') && !html.includes('\u202e'));
      }),
    );
  });

  it('has no sign left that begins or ends a tag, an attribute or an entity', () =>
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = textOf(markup`${text}`);
        assert.doesNotMatch(escaped.replaceAll(/&#\d+;/g, ''), /[<>&"'`\u0000\u001b\u202e]/);
      }),
    ));
});
