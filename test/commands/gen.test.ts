import assert from 'node:assert/strict';
import {appendFile, copyFile, mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {contentsOf, inFolder} from '../disk/project.ts';
import {kafkabook} from '../support/cli.ts';

const SPEC = fileURLToPath(new URL('../../examples/current.yml', import.meta.url));

describe('kafkabook gen', function () {
  this.timeout(60_000);

  it('writes the project, then finds it current', () =>
    inFolder(async (folder) => {
      await copyFile(SPEC, path.join(folder, 'cluster.yml'));
      const first = gen(folder);
      assert.equal(first.status, 0, first.stderr);
      assert.match(first.stdout, /^ansible_playbook: \d+ created, 0 updated, 0 unchanged, 0 removed\nNext: /);
      assert.match(gen(folder).stdout, /: 0 created, 0 updated, \d+ unchanged, 0 removed/);
      assert.equal(gen(folder, '--check').status, 0);
    }));

  it('says that a project is stale, shows the difference, and writes nothing', () =>
    inFolder(async (folder) => {
      await copyFile(SPEC, path.join(folder, 'cluster.yml'));
      const {status, stdout} = gen(folder, '--check', '--diff');
      assert.equal(status, 10);
      assert.match(stdout, /--- \/dev\/null\n\+\+\+ b\/hosts\n/);
      assert.deepEqual(Object.keys(await contentsOf(folder)), ['cluster.yml']);
    }));

  it('exits with 4 when a file was edited by hand, also under --check', () =>
    inFolder(async (folder) => {
      await copyFile(SPEC, path.join(folder, 'cluster.yml'));
      gen(folder);
      await appendFile(path.join(folder, 'ansible_playbook/hosts'), '# mine\n');
      const before = await contentsOf(folder);
      for (const flags of [[], ['--check']]) {
        const {status, stdout} = gen(folder, ...flags);
        assert.equal(status, 4);
        assert.match(stdout, /conflict hosts \(edited by hand\)/);
      }
      assert.deepEqual(await contentsOf(folder), before);
    }));

  it('writes the same bytes in whichever folder it runs', () =>
    inFolder(async (folder) => {
      const [one, two] = [path.join(folder, 'one'), path.join(folder, 'deep/er/two')];
      for (const place of [one, two]) {
        await mkdir(place, {recursive: true});
        await copyFile(SPEC, path.join(place, 'cluster.yml'));
        assert.equal(gen(place).status, 0);
      }
      assert.deepEqual(await contentsOf(one), await contentsOf(two));
    }));

  it('finds a key where the file says that names it, in whatever folder that is', () =>
    inFolder(async (folder) => {
      await mkdir(path.join(folder, 'site/keys'), {recursive: true});
      await copyFile(SPEC, path.join(folder, 'site/base.yml'));
      await writeFile(path.join(folder, 'site/keys/login.yml'), 'ssh: {key_file: cluster.pem}\n');
      await writeFile(
        path.join(folder, 'cluster.yml'),
        'include: [site/base.yml, site/keys/login.yml]\nzookeeper: {heap: 1g}\n',
      );
      assert.equal(gen(folder).status, 0);
      const contents = await contentsOf(folder);
      assert.match(
        String(contents['ansible_playbook/group_vars/all.yml']),
        /ansible_ssh_private_key_file: "\{\{ inventory_dir \}\}\/\.\.\/site\/keys\/cluster\.pem"/,
      );
    }));

  it('writes one project from several files, and sees when an included one changes', () =>
    inFolder(async (folder) => {
      await copyFile(SPEC, path.join(folder, 'base.yml'));
      await writeFile(path.join(folder, 'cluster.yml'), 'include: [base.yml]\nkafka: {heap: 3g}\n');
      assert.equal(gen(folder).status, 0);
      assert.match(String((await contentsOf(folder))['ansible_playbook/group_vars/kafkahosts.yml']), /3g/);
      assert.equal(gen(folder, '--check').status, 0);
      await appendFile(path.join(folder, 'base.yml'), '# changed\n');
      assert.equal(gen(folder, '--check').status, 10);
    }));

  const refusals: [title: string, flags: string[], status: number][] = [
    ['the folder of cluster.yml', ['-o', '.'], 2],
    ['a folder above cluster.yml', ['-o', '..'], 2],
    ['the root', ['-o', '/'], 2],
    ['a folder that Ansible would take as a template', ['-o', '{{ x }}'], 2],
    ['a folder that ends a quoted text', ['-o', 'it"s'], 2],
    ['a folder that ssh would take as a token', ['-o', '100%h'], 2],
    ['a folder below a file', ['-o', 'cluster.yml/x'], 2],
    ['a cluster.yml that is absent', ['-f', 'absent.yml'], 2],
  ];
  for (const [title, flags, status] of refusals) {
    it(`refuses ${title}`, () =>
      inFolder(async (folder) => {
        await copyFile(SPEC, path.join(folder, 'cluster.yml'));
        assert.equal(gen(folder, ...flags).status, status);
        assert.deepEqual(Object.keys(await contentsOf(folder)), ['cluster.yml']);
      }));
  }
});

function gen(cwd: string, ...flags: string[]) {
  const {code, ...heard} = kafkabook(cwd, 'gen', ...flags);
  return {status: code, ...heard};
}
