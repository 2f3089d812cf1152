import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {projectOf, specWith} from '../project/specs.ts';

const ZOOKEEPERS = ['zk01', 'zk02', 'zk03'];
const BROKERS = ['kafka01', 'kafka02', 'kafka03'];
const TURNS = ['[zookeeper_to_restart]', '[kafka_to_restart]', '[kafka_to_restart_last]'];

/**
 * A generated project for machines that are none: Ansible runs here for all of them, with a systemctl that notes in a
 * file which service of which machine runs, servers that answer as ZooKeeper of that machine would, and tools of Kafka
 * that tell of the brokers that run.
 */
export class Machines {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'kafkabook-machines-'));
  private readonly servers: Server[] = [];
  private readonly ports = new Map<string, number>();
  private readonly bin: string;
  /** Which ZooKeeper server leads while it runs. */
  leader = 'zk02';

  /** `bin`: the folder of an Ansible. */
  constructor(bin: string) {
    this.bin = bin;
  }

  async open(): Promise<void> {
    for (const name of ZOOKEEPERS) {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        const at = socket.localAddress ?? '';
        // A server asks itself at its own port of the loopback, others at their address.
        const asked = at.endsWith('127.0.0.1') ? name : (ZOOKEEPERS[Number(at.at(-1)) - 1] ?? '');
        socket.once('data', () => socket.end(this.answer(asked)));
      });
      await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
      this.servers.push(server);
      this.ports.set(name, (server.address() as {port: number}).port);
    }
    const nodes = ZOOKEEPERS.map((name, index) => ({name, address: `198.18.1.${index + 1}`}));
    const project = projectOf(JSON.stringify(specWith([[['zookeeper', 'nodes'], nodes]])));
    // The check of a spec would refuse what makes it stay on this computer.
    for (const {path: name, content} of project.files)
      this.write(
        name,
        content.replaceAll('198.18.1.', '127.0.1.').replace('"/usr/local"', `"${this.folder}/install"`),
      );
    const lines = (names: readonly string[], id: string) =>
      names.map((name, index) => {
        const port = name.startsWith('zk') ? ` zookeeper_client_port=${this.ports.get(name)}` : '';
        const sudo = path.join(this.folder, `sudo-${name}`);
        return `${name} ansible_connection=local ansible_become_exe=${sudo} ${id}=${index + 1}${port}`;
      });
    this.write('group_vars/zkhosts.yml', this.read('group_vars/zkhosts.yml').replace(/^zookeeper_client_port.*\n/m, ''));
    this.write(
      'hosts',
      ['[zkhosts]', ...lines(ZOOKEEPERS, 'zookeeper_id'), '[kafkahosts]', ...lines(BROKERS, 'kafka_id'), ...TURNS, ''].join('\n'),
    );
    // What becomes root on a machine finds itself there.
    for (const name of [...ZOOKEEPERS, ...BROKERS])
      this.program(
        `sudo-${name}`,
        `while [[ $1 == -* ]]; do [ "$1" != -u ] || shift; shift; done
export MACHINE=${name} MACHINES=${this.folder} PATH=${this.folder}/bin:$PATH
exec "$@"`,
      );
    this.program('bin/systemctl', SYSTEMCTL);
    this.program('bin/cluster', CLUSTER);
    this.program('install/kafka_2.13-3.9.1/bin/kafka-server-start.sh', 'exit 1');
  }

  /** Has these services run, and no others; nothing was done yet. */
  run(...machines: readonly string[]): void {
    for (const name of [...ZOOKEEPERS, ...BROKERS]) {
      this.write(`${name}.state`, machines.includes(name) ? 'active' : 'inactive');
      for (const left of ['fails', 'restarts']) rmSync(path.join(this.folder, `${name}.${left}`), {force: true});
    }
    this.write('log', '');
    this.write('awaited', '');
  }

  /** Has a machine fail to start its service: systemd starts it anew, so many times before now, and goes on with it or not. */
  fail(machine: string, restarts: number, goesOn: boolean): void {
    this.write(`${machine}.fails`, goesOn ? '1' : '0');
    this.write(`${machine}.restarts`, String(restarts));
  }

  /** What gates have waited for, by the numbers of brokers: "1,2 3" waits for two while the third may be away. */
  awaited(): string[] {
    return this.read('awaited').split('\n').filter(Boolean);
  }

  /** What was asked of services, in the order in which it was: "stop kafka01". */
  done(): string[] {
    return this.read('log').split('\n').filter(Boolean);
  }

  /** Runs a playbook to its end. */
  async play(...args: readonly string[]): Promise<{code: number | null; output: string}> {
    this.write('data/version-2/log.1', '');
    const patience = ['zookeeper_gate_retries=1', 'kafka_gate_retries=0', '_kafka_try_seconds=2'];
    // Whether brokers are asked as they want to be is for brokers to say: test/e2e.
    const asked = JSON.stringify({_kafka_ask: ASK});
    const variables = [...patience, asked, `zookeeper_data_dir=${this.folder}/data`];
    const child: ChildProcess = spawn(
      path.join(this.bin, 'ansible-playbook'),
      ['-i', 'hosts', ...variables.flatMap((variable) => ['-e', variable]), ...args],
      {
        cwd: this.folder,
        env: {
          ...{...process.env, LC_ALL: 'C.UTF-8', NO_COLOR: '1', PATH: `${this.bin}:${process.env['PATH']}`},
          // Root becomes root, too.
          ANSIBLE_BECOME_ALLOW_SAME_USER: '1',
        },
      },
    );
    let output = '';
    child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
    const code = await new Promise<number | null>((end) => child.once('close', end));
    return {code, output};
  }

  close(): void {
    for (const server of this.servers) server.close();
    rmSync(this.folder, {recursive: true});
  }

  private answer(name: string): string {
    const running = ZOOKEEPERS.filter((each) => this.read(`${each}.state`) === 'active');
    if (!running.includes(name) || running.length < 2) return 'This ZooKeeper instance is not currently serving requests\n';
    const leader = running.includes(this.leader) ? this.leader : running[0];
    return `Mode: ${name === leader ? 'leader' : 'follower'}\n`;
  }

  private write(name: string, content: string): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), {recursive: true});
    writeFileSync(file, content);
  }

  private program(name: string, lines: string): void {
    this.write(name, `#!/bin/bash\n${lines}\n`);
    spawnSync('chmod', ['+x', path.join(this.folder, name)]);
  }

  private read(name: string): string {
    const file = path.join(this.folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }
}

