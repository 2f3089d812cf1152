import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {inPassingFolder} from '../../src/disk/passing.ts';
import {emptyFolder, script} from '../support/cli.ts';

describe('a passing folder', () => {
  it('is gone after the work, also when that fails', async () => {
    const folders: string[] = [];
    const work = async (folder: string) => void folders.push(path.dirname(folder));
    await inPassingFolder(work);
    await assert.rejects(inPassingFolder(async (folder) => (await work(folder), assert.fail('on purpose'))));
    assert.deepEqual(folders.map(existsSync), [false, false]);
  });

  it('is gone when a signal ends the process, and is left to whoever heeds the signal', async () => {
    const file = path.join(emptyFolder(), 'waits.mts');
    const module = new URL('../../src/disk/passing.ts', import.meta.url).href;
    writeFileSync(
      file,
      `import {dirname} from 'node:path';
import {inPassingFolder} from '${module}';
if (process.argv[2] === 'heeded') process.on('SIGTERM', () => process.exit(7));
await inPassingFolder(async (folder) => {
  console.log(dirname(folder));
  await new Promise((done) => setTimeout(done, 60_000));
});
`,
    );
    const end = async (...words: string[]) => {
      const [program = '', ...args] = [...script('').slice(0, -1), file, ...words];
      const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit']});
      const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
      const folder = chunk.toString().trim();
      assert.ok(existsSync(folder));
      child.kill('SIGTERM');
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
      return [code ?? signal, existsSync(folder)];
    };
    assert.deepEqual(await end(), ['SIGTERM', false]);
    assert.deepEqual(await end('heeded'), [7, true]);
  });
});
