import assert from 'node:assert/strict';
import fc from 'fast-check';
import type {Cluster, Property} from '../../src/model/cluster.ts';
import {completeCluster, completeSpec} from '../../src/model/complete.ts';
import {awsVariables} from '../../src/project/aws.ts';
import {inventory} from '../../src/project/inventory.ts';
import {variables} from '../../src/project/variables.ts';
import type {Spec} from '../../src/spec/spec.ts';
import {pythonOrSkip} from './ansible.ts';
import {readProperties, readWithPyYaml, readYaml} from './readers.ts';
import {
  awsSpecWith,
  check,
  nastyText,
  propertyKey,
  specWith,
  textFields,
  type Path,
  type Settings,
} from './specs.ts';

type Accepted = {readonly spec: Spec; readonly cluster: Cluster};
type Variables = Readonly<Record<string, unknown>>;

/** Texts that decide about other fields (a release, a heap) stay as they are. */
const LEFT_ALONE = ['version', 'heap', 'memory', 'machine_memory', 'home', 'tarball', 'rack'];
const TEXTS = textFields().filter(({path}) => !LEFT_ALONE.includes(String(path.at(-1))));
const FIELDS = TEXTS.filter(({path}) => path[0] !== 'aws');
/** Those that another one has to fit, too. */
const FITTING = ['region', 'zone', 'ssh_from', 'clients_from'];
const AWS_FIELDS = TEXTS.filter(
  ({path}) => path[0] === 'aws' && !path.some((part) => FITTING.includes(String(part))),
);
const CONFIGS: readonly Path[] = [
  ['zookeeper', 'config'],
  ['kafka', 'config'],
  ['kafka', 'brokers', 0, 'config'],
];

describe('whatever the check of a spec accepts', () => {
  it('is generated in numbers that count', () => {
    const accepted = fc.sample(anySpec, 200).filter((spec) => check(spec).ok).length;
    assert.ok(accepted > 80, `${accepted} of 200 specs were accepted`);
  });

  it('reaches Ansible as the text that was written, never as a template', () => {
    fc.assert(fc.property(anySpec, forAccepted(assertVariables)), {numRuns: 300});
  });

  it('is the same to PyYAML, which Ansible reads with', function () {
    this.timeout(60_000);
    const python = pythonOrSkip(this);
    const texts = fc
      .sample(anySpec, 300)
      .flatMap((spec) => accepted(spec) ?? [])
      .flatMap(({cluster}) => variables(cluster).map(({content}) => content));
    assert.ok(texts.length > 300, `only ${texts.length} files`);
    for (const [index, read] of readWithPyYaml(python, texts).entries()) {
      assert.deepEqual(read, readYaml(texts[index] ?? ''), texts[index]);
    }
  });

  it('reaches the role for AWS as it was written', () => {
    const anyAws = fc
      .tuple(
        ...AWS_FIELDS.map(({path, pattern}) =>
          fc.stringMatching(pattern).map((text): [Path, unknown] => [path, text]),
        ),
      )
      .chain((settings) => fc.subarray(settings));
    assert.ok(AWS_FIELDS.length > 6, `${AWS_FIELDS.length} fields`);
    let accepted = 0;
    fc.assert(
      fc.property(anyAws, (settings) => {
        const checked = check(awsSpecWith(settings));
        fc.pre(checked.ok);
        if (!checked.ok) return;
        accepted += 1;
        const {aws, name} = completeSpec(checked.spec, {specFolder: '..'});
        assert.ok(aws !== null && checked.spec.aws !== undefined);
        const read = readYaml(awsVariables(aws, name).content) as Variables;
        const {aws: wanted} = checked.spec;
        assertHas(read, {
          aws_image: wanted.image,
          aws_key_pair: wanted.key_pair,
          aws_vpc: wanted.vpc,
          aws_subnets: wanted.subnets,
          aws_security_group: wanted.security_group ?? checked.spec.cluster.name,
        });
        const [control, server] = read['aws_machines'] as {short_name: string; instance_type: string}[];
        assert.equal(control?.short_name, wanted.control_node?.name.split('.')[0]);
        assert.equal(server?.instance_type, wanted.zookeeper?.instance_type ?? wanted.instance_type);
      }),
      {numRuns: 200},
    );
    assert.ok(accepted > 100, `${accepted} specs were accepted`);
  });

  it('makes the inventory one line a machine', () => {
    fc.assert(fc.property(anySpec, forAccepted(assertInventory)), {numRuns: 300});
  });

  it('makes properties that Java reads back as written', () => {
    fc.assert(fc.property(anySpec, forAccepted(assertProperties)), {numRuns: 300});
  });
});

const RACK = fc.stringMatching(textFields().find(({path}) => path.at(-1) === 'rack')?.pattern ?? /^$/);

const anySettings: fc.Arbitrary<Settings> = fc
  .tuple(
    ...FIELDS.map(({path, pattern}) =>
      // A range of machines would want another one in the address.
      fc
        .stringMatching(pattern)
        .filter((text) => !text.includes('['))
        .map((text): [Path, unknown] => [path, text]),
    ),
  )
  .chain((settings) => fc.subarray(settings));

const anyConfig = fc.dictionary(
  propertyKey,
  fc.oneof({weight: 6, arbitrary: nastyText}, fc.integer(), fc.boolean()),
  {maxKeys: 4, noNullPrototype: true},
);

const anySpec = fc
  .tuple(anySettings, ...CONFIGS.map((path) => anyConfig.map((config): [Path, unknown] => [path, config])))
  .chain(([settings, ...configs]) =>
    // Racks are for all brokers or for none.
    fc.option(RACK).map((rack) => {
      const racks =
        rack === null
          ? []
          : [0, 1, 2].map((index): [Path, unknown] => [['kafka', 'brokers', index, 'rack'], rack]);
      return specWith([...settings, ...configs, ...racks]);
    }),
  );

