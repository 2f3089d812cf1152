import assert from 'node:assert/strict';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {forLab} from '../support/lab-spec.ts';
import {ControlMachine} from './support/control-machine.ts';
import {bareMachines, inside, lab, ROOT} from './support/lab.ts';

const ZOOKEEPERS = ['peter-zk01', 'peter-zk02', 'peter-zk03'];
const BROKERS = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
const MACHINES = [...ZOOKEEPERS, ...BROKERS];
const DOCUMENT = path.join(ROOT, 'docs/walkthrough.md');

/** What differs from run to run; columns are as wide as what stands in them. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/SHA256:\S+/g, 'SHA256:...'],
  [/\b\d+ (min|h|d) \d+ (s|min|h)\b/g, 'N s'],
  [/\b\d+(\.\d+)? (ms|s|GB|% full)/g, 'N $2'],
  [/\b\d+ created/g, 'N created'],
  [/\(changed \d+\)/g, '(changed N)'],
  [/Python 3\.\d+\.\d+ \(.*\)/g, 'Python 3 (...)'],
  [/(ansible-core 2\.14|Python 3\.11)\.\d+/g, '$1.N'],
  [/\b\d{8}-\d{6}-\w+\b/g, 'RUN'],
  [/smoke-\d+/g, 'smoke-N'],
  [/Node \d+\.\d+\.\d+/g, 'Node N'],
  [/C\.\S+ is there/g, 'C.UTF-8 is there'],
  [/(leader, \d of \d followers in sync|follower)$/g, 'leader or follower'],
  [/(controller|registered), leads \d of \d/g, 'registered, leads N of N'],
  [/the controller is broker \d/g, 'the controller is broker N'],
  [/\S*\/(id_kafkabook|keypair\.pem)/g, '$1'],
  [/ {2,}/g, '  '],
];

/** What is wrong with a machine, what tells it, and how it is mended: by a command, or by --fix. */
type Damage = Readonly<{
  title: string;
  machine: string;
  damage: string | (() => void);
  mend: string | 'fix';
  /** After --fix: what has to be put away. */
  clean?: string;
  check: string;
  state?: 'warning';
  says: RegExp;
  args?: readonly string[];
}>;

