import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {removeSandbox, start} from '../ansible/helpers/sandbox.ts';
import {thisProcess} from '../../src/process/identity.ts';
import {kafkabook, KAFKABOOK} from '../support/cli.ts';
import {FakeProject, GOOD, MANIFEST, UNREACHABLE} from '../support/fake-project.ts';
import {lockOf} from '../support/lock.ts';

describe('kafkabook run --resume', () => {
  let project: FakeProject;
  beforeEach(() => (project = new FakeProject(UNREACHABLE)));
  afterEach(() => removeSandbox(project.folder));

  const run = (...args: string[]) => project.start(args).ended;

  it('runs the last playbook that failed again as a whole, with what it was asked for', async () => {
    assert.equal((await run('zookeeper', '--diff', '--', '-e', 'a=b')).code, 21);
    project.ansible(GOOD);
    const {code, stdout, stderr} = await run('--resume');
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'args: -i hosts zookeeper.yml --diff -e a=b\n');
    assert.match(stderr, /going on with .*could not reach 1 of 2 hosts/);
    assert.match(stderr, /peter-zk01 was last seen at "t" \(changed 1\); it is looked at again/);
    const {stdout: listed} = kafkabook(project.folder, 'runs', 'list', '--json');
    const [newest, oldest] = JSON.parse(listed) as {record: {id: string; resumes: string | null}}[];
    assert.equal(newest?.record.resumes, oldest?.record.id);
    assert.match((await run('--resume')).stderr, /ended well: nothing is left of it/);
  });

  it('refuses when the spec is another one by now, unless it is told', async () => {
    await run('zookeeper');
    const other = 'name: paul\n';
    writeFileSync(join(project.folder, 'cluster.yml'), other);
    const sha256 = createHash('sha256').update(other).digest('hex');
    project.setManifest({spec: [{...MANIFEST.spec[0], sha256}]});
    const {code, stderr} = await run('--resume');
    assert.equal(code, 10);
    assert.match(stderr, /cluster\.yml is not what .* began with[^]*--allow-changed-spec/);
    project.ansible(GOOD);
    assert.equal((await run('--resume', '--allow-changed-spec')).code, 0);
  });

  it('takes no other options: they would be dropped, and a check would change hosts', async () => {
    await run('zookeeper');
    for (const words of [['--check'], ['--limit', 'peter-zk01'], ['-v'], ['--', '--check']]) {
      const {code, stdout, stderr} = await run('--resume', ...words);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, /takes no --/);
    }
  });

  it('goes on with the run before a check', async () => {
    await run('zookeeper');
    for (const words of [['--check'], ['--', '-CD']]) await run('zookeeper', ...words);
    project.ansible(GOOD);
    assert.equal((await run('--resume')).stdout, 'args: -i hosts zookeeper.yml\n');
  });

  it('has nothing to go on with after a check, or where nothing was run', async () => {
    assert.match((await run('--resume')).stderr, /no run is on record/);
    await run('zookeeper', '--', '--check');
    const {code, stderr} = await run('--resume');
    assert.equal(code, 2);
    assert.match(stderr, /no run is on record/);
  });

  it('takes the last run of the playbook that is named', async () => {
    await run('zookeeper');
    project.ansible(
      `${GOOD.replaceAll('peter-zk02', 'peter-kafka01').replaceAll('peter-zk01', 'peter-kafka01')}`,
    );
    assert.equal((await run('kafka')).code, 0);
    assert.match((await run('--resume')).stderr, /ended well/);
    assert.match((await run('zookeeper', '--resume')).stderr, /going on with/);
  });
});

describe('kafkabook run --replay', () => {
  it('shows a run again, as it was and as long as it took, or faster', async () => {
    const project = new FakeProject(`sleep 1.2\n${GOOD}sleep 1.2\necho last\n`);
    await project.start(['zookeeper']).ended;
    project.path = '/nowhere';
    const begun = Date.now();
    const {code, stdout, stderr} = await project.start(['--replay', 'last', '--speed', '1']).ended;
    const atLength = Date.now() - begun;
    assert.deepEqual([code, stdout], [0, 'args: -i hosts zookeeper.yml\nlast\n'], stderr);
    assert.match(stderr, /zookeeper\.yml succeeded on 2 hosts/);
    const again = Date.now();
    assert.match(
      (await project.start(['--replay', 'last', '--speed', '100', '--output', 'json']).ended).stdout,
      /"event":"stats"/,
    );
    assert.ok(
      atLength > 2000 && atLength - (Date.now() - again) > 1000,
      `${atLength} ms, then ${Date.now() - again}`,
    );
    removeSandbox(project.folder);
  });
});

