import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {emptyFolder, kafkabook} from '../support/cli.ts';

describe('--version', () => {
  it('is answered before oclif is loaded, in its words', () => {
    const quick = execFileSync(process.execPath, ['bin/run.js', '--version'], {encoding: 'utf8'});
    assert.equal(quick, kafkabook(emptyFolder(), '--version').stdout);
    assert.match(quick, /^kafkabook\/\d+\.\d+\.\d+ \S+ node-v\d+\.\d+\.\d+\n$/);
  });
});