/** What ails machines on which nothing is yet. */
const BARE: readonly Damage[] = [
  {
    title: 'a machine without Python',
    machine: 'peter-kafka02',
    damage:
      'apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qqy purge python3-minimal python3.11-minimal >/dev/null 2>&1',
    mend: 'fix',
    check: 'python',
    says: /no Python that Ansible can use/,
  },
  {
    title: 'a wrong clock',
    machine: 'peter-zk02',
    damage: () => void lab('skew', 'peter-zk02', '600'),
    mend: 'fix',
    check: 'clock',
    says: /its clock is (599|600|601) s ahead of this computer/,
  },
  {
    title: 'a kernel that allows few open files',
    machine: 'peter-kafka01',
    damage: 'sysctl -qw fs.nr_open=4096',
    mend: 'fix',
    check: 'limits',
    says: /no process may open more than 4096 files/,
  },
  {
    title: 'huge pages for everything',
    machine: 'peter-kafka01',
    damage:
      'echo "[always] madvise never" >/srv/thp; mount --bind /srv/thp /sys/kernel/mm/transparent_hugepage/enabled',
    mend: 'fix',
    clean: 'umount /sys/kernel/mm/transparent_hugepage/enabled',
    check: 'kernel',
    state: 'warning',
    says: /huge pages are on for everything/,
  },
  {
    title: 'a distribution that nobody has tried',
    machine: 'peter-zk01',
    damage:
      'sed "s/^ID=.*/ID=plan9/" /usr/lib/os-release >/srv/os; rm /etc/os-release; cp /srv/os /etc/os-release',
    mend: 'ln -sf ../usr/lib/os-release /etc/os-release',
    check: 'os',
    state: 'warning',
    says: /was not tried/,
  },
  {
    title: 'a small machine',
    machine: 'peter-kafka03',
    damage:
      'sed "s/^MemTotal:.*/MemTotal: 900000 kB/" /proc/meminfo >/srv/meminfo; mount --bind /srv/meminfo /proc/meminfo',
    mend: 'umount /proc/meminfo',
    check: 'memory',
    says: /0\.9 GB, of which 1\.1 GB are for heaps/,
  },
  {
    title: 'a small disk',
    machine: 'peter-kafka03',
    damage: 'mkdir /data; mount -t tmpfs -o size=200m tmpfs /data',
    mend: 'umount /data',
    check: 'disk',
    says: /\/data\/kafka-logs \(on \/data\) has 0\.2 GB free/,
  },
  {
    title: 'a disk that cannot be written to',
    machine: 'peter-kafka03',
    damage: 'mount -t tmpfs -o ro tmpfs /data',
    mend: 'umount /data',
    check: 'disk',
    says: /is read-only/,
  },
  {
    title: 'a disk without inodes',
    machine: 'peter-kafka03',
    damage: 'mount -t tmpfs -o nr_inodes=100 tmpfs /data',
    mend: 'umount /data',
    check: 'disk',
    says: /has \d+ inodes left/,
  },
  {
    title: 'a machine that the mirror does not answer',
    machine: 'peter-kafka03',
    damage: 'ip rule add ipproto tcp dport 80 unreachable',
    mend: 'ip rule del ipproto tcp dport 80 unreachable',
    check: 'archive',
    says: /kafka cannot be fetched: http:\S+: .*unreachable/,
  },
  {
    title: 'a JDK that is not where it should be',
    machine: 'peter-zk03',
    // The others are taken care of by --host.
    args: ['--file', 'cluster.yml', '--file', 'own-jdk.yml'],
    damage: '',
    mend: 'apt-get -qq update; apt-get -qqy install openjdk-17-jre-headless >/dev/null 2>&1; ln -s /usr/lib/jvm/java-17-openjdk-amd64 /opt/jdk',
    // The machines are bare again in what follows.
    clean:
      'rm /opt/jdk; DEBIAN_FRONTEND=noninteractive apt-get -qqy purge openjdk-17-jre-headless >/dev/null 2>&1',
    check: 'jdk',
    says: /there is no \/opt\/jdk\/bin\/java that starts/,
  },
];

/** What ails machines of a cluster that runs. */
const LIVE: readonly Damage[] = [
  {
    title: 'a name that leads elsewhere',
    machine: 'peter-zk02',
    damage: 'cp -p /etc/hosts /tmp/hosts; echo 198.18.0.99 peter-zk01.foo.bar >>/etc/hosts',
    mend: 'cp -p /tmp/hosts /etc/hosts',
    check: 'names',
    says: /peter-zk01\.foo\.bar is 198\.18\.0\.99/,
  },
  {
    title: 'a peer that is out of reach',
    machine: 'peter-kafka01',
    damage: 'ip route add unreachable 198.18.0.22',
    mend: 'ip route del unreachable 198.18.0.22',
    check: 'reach',
    says: /peter-kafka02 port 9092: No route/,
  },
  {
    title: 'data of another broker',
    machine: 'peter-kafka03',
    damage: 'sed -i s/broker.id=3/broker.id=7/ /data/kafka-logs/meta.properties',
    mend: 'sed -i s/broker.id=7/broker.id=3/ /data/kafka-logs/meta.properties',
    check: 'identity',
    says: /belongs to broker 7/,
  },
  {
    title: 'data of another user',
    machine: 'peter-zk01',
    damage: 'chown nobody /data/zk/version-2',
    mend: 'chown zookeeper /data/zk/version-2',
    check: 'identity',
    says: /version-2 belongs to nobody, and the service runs as zookeeper/,
  },
  {
    title: 'a port that somebody else holds',
    machine: 'peter-zk03',
    damage:
      'systemctl stop zookeeper-server; systemd-run -q --unit squatter python3 -m http.server 2181; sleep 1',
    mend: 'systemctl stop squatter; systemctl start zookeeper-server',
    check: 'ports',
    says: /port 2181 is held by squatter/,
  },
  {
    title: 'a user who may not become root',
    machine: 'peter-zk01',
    damage: 'mv /etc/sudoers.d/90-ec2-user /srv/kept',
    mend: 'mv /srv/kept /etc/sudoers.d/90-ec2-user',
    check: 'sudo',
    says: /password/,
  },
];

