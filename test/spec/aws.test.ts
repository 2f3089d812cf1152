import assert from 'node:assert/strict';
import {checkLoaded, checkSpec} from '../../src/spec/check.ts';
import {loadSpec} from '../../src/spec/load.ts';
import {edited, itFinds, problemsOf, SOUND} from './helpers/check.ts';

const WITHOUT_ADDRESSES = SOUND.replaceAll(/, address: [\d.]+/g, '');
const SECTION = `aws:
  region: ap-northeast-2
  key_pair: keypair
  vpc: vpc-0a1b2c3d
  subnets:
    - {id: subnet-0a1b2c3d, zone: ap-northeast-2a}
    - {id: subnet-0a1b2c3e, zone: ap-northeast-2c}
  ssh_from: [203.0.113.7/32]
  control_node: {name: control01}
`;
const SPEC = WITHOUT_ADDRESSES + SECTION;
const withLines = (...lines: string[]) => SPEC + lines.map((line) => `  ${line}\n`).join('');

describe('the section aws', () => {
  it('needs no address of any machine', () => assert.deepEqual(problemsOf(SPEC), []));

  it('takes a network of IPv6, and everybody where that is said twice', () => {
    const open = SPEC.replace('203.0.113.7/32', '0.0.0.0/0, "::/0", "2001:db8::/32"');
    assert.deepEqual(problemsOf(`${open}  ssh_from_anywhere: true\n`), []);
  });

  const rows: [title: string, code: string, at: string, text: string][] = [
    [
      'an address that is missing elsewhere',
      'KB-MISSING-KEY',
      '9:7 {name: zk03}',
      edited(SOUND, ['zk03, address: 198.18.0.13', 'zk03']),
    ],
    [
      'an address in an entry',
      'KB-AWS-ADDRESS',
      '7:29 198.18.0.11',
      edited(SPEC, ['zk01', 'zk01, address: 198.18.0.11']),
    ],
    [
      'a zone of another region',
      'KB-AWS-SUBNETS',
      '22:35 us-east-1c',
      edited(SPEC, ['ap-northeast-2c', 'us-east-1c']),
    ],
    [
      'a zone twice',
      'KB-AWS-SUBNETS',
      '22:35 ap-northeast-2a',
      edited(SPEC, ['ap-northeast-2c', 'ap-northeast-2a']),
    ],
    [
      'a subnet twice',
      'KB-AWS-SUBNETS',
      '22:12 subnet-0a1b2c3d',
      edited(SPEC, ['subnet-0a1b2c3e', 'subnet-0a1b2c3d']),
    ],
    [
      'more racks than zones',
      'KB-AWS-SUBNETS',
      '20:3 subnets',
      edited(
        SPEC,
        ['kafka01', 'kafka01, rack: a'],
        ['kafka02', 'kafka02, rack: b'],
        ['kafka03', 'kafka03, rack: c'],
      ),
    ],
    ['everybody', 'KB-AWS-OPEN', '23:14 0.0.0.0/0', edited(SPEC, ['203.0.113.7/32', '0.0.0.0/0'])],
    ['everybody of IPv6', 'KB-AWS-OPEN', '23:14 "::/0"', edited(SPEC, ['203.0.113.7/32', '"::/0"'])],
    [
      'no address in a network',
      'KB-AWS-NETWORK',
      '23:14 203.0.113.700/32',
      edited(SPEC, ['203.0.113.7/', '203.0.113.700/']),
    ],
    [
      'an address inside of a network',
      'KB-AWS-NETWORK',
      '23:14 203.0.113.7/24',
      edited(SPEC, ['7/32', '7/24']),
    ],
    [
      'a network that AWS writes in another way',
      'KB-AWS-NETWORK',
      '23:14 "2001:DB8::/32"',
      edited(SPEC, ['203.0.113.7/32', '"2001:DB8::/32"']),
    ],
    [
      'a machine that there is not',
      'KB-AWS-MACHINE',
      '25:14 zk09',
      withLines('machines: {zk09: {instance_type: t3.small}}'),
    ],
    [
      'a subnet that there is not',
      'KB-AWS-MACHINE',
      '25:29 subnet-0a1b2c3f',
      withLines('machines: {zk01: {subnet: subnet-0a1b2c3f}}'),
    ],
    ['a control node of the cluster', 'KB-AWS-MACHINE', '24:24 zk01', edited(SPEC, ['control01', 'zk01'])],
    [
      'two machines of one short name',
      'KB-AWS-MACHINE',
      '13:14 zk01.foo.example',
      edited(SPEC, ['kafka01', 'zk01.foo.example, id: 1']),
    ],
    [
      'a name outside of the zone',
      'KB-AWS-ZONE',
      '25:17 true',
      `${edited(SPEC, ['control01', 'control01.example'])}  private_zone: true\n`,
    ],
    [
      'more volumes than there can be',
      'KB-AWS-VOLUMES',
      '13:14 [',
      edited(`${SPEC}  kafka: {volume_size: 100}\n`, [
        'kafka02',
        `kafka02, data_dirs: [${Array.from({length: 12}, (_, index) => `/d/${index}`).join(', ')}]`,
      ]),
    ],
  ];
  for (const [title, code, at, text] of rows) {
    if (code === 'KB-AWS-VOLUMES') {
      it(`${title}: ${code}`, () => assert.match(problemsOf(text).join(), new RegExp(`^${code} `)));
    } else itFinds({title, code, at, text});
  }

  it('refuses a zone without a domain', () => {
    const text = edited(SPEC, ['  domain: foo.bar\n', '']);
    assert.deepEqual(problemsOf(`${text}  private_zone: true\n`), ['KB-AWS-ZONE 24:17 true']);
  });
});

