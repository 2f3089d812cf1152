import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {ExitCode} from '../../src/exit-codes.ts';
import {emptyFolder, kafkabook} from '../support/cli.ts';

describe('--version', () => {
  it('is answered before oclif is loaded, in its words', () => {
    const quick = execFileSync(process.execPath, ['bin/run.js', '--version'], {encoding: 'utf8'});
    assert.equal(quick, kafkabook(emptyFolder(), '--version').stdout);
    assert.match(quick, /^kafkabook\/\d+\.\d+\.\d+ \S+ node-v\d+\.\d+\.\d+\n$/);
  });

  it('is refused on a Node that package.json does not allow, as is any other command', () => {
    const {engines} = JSON.parse(readFileSync('package.json', 'utf8')) as {engines: {node: string}};
    const least = engines.node.replace('>=', '');
    const run = (version: string) => {
      const program = `Object.defineProperty(process.versions, 'node', {value: '${version}'});
process.argv[2] = '--version'; await import('./bin/run.js');`;
      return spawnSync(process.execPath, ['--input-type=module', '-e', program, 'x', 'x'], {
        encoding: 'utf8',
      });
    };
    const [major = 0, minor = 0] = least.split('.').map(Number);
    const old = run(`${major}.${minor - 1}.9`);
    assert.equal(old.status, ExitCode.controlNodeUnfit);
    assert.ok(old.stderr.includes(`is older than ${least}`), old.stderr);
    assert.equal(run(`${least}.0`).status, 0);
  });
});