/** What ails the control node; commands of the user there. */
const CONTROL: readonly Omit<Damage, 'machine'>[] = [
  {
    title: 'an Ansible that does not start',
    damage: 'sudo mv /usr/lib/python3/dist-packages/yaml /srv/yaml',
    mend: 'sudo mv /srv/yaml /usr/lib/python3/dist-packages/yaml',
    check: 'ansible',
    says: /does not start: .*yaml/,
  },
  {
    title: 'a Mitogen that does not work with this Ansible',
    damage:
      'cd /usr/lib/python3/dist-packages && sudo mkdir mitogen ansible_mitogen && sudo touch ansible_mitogen/__init__.py && ' +
      'echo "__version__ = (0, 2, 10)" | sudo tee mitogen/__init__.py',
    mend: 'sudo rm -r /usr/lib/python3/dist-packages/mitogen /usr/lib/python3/dist-packages/ansible_mitogen',
    check: 'mitogen',
    state: 'warning',
    says: /Mitogen 0\.2\.10 does not work with this Ansible: .*mitogen_linear/,
  },
  {
    title: 'no UTF-8',
    damage: 'sudo mv /usr/lib/locale/C.utf8 /srv/C.utf8',
    mend: 'sudo mv /srv/C.utf8 /usr/lib/locale/C.utf8',
    check: 'locale',
    says: /no UTF-8 locale/,
  },
  {
    title: 'half an SSH client',
    damage: 'sudo mv /usr/bin/ssh-keygen /srv/ssh-keygen',
    mend: 'sudo mv /srv/ssh-keygen /usr/bin/ssh-keygen',
    check: 'ssh',
    says: /no ssh-keygen/,
  },
  {
    title: 'a key that others can read',
    damage: 'chmod 644 id_kafkabook',
    mend: 'fix',
    check: 'key',
    says: /others can read the key .* \(0644\)/,
  },
  {
    title: 'machines that are not known',
    damage: 'mv known_hosts kept',
    mend: 'kafkabook keys --confirm peter && cmp known_hosts kept',
    check: 'known hosts',
    says: /the host key of 198\.18\.0\.11, .* and 3 more is not known/,
  },
  {
    title: 'names that are not known',
    damage: 'sudo sed -i /zk0/d /etc/hosts',
    mend: 'kafkabook run control-node',
    check: 'names',
    state: 'warning',
    says: /peter-zk01\.foo\.bar has no address here/,
  },
  {
    title: 'archives that are not there',
    state: 'warning',
    damage: 'mkdir archives',
    args: ['--file', 'cluster.yml', '--file', 'pushed.yml'],
    mend: ['zookeeper/zookeeper-3.5.9/apache-zookeeper-3.5.9-bin.tar.gz', 'kafka/2.6.0/kafka_2.12-2.6.0.tgz']
      .map((file) => `curl -sf --output-dir archives -O http://198.18.0.1/dist/${file}`)
      .join(' && '),
    check: 'archives',
    says: /apache-zookeeper-3\.5\.9-bin\.tar\.gz, .* cannot be read/,
  },
  {
    title: 'a full disk',
    damage:
      'mkdir small; sudo mount -t tmpfs -o size=9m,mode=777 tmpfs small; cp cluster.yml known_hosts small; cp -p id_kafkabook small',
    args: ['--file', 'small/cluster.yml'],
    mend: 'sudo mount -o remount,size=900m small',
    check: 'disk',
    says: /0\.0 GB are free/,
  },
];

type Told = Readonly<{
  findings: readonly Readonly<{check: string; state: string; says: string; way: string}>[];
}>;

