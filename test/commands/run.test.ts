import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {chmodSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {removeSandbox} from '../ansible/helpers/sandbox.ts';
import {kafkabook, KAFKABOOK} from '../support/cli.ts';
import {FakeProject} from '../support/fake-project.ts';
import {lockOf} from '../support/lock.ts';
import {thisProcess} from '../../src/process/identity.ts';

describe('kafkabook run', () => {
  let project: FakeProject;
  let folder = '';

  beforeEach(() => {
    project = new FakeProject();
    folder = project.folder;
  });
  afterEach(() => removeSandbox(folder));

  const run = (...args: string[]) => project.start(args).ended;
  const setManifest = (some: object) => project.setManifest(some);
  const refuses = async (args: string[], code: number, message: RegExp) => {
    const heard = await run(...args);
    assert.match(heard.stderr, message);
    assert.match(heard.stderr, /^kafkabook: /);
    assert.deepEqual([heard.code, heard.stdout], [code, ''], heard.stderr);
  };

  it('runs the playbook, shows its output and says what came of it', async () => {
    const {code, stdout, stderr} = await run('zookeeper');
    assert.equal(stdout, 'args: -i hosts zookeeper.yml\n');
    assert.match(stderr, /^kafkabook: zookeeper\.yml succeeded on 2 hosts in \d+ s \(changed 0\)\n$/);
    assert.equal(code, 0);
  });

  it('is on record: its output, its events, its outcome', async () => {
    await run('zookeeper');
    const runs = (...args: string[]) => kafkabook(folder, 'runs', ...args);
    assert.match(runs('list').stdout, /zookeeper {2}exit 0 .*zookeeper\.yml succeeded on 2 hosts/);
    assert.match(runs('show').stdout, /command {3}ansible-playbook -i hosts zookeeper\.yml\n/);
    assert.equal(runs('logs').stdout, 'args: -i hosts zookeeper.yml\n');
    const {events, log} = JSON.parse(runs('show', '--json').stdout) as {events: string; log: string};
    assert.match(readFileSync(events, 'utf8'), /"event":"changed"[^]*"event":"stats"/);
    rmSync(log);
    for (const words of [
      ['runs', 'logs'],
      ['run', '--replay', 'last'],
    ]) {
      const {code, stderr} = kafkabook(folder, ...words);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /cannot read .*output\.log: there is no such file/);
    }
    assert.match(runs('prune', '--keep', '0').stdout, /Removed 1 record\./);
  });

  it('does not begin where it cannot be recorded', () => {
    writeFileSync(join(folder, '.kafkabook'), 'in the way');
    return refuses(['zookeeper'], 6, /cannot record the run/);
  });

  it('goes on, and is on record, when nobody reads its output any more', async () => {
    const command = [...KAFKABOOK, 'run', 'zookeeper'].map((word) => `'${word}'`).join(' ');
    const env = {...process.env, PATH: project.path};
    const {status} = spawnSync('bash', ['-c', `${command} | true; exit "\${PIPESTATUS[0]}"`], {
      cwd: folder,
      env,
    });
    assert.equal(status, 0);
    assert.match(kafkabook(folder, 'runs', 'list').stdout, /exit 0/);
  });

  it('shows the state of the run below the output on a terminal, and leaves the output as it was', () => {
    const onTerminal = (...flags: string[]) => {
      const command = [...KAFKABOOK, 'run', 'zookeeper', ...flags].map((word) => `'${word}'`).join(' ');
      const env = {...process.env, PATH: project.path, TERM: 'xterm'};
      return spawnSync('script', ['-qec', `stty rows 24 cols 100; ${command}`, '/dev/null'], {
        cwd: folder,
        env,
        encoding: 'utf8',
      }).stdout;
    };
    const shown = onTerminal();
    assert.match(shown, /zookeeper\.yml \| task 0 \| 0:0\d/);
    assert.match(shown, /args: -i hosts zookeeper\.yml\r\n/);
    const plain = onTerminal('--output', 'ansible');
    assert.doesNotMatch(plain, /\| task/);
    assert.match(plain, /^args: -i hosts zookeeper\.yml\r\n/);
  });

  it('passes its flags on, and what stands after "--"', async () => {
    const {stdout} = await run(
      'zookeeper.yml',
      '--limit',
      'zkhosts',
      '-vv',
      '--forks',
      '3',
      '--',
      '-e',
      'a=b',
      '--check',
    );
    assert.equal(stdout, 'args: -i hosts zookeeper.yml --limit zkhosts --forks 3 -vv -e a=b --check\n');
  });

  it('prints the command without running it', async () => {
    const {code, stdout} = await run('zookeeper', '--print-command', '--limit', 'peter-zk0*');
    const command = `ansible-playbook -i hosts zookeeper.yml --limit 'peter-zk0*'`;
    assert.equal(stdout.trim(), `cd ${join(folder, 'ansible_playbook')} && ${command}`);
    assert.equal(code, 0);
  });

  it('keeps standard output for the result with --json', async () => {
    const {stdout, stderr} = await run('zookeeper', '--json');
    assert.equal((JSON.parse(stdout) as {code: number}).code, 0);
    assert.match(stderr, /args: /);
  });

  it('refuses a folder that gen did not write', () =>
    refuses(['zookeeper', '-C', 'elsewhere'], 2, /no generated project[^]*kafkabook gen/));
  it('refuses a manifest that is broken', async () => {
    setManifest({format: 2});
    await refuses(['zookeeper'], 2, /broken[^]*kafkabook gen/);
  });
  it('refuses a playbook that it does not know, and guesses', () =>
    refuses(['zookeper'], 2, /no playbook "zookeper"[^]*did you mean "zookeeper"\?[^]*kafka/));
  it('refuses a playbook named like a property of every object', () =>
    refuses(['constructor'], 2, /no playbook/));
  it('refuses a limit to a host that is not there, and guesses', () =>
    refuses(
      ['zookeeper', '--limit', 'peter-zk01,peter-zk002'],
      2,
      /"peter-zk002"[^]*did you mean "peter-zk02"\?/,
    ));
  it('refuses an unknown name in an exclusion of others', () =>
    refuses(['zookeeper', '--limit', 'zkhost:!peter-zk01'], 2, /"zkhost"/));
  it('refuses an unknown host in a limit that passes through, too', () =>
    refuses(['zookeeper', '--', '-l', 'peter-zk01,peter-zk99'], 2, /peter-zk99/));

  it('warns that generated files were edited, and takes them', async () => {
    const written = {sha256: 'of something else', mode: '0644'};
    writeFileSync(join(folder, 'ansible_playbook/zookeeper.yml'), '[]');
    setManifest({files: {'zookeeper.yml': written}});
    const {code, stderr} = await run('zookeeper');
    assert.match(stderr, /warning: zookeeper\.yml is not as gen wrote it/);
    assert.equal(code, 0);
  });

  it('refuses while another run is under way, and leaves no lock behind itself', async () => {
    const lock = join(folder, 'ansible_playbook/.kafkabook.lock');
    writeFileSync(lock, lockOf(thisProcess()));
    await refuses(['zookeeper'], 30, /in use by another kafkabook/);
    rmSync(lock);
    assert.equal((await run('zookeeper')).code, 0);
    assert.equal(existsSync(lock), false);
  });

  it('refuses to run a project that gen left half-way', () => {
    writeFileSync(join(folder, 'ansible_playbook/.kafkabook.pending.json'), '{}');
    return refuses(['zookeeper'], 10, /did not finish[^]*kafkabook gen/);
  });

  it('refuses to run when cluster.yml has changed', async () => {
    writeFileSync(join(folder, 'cluster.yml'), 'name: paul\n');
    await refuses(['zookeeper'], 10, /cluster\.yml has changed[^]*kafkabook gen -f cluster\.yml/);
  });
  it('refuses a key that others can read', async () => {
    setManifest({ssh: {keyFile: join(folder, 'key')}});
    chmodSync(join(folder, 'key'), 0o640);
    await refuses(['zookeeper'], 6, /0640[^]*chmod 600 /);
  });
  it('refuses a key that is absent', async () => {
    setManifest({ssh: {keyFile: join(folder, 'no-key')}});
    await refuses(['zookeeper'], 6, /no-key is absent/);
  });
  it('takes a key that only its owner can read', async () => {
    setManifest({ssh: {keyFile: join(folder, 'key')}});
    chmodSync(join(folder, 'key'), 0o600);
    assert.equal((await run('zookeeper')).code, 0);
  });
  it('says how to install an Ansible that is absent', async () => {
    project.path = join(folder, 'nothing');
    await refuses(['zookeeper'], 6, /no ansible-playbook[^]*install/);
    assert.match(kafkabook(folder, 'runs', 'list').stdout, /No run is on record/);
  });
  it('warns and goes on when cluster.yml is absent', async () => {
    rmSync(join(folder, 'cluster.yml'));
    const {code, stderr} = await run('zookeeper');
    assert.match(stderr, /warning: cluster\.yml is absent/);
    assert.equal(code, 0);
  });
  it('is no success when a wanted host has no result', async () => {
    setManifest({playbooks: {zookeeper: ['peter-zk01', 'peter-zk02', 'peter-zk03']}});
    const {code, stderr} = await run('zookeeper');
    assert.match(stderr, /did not run on 1 of 3 hosts[^]*peter-zk03: not run/);
    assert.equal(code, 22);
  });
});
