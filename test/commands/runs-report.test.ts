import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {emptyFolder, kafkabook} from '../support/cli.ts';
import {FAILED, recordedRun} from '../support/recorded-run.ts';
import {runLines} from '../support/run-events.ts';

describe('kafkabook runs report', () => {
  let folder = '';
  let record = '';

  beforeEach(() => {
    folder = emptyFolder();
    record = recordedRun(folder, runLines(), FAILED).folder;
  });
  afterEach(() => rmSync(folder, {recursive: true}));

  const report = (...args: string[]) => kafkabook(folder, 'runs', 'report', ...args);
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const refuses = (args: string[], message: RegExp) => {
    const {code, stdout, stderr} = report(...args);
    assert.match(stderr, message);
    // A refusal is told as it is, not as the reason of another one.
    assert.doesNotMatch(stderr, /Refusal/);
    assert.deepEqual([code, stdout], [2, ''], stderr);
  };

  it('writes a page into the record, for nobody else to read, and prints where it is', () => {
    const {code, stdout, stderr} = report();
    const file = path.join(record, 'report.html');
    assert.deepEqual([code, stdout, stderr], [0, `${file}\n`, '']);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.match(
      readFileSync(file, 'utf8'),
      /^<!doctype html>.*\n<html lang="en">[^]*peter-kafka03[^]*<\/html>\n$/,
    );
  });

  it('writes it anew, and leaves nothing else behind', () => {
    report();
    const before = readdirSync(record);
    writeFileSync(path.join(record, 'result.json'), JSON.stringify({...FAILED, summary: 'told anew'}));
    assert.equal(report().code, 0);
    assert.match(readFileSync(path.join(record, 'report.html'), 'utf8'), /told anew/);
    assert.deepEqual(readdirSync(record), before);
  });

  it('writes where it is told to', () => {
    assert.equal(report('last', '--output', 'kafka.html').stdout, `${path.join(folder, 'kafka.html')}\n`);
    assert.match(read('kafka.html'), /^<!doctype html>/);
    assert.equal(existsSync(path.join(record, 'report.html')), false);
  });

  it('prints the page, and writes nothing', () => {
    const {code, stdout} = report('--stdout');
    assert.equal(code, 0);
    assert.match(stdout, /^<!doctype html>[^]*<\/html>\n$/);
    assert.equal(existsSync(path.join(record, 'report.html')), false);
  });

  it('reads a run that is under way', () => {
    recordedRun(folder, runLines({cut: true}), null);
    const {stdout} = report('--stdout');
    // Both runs may have begun in the same second; only one of them is without a result.
    const running = stdout.includes('>running<') ? stdout : report(idOfRunning(), '--stdout').stdout;
    assert.match(running, /<span class="verdict open">running<\/span>/);
  });

  const idOfRunning = () => {
    const runs = path.join(folder, '.kafkabook/runs');
    return readdirSync(runs).find((id) => !existsSync(path.join(runs, id, 'result.json'))) ?? '';
  };

  const foreign: [title: string, make: (file: string) => void][] = [
    ['a file of somebody', (file) => writeFileSync(file, 'mine')],
    ['an empty file', (file) => writeFileSync(file, '')],
    ['another page', (file) => writeFileSync(file, '<!doctype html>\n<p>mine</p>\n')],
    ['a folder', (file) => mkdirSync(file)],
    ['a link into nowhere', (file) => symlinkSync('nowhere', file)],
  ];
  for (const [title, make] of foreign) {
    it(`leaves ${title} alone`, () => {
      const file = path.join(folder, 'mine.html');
      make(file);
      const before = statSync(file, {throwIfNoEntry: false})?.isFile() ? read('mine.html') : undefined;
      refuses(['-o', 'mine.html'], /mine\.html[^]*exists already[^]*--output[^]*--stdout/);
      assert.equal(before === undefined ? undefined : read('mine.html'), before);
      assert.equal(existsSync(path.join(folder, 'nowhere')), false);
    });
  }

  it('says why it cannot write', () => refuses(['-o', 'no/folder.html'], /there is no such file or folder/));
  it('refuses a run that is not there', () => refuses(['nothing'], /no one run nothing[^]*runs list/));
  it('refuses a file and standard output at once', () =>
    refuses(['--stdout', '-o', 'a.html'], /cannot also be provided/));
});