describe('what kafkabook run shows', () => {
  let project: FakeProject;
  beforeEach(() => (project = new FakeProject(UNREACHABLE)));
  afterEach(() => removeSandbox(project.folder));

  const run = (args: readonly string[], env: Record<string, string> = {}) =>
    project.start(['zookeeper', ...args], env).ended;

  it('as json: the events and the result, one a line, and nothing of Ansible', async () => {
    const {stdout} = await run(['--output', 'json']);
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      events.map(({event}) => event),
      ['playbook_start', 'play_start', 'task_start', 'changed', 'unreachable', 'stats', 'result'],
    );
    assert.equal(events.at(-1)?.['exitCode'], 21);
  });

  it('as compact: a line a task, and what Ansible printed is on record', async () => {
    const {stdout} = await run(['--output', 'compact']);
    assert.equal(
      stdout,
      'p (peter-zk01, peter-zk02)\n    peter-zk02: unreachable: no route to host\n  t: changed 1, unreachable 1 (0.0 s)\n',
    );
    assert.match(kafkabook(project.folder, 'runs', 'logs').stdout, /^args: /);
  });

  it('on GitHub: folded by play, and what went wrong beside cluster.yml', async () => {
    project.ansible(`echo 'PLAY [p] ***'\n${UNREACHABLE}`);
    const {stdout} = await run([], {GITHUB_ACTIONS: 'true'});
    assert.match(
      stdout,
      /^::stop-commands::(\S+)\nargs:.*\n::\1::\n::group::PLAY \[p\]\n::stop-commands::\1\nPLAY/,
    );
    assert.match(
      stdout,
      /\n::error file=cluster\.yml,line=7::peter-zk02: unreachable at "t": no route to host\n$/,
    );
  });

  it('at the end: each host, what went wrong, where it is written, what to do, where the log is', async () => {
    const {stderr} = await run([]);
    assert.match(stderr, /peter-zk01 {2}done {9}ok 1 {2}changed 1/);
    assert.match(
      stderr,
      /peter-zk02: unreachable at "t":\n {6}no route to host\n {6}see: cluster\.yml:7 \(peter-zk02\)\n {6}see: cluster\.yml:2 \(ssh\)\n {6}try: /,
    );
    assert.match(
      stderr,
      /on record: .* runs show \S+\nkafkabook: its output: \.kafkabook\/runs\/\S+\/output\.log\n$/,
    );
  });
});

describe('how kafkabook run ends', () => {
  let project: FakeProject;
  beforeEach(() => (project = new FakeProject()));
  afterEach(() => removeSandbox(project.folder));

  it('at its time limit, and when nothing is heard: exit 25', async () => {
    project.ansible("trap 'exit 99' INT\nwhile :; do sleep 0.1; done\n");
    for (const [flag, message] of [
      ['--timeout', /was ended at its time limit/],
      ['--idle-timeout', /because nothing was heard/],
    ] as const) {
      const {code, stderr} = await project.start(['zookeeper', flag, '1s']).ended;
      assert.equal(code, 25, stderr);
      assert.match(stderr, message);
    }
  });

  it('before it begins, on a limit that is none: exit 2', async () => {
    const {code, stderr} = await project.start(['zookeeper', '--timeout', '10']).ended;
    assert.equal(code, 2);
    assert.match(stderr, /--timeout 10 is no length of time[^]*90s, 30m or 2h/);
  });

  it('with the state of a roll that was asked to stop: exit 130', async () => {
    const turn = (...hosts: string[]) =>
      `echo '${JSON.stringify({event: 'play_start', name: 'p', rolls: true, hosts})}' >&3\n`;
    const start = JSON.stringify({
      event: 'playbook_start',
      plays: [{name: 'p', hosts: ['peter-zk01', 'peter-zk02']}],
    });
    project.ansible(
      `echo '${start}' >&3\n${turn('peter-zk01')}echo ready >&2\nread -r -n 1 -u 4\necho '{"event": "stopped"}' >&3\nexit 99\n`,
    );
    const running = project.start(['zookeeper']);
    await running.hears('ready');
    running.child.kill('SIGINT');
    const {code, stderr} = await running.ended;
    assert.equal(code, 130);
    assert.match(stderr, /stopped as asked between two machines: 1 of 2 had their turn in "p"/);
    assert.match(stderr, /peter-zk02: stopped:\n {6}waits for its turn/);
    assert.match(stderr, /go on with it: .*run --resume/);
  });

  it('taking over from one that is gone, and what it left behind', async () => {
    const gone = {...thisProcess(), start: '1'};
    const orphan = spawn('sleep', ['60'], {
      env: {...process.env, KAFKABOOK_RUN: 'the-gone-run'},
    });
    const ended = new Promise((done) => orphan.once('exit', (_, signal) => done(signal)));
    writeFileSync(
      join(project.folder, 'ansible_playbook/.kafkabook.lock'),
      lockOf(gone, undefined, 'the-gone-run'),
    );
    const {code, stderr} = await project.start(['zookeeper']).ended;
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /taking over the lock of a kafkabook that is gone \(process \d+ of me, since .*\); ended a process that it left/,
    );
    assert.equal(await ended, 'SIGTERM');
  });

  it('one at a time for a cluster, also from another project of it', async () => {
    await project.start(['zookeeper']).ended;
    writeFileSync(join(project.folder, '.kafkabook/cluster.yml.lock'), lockOf(thisProcess()));
    assert.equal((await project.start(['zookeeper']).ended).code, 30);
  });
});

