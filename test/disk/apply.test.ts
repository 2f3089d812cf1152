import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {chmod, lstat, mkdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {applyProject} from '../../src/disk/apply.ts';
import {DiskError} from '../../src/disk/errors.ts';
import {MANIFEST, renderManifest} from '../../src/disk/manifest.ts';
import {planProject, type WantedProject} from '../../src/disk/state.ts';
import {contentsOf, inFolder, wantedProject} from './project.ts';
import {withLock} from '../../src/disk/lock.ts';
import {script} from '../support/cli.ts';
import {lockOf} from '../support/lock.ts';
import {thisProcess} from '../../src/process/identity.ts';

const OLD = {
  hosts: 'old hosts\n',
  'group_vars/all.yml': 'a: 1\n',
  'roles/gone/tasks/main.yml': '# gone\n',
  'roles/kafka/run.sh': '#!/bin/sh\n',
};
const NEW = {
  hosts: 'new hosts\n',
  'group_vars/all.yml': 'a: 1\n',
  'roles/kafka/run.sh': '#!/bin/sh\n',
  'site.yml': '# site\n',
};

describe('applyProject', () => {
  it('writes all files with their modes and the manifest, and leaves nothing else', () =>
    inFolder(async (folder) => {
      const project = path.join(folder, 'deep/ansible_playbook');
      const {status} = await applyProject(project, wantedProject(OLD));
      assert.equal(status, 'written');
      assert.deepEqual(await contentsOf(project), finished(OLD));
      assert.equal((await stat(path.join(project, 'roles/kafka/run.sh'))).mode & 0o777, 0o755);
      assert.equal((await stat(path.join(project, 'hosts'))).mode & 0o777, 0o644);
    }));

  it('touches nothing when the project is current', () =>
    inFolder(async (folder) => {
      await applyProject(folder, wantedProject(OLD));
      const before = await fingerprints(folder);
      const {status} = await applyProject(folder, wantedProject(OLD), {step: refuseStep});
      assert.equal(status, 'current');
      assert.deepEqual(await fingerprints(folder), before);
    }));

  it('keeps unchanged files as they are, removes orphans and the folders they leave empty', () =>
    inFolder(async (folder) => {
      await applyProject(folder, wantedProject(OLD));
      const {mtimeMs, ino} = await stat(path.join(folder, 'group_vars/all.yml'));
      await applyProject(folder, wantedProject(NEW));
      assert.deepEqual(await contentsOf(folder), finished(NEW));
      const after = await stat(path.join(folder, 'group_vars/all.yml'));
      assert.deepEqual([after.mtimeMs, after.ino], [mtimeMs, ino]);
    }));

  it("leaves the user's own files alone", () =>
    inFolder(async (folder) => {
      await applyProject(folder, wantedProject(OLD));
      await put(folder, 'roles/gone/tasks/mine.yml', 'mine\n');
      await applyProject(folder, wantedProject(NEW));
      assert.deepEqual(await contentsOf(folder), {...finished(NEW), 'roles/gone/tasks/mine.yml': 'mine\n'});
    }));

  it('restores a mode that was changed', () =>
    inFolder(async (folder) => {
      await applyProject(folder, wantedProject(OLD));
      await chmod(path.join(folder, 'hosts'), 0o600);
      const {status} = await applyProject(folder, wantedProject(OLD));
      assert.equal(status, 'written');
      assert.equal((await stat(path.join(folder, 'hosts'))).mode & 0o777, 0o644);
    }));

  it('writes a file again that was deleted', () =>
    inFolder(async (folder) => {
      await applyProject(folder, wantedProject(OLD));
      await rm(path.join(folder, 'hosts'));
      await applyProject(folder, wantedProject(OLD));
      assert.deepEqual(await contentsOf(folder), finished(OLD));
    }));

  const conflicts: [title: string, file: string, reason: string][] = [
    ['a file edited by hand', 'hosts', 'edited'],
    ['an orphan edited by hand', 'roles/gone/tasks/main.yml', 'edited'],
    ['a foreign file where a new one is wanted', 'site.yml', 'foreign'],
  ];
  for (const [title, file, reason] of conflicts) {
    it(`refuses ${title} and writes nothing; --force keeps a copy`, () =>
      inFolder(async (folder) => {
        await applyProject(folder, wantedProject(OLD));
        await put(folder, file, 'by hand\n');
        const before = await fingerprints(folder);
        const {status, plan} = await applyProject(folder, wantedProject(NEW), {step: refuseStep});
        assert.equal(status, 'refused');
        const found = plan.changes.filter((change) => change.kind === 'conflict');
        assert.deepEqual(
          found.map((change) => [change.path, change.reason]),
          [[file, reason]],
        );
        assert.deepEqual(await fingerprints(folder), before);

        await applyProject(folder, wantedProject(NEW), {force: true});
        assert.deepEqual(await contentsOf(folder), {...finished(NEW), [`${file}.orig`]: 'by hand\n'});
      }));
  }

  it('never overwrites an earlier .orig', () =>
    inFolder(async (folder) => {
      await applyProject(folder, wantedProject(OLD));
      for (const text of ['first\n', 'second\n', 'second\n']) {
        await put(folder, 'hosts', text);
        await applyProject(folder, wantedProject(OLD), {force: true});
      }
      assert.deepEqual(await contentsOf(folder), {
        ...finished(OLD),
        'hosts.orig': 'first\n',
        'hosts.orig2': 'second\n',
      });
    }));

  const blocks: [title: string, block: (folder: string, outside: string) => Promise<void>][] = [
    [
      'a link in place of a file',
      (folder, outside) => symlink(path.join(outside, 'hosts'), path.join(folder, 'hosts')),
    ],
    ['a folder in place of a file', async (folder) => void (await mkdir(path.join(folder, 'hosts')))],
    ['a link in place of a folder', (folder, outside) => symlink(outside, path.join(folder, 'hosts'))],
  ];
  for (const [title, block] of blocks) {
    it(`refuses ${title}, --force or not, and follows no link`, () =>
      inFolder(async (folder) => {
        const [project, outside] = [path.join(folder, 'project'), path.join(folder, 'outside')];
        await put(outside, 'hosts', 'outside\n');
        await applyProject(project, wantedProject(OLD));
        await rm(path.join(project, 'hosts'));
        await block(project, outside);
        for (const force of [false, true]) {
          const {status} = await applyProject(project, wantedProject(NEW), {force, step: refuseStep});
          assert.equal(status, 'refused');
        }
        assert.deepEqual(await contentsOf(outside), {hosts: 'outside\n'});
      }));
  }

  it('removes no orphan through a link', () =>
    inFolder(async (folder) => {
      const [project, outside] = [path.join(folder, 'project'), path.join(folder, 'outside')];
      await applyProject(project, wantedProject(OLD));
      await put(outside, 'tasks/main.yml', '# gone\n');
      await rm(path.join(project, 'roles/gone'), {recursive: true});
      await symlink(outside, path.join(project, 'roles/gone'));
      assert.equal((await applyProject(project, wantedProject(NEW))).status, 'refused');
      assert.deepEqual(await contentsOf(outside), {'tasks/main.yml': '# gone\n'});
    }));

  it('refuses a manifest that names files outside the folder, and touches nothing', () =>
    inFolder(async (folder) => {
      await applyProject(folder, wantedProject(OLD));
      const text = (await readFile(path.join(folder, MANIFEST), 'utf8')).replace(
        '"hosts"',
        '"../../etc/passwd"',
      );
      await put(folder, MANIFEST, text);
      const before = await fingerprints(folder);
      await rejects(
        applyProject(folder, wantedProject(NEW)),
        'record',
        /"\.\.\/\.\.\/etc\/passwd", which leaves/,
      );
      assert.deepEqual(await fingerprints(folder), before);
    }));

  it('refuses a folder with files that it did not write; --force adopts it', () =>
    inFolder(async (folder) => {
      await put(folder, 'hosts', 'theirs\n');
      await put(folder, 'notes.txt', 'notes\n');
      await rejects(applyProject(folder, wantedProject(OLD)), 'foreign-folder', /not empty/);
      assert.deepEqual(await contentsOf(folder), {hosts: 'theirs\n', 'notes.txt': 'notes\n'});
      await applyProject(folder, wantedProject(OLD), {force: true});
      assert.deepEqual(await contentsOf(folder), {
        ...finished(OLD),
        'hosts.orig': 'theirs\n',
        'notes.txt': 'notes\n',
      });
    }));

  it('takes a folder with hidden files only for empty', () =>
    inFolder(async (folder) => {
      await put(folder, '.gitignore', '*.log\n');
      assert.equal((await applyProject(folder, wantedProject(OLD))).status, 'written');
    }));

  it('says so when the folder cannot be written', () =>
    inFolder(async (folder) => {
      await put(folder, 'file', '');
      await rejects(
        applyProject(path.join(folder, 'file/project'), wantedProject(OLD)),
        'unwritable',
        /cannot write/,
      );
    }));

  it('leaves the old project whole when the disk is full', () =>
    inFolder(async (folder) => {
      await applyProject(folder, wantedProject(OLD));
      const before = await fingerprints(folder);
      const step = (name: string) => {
        if (name.startsWith('sync') && name.endsWith('site.yml')) {
          throw Object.assign(new Error('ENOSPC: no space left on device'), {code: 'ENOSPC'});
        }
      };
      await rejects(applyProject(folder, wantedProject(NEW), {step}), 'disk-full', /no space left/);
      assert.deepEqual(await fingerprints(folder), before);
    }));
});

describe('the lock of applyProject', () => {
  it('refuses a second gen in one folder', () =>
    inFolder(async (folder) => {
      let second: Promise<unknown> | undefined;
      const step = () => {
        second ??= assert.rejects(applyProject(folder, wantedProject(NEW)), {code: 'locked'});
        return second.then(() => {});
      };
      await applyProject(folder, wantedProject(OLD), {step});
      assert.notEqual(second, undefined);
      await second;
      assert.deepEqual(await contentsOf(folder), finished(OLD));
    }));

  it('takes over the lock of a process that is gone', () =>
    inFolder(async (folder) => {
      await put(folder, '.kafkabook.lock', lockOf({...thisProcess(), pid: spawnSync('true').pid}));
      await applyProject(folder, wantedProject(OLD));
      assert.deepEqual(await contentsOf(folder), finished(OLD));
    }));

  it('respects the lock of a process in another container, or that /proc does not show', () =>
    inFolder(async (folder) => {
      for (const some of [{namespace: 'pid:[1]', pid: 999_999_999}, {start: ''}]) {
        await put(folder, '.kafkabook.lock', lockOf({...thisProcess(), ...some}));
        if ('start' in some) continue;
        await rejects(applyProject(folder, wantedProject(OLD)), 'locked', /in use by another kafkabook/);
      }
    }));

  it('leaves a lock alone that somebody else has taken after it was deleted by hand', () =>
    inFolder(async (folder) => {
      const other = lockOf(thisProcess());
      await withLock(folder, () => put(folder, '.kafkabook.lock', other));
      assert.equal((await contentsOf(folder))['.kafkabook.lock'], other);
    }));

  it('is never held by two, also when many find it stale at once', () =>
    inFolder(async (folder) => {
      const text = `import {withLock} from './src/disk/lock.ts'; import {appendFileSync} from 'node:fs';
        const note = (word) => appendFileSync(process.argv[1] + '/held', word + '\\n');
        await withLock(process.argv[1], async () => { note('in'); await new Promise((done) => setTimeout(done, 30)); note('out'); })
          .catch((error) => { if (error.code !== 'locked') throw error; });`;
      const [node = '', ...options] = script('').slice(0, -1);
      for (let round = 0; round < 6; round += 1) {
        await put(folder, '.kafkabook.lock', lockOf({...thisProcess(), start: '1'}));
        const takers = Array.from({length: 4}, () =>
          spawn(node, [...options, '--input-type=module', '-e', text, folder], {stdio: 'ignore'}),
        );
        const codes = await Promise.all(
          takers.map((taker) => new Promise((done) => taker.once('exit', done))),
        );
        assert.deepEqual(codes, [0, 0, 0, 0]);
      }
      const words = (await contentsOf(folder))['held']?.trim().split('\n') ?? [];
      assert.ok(words.length >= 12);
      words.forEach((word, index) => assert.equal(word, index % 2 === 0 ? 'in' : 'out'));
      assert.deepEqual(Object.keys(await contentsOf(folder)), ['held']);
    }));

  it('respects the lock of another machine', () =>
    inFolder(async (folder) => {
      await put(folder, '.kafkabook.lock', lockOf({...thisProcess(), pid: 1}, 'elsewhere.example'));
      await rejects(
        applyProject(folder, wantedProject(OLD)),
        'locked',
        /process 1 of me on elsewhere\.example/,
      );
    }));
});

describe('a gen that is killed', () => {
  it('by an error at any step is completed by the next one', async () => {
    const steps = await stepsOf(OLD, NEW);
    assert.ok(steps.length > 10, steps.join('\n'));
    for (let last = 1; last <= steps.length; last++) {
      await inFolder(async (folder) => {
        await applyProject(folder, wantedProject(OLD));
        await assert.rejects(applyProject(folder, wantedProject(NEW), {step: failAt(last)}), /killed/);
        await completes(folder, wantedProject(NEW), finished(NEW), `killed before: ${steps[last - 1]}`);
      });
    }
  });

  it('twice, on the way to two projects, is completed on the way to a third', async () => {
    const third = {hosts: 'third\n', 'site.yml': '# third\n'};
    const steps = await stepsOf(OLD, NEW);
    for (let first = 1; first <= steps.length; first++) {
      for (const second of [1, 3, 5, 7, 9]) {
        await inFolder(async (folder) => {
          await applyProject(folder, wantedProject(OLD));
          await assert.rejects(applyProject(folder, wantedProject(NEW), {step: failAt(first)}), /killed/);
          await assert.rejects(applyProject(folder, wantedProject(third), {step: failAt(second)}), /killed/);
          await completes(folder, wantedProject(third), finished(third), `${first}, then ${second}`);
        });
      }
    }
  });

  it('can be taken back: the next gen of the old project restores it', async () => {
    const steps = await stepsOf(OLD, NEW);
    for (let last = 1; last <= steps.length; last++) {
      await inFolder(async (folder) => {
        await applyProject(folder, wantedProject(OLD));
        await assert.rejects(applyProject(folder, wantedProject(NEW), {step: failAt(last)}), /killed/);
        await completes(folder, wantedProject(OLD), finished(OLD), `killed before: ${steps[last - 1]}`);
      });
    }
  });

  it('still sees what was edited by hand since', () =>
    inFolder(async (folder) => {
      await applyProject(folder, wantedProject(OLD));
      await assert.rejects(applyProject(folder, wantedProject(NEW), {step: failAt(6)}), /killed/);
      await put(folder, 'hosts', 'by hand\n');
      assert.equal((await applyProject(folder, wantedProject(NEW))).status, 'refused');
    }));

  it('by SIGKILL at any step is completed by the next one', async function () {
    this.timeout(120_000);
    const steps = await stepsOf(OLD, NEW);
    for (let last = 1; last <= steps.length; last++) {
      await inFolder(async (folder) => {
        await applyProject(folder, wantedProject(OLD));
        const {signal} = spawnSync(process.execPath, [
          '--import',
          'tsx',
          KILLED,
          folder,
          String(last),
          JSON.stringify(NEW),
        ]);
        assert.equal(signal, 'SIGKILL');
        await completes(folder, wantedProject(NEW), finished(NEW), `killed before: ${steps[last - 1]}`);
      });
    }
  });
});

const KILLED = fileURLToPath(new URL('killed-gen.ts', import.meta.url));

/** What a folder holds after a gen of the given files. */
function finished(contents: Record<string, string>): Record<string, string> {
  const sorted = {[MANIFEST]: renderManifest(wantedProject(contents).manifest), ...contents};
  return Object.fromEntries(Object.entries(sorted).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** --check sees a gen to do or done, never a conflict; then gen brings exactly the wanted project. */
async function completes(
  folder: string,
  wanted: WantedProject,
  expected: Record<string, string>,
  message: string,
) {
  const {changes} = await planProject(folder, wanted);
  assert.deepEqual(
    changes.filter((change) => change.kind === 'conflict'),
    [],
    message,
  );
  await applyProject(folder, wanted);
  assert.deepEqual(await contentsOf(folder), expected, message);
}

async function stepsOf(from: Record<string, string>, to: Record<string, string>): Promise<string[]> {
  const steps: string[] = [];
  await inFolder(async (folder) => {
    await applyProject(folder, wantedProject(from));
    await applyProject(folder, wantedProject(to), {step: (name) => void steps.push(name)});
  });
  return steps;
}

function failAt(last: number) {
  let count = 0;
  return () => {
    if (++count >= last) throw new Error('killed');
  };
}

function refuseStep(name: string): never {
  throw new Error(`nothing may be written, but: ${name}`);
}

async function fingerprints(folder: string): Promise<Record<string, unknown>> {
  const entries = Object.entries(await contentsOf(folder)).map(async ([name, content]) => {
    const {mtimeMs, ino, mode} = await lstat(path.join(folder, name));
    return [name, {content, mtimeMs, ino, mode}] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function put(folder: string, name: string, content: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, name)), {recursive: true});
  await writeFile(path.join(folder, name), content);
}

async function rejects(promise: Promise<unknown>, code: string, message: RegExp): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof DiskError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.notEqual(error.hint, '');
    return true;
  });
}
