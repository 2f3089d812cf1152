import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {makeSandbox, removeSandbox, start, type Heard, type Running} from '../ansible/helpers/sandbox.ts';
import {KAFKABOOK} from '../support/cli.ts';
import {MANIFEST} from '../support/fake-project.ts';

const BROKERS = ['peter-kafka01.foo.bar', 'peter-kafka02.foo.bar'];
const CONFIG = {'default.replication.factor': '2', 'min.insync.replicas': '1'};
const SERVERS = BROKERS.map((name) => `${name}:9092`).join(',');
const DESCRIBED = `Topic: t.1	PartitionCount: 1	ReplicationFactor: 2	Configs: retention.ms=1000
	Topic: t.1	Partition: 0	Leader: 1	Replicas: 1,2	Isr: 1`;

/** What stands in for the hosts: ssh runs its last argument here, where a tool prints its arguments and does what a script says. */
class FakeCluster {
  readonly folder: string;

  constructor() {
    this.folder = makeSandbox({
      'ansible_playbook/.kafkabook.json': JSON.stringify({
        ...MANIFEST,
        groups: {zkhosts: [], kafkahosts: BROKERS},
      }),
      messages: 'one\ntwo\n',
      'bin/ansible-config': `#!/bin/sh\necho '[{"CONNECTION_PLUGINS": [{"ssh": [{"name": "ssh_args", "value": "-C"}]}]}]'\n`,
      // No host of the name "away" is reached.
      'bin/ssh': `#!/usr/bin/env bash\necho "\${@:1:$#-1}" >> ssh.log
        # As the real one does: what is there to be read is sent, whatever becomes of it.
        case " $* " in *" greedy "*) cat >/dev/null ;; esac
        case " $* " in *" away "*) echo "ssh: connect to host away: Connection refused" >&2; exit 255 ;; esac
        echo "Welcome to this machine" >&2; eval "\${@:$#}"\n`,
    });
    this.variables({});
    this.tool('kafka-topics.sh', '');
    this.tool('kafka-console-producer.sh', 'cat >../../../sent');
    this.tool('kafka-console-consumer.sh', 'echo one; echo two; echo "Processed a total of 2 messages" >&2');
  }

  /** The variables of all brokers, or those of one. */
  variables(some: object, host = '*'): void {
    const variables = {
      ...{kafka_version: '3.9.2', install_dir: join(this.folder, 'hosts'), kafka_archive_folder: 'kafka'},
      ...{kafka_bootstrap_servers: SERVERS, kafka_topics_connection: ['--bootstrap-server', SERVERS]},
      ...{kafka_config: CONFIG, jdk_home: '', ansible_host: '198.18.0.21', ansible_user: 'ec2-user'},
      ansible_ssh_private_key_file: '{{ inventory_dir }}/../key.pem',
      ...some,
    };
    const file = join(this.folder, 'bin/ansible-inventory');
    // The last one counts: each is a case before those of the others.
    const head = '#!/bin/sh\ncase $4 in\n';
    const others = host === '*' ? 'esac\n' : readFileSync(file, 'utf8').slice(head.length);
    const entry = `${host}) cat <<'END'\n${JSON.stringify(variables)}\nEND\n;;\n`;
    writeFileSync(file, `${head}${entry}${others}`, {mode: 0o755});
  }