describe('secrets of a run', () => {
  const SECRET = 's3cret-of-sudo';
  let project: FakeProject;
  beforeEach(() => (project = new FakeProject()));
  afterEach(() => removeSandbox(project.folder));

  /** Types what is asked for on a terminal of its own; returns what stood there. */
  const typed = async (args: readonly string[], lines: readonly string[]) => {
    const pty = 'import pty, sys; pty.spawn(sys.argv[1:])';
    const command = ['python3', '-c', pty, ...KAFKABOOK, 'run', ...args];
    const running = start(command, {cwd: project.folder, env: {...process.env, PATH: project.path}});
    let typedLines = 0;
    running.child.stdout?.on('data', (data: Buffer) => {
      if (data.includes('password: ')) running.child.stdin?.write(`${lines[typedLines++]}\n`);
    });
    return running.ended;
  };
  const everything = () =>
    readdirSync(join(project.folder, '.kafkabook'), {recursive: true, withFileTypes: true})
      .filter((file) => file.isFile())
      .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
      .join('\n');

  it('are asked for, reach Ansible through a descriptor, and stand nowhere', async () => {
    project.ansible(
      `cat "\${4#*=}"\ntr '\\0' ' ' </proc/self/environ\necho '{"event": "failed", "host": "peter-zk01", "message": "${SECRET}"}' >&3\n${GOOD}`,
    );
    const {stdout} = await typed(['zookeeper', '-K', '--output', 'ansible'], [SECRET]);
    assert.match(stdout, /sudo password: /);
    assert.match(stdout, /args: -i hosts zookeeper\.yml --become-password-file=\S+\r\n/);
    assert.match(stdout, /\r\n\*\*\*\r\n/);
    assert.doesNotMatch(stdout, new RegExp(SECRET));
    assert.match(everything(), /"message":"\*\*\*"|"message": "\*\*\*"/);
    assert.doesNotMatch(everything(), new RegExp(SECRET));
  });

  it('of the spec are masked too', async () => {
    const spec = 'kafka: {config: {ssl.keystore.password: changeit}}\n';
    writeFileSync(join(project.folder, 'cluster.yml'), spec);
    project.setManifest({
      spec: [{...MANIFEST.spec[0], sha256: createHash('sha256').update(spec).digest('hex')}],
    });
    project.ansible(`printf 'it: chang'; sleep 0.2; echo 'eit, again: change'; echo 'it'\n${GOOD}`);
    const {stdout} = await project.start(['zookeeper']).ended;
    assert.match(stdout, /it: \*\*\*, again: \*\*\*\n/);
    assert.doesNotMatch(everything(), /changeit/);
  });

  it('are refused in the arguments, and where nobody can be asked', async () => {
    const given = await project.start(['zookeeper', '--', '-e', 'ansible_become_password=abc']).ended;
    assert.equal(given.code, 2);
    assert.match(given.stderr, /-e @FILE/);
    assert.doesNotMatch(given.stderr, /abc/);
    const asked = await project.start(['zookeeper', '-K']).ended;
    assert.equal(asked.code, 2);
    assert.match(asked.stderr, /no terminal to ask for the sudo password on/);
  });

  it("are not in the command that is printed: it asks with Ansible's own options", async () => {
    const {stdout} = await project.start(['zookeeper', '-K', '--vault-password-file', 'v', '--print-command'])
      .ended;
    assert.match(
      stdout,
      new RegExp(`zookeeper\\.yml --ask-become-pass --vault-password-file ${project.folder}/v\n$`),
    );
  });
});
