import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, rmSync} from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import puppeteer, {type Browser, type Page} from 'puppeteer-core';
import {emptyFolder} from '../support/cli.ts';
import {FAILED, recordedRun} from '../support/recorded-run.ts';
import {runLines} from '../support/run-events.ts';
import {ROOT} from './support/lab.ts';

// The one thing of a browser that is named here: its types would hold for all of src, too.
declare const getComputedStyle: (element: unknown) => {display: string; fill: string};

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((file) => existsSync(file));
const WIDTHS = [400, 1400];
const HOSTILE =
  '</title><script>document.title = "taken over"</script><img src=x onerror="document.title = 1">';
/** WCAG 2.1, AA, for text of the usual size. */
const CONTRAST = 4.5;

describe('the report in a browser', () => {
  let folder = '';
  let browser: Browser | undefined;
  let page: Page;
  let heard: string[] = [];

  before(async function () {
    if (CHROMIUM === undefined) {
      console.log('      skipped: there is no chromium (Debian: apt-get install chromium)');
      this.skip();
    }
    // As root chromium starts without its sandbox only; it opens nothing but our own files.
    browser = await puppeteer.launch({executablePath: CHROMIUM, args: ['--no-sandbox']});
  });
  beforeEach(async () => {
    folder = emptyFolder();
    heard = [];
    page = await (browser as Browser).newPage();
    page.on('console', (message) => heard.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => heard.push(`error: ${String(error)}`));
    page.on('requestfailed', (request) => heard.push(`failed: ${request.url()}`));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) heard.push(`request: ${request.url()}`);
    });
  });
  afterEach(async () => {
    await page.close();
    rmSync(folder, {recursive: true});
  });
  after(() => browser?.close());

  /** Records a run with these events, writes its report, and opens it. */
  const open = async (lines: readonly string[], width = 1400, dark = false) => {
    const run = recordedRun(folder, lines, FAILED);
    const command = [path.join(ROOT, 'bin/run.js'), 'runs', 'report', run.id];
    const {status, stdout, stderr} = spawnSync(process.execPath, command, {cwd: folder, encoding: 'utf8'});
    assert.equal(status, 0, stderr);
    await page.setViewport({width, height: 900});
    await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: dark ? 'dark' : 'light'}]);
    await page.goto(pathToFileURL(stdout.trim()).href);
  };
  const texts = (selector: string) =>
    page.$$eval(selector, (found) => found.map((each) => each.textContent?.trim() ?? ''));
  const overflow = () => page.evaluate('document.documentElement.scrollWidth - window.innerWidth');

  it('opens from a file, asks for nothing else, and complains of nothing', async () => {
    await open(runLines());
    assert.deepEqual(heard, []);
    assert.match(await page.title(), /^kafka: failed, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
    assert.deepEqual(await texts('h1'), ['kafka failed']);
    assert.deepEqual(await texts('h2'), ['What went wrong', 'Timeline', 'Slowest tasks', 'Changes', 'Hosts']);
    // The style sheet is in force: its hash is the one that the policy names.
    assert.equal(await page.$eval('.row', (row) => getComputedStyle(row).display), 'flex');
  });

  it('shows what hosts say, and runs none of it', async () => {
    const lines = runLines().map((line) => line.replaceAll('3 partitions', HOSTILE.replaceAll('"', '\\"')));
    const more = JSON.stringify({
      event: 'diff',
      host: 'peter-kafka01',
      task: HOSTILE,
      diff: HOSTILE,
      time: 2e9,
    });
    const end = JSON.stringify({event: 'changed', host: HOSTILE, task: HOSTILE, path: HOSTILE, time: 2e9});
    await open([...lines, more, end]);
    assert.deepEqual(heard, []);
    assert.match(await page.title(), /^kafka: failed/);
    assert.equal(await page.$('script, img'), null);
    assert.ok((await texts('.name')).includes(HOSTILE));
  });

  for (const [hosts, tasks] of [
    [6, 12],
    [1, 1],
    [40, 30],
  ] as const) {
    it(`draws each result of ${hosts} hosts with ${tasks} tasks where it can be seen`, async () => {
      const lines = runLines({hosts, tasks});
      await open(lines);
      const results = lines.filter((line) =>
        /^{"event":"(ok|changed|skipped|failed|unreachable)"/.test(line),
      );
      const bars = await page.$$eval('.lane rect', (found) =>
        found.map((bar) => {
          const {left, right, width, height} = bar.getBoundingClientRect();
          const lane = bar.closest('.lane')?.getBoundingClientRect();
          const fill = getComputedStyle(bar).fill;
          return {left, right, width, height, fill, from: lane?.left ?? NaN, to: lane?.right ?? NaN};
        }),
      );
      assert.equal(bars.length, results.length);
      for (const {left, right, width, height, fill, from, to} of bars) {
        assert.ok(width >= 0.5 && height >= 2, `${width} x ${height}`);
        assert.ok(left >= from - 0.5 && right <= to + 0.5, `${left} to ${right} in ${from} to ${to}`);
        // What no rule of the style sheet colours is black.
        assert.notEqual(fill, 'rgb(0, 0, 0)');
      }
    });
  }

  for (const width of WIDTHS) {
    it(`fits a window of ${width} pixels, also with everything open`, async () => {
      await open(runLines({hosts: 20, tasks: 40}), width);
      assert.equal(await overflow(), 0);
      await page.$$eval('details', (found) => found.forEach((each) => each.setAttribute('open', '')));
      assert.equal(await overflow(), 0);
      const box = await page.$eval('.timeline', (each) => each.scrollWidth >= each.clientWidth);
      assert.ok(box);
    });

    it(`keeps names and axis in sight while the timeline scrolls, at ${width} pixels`, async () => {
      await open(runLines({hosts: 40, tasks: 130}), width);
      const corners = () =>
        page.$eval('.timeline', (box) => {
          const {left, top} = box.getBoundingClientRect();
          const name = box.querySelectorAll('.name')[30]?.getBoundingClientRect();
          const head = box.querySelector('.head')?.getBoundingClientRect();
          return [(name?.left ?? NaN) - left, (head?.top ?? NaN) - top].map(Math.round);
        });
      const before = await corners();
      await page.$eval('.timeline', (box) => box.scrollTo(200, 200));
      assert.deepEqual(await page.$eval('.timeline', (box) => [box.scrollLeft, box.scrollTop]), [200, 200]);
      assert.deepEqual(await corners(), before);
    });
  }

  for (const dark of [false, true]) {
    it(`has text that can be read, ${dark ? 'dark' : 'light'}`, async () => {
      await open(runLines({cut: true}), 1400, dark);
      await page.$$eval('details', (found) => found.forEach((each) => each.setAttribute('open', '')));
      const {colors, back} = (await page.evaluate(TEXT_COLORS)) as {colors: TextColor[]; back: string};
      assert.ok(colors.length > 10);
      assert.equal(luminance(back) < 0.1, dark, back);
      for (const {text, color, behind} of colors)
        assert.ok(contrast(color, behind) >= CONTRAST, `${text}: ${color} on ${behind}`);
    });
  }

  it('opens changes with the keyboard, and lets it reach what scrolls', async () => {
    await open(runLines());
    const seen: string[] = [];
    const focused = async () =>
      String(await page.evaluate('document.activeElement.tagName + "." + document.activeElement.className'));
    for (let at = 0; at < 30 && !seen.includes('SUMMARY.'); at += 1) {
      await page.keyboard.press('Tab');
      seen.push(await focused());
    }
    assert.deepEqual(seen.slice(0, 3), ['DIV.timeline', 'DIV.scroll', 'SUMMARY.']);
    assert.equal(await page.$eval('details', (each) => each.open), false);
    await page.keyboard.press('Enter');
    assert.equal(await page.$eval('details', (each) => each.open), true);
    assert.ok(await page.$eval('details .diff', (each) => each.getBoundingClientRect().height > 20));
  });

  it('has names, heads and a language for those who listen', async () => {
    await open(runLines());
    assert.equal(await page.$eval('html', (each) => each.lang), 'en');
    assert.equal(await page.$eval('table', (each) => each.querySelectorAll('th[scope=col]').length), 5);
    const nodes: string[] = [];
    const note = (node: {role?: string; name?: string; children?: unknown[]} | null) => {
      nodes.push(`${node?.role} ${node?.name}`);
      for (const child of node?.children ?? []) note(child as typeof node);
    };
    note(await page.accessibility.snapshot());
    for (const wanted of [
      'heading Timeline',
      'region Timeline of the hosts',
      'image peter-kafka01: 12 results',
    ])
      assert.ok(nodes.includes(wanted), `${wanted}\n${nodes.slice(0, 80).join('\n')}`);
  });

  it('opens with 300 hosts and 100 tasks', async () => {
    await open(runLines({hosts: 300, tasks: 100}));
    assert.deepEqual(heard, []);
    assert.equal(await page.$$eval('.row:not(.head)', (found) => found.length), 300);
    assert.equal(await overflow(), 0);
  });
});

type TextColor = {text: string; color: string; behind: string};

/** For the page: the colour of each text and of what is behind it. As text, because the loader of tests adds to functions. */
const TEXT_COLORS = `(() => {
  const behind = (element) => {
    const color = element === null ? 'rgb(255, 255, 255)' : getComputedStyle(element).backgroundColor;
    return color === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : color;
  };
  const hasText = (each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const colors = [...document.querySelectorAll('main *:not(svg, svg *)')].filter(hasText).map((each) => ({
    text: each.textContent.trim().slice(0, 40),
    color: getComputedStyle(each).color,
    behind: behind(each),
  }));
  const drawn = [...document.querySelectorAll('svg text')].map((each) => {
    const band = each.parentElement.querySelector(':scope > rect');
    const back = band === null ? behind(each.parentElement) : getComputedStyle(band).fill;
    return {text: each.textContent, color: getComputedStyle(each).fill, behind: back};
  });
  return {colors: [...colors, ...drawn], back: getComputedStyle(document.body).backgroundColor};
})()`;

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
