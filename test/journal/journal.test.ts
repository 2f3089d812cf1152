import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {findRun, listRuns, pruneRuns} from '../../src/journal/list.ts';
import {openRun, type RunRequest} from '../../src/journal/open.ts';
import {redactCommand} from '../../src/journal/redact.ts';
import {emptyFolder, script} from '../support/cli.ts';

const RESULT = {
  ...{ended: '2026-01-01T00:00:00.000Z', seconds: 3, exitCode: 0, summary: 'kafka.yml succeeded'},
  ...{code: 0, signal: null, problems: []},
};
const never = (message: string) => assert.fail(message);

describe('the journal', () => {
  let home = '';
  const request = (): RunRequest => ({
    playbook: 'kafka',
    command: ['ansible-playbook', '-e', 'kafka_password=hunter2'],
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
    assert.equal(readFileSync(read?.events ?? '', 'utf8'), '{"event": "a"}\n');
    assert.equal(readFileSync(read?.log ?? '', 'utf8'), 'PLAY [x]\n');
  });

  it('reads a run whose process is gone as interrupted, also where its pid went to another', () => {
    const text = `import {openRun} from './src/journal/open.ts'; openRun(process.argv[1], ${JSON.stringify(request())}, () => {});`;
    const [node = '', ...options] = script('').slice(0, -1);
    const {status, stderr} = spawnSync(node, [...options, '--input-type=module', '-e', text, home], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    assert.equal(listRuns(home)[0]?.state, 'interrupted');

    const run = openRun(home, request(), never);
    const file = path.join(run.folder, 'run.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"start": "\d+"/, '"start": "1"'));
    assert.equal(findRun(home, run.id)?.state, 'interrupted');
  });

  it('has no secret of the command line in it', () => {
    const {folder} = openRun(home, request(), never);
    assert.doesNotMatch(readFileSync(path.join(folder, 'run.json'), 'utf8'), /hunter2/);
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
    assert.equal(findRun(home, one.id)?.record.id, one.id);
    assert.equal(findRun(home, one.id.slice(-6))?.record.id, one.id);
    assert.equal(findRun(home, one.id.slice(0, 4)), undefined);
    assert.equal(findRun(home, 'last')?.record.id, listRuns(home)[0]?.record.id);
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

describe('redactCommand', () => {
  it('masks what names say is secret, in every form in which it is written', () => {
    const words = [
      '-e',
      'ansible_become_password=a',
      '--extra-vars={"api_key": "b", "x": 1}',
      'db_passwd: c d',
      'token=e,f=g',
    ];
    assert.deepEqual(redactCommand(words), [
      ...[
        '-e',
        'ansible_become_password=***',
        '--extra-vars={"api_key": "***", "x": 1}',
        'db_passwd: *** d',
        'token=***,f=g',
      ],
    ]);
  });

  it('leaves no secret in, wherever it stands', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9+/]{12,}$/);
    const name = fc.constantFrom(
      'ansible_password',
      'PASSWORD',
      'vault-token',
      'my_secret',
      'sasl_passphrase',
      'apikey',
    );
    fc.assert(
      fc.property(fc.string(), name, secret, (before, key, value) => {
        assert.ok(
          !redactCommand([`${before} ${key}=${value}`])
            .join(' ')
            .includes(value),
        );
      }),
    );
  });
});