function accepted(spec: object): Accepted | undefined {
  const checked = check(spec);
  return checked.ok
    ? {spec: checked.spec, cluster: completeCluster(checked.spec, {specFolder: '..'})}
    : undefined;
}

function forAccepted(assertion: (given: Accepted) => void) {
  return (spec: object): void => {
    const given = accepted(spec);
    fc.pre(given !== undefined);
    assertion(given);
  };
}

function assertVariables({spec, cluster}: Accepted): void {
  const files = new Map(variables(cluster).map(({path, content}) => [path, readYaml(content) as Variables]));
  const [all, zkhosts, kafkahosts] = ['all', 'zkhosts', 'kafkahosts'].map((group) =>
    files.get(`group_vars/${group}.yml`),
  );
  assertHas(all, {
    cluster_name: spec.cluster.name,
    ansible_user: spec.ssh.user,
    jdk_package: spec.java.package ?? '',
    jdk_timezone: spec.timezone ?? '',
    install_dir: spec.install_dir,
  });
  assertHas(zkhosts, {
    zookeeper_data_dir: spec.zookeeper?.data_dir,
    zookeeper_data_log_dir: spec.zookeeper?.data_log_dir ?? spec.zookeeper?.data_dir,
    zookeeper_user: spec.zookeeper?.user,
    zookeeper_config: asWritten(cluster.zookeeper.config),
  });
  assertHas(kafkahosts, {kafka_user: spec.kafka.user});
  for (const [index, {host, heap, dataDirs, config}] of cluster.kafka.brokers.entries()) {
    const read = {...kafkahosts, ...files.get(`host_vars/${host.name}.yml`)};
    const rack = config.find(({key}) => key === 'broker.rack')?.value;
    assertHas(read, {kafka_heap: heap, kafka_data_dirs: dataDirs});
    assert.deepEqual(
      {
        ...referred(read['kafka_config'], host.name, index + 1, rack),
        ...(read['kafka_host_config'] as Variables),
      },
      asWritten(config),
    );
  }
  const urls = kafkahosts?.['kafka_archive_urls'] as string[];
  assert.ok(urls[0]?.startsWith(spec.archives.mirrors[0]?.replace(/\/+$/, '') ?? '?'), urls[0]);
}

/** A map with what its texts refer to in its place. */
function referred(map: unknown, name: string, id: number, rack = ''): Variables {
  const values = {
    '{{ kafka_id | string }}': String(id),
    '{{ inventory_hostname }}': name,
    '{{ kafka_rack }}': rack,
  };
  return Object.fromEntries(
    Object.entries(map as Variables).map(([key, value]) => [
      key,
      typeof value !== 'string'
        ? value
        : Object.entries(values).reduce((text, [from, to]) => text.replaceAll(from, to), value),
    ]),
  );
}

function assertHas(read: Variables | undefined, expected: Variables): void {
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, read?.[key]])), expected);
}

/** The map that readers of YAML have to find, with the marks of Jinja out of reach of Ansible. */
function asWritten(config: readonly Property[]): Variables {
  return Object.fromEntries(
    config.map(({key, value}) => [key, /\{[{%#]/.test(value) ? {unsafe: value} : value]),
  );
}

function assertInventory({cluster}: Accepted): void {
  const [zookeeper] = cluster.zookeeper.nodes;
  assert.deepEqual(inventory(cluster).split('\n'), [
    '# Written by kafkabook from cluster.yml; edit that, then run: kafkabook gen',
    '[zkhosts]',
    `${zookeeper?.host.name} ansible_host=198.18.0.11 zookeeper_id=1`,
    '',
    '[kafkahosts]',
    ...cluster.kafka.brokers.map(({host, config}, index) => {
      const rack = config.find(({key}) => key === 'broker.rack')?.value;
      const inline = /^ kafka_rack=(?:'"(.+)"'|(?!(?:True|False|None)$)([A-Za-z].*))$/;
      const [, line = '', rest = ''] =
        new RegExp(`^(${host.name} \\S+ kafka_id=\\d+)(.*)$`, 'm').exec(inventory(cluster)) ?? [];
      const [, quoted, plain] = inline.exec(rest) ?? [];
      assert.equal(quoted ?? plain, rack, rest);
      assert.equal(line, `${host.name} ansible_host=198.18.0.2${index + 1} kafka_id=${index + 1}`);
      return `${line}${rest}`;
    }),
    '',
    '# Filled by playbooks while they run: with the machines whose turn to restart comes.',
    '[zookeeper_to_restart]',
    '',
    '[kafka_to_restart]',
    '',
    '[kafka_to_restart_last]',
    '',
  ]);
  for (const {name} of cluster.hosts) assert.match(name, /^[A-Za-z0-9][A-Za-z0-9.-]*$/);
}

function assertProperties({spec, cluster}: Accepted): void {
  const written = {...spec.kafka.config, ...spec.kafka.brokers[0]?.config};
  assertReadsBack(cluster.kafka.brokers[0]?.config ?? [], written);
  assertReadsBack(cluster.zookeeper.config, spec.zookeeper?.config ?? {});
}

function assertReadsBack(config: readonly Property[], written: Variables): void {
  const read = readProperties(config.map(({key, value}) => `${key}=${value}`).join('\n'));
  assert.equal(read.size, config.length);
  for (const [key, value] of Object.entries(written)) assert.equal(read.get(key), String(value), key);
}
