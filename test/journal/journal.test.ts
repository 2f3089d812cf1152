import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {findRun, listRuns, pruneRuns} from '../../src/journal/list.ts';
import {newRunId, openRun, type OpenRun, type RunRequest} from '../../src/journal/open.ts';
import {redactorOf} from '../../src/redact.ts';
import {emptyFolder, script} from '../support/cli.ts';

const RESULT = {
  ...{ended: '2026-01-01T00:00:00.000Z', seconds: 3, exitCode: 0, summary: 'kafka.yml succeeded'},
  ...{code: 0, signal: null, problems: []},
};
const idOf = ({folder}: OpenRun) => path.basename(folder);
const never = (message: string) => assert.fail(message);

describe('the journal', () => {
  let home = '';
  const request = (): RunRequest => ({
    id: newRunId(),
    playbook: 'kafka',
    command: ['ansible-playbook', '-e', 'kafka_password=hunter2'],
    options: {},
    passwords: [],
    vaultFile: null,
    hosts: 3,
    once: null,
    resumes: null,
    redact: redactorOf(['hunter2']),
    project: path.join(home, 'ansible_playbook'),
    version: '0.0.0',
    spec: [{path: '../cluster.yml', sha256: 'ab'}],
    specFiles: [path.join(home, 'cluster.yml')],
  });

  beforeEach(() => {
    home = emptyFolder();
    writeFileSync(path.join(home, 'cluster.yml'), 'cluster: {name: a}\n');
  });
  afterEach(() => rmSync(home, {recursive: true, force: true}));

  it('has the record of a run before anything else happens, and reads it as under way', () => {
    openRun(home, request(), never);
    const [run] = listRuns(home);
    assert.equal(run?.state, 'running');
    assert.equal(run?.result, null);
    assert.equal(run?.record.playbook, 'kafka');
    assert.equal(
      readFileSync(path.join(run?.folder ?? '', 'spec/1-cluster.yml'), 'utf8'),
      'cluster: {name: a}\n',
    );
  });

  it('lists runs by when they began, also those of one second', async () => {
    const second = newRunId().slice(0, 16);
    for (const end of ['-000002', '-000001', '-000003']) {
      openRun(home, {...request(), id: `${second}${end}`}, never).close(RESULT);
      await setTimeout(5);
    }
    const order = listRuns(home).map(({record}) => record.id.slice(-1));
    assert.deepEqual([order, findRun(home, 'last')?.record.id], [['3', '1', '2'], `${second}-000003`]);
  });

  it('is private, and out of version control', () => {
    const {folder} = openRun(home, request(), never);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    for (const file of ['run.json', 'events.ndjson', 'output.log'])
      assert.equal(statSync(path.join(folder, file)).mode & 0o777, 0o600, file);
    assert.equal(readFileSync(path.join(home, '.kafkabook/.gitignore'), 'utf8'), '*\n');
  });

  it('keeps events, output and result', () => {
    const run = openRun(home, request(), never);
    run.event('{"event": "a"}');
    run.output(Buffer.from('PLAY [x]\n'));
    run.close(RESULT);
    const [read] = listRuns(home);
    assert.deepEqual([read?.state, read?.result], ['ended', RESULT]);
    const lines = readFileSync(read?.events ?? '', 'utf8')
      .trimEnd()
      .split('\n');
    const [event, output] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual([event, output?.['event'], output?.['bytes']], [{event: 'a'}, 'output', 9]);
    assert.ok(Math.abs(Number(output?.['time']) * 1000 - Date.now()) < 60_000);
    assert.equal(readFileSync(read?.log ?? '', 'utf8'), 'PLAY [x]\n');
  });

  it('reads a run whose process is gone as interrupted, also where its pid went to another', () => {
    const text = `import {openRun} from './src/journal/open.ts'; openRun(process.argv[1], {...${JSON.stringify(request())}, redact: {active: false, text: (text) => text}}, () => {});`;
    const [node = '', ...options] = script('').slice(0, -1);
    const {status, stderr} = spawnSync(node, [...options, '--input-type=module', '-e', text, home], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.equal(listRuns(home)[0]?.state, 'interrupted');

    const run = openRun(home, request(), never);
    const file = path.join(run.folder, 'run.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"start": "\d+"/, '"start": "1"'));
    assert.equal(findRun(home, idOf(run))?.state, 'interrupted');
  });

  it('has no secret in it, neither of the command line nor of the spec', () => {
    writeFileSync(path.join(home, 'cluster.yml'), 'kafka: {config: {ssl.key.password: hunter2}}\n');
    const {folder} = openRun(home, request(), never);
    for (const file of ['run.json', 'spec/1-cluster.yml']) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      assert.match(text, /\*\*\*/);
      assert.doesNotMatch(text, /hunter2/);
    }
  });

  it('says whether the options on record are those of the run', () => {
    openRun(home, {...request(), options: {extra: ['--start-at-task', 'hunter2 x']}}, never);
    const {record} = listRuns(home)[0] ?? assert.fail();
    assert.deepEqual([record.isWhole, record.options.extra], [false, ['--start-at-task', '*** x']]);
    const whole = openRun(home, {...request(), options: {limit: 'a'}}, never);
    assert.equal(findRun(home, idOf(whole))?.record.isWhole, true);
  });

  it('is read whatever the secret is: a number of its own record, the name of the playbook', () => {
    const redact = redactorOf([String(process.pid), 'kafka', 'spec', '1']);
    openRun(home, {...request(), redact}, never);
    const [run] = listRuns(home);
    assert.deepEqual(
      [run?.record.playbook, run?.record.process.pid, run?.state],
      ['kafka', process.pid, 'running'],
    );
  });

  it('leaves nothing behind when it cannot be begun', () => {
    const spec = path.join(home, 'cluster.yml');
    rmSync(spec);
    mkdirSync(spec);
    assert.throws(() => openRun(home, request(), never));
    assert.deepEqual(listRuns(home), []);
  });

  it('throws when it cannot be begun, so that no run begins without a record', () => {
    writeFileSync(path.join(home, '.kafkabook'), 'a file');
    assert.throws(() => openRun(home, request(), never));
  });

  it('tells once when it cannot be written on, and never throws', () => {
    const heard: string[] = [];
    const run = openRun(home, request(), (message) => heard.push(message));
    run.close(RESULT);
    run.event('late');
    run.output(Buffer.from('late'));
    assert.equal(heard.length, 1);
  });

  it('passes over what is no record', () => {
    mkdirSync(path.join(home, '.kafkabook/runs/x'), {recursive: true});
    writeFileSync(path.join(home, '.kafkabook/runs/x/run.json'), '{"format": 1');
    assert.deepEqual(listRuns(home), []);
  });

  it('finds a run by its id, the end of it, or as the last; not where several fit', () => {
    const one = openRun(home, request(), never);
    openRun(home, request(), never);
    assert.equal(findRun(home, idOf(one))?.record.id, idOf(one));
    assert.equal(findRun(home, idOf(one).slice(-6))?.record.id, idOf(one));
    assert.equal(findRun(home, idOf(one).slice(0, 4)), undefined);
    assert.equal(findRun(home, 'last')?.record.id, listRuns(home)[0]?.record.id);
  });

  it('is there as a whole or not at all: what a kill has left of one goes with the next', () => {
    const draft = path.join(home, '.kafkabook/runs/.20260101T000000Z-abcdef');
    mkdirSync(draft, {recursive: true});
    assert.deepEqual(listRuns(home), []);
    // Somebody else may be writing it.
    openRun(home, request(), never).drop();
    assert.equal(existsSync(draft), true);
    utimesSync(draft, 0, 0);
    const run = openRun(home, request(), never);
    assert.equal(existsSync(draft), false);
    assert.deepEqual(
      listRuns(home).map(({record}) => record.id),
      [idOf(run)],
    );
  });

  it('removes none that may be under way on another computer', () => {
    const run = openRun(home, request(), never);
    const file = path.join(run.folder, 'run.json');
    const record = JSON.parse(readFileSync(file, 'utf8')) as object;
    const elsewhere = {
      ...record,
      host: 'elsewhere',
      process: {pid: 1, start: '1', boot: 'x', namespace: 'y'},
    };
    writeFileSync(file, JSON.stringify(elsewhere));
    assert.deepEqual(pruneRuns(home, 0), []);
    run.close(RESULT);
    assert.equal(pruneRuns(home, 0).length, 1);
  });

  it('removes the oldest, and none that is under way', () => {
    const runs = [1, 2, 3].map(() => openRun(home, request(), never));
    assert.deepEqual(pruneRuns(home, 0), []);
    for (const run of runs) run.close(RESULT);
    const newest = listRuns(home)[0]?.record.id;
    assert.equal(pruneRuns(home, 1).length, 2);
    assert.deepEqual(
      listRuns(home).map(({record}) => record.id),
      [newest],
    );
    assert.equal(existsSync(path.join(home, 'cluster.yml')), true);
  });
});
