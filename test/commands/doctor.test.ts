import assert from 'node:assert/strict';
import {chmodSync, copyFileSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {Finding} from '../../src/checks/finding.ts';
import {emptyFolder, kafkabook} from '../support/cli.ts';

describe('doctor', () => {
  it('finds what is wrong with the key of a cluster, and mends its mode', () => {
    const folder = emptyFolder();
    copyFileSync('examples/book.yml', path.join(folder, 'cluster.yml'));
    const findings = (...flags: string[]) => {
      const {code, stdout} = kafkabook(folder, 'doctor', '--json', ...flags);
      assert.equal(code, 6, 'nobody knows the machines of the book');
      const told = JSON.parse(stdout) as {exitCode: number; findings: Finding[]};
      return new Map(told.findings.map(({check, state}) => [check, state]));
    };
    assert.equal(findings().get('key'), 'fault');
    const key = path.join(folder, 'keypair.pem');
    writeFileSync(key, '');
    chmodSync(key, 0o640);
    assert.equal(findings().get('key'), 'fault');
    assert.equal(statSync(key).mode & 0o777, 0o640, 'nothing is mended unasked');
    assert.equal(findings('--fix').get('key'), 'well');
    assert.equal(statSync(key).mode & 0o777, 0o600);
    assert.equal(findings().get('known hosts'), 'fault');
    assert.equal(findings().get('node'), 'well');
  });

  it('looks at what it can without a spec, and refuses a wrong one', () => {
    const folder = emptyFolder();
    const {stdout, stderr} = kafkabook(folder, 'doctor');
    assert.match(stderr, /there is no cluster\.yml here/);
    assert.match(stdout, /^ok +node /m);
    writeFileSync(path.join(folder, 'cluster.yml'), 'kafka: 1');
    const wrong = kafkabook(folder, 'doctor');
    assert.equal(wrong.code, 3);
    assert.match(wrong.stderr, /cluster\.yml is not valid/);
  });
});
