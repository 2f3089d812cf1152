import assert from 'node:assert/strict';
import {removeSandbox, start} from '../ansible/helpers/sandbox.ts';
import {KAFKABOOK} from '../support/cli.ts';
import {FakeProject, MANIFEST, UNREACHABLE} from '../support/fake-project.ts';

const {zookeeper} = MANIFEST.playbooks;
const PLAYBOOKS = {
  ...MANIFEST.playbooks,
  ...{'zookeeper-stop': zookeeper, 'zookeeper-start': zookeeper},
  ...{'zookeeper-restart': zookeeper, 'zookeeper-restart-at-once': zookeeper},
};
const STOPPED = 'args: -i hosts zookeeper-stop.yml -e kafkabook_stop=peter\n';

describe('kafkabook stop, start and restart', () => {
  let project: FakeProject;
  beforeEach(() => {
    project = new FakeProject();
    project.setManifest({playbooks: PLAYBOOKS});
  });
  afterEach(() => removeSandbox(project.folder));

  const told = async (...words: string[]) => {
    const {code, stdout, stderr} = await project.command(words).ended;
    return {code, stdout, stderr};
  };
  /** Types a line on a terminal of its own when it is asked for. */
  const typed = async (line: string, ...words: string[]) => {
    const pty = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';
    const command = ['python3', '-c', pty, ...KAFKABOOK, ...words];
    const running = start(command, {cwd: project.folder, env: {...process.env, PATH: project.path}});
    running.child.stdout?.on('data', (data: Buffer) => {
      if (data.includes('to confirm:')) running.child.stdin?.write(`${line}\n`);
    });
    return running.ended;
  };

  it('stop all only when the name of the cluster was given: exit 40, and Ansible is not begun', async () => {
    for (const words of [
      ['stop', 'zookeeper'],
      ['stop', 'zookeeper', '--confirm', 'paul'],
      // These are all of them.
      ['stop', 'zookeeper', '--host', 'peter-zk02', '--host', 'peter-zk01'],
      ['restart', 'zookeeper', '--all-at-once'],
    ]) {
      const {code, stdout, stderr} = await told(...words);
      assert.deepEqual([code, stdout], [40, ''], stderr);
      assert.match(stderr, /when it is meant: --confirm peter/);
    }
    const {code, stdout, stderr} = await told('stop', 'zookeeper', '--confirm', 'peter');
    assert.deepEqual([code, stdout], [0, STOPPED], stderr);
  });

  it('has the name typed on a terminal', async () => {
    const right = await typed('peter', 'stop', 'zookeeper');
    assert.match(
      right.stdout,
      /All ZooKeeper servers of peter are about to stop[^]*: peter-zk01, peter-zk02/,
    );
    assert.match(right.stdout, /args: -i hosts zookeeper-stop\.yml -e kafkabook_stop=peter/);
    const wrong = await typed('yes', 'stop', 'zookeeper');
    assert.equal(wrong.code, 40, wrong.stdout);
    assert.match(wrong.stdout, /"yes" is not "peter": nothing was done/);
    assert.doesNotMatch(wrong.stdout, /args:/);
  });

  it('are confirmed for once: --resume does not say the name again', async () => {
    project.ansible(UNREACHABLE);
    const {code, stderr} = await told('stop', 'zookeeper', '--confirm', 'peter');
    assert.equal(code, 21, stderr);
    const resumed = await told('run', '--resume');
    assert.equal(resumed.code, 40, resumed.stdout + resumed.stderr);
    assert.match(resumed.stderr, /zookeeper-stop\.yml, which was confirmed for that once/);
    assert.equal((await told('stop', 'zookeeper', '--host', 'peter-zk02')).code, 21);
    assert.equal((await told('run', '--resume')).code, 21, 'what nobody had to confirm is gone on with');
  });

  it('stop one behind its gate, unasked', async () => {
    const {code, stdout, stderr} = await told('stop', 'zookeeper', '--host', 'peter-zk02');
    assert.deepEqual([code, stdout], [0, 'args: -i hosts zookeeper-stop.yml --limit peter-zk02\n'], stderr);
  });

  it('refuse a host that the role does not have', async () => {
    for (const [verb, host] of [
      ['stop', 'peter-kafka01'],
      ['start', 'peter-zk0*'],
      ['restart', 'peter-zk03'],
    ] as const) {
      const {code, stdout, stderr} = await told(verb, 'zookeeper', '--host', host);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, /--host names "peter-.*known: peter-zk01, peter-zk02/s);
    }
  });

  it('start and restart without a question', async () => {
    assert.equal((await told('start', 'zookeeper')).stdout, 'args: -i hosts zookeeper-start.yml\n');
    const id = 'zookeeper_restart_id=[0-9a-f-]{36}';
    assert.match(
      (await told('restart', 'zookeeper', '--host', 'peter-zk01')).stdout,
      new RegExp(`^args: -i hosts zookeeper-restart\\.yml --limit peter-zk01 -e ${id}\n$`),
    );
    assert.match(
      (await told('restart', 'zookeeper', '--all-at-once', '--confirm', 'peter')).stdout,
      new RegExp(
        `^args: -i hosts zookeeper-restart-at-once\\.yml -e kafkabook_restart_at_once=peter -e ${id}\n$`,
      ),
    );
  });

  it('say to gen where the project does not know the name of its cluster', async () => {
    project.setManifest({playbooks: PLAYBOOKS, cluster: undefined});
    const {code, stderr} = await told('stop', 'zookeeper', '--confirm', 'peter');
    assert.equal(code, 2);
    assert.match(stderr, /run: kafkabook gen/);
  });

  it('print the command of what is not confirmed yet', async () => {
    const {code, stdout} = await told('stop', 'zookeeper', '--print-command');
    assert.equal(code, 0);
    assert.match(stdout, /ansible-playbook -i hosts zookeeper-stop\.yml -e kafkabook_stop=peter\n$/);
  });
});
