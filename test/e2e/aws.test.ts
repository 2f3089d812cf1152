import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {parseDocument, type Document} from 'yaml';
import {Cloud, SECRET, type State} from '../aws/cloud.ts';
import {ansibleBin, recap, ROOT} from './support/lab.ts';

const SEVEN = [
  ...['peter-ansible01', 'peter-kafka01', 'peter-kafka02', 'peter-kafka03'],
  ...['peter-zk01', 'peter-zk02', 'peter-zk03'],
];

// One story: each part begins where the one before ended.
describe("the book's seven machines on AWS, which is moto here", () => {
  let cloud: Cloud;
  let folder: string;
  let vpc: string;
  let subnets: {id: string; zone: string}[];

  before(async function () {
    const bin = ansibleBin('aws');
    if (bin === undefined) return this.skip();
    cloud = new Cloud(bin);
    await cloud.open();
    ({vpc, subnets} = cloud.ask<{vpc: string; subnets: typeof subnets}>('begin'));
    folder = mkdtempSync(path.join(tmpdir(), 'kafkabook-aws-'));
    writeFileSync(path.join(folder, 'keypair.pem'), 'the private key\n', {mode: 0o600});
    writeFileSync(
      path.join(folder, 'cluster.yml'),
      readFileSync(path.join(ROOT, 'examples/aws.yml'), 'utf8'),
    );
    edit((document) => {
      document.setIn(['aws', 'vpc'], vpc);
      document.setIn(['aws', 'subnets'], subnets);
    });
  });

  after(() => {
    cloud.close();
    rmSync(folder, {recursive: true});
  });

  it('doctor sees that it can be asked', async () => {
    const {stdout} = await kafkabook('doctor');
    assert.match(
      stdout,
      /^ok +aws collection +amazon\.aws [0-9.]+\n.*\n?ok +boto3 .*\nok +aws credentials .*\(env\)$/m,
    );
  });

  it('there is no cluster before there are machines', async () => {
    const told = await succeed('gen');
    assert.match(told.stdout, /Next: kafkabook run aws/);
    assert.deepEqual(
      readdirSync(path.join(folder, 'ansible_playbook')).filter((name) => name.endsWith('.yml')),
      ['aws-destroy-look.yml', 'aws-destroy.yml', 'aws-import.yml', 'aws.yml'],
    );
    const shown = await kafkabook('show');
    assert.equal(shown.status, 3);
    assert.match(shown.stderr, /has no address yet .*\n.*kafkabook run aws/);
  });

  it('what the spec names and is not there is told before anything is made', async () => {
    cloud.ask('group', vpc, 'of-others');
    const wrong: [string[], unknown, RegExp][] = [
      [
        ['aws', 'security_group'],
        'of-others',
        /is a security group of-others in vpc-.* already, without the tag/,
      ],
      [
        ['aws', 'subnets', '1', 'zone'],
        'ap-northeast-2d',
        /subnet-.* in the zones? .*ap-northeast-2d is not there/,
      ],
      [['aws', 'key_pair'], 'other', /no key pair other in ap-northeast-2/],
      [['aws', 'image'], 'ami-00000000000000000', /no image ami-00000000000000000 in ap-northeast-2/],
    ];
    for (const [place, value, reason] of wrong) {
      const kept = edit((document) => document.setIn(place, value));
      await succeed('gen');
      const told = await kafkabook('run', 'aws');
      assert.equal(told.status, 20, told.stdout + told.stderr);
      assert.match(told.stderr.replaceAll(/\s+/g, ' '), reason);
      writeFileSync(path.join(folder, 'cluster.yml'), kept);
    }
    await succeed('gen');
    assert.deepEqual(cloud.changes(), []);
  });

  it('a dry run says what would be made, and makes nothing', async () => {
    const {stdout} = await succeed('run', 'aws', '--check');
    for (const name of SEVEN) assert.match(stdout, new RegExp(`${name}: t2.medium in subnet-`));
    assert.deepEqual(cloud.changes(), []);
    assert.ok(!existsSync(path.join(folder, 'addresses.yml')));
  });

  it('a run that loses AWS in the middle has made some, and the next one makes the rest', async () => {
    cloud.cutBehind('RunInstances', 3);
    const cut = await kafkabook('run', 'aws');
    assert.equal(cut.status, 20, cut.stdout.slice(-2000) + cut.stderr);
    cloud.cutBehind(null);
    assert.equal(Object.keys(state().machines).length, 3);
    assert.ok(!existsSync(path.join(folder, 'addresses.yml')));
    const before = cloud.changes();
    assert.deepEqual(before.filter((action) => action === 'RunInstances').length, 3);
    const told = await succeed('run', 'aws');
    assert.match(told.stderr, /next: kafkabook gen/);
    const {machines} = state();
    assert.deepEqual(Object.keys(machines).sort(), SEVEN);
    for (const [name, found] of Object.entries(machines)) assert.equal(found.length, 1, name);
  });

  it('they are as the spec wants them, with the group, the zone and its names', () => {
    const {machines, groups, volumes, zones} = state();
    for (const [name, [found]] of Object.entries(machines)) {
      assert.ok(found !== undefined);
      assert.equal(found.state, 'running');
      assert.equal(found.type, 't2.medium');
      assert.equal(found.tokens, 'required', 'IMDSv2');
      assert.deepEqual(found.groups, ['peter']);
      assert.equal(found.public !== null, name === 'peter-ansible01', `${name} ${found.public}`);
      assert.equal(found.volumes.length, name.startsWith('peter-kafka') ? 2 : 1);
      for (const volume of found.volumes) assert.equal(volumes[volume], true, 'encrypted');
      assert.equal(found.tags['kafkabook:cluster'], 'peter');
      assert.equal(zones['foo.bar.']?.records[`${name}.foo.bar.`], found.address);
    }
    assert.equal(zones['foo.bar.']?.private, true);
    assert.deepEqual(
      ['1', '2', '3'].map((number) => machines[`peter-zk0${number}`]?.[0]?.subnet),
      [subnets[0]?.id, subnets[1]?.id, subnets[0]?.id],
    );
    assert.deepEqual(groups['peter'], [
      ...['2181 the group', '22 203.0.113.7/32', '22 the group', '2888 the group', '3888 the group'],
      '9092 the group',
    ]);
  });

  it('nothing was asked for that these need not', () => {
    const allowed = [
      ...['CreateSecurityGroup', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupEgress', 'CreateTags'],
      ...['RunInstances', 'POST /2013-04-01/hostedzone', 'ModifyInstanceMetadataOptions'],
    ];
    // The module gives a machine that it has just made its group once more.
    const ofModules =
      /^(POST \/2013-04-01\/(hostedzone\/.*\/rrset|tags\/)|ModifyInstanceAttribute GroupId\.1=sg-\S+$)/;
    const others = cloud.changes().filter((action) => !allowed.includes(action) && !ofModules.test(action));
    assert.deepEqual(others, []);
  });

  it('a second run changes nothing', async () => {
    cloud.changes();
    const {stdout} = await succeed('run', 'aws');
    assert.equal(recap(stdout)['localhost']?.['changed'], 0);
    assert.deepEqual(cloud.changes(), []);
  });

  it('gen reads the addresses, and makes a project of them', async () => {
    const told = await succeed('gen');
    assert.match(told.stdout, /Next: kafkabook run site/);
    const {machines} = state();
    const inventory = read('ansible_playbook/hosts');
    for (const name of SEVEN.slice(1))
      assert.match(
        inventory,
        new RegExp(`^${name}\\.foo\\.bar ansible_host=${machines[name]?.[0]?.address} `, 'm'),
      );
    assert.ok(existsSync(path.join(folder, 'ansible_playbook/kafka.yml')));
  });

  it('a broker more is a machine and a name more', async () => {
    const before = state();
    edit((document) => document.addIn(['kafka', 'brokers'], {name: 'peter-kafka04'}));
    const few = await succeed('gen');
    assert.match(few.stdout, /Next: kafkabook run aws/);
    await succeed('run', 'aws');
    const made = cloud.changes();
    assert.equal(made.filter((action) => action === 'RunInstances').length, 1);
    assert.equal(made.filter((action) => action.endsWith('/rrset/')).length, 1, made.join());
    const after = state();
    assert.equal(Object.keys(after.machines).length, 8);
    for (const name of SEVEN) assert.deepEqual(after.machines[name], before.machines[name]);
    await succeed('gen');
    assert.match(read('ansible_playbook/hosts'), /peter-kafka04/);
  });

  it('a machine that the spec no longer has is left alone, and told', async () => {
    const before = state();
    edit((document) => document.deleteIn(['kafka', 'brokers', 3]));
    await succeed('gen');
    const {stdout} = await succeed('run', 'aws');
    assert.match(stdout, /peter-kafka04: of this cluster by its tag, but not in cluster\.yml/);
    assert.deepEqual(cloud.changes(), []);
    assert.deepEqual(state(), before);
  });

  it('destroying shows what goes, wants the name, and keeps the volumes with data', async () => {
    await succeed('gen');
    const asked = await kafkabook('destroy', '--aws');
    assert.equal(asked.status, 40, asked.stderr);
    for (const name of [...SEVEN, 'peter-kafka04'])
      assert.match(asked.stderr, new RegExp(`^ {2}machine ${name} [(]i-`, 'm'));
    assert.equal(asked.stderr.match(/^ {2}kept: volume vol-/gm)?.length, 4);
    assert.deepEqual(cloud.changes(), []);
    const before = state();
    await succeed('destroy', '--aws', '--confirm', 'peter');
    const {machines, volumes, groups} = state();
    assert.ok(
      Object.values(machines)
        .flat()
        .every((found) => found.state === 'terminated'),
    );
    const withData = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03', 'peter-kafka04'];
    for (const name of withData) {
      const kept = before.machines[name]?.[0]?.volumes.filter((volume) => volume in volumes);
      assert.equal(kept?.length, 1, name);
    }
    assert.ok(!('peter' in groups));
  });

  it('import aws takes machines that others have made, and gen makes the inventory of the book of them', async () => {
    const book = parseDocument(readFileSync(path.join(ROOT, 'examples/book.yml'), 'utf8')).toJS() as {
      zookeeper: {nodes: {name: string; address: string}[]};
      kafka: {brokers: {name: string; address: string}[]};
    };
    const subnet = subnets[0]?.id ?? '';
    // Their addresses are others' by now.
    assert.ok(!existsSync(path.join(folder, 'addresses.yml')));
    await succeed('gen');
    const early = await kafkabook('import', 'aws');
    assert.equal(early.status, 20, early.stderr);
    assert.ok(!existsSync(path.join(folder, 'addresses.yml')));
    for (const {name, address} of [...book.zookeeper.nodes, ...book.kafka.brokers])
      cloud.ask('machine', subnet, name, address);
    cloud.changes();
    await succeed('import', 'aws');
    assert.deepEqual(cloud.changes(), []);
    await succeed('gen');
    const other = path.join(folder, 'book');
    await succeed('gen', '-f', path.join(ROOT, 'examples/book.yml'), '-o', other);
    assert.equal(read('ansible_playbook/hosts'), read('book/hosts'));
  });

  it('the secret stands in no file that was written', () => {
    const files = readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) =>
      entry.isFile(),
    );
    assert.ok(files.length > 100);
    for (const {parentPath, name} of files)
      assert.ok(!readFileSync(path.join(parentPath, name), 'utf8').includes(SECRET), `${parentPath}/${name}`);
  });

  const state = () => cloud.ask<State>('state');
  const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');

  /** Edits cluster.yml, and returns what it was. */
  function edit(change: (document: Document) => void): string {
    const text = read('cluster.yml');
    const document = parseDocument(text);
    change(document);
    writeFileSync(path.join(folder, 'cluster.yml'), String(document));
    return text;
  }

  // Not to its end in one call: the stand-in answers from this process.
  async function kafkabook(
    ...args: string[]
  ): Promise<{status: number | null; stdout: string; stderr: string}> {
    const child = spawn(process.execPath, [path.join(ROOT, 'bin/run.js'), ...args], {
      cwd: folder,
      env: {...process.env, ...cloud.environment, NO_COLOR: '1'},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const told = {stdout: '', stderr: ''};
    child.stdout.on('data', (chunk: Buffer) => (told.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (told.stderr += chunk.toString()));
    const status = await new Promise<number | null>((done) => child.on('close', done));
    return {status, ...told};
  }

  async function succeed(...args: string[]) {
    const told = await kafkabook(...args);
    assert.equal(told.status, 0, `kafkabook ${args.join(' ')}\n${told.stdout.slice(-3000)}\n${told.stderr}`);
    return told;
  }
});
