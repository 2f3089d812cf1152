import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import type {Project} from '../../src/project/file-set.ts';
import {readYaml} from './readers.ts';
import {projectOf} from './specs.ts';

const ZOOKEEPERS = ['peter-zk01.foo.bar', 'peter-zk02.foo.bar', 'peter-zk03.foo.bar'];
const BROKERS = ['peter-kafka01.foo.bar', 'peter-kafka02.foo.bar', 'peter-kafka03.foo.bar'];
const CONNECT = ZOOKEEPERS.map((name) => `${name}:2181`).join(',');

for (const example of ['book', 'current']) {
  describe(`the project of examples/${example}.yml`, () => {
    it('has the files and groups of the book', () => {
      const project = projectOf(textOf(example));
      assertFiles(project);
      assert.deepEqual(project.groups, {zkhosts: ZOOKEEPERS, kafkahosts: BROKERS});
      const all = [...ZOOKEEPERS, ...BROKERS];
      assert.deepEqual(project.playbooks, {
        ...{
          hosts: all,
          'control-node': ['localhost'],
          jdk: all,
          site: all,
          status: all,
          preflight: all,
          'preflight-fix': all,
          'destroy-look': all,
          destroy: all,
        },
        ...{zookeeper: ZOOKEEPERS, 'zookeeper-restart': ZOOKEEPERS, 'zookeeper-upgrade': ZOOKEEPERS},
        ...{'zookeeper-restart-at-once': ZOOKEEPERS, 'zookeeper-start': ZOOKEEPERS, 'zookeeper-stop': all},
        'zookeeper-scale': ZOOKEEPERS,
        ...{kafka: BROKERS, 'kafka-restart': BROKERS, 'kafka-upgrade': BROKERS, 'kafka-finalize': BROKERS},
        ...{'kafka-restart-at-once': BROKERS, 'kafka-start': BROKERS, 'kafka-stop': BROKERS},
        ...{'kafka-assignment': BROKERS.slice(0, 1), 'kafka-reassign': BROKERS.slice(0, 1)},
      });
    });

    it('gives each machine the id that ends its name', () => {
      const hosts = contentOf(projectOf(textOf(example)), 'hosts');
      assert.match(hosts, /^peter-zk02\.foo\.bar ansible_host=198\.18\.0\.12 zookeeper_id=2$/m);
      assert.match(hosts, /^peter-kafka03\.foo\.bar ansible_host=198\.18\.0\.23 kafka_id=3$/m);
    });

    it('has the lines of /etc/hosts in one place', () => {
      const project = projectOf(textOf(example));
      const lines = contentOf(project, 'files/hosts_block').split('\n');
      assert.deepEqual([lines.length, lines.at(-1)], [7, '']);
      assert.equal(lines[5], '198.18.0.23 peter-kafka03.foo.bar peter-kafka03');
      assert.match(
        contentOf(project, 'group_vars/all.yml'),
        /^hosts_block: "\{\{ lookup\(.*files\/hosts_block/m,
      );
    });

    it('says who serves what', () => {
      const project = projectOf(textOf(example));
      const config = mapOf(project, 'group_vars/kafkahosts.yml', 'kafka_config');
      assert.equal(config['broker.id'], '{{ kafka_id | string }}');
      assert.equal(config['zookeeper.connect'], CONNECT);
      assert.equal(config['listeners'], 'PLAINTEXT://0.0.0.0:9092');
      assert.equal(config['advertised.listeners'], 'PLAINTEXT://{{ inventory_hostname }}:9092');
      const zoo = mapOf(project, 'group_vars/zkhosts.yml', 'zookeeper_config');
      for (const id of [1, 2, 3]) assert.equal(zoo[`server.${id}`], `198.18.0.1${id}:2888:3888`);
    });
  });
}

describe('the project of examples/single-server.yml', () => {
  it('has one machine in both groups, and its own corner of ZooKeeper', () => {
    const project = projectOf(textOf('single-server'));
    assertFiles(project);
    assert.deepEqual(project.groups, {zkhosts: ['edge01'], kafkahosts: ['edge01']});
    assert.deepEqual(project.playbooks['site'], ['edge01']);
    const config = mapOf(project, 'group_vars/kafkahosts.yml', 'kafka_config');
    assert.equal(config['zookeeper.connect'], 'edge01:2181/edge');
    assert.equal(config['log.dirs'], '/kafka-data');
    const zoo = mapOf(project, 'group_vars/zkhosts.yml', 'zookeeper_config');
    assert.deepEqual([zoo['server.1'], zoo['dataDir']], ['198.18.0.31:2888:3888', '/zookeeper/data']);
  });
});

describe('a project', () => {
  it('is the same for the same spec', () => {
    for (const example of ['book', 'current', 'single-server'])
      assert.deepEqual(projectOf(textOf(example)), projectOf(textOf(example)));
  });

  it('leaves /etc/hosts alone where names are the business of DNS', () => {
    const project = projectOf(`${textOf('book')}\nhosts_file: none\n`);
    assert.ok(!project.files.some((file) => file.path === 'hosts.yml'));
    assert.ok(!project.files.some((file) => file.path === 'control-node.yml'));
    assert.ok(!project.files.some((file) => file.path === 'files/hosts_block'));
    assert.doesNotMatch(contentOf(project, 'group_vars/all.yml'), /hosts_block/);
    for (const name of ['hosts', 'control-node']) assert.equal(project.playbooks[name], undefined);
    for (const play of ['zookeeper.yml', 'kafka.yml'])
      assert.doesNotMatch(contentOf(project, play), /role: hosts/);
  });
});

function assertFiles({files}: Project): void {
  const own = files.map(({path}) => path).filter((path) => !path.startsWith('roles/'));
  const expected = [
    ...['.yamllint', 'ansible.cfg', 'callback_plugins/kafkabook_events.py', 'hosts', 'hosts.yml', 'jdk.yml'],
    ...['all', 'kafkahosts', 'zkhosts'].map((group) => `group_vars/${group}.yml`),
    ...['kafka', 'zookeeper'].flatMap((role) =>
      ['', '-restart', '-restart-at-once', '-start', '-stop', '-upgrade'].map((verb) => `${role}${verb}.yml`),
    ),
    ...['kafka-finalize.yml', 'kafka-assignment.yml', 'kafka-reassign.yml'],
    ...[
      'site.yml',
      'control-node.yml',
      'status.yml',
      'preflight.yml',
      'preflight-fix.yml',
      'destroy.yml',
      'destroy-look.yml',
      'files/hosts_block',
      'zookeeper-scale.yml',
    ],
  ];
  assert.deepEqual(own, expected.sort());
  assert.equal(new Set(files.map(({path}) => path)).size, files.length);
}

function mapOf(project: Project, path: string, name: string): Record<string, string> {
  return (readYaml(contentOf(project, path)) as Record<string, Record<string, string>>)[name] ?? {};
}

function contentOf({files}: Project, path: string): string {
  return files.find((file) => file.path === path)?.content ?? assert.fail(`no ${path}`);
}

function textOf(example: string): string {
  return readFileSync(`examples/${example}.yml`, 'utf8');
}
