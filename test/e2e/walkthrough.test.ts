import assert from 'node:assert/strict';
import {chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {inside, lab, bareMachines, LabProject, ROOT} from './support/lab.ts';

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
  [/(ansible-core 2\.19|Python 3\.11)\.\d+/g, '$1.N'],
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

// One story: each part begins where the one before ended.
describe('from bare machines to a topic, as a new user goes', () => {
  let project: LabProject;
  const told: string[] = [];

  before(function () {
    const environment = bareMachines(this, ...MACHINES);
    project = new LabProject('book', environment);
    project.edit((document) => {
      // What a user has: the key pair that opens the machines today. The others are to be made.
      document.setIn(['ssh', 'key_file'], 'id_kafkabook');
      document.setIn(['ssh', 'known_hosts_file'], 'known_hosts');
    });
    // Somebody else has a key there already, in a file that does not end its last line, with a mode that sshd takes.
    for (const machine of MACHINES)
      inside(
        machine,
        'cd /home/ec2-user && mkdir .ssh && printf "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI+somebody somebody" >.ssh/authorized_keys && chown -R ec2-user .ssh',
      );
    copyFileSync(environment.keyFile, path.join(project.folder, 'keypair.pem'));
    chmodSync(path.join(project.folder, 'keypair.pem'), 0o644);
  });

  // No other test could log in any more.
  after(() => void lab('reset', ...MACHINES));

  /** Runs a command, and keeps it and what it said for the document. */
  const say = (code: number, ...args: string[]) => {
    const {status, stdout, stderr} = project.kafkabook(args);
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
  const note = (text: string) => told.push(text, '');
  const authorized = (machine: string) =>
    inside(machine, 'cat /home/ec2-user/.ssh/authorized_keys').split('\n');

  it('doctor says what the control node lacks', () => {
    note('## The control node');
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
    const known = readFileSync(path.join(project.folder, 'known_hosts'), 'utf8');
    const again = project.succeed('keys');
    assert.equal(again.match(/opens it/g)?.length, 6);
    assert.equal(readFileSync(path.join(project.folder, 'known_hosts'), 'utf8'), known);
    assert.equal(authorized('peter-zk01').length, before.length + 1);
  });

  it('the machines, and a cluster on them', () => {
    note('## The machines');
    say(0, 'doctor');
    say(0, 'preflight');
    note('## The cluster');
    say(0, 'gen');
    say(0, 'run', 'site', '--output', 'compact');
  });

  it('what it is, and that it works', () => {
    note('## What it is, and that it works');
    say(0, 'status');
    const smoke = say(0, 'smoke');
    assert.match(smoke, /^All is well\.$/m);
    assert.doesNotMatch(project.succeed('topic', 'list'), /smoke/);
    say(0, 'smoke', '--from', 'control', '--topic', 'peter-overview01', '--keep');
    assert.match(project.succeed('topic', 'list'), /^peter-overview01$/m);
    assert.equal(project.kafkabook(['smoke', '--topic', 'peter-overview01']).status, 2);
  });

  it('is written down as it is told', () => {
    const head = [
      '# From bare machines to a topic',
      '',
      '<!-- Written by test/e2e/walkthrough.test.ts; what differs from run to run is left out. -->',
      '',
      'Six machines with SSH and Python, one key that opens them, and the `cluster.yml` of the book, which names a key that is',
      'to be made (`ssh.key_file: id_kafkabook`) and a file for host keys (`ssh.known_hosts_file: known_hosts`).',
      '',
    ];
    const text = `${[...head, ...told].join('\n').trimEnd()}\n`;
    if (process.env['WRITE_WALKTHROUGH'] === '1' || !existsSync(DOCUMENT)) writeFileSync(DOCUMENT, text);
    assert.equal(readFileSync(DOCUMENT, 'utf8'), text, 'write it anew with WRITE_WALKTHROUGH=1');
  });

  it('a preflight takes what runs for what it is', () => {
    const findings = JSON.parse(project.succeed('preflight', '--json')) as {
      findings: {check: string; says: string}[];
    };
    const says = (check: string) => [
      ...new Set(findings.findings.filter((each) => each.check === check).map((each) => each.says)),
    ];
    assert.deepEqual(says('ports'), ['ours, or free']);
    assert.deepEqual(says('archive'), ['installed']);
    assert.match(says('identity').join(), /broker 1 of cluster/);
  });

  describe('a preflight finds', () => {
    const cases: readonly (readonly [string, string, string, string, string, RegExp])[] = [
      [
        'a name that leads elsewhere',
        'peter-zk02',
        'cp -p /etc/hosts /tmp/hosts; echo 198.18.0.99 peter-zk01.foo.bar >>/etc/hosts',
        'cp -p /tmp/hosts /etc/hosts',
        'names',
        /peter-zk01\.foo\.bar is 198\.18\.0\.99/,
      ],
      [
        'a peer that is out of reach',
        'peter-kafka01',
        'ip route add unreachable 198.18.0.22',
        'ip route del unreachable 198.18.0.22',
        'reach',
        /peter-kafka02 port 9092: No route/,
      ],
      [
        'data of another broker',
        'peter-kafka03',
        'sed -i s/broker.id=3/broker.id=7/ /data/kafka-logs/meta.properties',
        'sed -i s/broker.id=7/broker.id=3/ /data/kafka-logs/meta.properties',
        'identity',
        /belongs to broker 7/,
      ],
      [
        'a port that somebody else holds',
        'peter-zk03',
        'systemctl stop zookeeper-server; systemd-run -q --unit squatter python3 -m http.server 2181; sleep 1',
        'systemctl stop squatter; systemctl start zookeeper-server',
        'ports',
        /port 2181 is held by squatter/,
      ],
      [
        'a user who may not become root',
        'peter-zk01',
        'mv /etc/sudoers.d/90-ec2-user /srv/kept',
        'mv /srv/kept /etc/sudoers.d/90-ec2-user',
        'sudo',
        /password/,
      ],
      [
        'a machine without Python',
        'peter-kafka02',
        'mkdir /srv/away; mv /usr/bin/python3* /srv/away',
        'mv /srv/away/* /usr/bin',
        'python',
        /no Python that Ansible can use/,
      ],
    ];
    for (const [title, machine, damage, mend, check, says] of cases)
      it(title, () => {
        inside(machine, damage);
        const {status, stdout} = project.kafkabook(['preflight', '--json', '--host', machine]);
        inside(machine, mend);
        assert.equal(status, 5, stdout);
        const {findings} = JSON.parse(stdout) as {
          findings: {check: string; state: string; says: string; way: string}[];
        };
        const ill = findings.filter(({state}) => state === 'fault');
        assert.deepEqual(
          ill.map((each) => each.check),
          [check],
        );
        assert.match(ill[0]?.says ?? '', says);
        assert.notEqual(ill[0]?.way, '');
        assert.equal(project.kafkabook(['preflight', '--host', machine]).status, 0, 'green afterwards');
      });

    it('a machine that is gone', () => {
      lab('cut', 'peter-kafka02');
      const {status, stdout} = project.kafkabook(['preflight', '--only', 'ssh']);
      lab('mend', 'peter-kafka02');
      assert.equal(status, 5);
      assert.match(stdout, /^! +ssh +peter-kafka02\.foo\.bar /m);
      assert.match(stdout, /^ok +ssh +5 hosts/m);
    });
  });

  // Behind this the key opens nothing any more.
  describe('at last', () => {
    it('a key is changed for another one, and taken away', () => {
      const key = path.join(project.folder, 'id_kafkabook');
      const [before, count] = [readFileSync(`${key}.pub`, 'utf8'), authorized('peter-zk01').length];
      assert.match(project.succeed('keys', '--rotate'), /the old one is gone/);
      const after = readFileSync(`${key}.pub`, 'utf8');
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
      const locked = project.kafkabook([
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
        project.kafkabook(['keys', '--remove', '--with', 'keypair.pem']).status,
        40,
        'unconfirmed',
      );
      project.succeed('keys', '--remove', '--confirm', 'peter', '--with', 'keypair.pem');
      assert.equal(authorized('peter-zk01').length, count - 1);
    });

    it('a host key that has changed is refused', () => {
      inside('peter-zk01', 'rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh');
      const {status, stderr} = project.kafkabook(['keys', '--with', 'keypair.pem', '--confirm', 'peter']);
      assert.equal(status, 6);
      assert.match(stderr, /the host key of peter-zk01 \(198\.18\.0\.11\) is not the one that is known/);
    });
  });
});