  tool(name: string, lines: string): void {
    const said = `printf '%s\\n' "$*" >> ../../../tools.log\n`;
    const folder = join(this.folder, 'hosts/kafka/bin');
    mkdirSync(folder, {recursive: true});
    writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${said}${lines}\n`, {mode: 0o755});
  }

  start(...args: string[]): Running {
    const env = {...process.env, PATH: `${join(this.folder, 'bin')}:${process.env['PATH']}`};
    return start([...KAFKABOOK, 'topic', ...args], {cwd: this.folder, env});
  }

  run(...args: string[]): Promise<Heard> {
    return this.start(...args).ended;
  }

  log(name: 'ssh.log' | 'tools.log'): string[] {
    const place = name === 'ssh.log' ? `ansible_playbook/${name}` : name;
    const {stdout} = spawnSync('cat', [join(this.folder, place)], {encoding: 'utf8'});
    return stdout.split('\n').slice(0, -1);
  }
}

describe('kafkabook topic', () => {
  let cluster: FakeCluster;

  beforeEach(() => void (cluster = new FakeCluster()));
  afterEach(() => removeSandbox(cluster.folder));

  const refuses = async (args: string[], code: number, message: RegExp) => {
    const heard = await cluster.run(...args);
    assert.match(heard.stderr, message);
    assert.equal(heard.code, code, heard.stderr);
  };
  const startsNothing = () => assert.deepEqual(cluster.log('ssh.log'), []);

  it('reaches the first broker as Ansible would, and runs the tool there', async () => {
    cluster.tool('kafka-topics.sh', 'echo b; echo a.c');
    const {code, stdout, stderr} = await cluster.run('list');
    assert.deepEqual([code, stdout, stderr], [0, 'b\na.c\n', '']);
    assert.deepEqual(cluster.log('tools.log'), [`--bootstrap-server ${SERVERS} --list`]);
    const [ssh = ''] = cluster.log('ssh.log');
    assert.match(ssh, /^-T -o ControlPath=none -C -o IdentityFile="\/.*\/ansible_playbook\/\.\.\/key\.pem"/);
    assert.match(ssh, /-o User="ec2-user" .*-- 198\.18\.0\.21$/);
  });

  it('takes the next broker when one cannot be reached, but the one that is named alone', async () => {
    cluster.variables({ansible_host: 'away'}, 'peter-kafka01.foo.bar');
    const {code, stderr} = await cluster.run('list');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /peter-kafka01\.foo\.bar cannot be reached: ssh: .*refused; asking peter-kafka02/);
    await refuses(
      ['list', '-H', 'peter-kafka01'],
      21,
      /^kafkabook: peter-kafka01\.foo\.bar cannot be reached: .*\n {2}the host does not answer/,
    );
  });

  it('starts a tool once: what a broken connection leaves open is told', async () => {
    cluster.tool('kafka-topics.sh', 'exit 255');
    await refuses(['create', 't'], 21, /the connection to peter-kafka01\.foo\.bar broke/);
    assert.equal(cluster.log('tools.log').length, 1);
  });

  it('passes over a broker without the release', async () => {
    cluster.variables({kafka_archive_folder: 'kafka_4', kafka_version: '4.0.0'}, 'peter-kafka01.foo.bar');
    assert.equal((await cluster.run('list')).code, 0);
    cluster.variables({kafka_archive_folder: 'kafka_4', kafka_version: '4.0.0'});
    await refuses(
      ['list'],
      20,
      /has no kafka-topics\.sh of Kafka 4\.0\.0 in .*\n.*\n {2}install it: kafkabook run kafka/,
    );
  });

  it('describes topics, and marks what is not whole', async () => {
    cluster.tool('kafka-topics.sh', `cat <<'END'\n${DESCRIBED}\nEND`);
    const {stdout} = await cluster.run('describe', 't.1');
    assert.equal(
      stdout,
      `t.1: 1 partition, replication factor 2
  retention.ms=1000
  PARTITION  LEADER  REPLICAS  IN SYNC
  0          1       1,2       1        ! under-replicated: without 2

1 topic, 1 partition: 1 under-replicated.
`,
    );
    assert.match(cluster.log('tools.log')[0] ?? '', /--describe --topic t\\\.1$/);
    const {stdout: json} = await cluster.run('describe', '--json');
    const [topic] = JSON.parse(json) as {topic: string; partitions: {state: string}[]}[];
    assert.deepEqual([topic?.topic, topic?.partitions[0]?.state], ['t.1', 'under-replicated']);
  });

  it('says that a topic is not there where the tool says nothing', () =>
    refuses(['describe', 't'], 20, /there is no topic t/));

  it("creates with the brokers' own numbers, and passes properties on as they are", async () => {
    const {code, stdout, stderr} = await cluster.run(
      'create',
      't',
      '--config',
      `retention.ms=it's $(id) \\ "x"`,
    );
    assert.deepEqual([code, stdout, stderr], [0, 'Created t.\n', '']);
    assert.deepEqual(cluster.log('tools.log'), [
      `--bootstrap-server ${SERVERS} --create --topic t --replication-factor 2 --config retention.ms=it's $(id) \\ "x"`,
    ]);
  });

  it('warns of topics that cannot do without a broker', async () => {
    const {stderr} = await cluster.run('create', 't', '--config', 'min.insync.replicas=2');
    assert.match(stderr, /warning: min\.insync\.replicas 2 is as much as the replication factor of t:/);
    const more = await cluster.run(
      'create',
      't',
      '--replication-factor',
      '1',
      '--config',
      'min.insync.replicas=2',
    );
    assert.match(
      more.stderr,
      /warning: min\.insync\.replicas 2 is more than the replication factor of t, 1:/,
    );
  });

  const wrong: [args: string[], message: RegExp][] = [
    [['create', 'a/b'], /no topic can be named "a\/b": it has other characters/],
    [['delete', '..', '--confirm', '..'], /no topic can be named "\.\.": it means a folder/],
    [['produce', 'x'.repeat(250)], /has 250 characters, and 249 is the most/],
    [['consume', ''], /is empty/],
    [['describe', 't;id'], /no topic can be named/],
    [['delete', '__consumer_offsets', '--confirm', '__consumer_offsets'], /Kafka's own/],
    [
      ['create', 't', '--replication-factor', '3'],
      /factor of 3 needs as many brokers, and the cluster has 2/,
    ],
    [
      ['create', 't', '--config', 'retention.mss=1'],
      /no property retention\.mss\n {2}did you mean retention\.ms\?/,
    ],
    [['create', 't', '--config', 'log.retention.bytes=1'], /did you mean retention\.bytes\?/],
    [['create', 't', '--config', 'retention.ms'], /gives nothing a value/],
    [
      ['list', '--host', 'peter-kafka1'],
      /names "peter-kafka1", which is no broker of this project[^]*known: peter-kafka01/,
    ],
    [['list', '-C', 'elsewhere'], /no generated project/],
  ];
  for (const [args, message] of wrong)
    it(`begins nothing for ${args.join(' ').slice(0, 60)}`, async () => {
      await refuses(args, 2, message);
      startsNothing();
    });

  it("tells Kafka's message when the tool fails, without its noise", async () => {
    cluster.tool(
      'kafka-topics.sh',
      `echo "Error while executing topic command : Topic 't' already exists."
       printf '[2026-11-24 00:35:03,160] ERROR x.TopicExistsException: Topic exists.\\n\\tat x.Y.main(Y.java:1)\\n (x.Y)\\n' >&2
       exit 1`,
    );
    await refuses(
      ['create', 't'],
      20,
      /^kafkabook: kafka-topics\.sh on peter-kafka01\.foo\.bar: Topic 't' already exists\.\n {2}that is what Kafka says of it\n$/,
    );
  });

  describe('delete', () => {
    /** A cluster that has the topic until it is deleted. */
    const withTopic = (onDelete = ': >../../../gone') =>
      cluster.tool(
        'kafka-topics.sh',
        `case "$*" in
          *--describe*) cat <<'END'\n${DESCRIBED}\nEND\n;;
          *--delete*) ${onDelete} ;;
          *--list*) [ -e ../../../gone ] || echo t.1 ;;
        esac`,
      );
    const deletions = () => cluster.log('tools.log').filter((line) => line.includes('--delete'));

    it('shows the topic, and does nothing without a confirmation or with another name', async () => {
      withTopic();
      for (const given of [[], ['--confirm', 't-1']]) {
        const {code, stdout, stderr} = await cluster.run('delete', 't.1', ...given);
        assert.equal(code, 40, stderr);
        assert.match(stdout, /^t\.1: 1 partition, replication factor 2\n/);
        assert.match(stderr, /when it is meant: --confirm t\.1/);
      }
      assert.deepEqual(deletions(), []);
    });

    it('deletes that topic alone, and ends when it is gone', async () => {
      withTopic();
      const {code, stdout} = await cluster.run('delete', 't.1', '--confirm', 't.1');
      assert.equal(code, 0);
      assert.match(stdout, /Deleted t\.1\.\n$/);
      assert.deepEqual(deletions(), [`--bootstrap-server ${SERVERS} --delete --topic t\\.1`]);
    });

    it('does not say so while it is there', async () => {
      withTopic(':');
      await refuses(['delete', 't.1', '--confirm', 't.1'], 20, /t\.1 is still there/);
    }).timeout(60_000);

    for (const [typed, code] of [
      ['t.1', 0],
      ['yes', 40],
    ] as const)
      it(`asks on a terminal: ${typed} ends with ${code}`, () => {
        withTopic();
        const words = [...KAFKABOOK, 'topic', 'delete', 't.1'].map((word) => `'${word}'`).join(' ');
        const {status, stdout} = spawnSync('script', ['-qec', words, '/dev/null'], {
          cwd: cluster.folder,
          encoding: 'utf8',
          input: `${typed}\n`,
          env: {...process.env, PATH: `${join(cluster.folder, 'bin')}:${process.env['PATH']}`},
        });
        assert.match(stdout, /This deletes t\.1 with all its records\. Type t\.1 to confirm:/);
        assert.equal(status, code, stdout);
        assert.equal(deletions().length, code === 0 ? 1 : 0);
      });
  });

  describe('produce', () => {
    const produce = (...args: string[]) => {
      const running = cluster.start('produce', 't', ...args);
      running.child.stdin?.end('one\ntwo\n');
      return running.ended;
    };

    it('gives standard input to the tool, to the last byte', async () => {
      const {code, stdout, stderr} = await produce();
      assert.deepEqual([code, stdout, stderr], [0, '', '']);
      assert.equal(readFileSync(join(cluster.folder, 'sent'), 'utf8'), 'one\ntwo\n');
    });

    it('gives it to the next broker, too, when the first cannot be reached', async () => {
      cluster.variables({ansible_host: 'away'}, 'peter-kafka01.foo.bar');
      assert.equal((await produce()).code, 0);
      assert.equal(readFileSync(join(cluster.folder, 'sent'), 'utf8'), 'one\ntwo\n');
    });

    it('sends nothing to a broker that has not the release', async () => {
      cluster.variables({ansible_host: 'greedy', kafka_archive_folder: 'none'}, 'peter-kafka01.foo.bar');
      const {code, stderr} = await produce();
      assert.equal(code, 0, stderr);
      assert.equal(readFileSync(join(cluster.folder, 'sent'), 'utf8'), 'one\ntwo\n');
    });

    it('fails when a message did not arrive, though the tool ends with 0', async () => {
      cluster.tool(
        'kafka-console-producer.sh',
        `cat >/dev/null; printf '[2026-11-24 00:35:56,467] ERROR Error when sending message to topic t with error: (x.Y)\\nx.Z: Too large.\\n' >&2`,
      );
      const {code, stderr} = await produce();
      assert.equal(code, 20);
      assert.match(stderr, /at least 1 message did not arrive: .* with error: Too large\./);
    });
  });

  describe('consume', () => {
    it('prints what comes, untouched', async () => {
      const {code, stdout, stderr} = await cluster.run(
        'consume',
        't',
        '--from-beginning',
        '--max-messages',
        '2',
      );
      assert.deepEqual([code, stdout], [0, 'one\ntwo\n']);
      assert.equal(stderr, 'kafkabook: Processed a total of 2 messages\n');
      assert.match(cluster.log('tools.log')[0] ?? '', /--topic t --from-beginning --max-messages 2$/);
    });

    it('ends with 25 when fewer came in time than were wanted, and well when no number was', async () => {
      cluster.tool(
        'kafka-console-consumer.sh',
        `echo one; printf '[2026-11-24 00:46:40,088] ERROR Error processing message, terminating consumer process:  (x.Y)\\norg.apache.kafka.common.errors.TimeoutException\\n' >&2`,
      );
      await refuses(['consume', 't', '--max-messages', '2', '--timeout', '1s'], 25, /2 messages were wanted/);
      assert.equal((await cluster.run('consume', 't', '--timeout', '1s')).code, 0);
    });

    it('fails on another error, though the tool ends with 0', async () => {
      cluster.tool(
        'kafka-console-consumer.sh',
        `printf '[2026-11-24 00:46:40,088] ERROR Error processing message, terminating consumer process:  (x.Y)\\nx.Z: no\\n' >&2`,
      );
      await refuses(['consume', 't'], 20, /terminating consumer process: {1,2}no/);
    });

    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGKILL', null],
    ] as const)
      it(`leaves nothing at work on the broker when it ends by ${signal}`, async () => {
        cluster.tool(
          'kafka-console-consumer.sh',
          `trap 'echo ended >> ../../../tools.log; exit' TERM; echo begun >&2; while sleep 0.1; do :; done`,
        );
        const {child, hears, ended} = cluster.start('consume', 't');
        await hears('begun');
        child.kill(signal);
        assert.equal((await ended).code, code);
        for (let tries = 0; cluster.log('tools.log').at(-1) !== 'ended'; tries += 1) {
          assert.ok(tries < 100, 'it goes on');
          await new Promise((done) => setTimeout(done, 50));
        }
      });
  });
});
