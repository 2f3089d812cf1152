import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {emptyFolder} from '../support/cli.ts';
import {ROOT} from './support/lab.ts';

describe('the package', () => {
  const folder = emptyFolder();
  const sh = (command: string) => {
    const {status, stdout, stderr} = spawnSync('bash', ['-euc', command], {cwd: folder, encoding: 'utf8'});
    assert.equal(status, 0, stderr);
    return stdout;
  };

  before(() => void sh(`tar xzf "$(npm pack --silent --ignore-scripts --pack-destination . '${ROOT}')"`));

  // Unpacked far from any node_modules: a library that is not in it is missed.
  it('works by itself, from cluster.yml to the command of a run', () => {
    const kafkabook = `'${process.execPath}' package/bin/run.js`;
    sh(`${kafkabook} init --preset book`);
    assert.match(sh(`${kafkabook} gen`), /ansible_playbook: \d+ created/);
    assert.match(sh(`${kafkabook} run kafka --print-command`), /ansible-playbook -i hosts kafka\.yml/);
    assert.match(sh(`${kafkabook} validate`), /cluster\.yml is valid/);
    assert.match(sh(`${kafkabook} explain log.dirs`), /log\.dirs/);
  });

  it('has the licences of the libraries in it', () => {
    const text = readFileSync(path.join(folder, 'package/dist/THIRD-PARTY-LICENSES'), 'utf8');
    for (const name of ['@oclif/core', 'yaml', 'ajv', 'ejs'])
      assert.match(text, new RegExp(`^${name} [0-9.]+ \\([^)]+\\)\\n\\n[^-][^]{300}`, 'm'), name);
  });
});
