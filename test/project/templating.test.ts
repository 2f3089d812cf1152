import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {ansibleOrSkip} from './ansible.ts';
import {readProperties} from './readers.ts';
import {projectOf, specWith} from './specs.ts';

/** Values that YAML, Jinja, a shell or Java would each like to read as something else. */
const NASTY: Readonly<Record<string, string>> = {
  jinja: '{{ 7*7 }}',
  'jinja.block': '{% for a in b %}x',
  'jinja.comment': '{# gone? #} kept',
  'jinja.lookup': "{{ lookup('pipe', 'id') }}",
  yaml: 'a: b # c',
  quotes: '"quoted" \'single\'',
  yes: 'yes',
  '1_000': '1_000',
  sexagesimal: '22:22',
  list: "['a', 'b']",
  shell: '$(touch marker) `touch marker` ; touch marker',
  backslashes: 'C:\\new\\table\\',
  percent: '100%h',
  unicode: '한국 é \u{1f600}',
  empty: '',
};

const RENDER = `---
- name: Render the templates of the roles
  hosts: all
  gather_facts: false
  tasks:
    - name: Render
      ansible.builtin.template:
        src: "{{ inventory_dir }}/roles/{{ item[0] }}/templates/{{ item[1] }}.j2"
        dest: "{{ inventory_dir }}/out/{{ item[1] }}"
        mode: "0600"
      loop: "{{ jobs | selectattr('group', 'in', group_names) | map(attribute='files') | sum(start=[]) }}"
    - name: Say how to reach the host
      ansible.builtin.copy:
        content: "{{ ansible_ssh_common_args }}"
        dest: "{{ inventory_dir }}/out/ssh"
        mode: "0600"
  vars:
    jobs:
      - group: kafkahosts
        files: [[kafka, server.properties], [kafka, kafka-server.service]]
      - group: zkhosts
        files: [[zookeeper, zoo.cfg], [zookeeper, zookeeper-server.service]]
`;

for (const version of ['2.19', '2.14']) {
  describe(`values on their way through Ansible ${version}`, () => {
    it('arrive in the files of the hosts as they were written', async function () {
      const bin = ansibleOrSkip(this, version);
      const folder = mkdtempSync(path.join(tmpdir(), 'kafkabook-'));
      try {
        const project = path.join(folder, 'a folder');
        await write(project);
        render(bin, project);
        assertProperties(readOut(project, 'server.properties'));
        assertProperties(readOut(project, 'zoo.cfg'));
        assertUnits(project);
        assertSshArguments(project, readOut(project, 'ssh'));
        assert.ok(!existsSync(path.join(project, 'marker')));
      } finally {
        rmSync(folder, {recursive: true, force: true});
      }
    });
  });
}

async function write(folder: string): Promise<void> {
  const spec = specWith([
    [['zookeeper', 'config'], NASTY],
    [['kafka', 'config'], NASTY],
    [['ssh'], {known_hosts_file: 'known_hosts', key_file: 'key.pem', proxy_jump: 'me@jump.example:2022'}],
    [['java', 'home'], '/opt/jdk-17+8'],
  ]);
  const {files} = projectOf(JSON.stringify(spec));
  for (const file of [...files, {path: 'render.yml', content: RENDER}]) {
    mkdirSync(path.dirname(path.join(folder, file.path)), {recursive: true});
    writeFileSync(path.join(folder, file.path), file.content);
  }
  mkdirSync(path.join(folder, 'out'));
}

function render(bin: string, folder: string): void {
  const local = JSON.stringify({ansible_connection: 'local', ansible_python_interpreter: `${bin}/python`});
  const env = {
    ...{PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: folder, LC_ALL: 'C.UTF-8'},
    ...{ANSIBLE_LOCAL_TEMP: path.join(folder, 'tmp'), ANSIBLE_REMOTE_TEMP: path.join(folder, 'remote')},
  };
  execFileSync(`${bin}/ansible-playbook`, ['-i', 'hosts', 'render.yml', '-e', local], {
    ...{cwd: folder, env, stdio: 'pipe'},
  });
}

function assertProperties(text: string): void {
  const read = readProperties(text);
  for (const [key, value] of Object.entries(NASTY)) assert.equal(read.get(key), value, key);
}

function assertUnits(folder: string): void {
  for (const [unit, program] of [
    ['kafka-server', '/usr/local/kafka_2.13-3.9.1/bin/kafka-server-start.sh /etc/kafka/server.properties'],
    [
      'zookeeper-server',
      '/usr/local/apache-zookeeper-3.8.4-bin/bin/zkServer.sh start-foreground /etc/zookeeper/zoo.cfg',
    ],
  ]) {
    const lines = readOut(folder, `${unit}.service`).split('\n');
    assert.ok(lines.includes(`ExecStart=${program}`), unit);
    assert.ok(lines.includes('Environment=JAVA_HOME=/opt/jdk-17+8'), unit);
    assert.ok(
      lines.every((line) => !line.includes('{{')),
      unit,
    );
  }
}

/** The arguments reach ssh through a split as of a shell, and ssh splits lists of files at blanks once more. */
function assertSshArguments(folder: string, text: string): void {
  const split = execFileSync('bash', ['-c', `printf '%s\\n' ${text}`], {encoding: 'utf8'})
    .trim()
    .split('\n');
  assert.deepEqual(split, [
    ...['-o', `UserKnownHostsFile="${folder}/../known_hosts"`],
    '-o',
    `ProxyCommand=ssh -i '${folder}/../key.pem' -o 'UserKnownHostsFile="${folder}/../known_hosts"' -p 2022 -W '[%h]:%p' me@jump.example`,
  ]);
}

function readOut(folder: string, name: string): string {
  return readFileSync(path.join(folder, 'out', name), 'utf8');
}
