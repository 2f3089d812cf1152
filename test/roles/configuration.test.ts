import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {catalogue} from '../../src/spec/catalogue.ts';
import {readYamlFile} from './files.ts';

describe('what a roll makes of the configuration that a broker runs with', () => {
  const started = '# a comment\nbroker.id=1\nnum.io.threads=8\nlog.retention.ms=1000\nquoted=a=b\n';

  it('is nothing where nothing differs, whatever the order', () =>
    assert.deepEqual(
      differences(started, '', 'quoted=a=b\nlog.retention.ms=1000\nnum.io.threads=8\nbroker.id=1\n'),
      [],
    ));

  it('tells what a running broker takes from what takes a restart', () => {
    const wanted = started.replace('=8', '=9').replace('id=1', 'id=2');
    assert.deepEqual(differences(started, '', wanted), ['alter num.io.threads 9', 'restart broker.id']);
    assert.deepEqual(differences(started, '', `${started}message.max.bytes=5\nother=1\n`), [
      'alter message.max.bytes 5',
      'restart other',
    ]);
  });

  it('counts an override over the file, and lets it follow the file', () => {
    const wanted = started.replace('=1000', '=2000');
    assert.deepEqual(differences(started, 'log.retention.ms=2000\n', wanted), []);
    assert.deepEqual(differences(wanted, 'log.retention.ms=1000\n', wanted), ['alter log.retention.ms 2000']);
  });

  it('takes back an override that is no longer wanted; what stood in the file takes a restart', () => {
    assert.deepEqual(differences(started, 'message.max.bytes=5\n', started), ['delete message.max.bytes']);
    const without = started.replace('log.retention.ms=1000\n', '');
    assert.deepEqual(differences(started, '', without), ['restart log.retention.ms']);
    assert.deepEqual(differences(started, 'log.retention.ms=7\n', without), [
      'delete log.retention.ms',
      'restart log.retention.ms',
    ]);
  });

  it('leaves values that would have to be quoted to a restart', () => {
    for (const value of ['a b', '[x]', 'a\\u00e9', ''])
      assert.deepEqual(differences(started, '', `${started}log.cleanup.policy=${value}\n`), [
        'restart log.cleanup.policy',
      ]);
    assert.deepEqual(differences(started, '', `${started}log.cleanup.policy=compact,delete\n`), [
      'alter log.cleanup.policy compact,delete',
    ]);
  });

  it('knows the properties that the catalogue says can be changed', () => {
    const facts = Object.entries(catalogue('broker').keys);
    // Names of classes to load: what they are to be configured with comes from the file.
    const left = ['config.providers', 'metric.reporters'];
    const expected = facts
      .filter(([key, all]) => all.some(({mode}) => mode === 'cluster-wide') && !left.includes(key))
      .map(([key]) => key);
    assert.deepEqual(dynamicKeys(), expected.sort());
  });
});

function dynamicKeys(): string[] {
  return (readYamlFile('roles/kafka/vars/main.yml') as {_kafka_dynamic_keys: string[]})._kafka_dynamic_keys;
}

/** What the program prints of three files: what the broker began with, its overrides, what is wanted. */
function differences(...texts: [started: string, overrides: string, wanted: string]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafkabook-configuration-'));
  try {
    const files = texts.flatMap((text, index) => {
      const file = path.join(folder, `${index}`);
      writeFileSync(file, text);
      return [`part=${index + 1}`, file];
    });
    const program = ['-f', 'roles/kafka/files/configuration.awk'];
    const args = ['-v', `dynamic=${dynamicKeys().join(' ')}`, ...program, ...files];
    return execFileSync('awk', args, {encoding: 'utf8'}).split('\n').filter(Boolean).sort();
  } finally {
    rmSync(folder, {recursive: true});
  }
}
