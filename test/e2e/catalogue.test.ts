import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {brokerFacts} from '../../scripts/catalogue/make.ts';
import {catalogue, factsAt} from '../../src/spec/catalogue.ts';
import {valueFault} from '../../src/spec/values.ts';
import type {LabEnvironment} from '../support/lab-spec.ts';
import {bareMachines, inside, lab} from './support/lab.ts';

const MACHINE = 'edge01';
const VERSIONS = ['2.5.0', '2.6.0', '3.9.2'];

/** One property of each type with a value that our check refuses. Any text is a password or the name of a class. */
const WRONG: readonly (readonly [type: string, key: string, value: string])[] = [
  ['boolean', 'auto.create.topics.enable', 'yes'],
  ['int', 'num.io.threads', '0'],
  ['int', 'log.segment.bytes', '9999999999'],
  ['long', 'log.retention.bytes', 'much'],
  ['short', 'offsets.topic.replication.factor', '70000'],
  ['double', 'log.cleaner.io.buffer.load.factor', 'half'],
  ['list', 'log.cleanup.policy', 'compact,remove'],
  ['string', 'ssl.client.auth', 'maybe'],
  ['string', 'log.message.timestamp.type', 'Created'],
];
const BASE = [
  'broker.id=1',
  'zookeeper.connect=127.0.0.1:1',
  'zookeeper.connection.timeout.ms=2000',
  'log.dirs=/tmp/kafka',
];

describe('the committed catalogue', () => {
  let archives: LabEnvironment['archives'];

  before(function () {
    ({archives} = bareMachines(this, MACHINE));
    const modules = spawnSync('java', ['--list-modules'], {encoding: 'utf8'}).stdout;
    if (/jdk\.compiler/.test(modules)) return;
    console.log(
      '      skipped: java on this computer is no JDK, which the program that reads the jars wants',
    );
    this.skip();
  });

  for (const version of VERSIONS) {
    it(`says of Kafka ${version} what its jars say`, async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'kafkabook-jars-'));
      try {
        const archive = archives.find(({file}) => /^kafka/.test(file) && file.endsWith(`-${version}.tgz`));
        lab('control', 'curl', '-sfo', path.join(folder, 'kafka.tgz'), archive?.url ?? '');
        execFileSync('tar', ['-xzf', 'kafka.tgz', '--strip-components=1'], {cwd: folder});
        const printed = await brokerFacts(path.join(folder, 'libs', '*'));
        const {keys} = catalogue('broker');
        const committed = Object.keys(keys).flatMap((key) => {
          const facts = factsAt(catalogue('broker'), key, version);
          return facts === undefined ? [] : [[key, {...facts, in: undefined}] as const];
        });
        assert.ok(committed.length > 200);
        assert.deepEqual(
          new Map([...printed].map(([key, facts]) => [key, {...facts, in: undefined}])),
          new Map(committed),
        );
      } finally {
        rmSync(folder, {recursive: true});
      }
    });
  }
});

for (const version of VERSIONS) {
  describe(`what the check refuses, Kafka ${version} refuses`, () => {
    before(function () {
      const {archives} = bareMachines(this, MACHINE);
      const archive = archives.find(({file}) => /^kafka/.test(file) && file.endsWith(`-${version}.tgz`));
      assert.ok(archive, `the lab has no Kafka ${version}`);
      inside(MACHINE, 'apt-get -q update && apt-get -q -y install openjdk-17-jre-headless >/dev/null');
      inside(
        MACHINE,
        `python3 -c 'import sys, urllib.request; urllib.request.urlretrieve(sys.argv[1], "/tmp/k.tgz")' ${archive.url} &&
        mkdir /tmp/k && tar -xzf /tmp/k.tgz -C /tmp/k --strip-components=1`,
      );
    });

    it('and what both take comes as far as looking for ZooKeeper', () => {
      const output = start(...WRONG.map(([, key]) => [key, standard(key)] as const));
      assert.doesNotMatch(output, /ConfigException/);
      assert.match(output, /zookeeper/i);
    });

    for (const [type, key, value] of WRONG) {
      it(`${type}: ${key}=${value}`, () => {
        const facts = factsAt(catalogue('broker'), key, version);
        assert.equal(facts?.type, type);
        assert.ok(valueFault(value, facts), 'our check takes it');
        assert.match(start([key, value]), new RegExp(`ConfigException.*${key.replaceAll('.', '\\.')}`));
      });
    }

    /** What a broker says that is started with these properties, and has ten seconds to end. */
    function start(...properties: (readonly [string, string])[]): string {
      const lines = [...BASE, ...properties.map(([key, value]) => `${key}=${value}`)];
      inside(
        MACHINE,
        `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} > /tmp/server.properties`,
      );
      return inside(
        MACHINE,
        'LOG_DIR=/tmp KAFKA_HEAP_OPTS=-Xmx256m timeout 10 /tmp/k/bin/kafka-server-start.sh /tmp/server.properties 2>&1; true',
      );
    }

    function standard(key: string): string {
      const value = factsAt(catalogue('broker'), key, version)?.default;
      assert.ok(value !== undefined, key);
      return value;
    }
  });
}
