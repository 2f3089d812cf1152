import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {isHeldBack} from '../../src/ansible/progress.ts';
import {specTypes} from '../../scripts/generate-types.ts';
import {awsVariables} from '../../src/project/aws.ts';
import {inventory} from '../../src/project/inventory.ts';
import {variables} from '../../src/project/variables.ts';
import {clusterSchema} from '../../src/spec/schema.ts';
import {readYaml} from '../project/readers.ts';
import {awsSpecWith, clusterOf, specWith, subjectOf} from '../project/specs.ts';
import {readYamlFile, ROLES, tasks} from './files.ts';

type Option = {readonly default?: unknown; readonly required?: boolean; readonly type: string};

/** Where a constant default of the schema is also the default of a role. */
const SAME_DEFAULT: Readonly<Record<string, readonly [role: string, variable: string]>> = {
  'java.version': ['jdk', 'jdk_version'],
  install_dir: ['archive', 'archive_install_dir'],
  'zookeeper.data_dir': ['zookeeper', 'zookeeper_data_dir'],
  'zookeeper.client_port': ['zookeeper', 'zookeeper_client_port'],
  'zookeeper.heap': ['zookeeper', 'zookeeper_heap'],
  'zookeeper.user': ['zookeeper', 'zookeeper_user'],
  'kafka.data_dirs': ['kafka', 'kafka_data_dirs'],
  'kafka.heap': ['kafka', 'kafka_heap'],
  'kafka.user': ['kafka', 'kafka_user'],
  'kafka.tune_system': ['kafka', 'kafka_tune_system'],
  'kafka.interruptible_topics': ['kafka', 'kafka_interruptible_topics'],
  'aws.image': ['aws', 'aws_image'],
  'aws.volume_type': ['aws', 'aws_volume_type'],
  'aws.system_volume_size': ['aws', 'aws_system_volume_size'],
};
/** Variables that belong to Ansible or to several roles, which give them a default where they use them. */
const SHARED = [
  ...['ansible_user', 'ansible_port', 'ansible_ssh_private_key_file', 'ansible_ssh_common_args', 'ansible_ssh_use_tty'],
  ...['cluster_name', 'install_dir'],
];

describe('names and defaults', () => {
  for (const role of ROLES) {
    it(`agree inside the role ${role}`, () => {
      const options = optionsOf(role);
      const withDefault = Object.entries(options).filter(([, option]) => 'default' in option);
      assert.deepEqual(
        defaultsOf(role),
        Object.fromEntries(withDefault.map(([name, option]) => [name, option.default])),
      );
      for (const [name, option] of Object.entries(options)) {
        assert.ok('default' in option !== (option.required === true), `${name} is required or has a default`);
        assert.ok(name.startsWith(`${role}_`), `${name} begins with the name of its role`);
      }
    });
  }

  it('agree between the schema and the roles', () => {
    for (const [path, [role, variable]] of Object.entries(SAME_DEFAULT)) {
      assert.deepEqual(defaultsOf(role)[variable], schemaDefault(path), `${path} and ${variable}`);
    }
    assert.equal(defaultsOf('zookeeper')['zookeeper_heap_mb'], 512);
  });

  it('agree between what a project sets and what the roles take', () => {
    const known = new Set([...SHARED, ...ROLES.flatMap((role) => Object.keys(optionsOf(role)))]);
    for (const name of projectVariables()) assert.ok(known.has(name), `no role takes ${name}`);
  });

  it('leave no role without a variable that it needs', () => {
    const given = projectVariables();
    const needed = ROLES.flatMap((role) => Object.entries(optionsOf(role)))
      .filter(([, option]) => option.required)
      .map(([name]) => name);
    assert.ok(needed.length > 0);
    for (const name of needed) assert.ok(given.has(name), `the project does not set ${name}`);
  });

  it('tell the verdict which tasks stop a host because of another one', () => {
    const stopping = tasks().filter(({task}) =>
      JSON.stringify(task['ansible.builtin.assert'] ?? '').includes(
        '"ansible_play_hosts | length == ansible_play_hosts_all | length"',
      ),
    );
    assert.ok(stopping.length > 4, `${stopping.length} tasks`);
    for (const {file, task} of stopping) assert.ok(isHeldBack(String(task['name'])), file);
  });

  it('agree between the schema and the types', async function () {
    this.timeout(60_000);
    assert.equal(readFileSync('src/spec/spec.ts', 'utf8'), await specTypes(), 'run: npm run generate');
  });
});

/** Names that the project of a spec with everything in it sets. */
function projectVariables(): Set<string> {
  const cluster = clusterOf(
    JSON.stringify(
      specWith([
        [['ssh'], {key_file: 'key.pem', known_hosts_file: 'known_hosts', proxy_jump: 'jump.example'}],
        [['java', 'tarball'], 'jdk.tar.gz'],
      ]),
    ),
  );
  const ofFiles = variables(cluster).flatMap(({content}) => Object.keys(readYaml(content) as object));
  const ofHosts = [...inventory(cluster).matchAll(/ ([a-z_]+)=/g)].map(([, name = '']) => name);
  const {aws, name} = subjectOf(JSON.stringify(awsSpecWith([])));
  assert.ok(aws !== null);
  const ofAws = Object.keys(readYaml(awsVariables(aws, name).content) as object);
  return new Set([...ofFiles, ...ofAws, ...ofHosts.filter((name) => name !== 'ansible_host')]);
}

function optionsOf(role: string): Record<string, Option> {
  const specs = readYamlFile(`roles/${role}/meta/argument_specs.yml`) as {
    argument_specs: {main: {options: Record<string, Option>}};
  };
  return specs.argument_specs.main.options;
}

function defaultsOf(role: string): Record<string, unknown> {
  return readYamlFile(`roles/${role}/defaults/main.yml`) as Record<string, unknown>;
}

function schemaDefault(path: string): unknown {
  type Node = {properties?: Record<string, Node>; default?: unknown};
  const node = path
    .split('.')
    .reduce<Node | undefined>((at, key) => at?.properties?.[key], clusterSchema() as Node);
  assert.ok(node && 'default' in node, `${path} has no default in the schema`);
  return node.default;
}