const SYSTEMCTL = `
state=$(cat $MACHINES/$MACHINE.state)
set_state() { [ -e $MACHINES/$MACHINE.fails ] || printf %s $1 >$MACHINES/$MACHINE.state; }
case "$*" in
  *NRestarts*)
    restarts=$(cat $MACHINES/$MACHINE.restarts 2>/dev/null || echo 0)
    echo NRestarts=$restarts
    [ ! -e $MACHINES/$MACHINE.fails ] || echo $((restarts + $(cat $MACHINES/$MACHINE.fails))) >$MACHINES/$MACHINE.restarts ;;
  *is-active*) echo $state; [ $state = active ] || exit 3 ;;
  *is-enabled*) echo enabled ;;
  *restart*) echo "restart $MACHINE" >>$MACHINES/log; set_state active ;;
  *stop*) echo "stop $MACHINE" >>$MACHINES/log; set_state inactive ;;
  *start*) echo "start $MACHINE" >>$MACHINES/log; set_state active ;;
  *show*) printf 'Id=x.service\\nLoadState=loaded\\nActiveState=%s\\nSubState=x\\nUnitFileState=enabled\\n' $state ;;
esac`;
const ASK = `
ask() {
  if [ "$1" = await ]; then echo "$2 $3" >>$MACHINES/awaited; sleep 0.2; else cluster "$1"; fi
}`;
/** One topic with three replicas that takes records while two are in sync, and one on the first two brokers. */
const CLUSTER = `
isr() { for id in "$@"; do grep -q inactive $MACHINES/kafka0$id.state || printf '%s,' $id; done | sed 's/,$//'; }
echo controller 2
for id in 1 2 3; do
  grep -q inactive $MACHINES/kafka0$id.state || echo "h:9092 (id: $id rack: null) -> ("
done
printf 'Topic: wide\\tPartitionCount: 1\\tReplicationFactor: 3\\tConfigs: min.insync.replicas=1\\n'
printf '\\tTopic: wide\\tPartition: 0\\tLeader: 1\\tReplicas: 1,2,3\\tIsr: %s\\n' "$(isr 1 2 3)"
printf 'Topic: narrow\\tPartitionCount: 1\\tReplicationFactor: 2\\tConfigs: min.insync.replicas=1\\n'
printf '\\tTopic: narrow\\tPartition: 0\\tLeader: 1\\tReplicas: 1,2\\tIsr: %s\\n' "$(isr 1 2)"`;
