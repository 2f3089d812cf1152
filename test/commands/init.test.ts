import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {emptyFolder, kafkabook} from '../support/cli.ts';

describe('init', () => {
  it('writes a file that is valid and knows its schema', () => {
    const folder = emptyFolder();
    assert.equal(kafkabook(folder, 'init').code, 0);
    assert.match(
      readFileSync(join(folder, 'cluster.yml'), 'utf8'),
      /^# yaml-language-server: \$schema=.+\.json\n/,
    );
    assert.equal(kafkabook(folder, 'validate').code, 0);
  });

  it('leaves a file that exists alone, with 2', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'cluster.yml'), 'mine');
    assert.equal(kafkabook(folder, 'init').code, 2);
    assert.equal(readFileSync(join(folder, 'cluster.yml'), 'utf8'), 'mine');
  });

  it('prints a preset with --stdout', () => {
    assert.match(
      kafkabook(emptyFolder(), 'init', '--preset', 'current', '--stdout').stdout,
      /version: 3\.9\.2/,
    );
  });
});