describe('addresses', () => {
  const addresses = 'addresses: {zk01: 198.18.0.11, zk02.foo.bar: 198.18.0.12, zk03: 198.18.0.13}\n';

  it('are those of entries that have none, by their names with the domain or without', () => {
    const text = edited(
      SOUND,
      ...['11', '12', '13'].map((end): [string, string] => [`, address: 198.18.0.${end}`, '']),
    );
    const result = checkSpec(text + addresses, {file: 'x'});
    assert.ok(result.ok, JSON.stringify(result.problems));
    assert.deepEqual(
      result.spec.zookeeper?.nodes.map(({address}) => address),
      ['198.18.0.11', '198.18.0.12', '198.18.0.13'],
    );
  });

  it('are counted for ranges, too, and never over an address of an entry', () => {
    const nodes = WITHOUT_ADDRESSES.replace(/ {4}- \{name: zk01\}\n.*\n.*\n/, '    - {name: "zk[01:03]"}\n');
    const result = checkSpec(
      `${nodes}${addresses}`.replaceAll(/kafka0(\d)}/g, 'kafka0$1, address: 198.18.0.2$1}'),
      {
        file: 'x',
      },
    );
    assert.ok(result.ok, JSON.stringify(result.problems));
    assert.deepEqual(
      result.spec.zookeeper?.nodes.map(({name, address}) => `${name} ${address}`),
      ['zk01 198.18.0.11', 'zk02 198.18.0.12', 'zk03 198.18.0.13'],
    );
    const own = checkSpec(SOUND + addresses.replace('198.18.0.11', '198.18.0.99'), {file: 'x'});
    assert.equal(own.ok && own.spec.zookeeper?.nodes[0]?.address, '198.18.0.11');
  });

  it('are read from their file where it is there, and problems of them are told there', async () => {
    const files = new Map([['site/cluster.yml', SPEC]]);
    const read = async (file: string): Promise<Buffer> => {
      const text = files.get(file);
      if (text === undefined) throw Object.assign(new Error(file), {code: 'ENOENT'});
      return Buffer.from(text);
    };
    const without = await loadSpec(['site/cluster.yml'], read);
    assert.deepEqual(without.problems, []);
    assert.equal(without.files.length, 1);
    files.set('site/addresses.yml', 'addresses: {zk01: 10.0.0.1, zk02: nowhere}\n');
    const loaded = await loadSpec(['site/cluster.yml'], read);
    const checked = checkLoaded(loaded);
    assert.deepEqual(
      checked.problems.map(({file, code}) => `${file} ${code}`),
      ['site/addresses.yml KB-BAD-FORMAT'],
    );
  });
});