// One story: each part begins where the one before ended. In suites alone, since mocha runs the tests beside a suite before it.
describe('from bare machines to a topic, as a new user goes', () => {
  let control: ControlMachine;
  const told: string[] = [];

  before(function () {
    const environment = bareMachines(this, 'peter-ansible01', ...MACHINES);
    control = new ControlMachine();
    const document = forLab(readFileSync(path.join(ROOT, 'examples/book.yml'), 'utf8'), environment);
    // What a user has: the key pair that opens the machines today. The others are to be made.
    document.setIn(['ssh', 'key_file'], 'id_kafkabook');
    document.setIn(['ssh', 'known_hosts_file'], 'known_hosts');
    control.put('cluster.yml', String(document));
    control.put('own-jdk.yml', 'java:\n  home: /opt/jdk\n');
    control.put('pushed.yml', 'archives:\n  transfer: push\n  local_dir: archives\n');
    control.put('keypair.pem', readFileSync(environment.keyFile), '644');
    // Somebody else has a key there already, in a file that does not end its last line, with a mode that sshd takes.
    for (const machine of MACHINES)
      inside(
        machine,
        'cd /home/ec2-user && mkdir .ssh && printf "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI+somebody somebody" >.ssh/authorized_keys && chown -R ec2-user .ssh',
      );
  });

  // No other test could log in any more.
  after(() => void lab('reset', 'peter-ansible01', ...MACHINES));

  /** Runs a command, and keeps it and what it said for the document. */
  const say = (code: number, ...args: string[]) => {
    const {status, stdout, stderr} = control.kafkabook(args);
    assert.equal(status, code, `${args.join(' ')}: ${stdout}${stderr}`);
    told.push(`    $ kafkabook ${args.join(' ')}`);
    // A run says last what came of it, the others first what they are about.
    const all = args[0] === 'run' ? [stdout, stderr] : [stderr, stdout];
    const lines = all.join('').trimEnd().split('\n');
    // Of a run the plays, and what came of it: each task would be too much to read.
    const kept = lines.filter((line) => !/^ {2}\S.*: (ok|changed|skipped) \d+/.test(line));
    const plain = kept.map((line) =>
      VARYING.reduce((text, [pattern, by]) => text.replace(pattern, by), line),
    );
    told.push(...plain.map((line) => `    ${line}`.trimEnd()), '');
    return stdout;
  };
  /** Commands of the user that say nothing of interest. */
  const follow = (...commands: string[]) => {
    for (const command of commands) control.done(command);
    told.push(...commands.map((command) => `    $ ${command}`), '');
  };
  const note = (text: string) => told.push(text, '');
  const authorized = (machine: string) =>
    inside(machine, 'cat /home/ec2-user/.ssh/authorized_keys').split('\n');

  /** Breaks a machine, sees that just this is told and explained, mends it, and sees that all is well. */
  const damaged = (command: string, each: Damage, shell: (command: string) => void) => {
    const {damage, mend, clean, check, state = 'fault', says, args = []} = each;
    const words = [command, ...args, ...(command === 'preflight' ? ['--host', each.machine] : [])];
    const failure = command === 'preflight' ? 5 : 6;
    if (typeof damage === 'string') shell(damage);
    else damage();
    try {
      const {status, stdout, stderr} = control.kafkabook([...words, '--json']);
      assert.equal(status, state === 'fault' ? failure : 0, stdout + stderr);
      const ill = (JSON.parse(stdout) as Told).findings.filter((finding) => finding.state !== 'well');
      assert.deepEqual(
        ill.map((finding) => `${finding.check} ${finding.state}`),
        [`${check} ${state}`],
      );
      assert.match(ill[0]?.says ?? '', says);
      assert.notEqual(ill[0]?.way, '');
    } finally {
      // Also when it was told wrongly: the next story would begin with it.
      if (mend !== 'fix') shell(mend);
    }
    if (mend === 'fix')
      control.succeed(...words, '--fix', ...(command === 'preflight' ? ['--confirm', 'peter'] : []));
    const after = JSON.parse(control.succeed(...words, '--json')) as Told;
    assert.deepEqual(
      after.findings.filter((finding) => finding.state !== 'well'),
      [],
      'green afterwards',
    );
    if (clean !== undefined) shell(clean);
  };

  describe('the control node, and the keys', () => {
    it('doctor says what the control node lacks', () => {
      const archive = control.bringReleases();
      note('## The control node');
      follow(
        'sudo tar -xzf node.tar.gz -C /usr/local --strip-components 1 --no-same-owner',
        `sudo npm install --global ./${archive}`,
      );
      assert.match(say(6, 'doctor'), /^! +ansible .*\n +way out: apt install ansible-core/m);
      follow('sudo apt-get update', 'sudo apt-get install --yes ansible-core');
      assert.match(say(6, 'doctor'), /^! +key .*id_kafkabook is not there$/m);
    });

    it('keys makes a key, spreads it, and notes the host keys', () => {
      note('## Keys');
      note(
        '`keypair.pem` opens the machines today. Its mode is set right, too: ssh takes no key that others can read.',
      );
      const before = authorized('peter-zk01');
      say(0, 'keys', '--with', 'keypair.pem', '--confirm', 'peter');
      for (const machine of MACHINES) {
        assert.deepEqual(
          authorized(machine).slice(0, before.length),
          before,
          'the other keys are as they were',
        );
        assert.equal(authorized(machine).length, before.length + 1);
        const modes = inside(
          machine,
          'stat -c "%a %U" /home/ec2-user/.ssh /home/ec2-user/.ssh/authorized_keys',
        );
        assert.equal(modes, '700 ec2-user\n600 ec2-user');
      }
      const known = control.read('known_hosts');
      const again = control.succeed('keys');
      assert.equal(again.match(/opens it/g)?.length, 6);
      assert.equal(control.read('known_hosts'), known);
      assert.equal(authorized('peter-zk01').length, before.length + 1);
    });

    it('the project, and the names of its machines here', () => {
      note('## The project');
      say(0, 'gen');
      note(
        'Names are written where the machines are, by `run site`; on this computer only when that is asked for.',
      );
      const before = control.read('/etc/hosts').split('\n');
      say(0, 'run', 'control-node', '--output', 'compact');
      const after = control.read('/etc/hosts').split('\n');
      assert.deepEqual(
        after.filter((line) => before.includes(line)),
        before,
        'the other lines are as they were',
      );
      assert.match(control.succeed('run', 'control-node', '--output', 'compact'), /ok 1/);
      say(0, 'doctor');
    });
  });

  describe('a doctor finds', () => {
    it('an old Node, whatever the command', () => {
      control.done('sudo apt-get -qqy install nodejs >/dev/null 2>&1; sudo mv /usr/local/bin/node /srv/node');
      const {status, stderr} = control.kafkabook(['doctor']);
      control.done('sudo mv /srv/node /usr/local/bin/node; sudo apt-get -qqy remove nodejs >/dev/null 2>&1');
      assert.equal(status, 6);
      assert.match(
        stderr,
        /^kafkabook: Node 18\.\d+\.\d+ is older than 20\.19\n {2}install Node 20\.19 or a later one/,
      );
      control.succeed('doctor');
    });

    for (const each of CONTROL)
      it(each.title, () => {
        damaged('doctor', {...each, machine: control.name}, (command) => void control.done(command));
      });
  });

  describe('on bare machines a preflight finds', () => {
    for (const each of BARE)
      it(each.title, () => {
        damaged('preflight', each, (command) => void inside(each.machine, command));
      });
  });

  describe('the cluster', () => {
    it('a cluster on the machines', () => {
      note('## The machines');
      say(0, 'preflight');
      note('## The cluster');
      say(0, 'run', 'site', '--output', 'compact');
    });

    it('what it is, and that it works', () => {
      note('## What it is, and that it works');
      say(0, 'status');
      const smoke = say(0, 'smoke');
      assert.match(smoke, /^All is well\.$/m);
      assert.doesNotMatch(control.succeed('topic', 'list'), /smoke/);
      say(0, 'smoke', '--from', 'control', '--topic', 'peter-overview01', '--keep');
      assert.match(control.succeed('topic', 'list'), /^peter-overview01$/m);
      assert.equal(control.kafkabook(['smoke', '--topic', 'peter-overview01']).status, 2);
    });

    it('is written down as it is told', () => {
      const head = [
        '# From bare machines to a topic',
        '',
        '<!-- Written by test/e2e/walkthrough.test.ts; what differs from run to run is left out. -->',
        '',
        'Seven machines with Debian 12, SSH and Python. One of them, `peter-ansible01`, is to be the control node: it has the',
        'archives of Node 20 and of kafkabook, one key that opens the other six, and the `cluster.yml` of the book, which names a',
        'key that is to be made (`ssh.key_file: id_kafkabook`) and a file for host keys (`ssh.known_hosts_file: known_hosts`).',
        '',
      ];
      const text = `${[...head, ...told].join('\n').trimEnd()}\n`;
      if (process.env['WRITE_WALKTHROUGH'] === '1' || !existsSync(DOCUMENT)) writeFileSync(DOCUMENT, text);
      assert.equal(readFileSync(DOCUMENT, 'utf8'), text, 'write it anew with WRITE_WALKTHROUGH=1');
    });

    it('a preflight takes what runs for what it is', () => {
      const {findings} = JSON.parse(control.succeed('preflight', '--json')) as Told;
      const says = (check: string) => [
        ...new Set(findings.filter((each) => each.check === check).map((each) => each.says)),
      ];
      assert.deepEqual(says('ports'), ['ours, or free']);
      assert.deepEqual(says('archive'), ['installed']);
      assert.match(says('identity').join(), /broker 1 of cluster/);
    });
  });

  describe('of a cluster that runs a preflight finds', () => {
    for (const each of LIVE)
      it(each.title, () => {
        damaged('preflight', each, (command) => void inside(each.machine, command));
      });

    it('a machine that is gone', () => {
      lab('cut', 'peter-kafka02');
      const {status, stdout} = control.kafkabook(['preflight', '--only', 'ssh']);
      lab('mend', 'peter-kafka02');
      assert.equal(status, 5);
      assert.match(stdout, /^! +ssh +peter-kafka02\.foo\.bar /m);
      assert.match(stdout, /^ok +ssh +5 hosts/m);
    });
  });

  // Behind this the key opens nothing any more.
  describe('at last', () => {
    it('a key is changed for another one, and taken away', () => {
      const [before, count] = [control.read('id_kafkabook.pub'), authorized('peter-zk01').length];
      assert.match(control.succeed('keys', '--rotate'), /the old one is gone/);
      const after = control.read('id_kafkabook.pub');
      assert.notEqual(after, before);
      const blob = (line: string) => line.split(' ')[1] ?? '';
      for (const machine of MACHINES) {
        const keys = authorized(machine);
        assert.equal(keys.length, count);
        assert.ok(
          keys.some((line) => line.includes(blob(after))) &&
            !keys.some((line) => line.includes(blob(before))),
        );
      }
      // As on a machine that the rotation did not reach.
      control.put('old', before);
      control.put('id_kafkabook.left', before);
      control.done(
        'ssh -i id_kafkabook -o UserKnownHostsFile=known_hosts 198.18.0.11 "cat >>.ssh/authorized_keys" <old',
      );
      control.succeed('keys');
      assert.ok(!authorized('peter-zk01').some((line) => line.includes(blob(before))));
      assert.equal(authorized('peter-zk01').length, count);

      const locked = control.kafkabook([
        'keys',
        '--remove',
        '--confirm',
        'peter',
        '--with',
        'id_kafkabook.old',
      ]);
      assert.equal(locked.status, 21, 'nothing else opens the machines');
      assert.equal(authorized('peter-zk01').length, count);
      assert.equal(
        control.kafkabook(['keys', '--remove', '--with', 'keypair.pem']).status,
        40,
        'unconfirmed',
      );
      control.succeed('keys', '--remove', '--confirm', 'peter', '--with', 'keypair.pem');
      assert.equal(authorized('peter-zk01').length, count - 1);
    });

    it('a host key that has changed is refused', () => {
      inside('peter-zk01', 'rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh');
      const {status, stderr} = control.kafkabook(['keys', '--with', 'keypair.pem', '--confirm', 'peter']);
      assert.equal(status, 6);
      assert.match(
        stderr,
        /the host key of peter-zk01\.foo\.bar \(198\.18\.0\.11\) is not the one that is known/,
      );
    });
  });
});
