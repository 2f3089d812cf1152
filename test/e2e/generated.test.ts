import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {ansibleBin, ROOT} from './support/lab.ts';

const EXAMPLES = ['book', 'single-server', 'current'];
const RELEASES = ['2.9', '2.14', '2.15', '2.16', '2.17', '2.18', '2.19', '2.20', '2.21'];

describe('the generated projects', () => {
  const folders = new Map<string, string>();

  before(() => {
    for (const example of EXAMPLES) {
      const folder = path.join(mkdtempSync(path.join(tmpdir(), 'kafkabook-gen-')), 'ansible_playbook');
      const spec = path.join(ROOT, 'examples', `${example}.yml`);
      run(process.execPath, [path.join(ROOT, 'bin/run.js'), 'gen', '-f', spec, '-o', folder], ROOT);
      folders.set(example, folder);
    }
  });

  for (const example of EXAMPLES) {
    it(`ansible-lint's production profile and yamllint find nothing in ${example}`, function () {
      const bin = ansibleBin('lint');
      if (!bin) return this.skip();
      const folder = folders.get(example) ?? '';
      const files = example === EXAMPLES[0] ? [] : differing(folder, folders.get(EXAMPLES[0] ?? '') ?? '');
      run(path.join(bin, 'ansible-lint'), ['--offline', '--profile', 'production', ...files], folder, bin);
      assert.equal(run(path.join(bin, 'yamllint'), ['--strict', '.'], folder, bin), '');
    });
  }

  it("they find nothing in the playbooks for AWS either, with Ansible's collection for it", function () {
    const [bin, ofAws] = [ansibleBin('lint'), ansibleBin('aws')];
    if (!bin || !ofAws) return this.skip();
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'kafkabook-gen-')), 'ansible_playbook');
    const spec = path.join(ROOT, 'examples/aws.yml');
    run(process.execPath, [path.join(ROOT, 'bin/run.js'), 'gen', '-f', spec, '-o', folder], ROOT);
    const lib = path.join(ofAws, '../lib');
    const collections = readdirSync(lib).map((python) => path.join(lib, python, 'site-packages'));
    const environment = {ANSIBLE_COLLECTIONS_PATH: collections.join(':')};
    run(path.join(bin, 'ansible-lint'), ['--offline', '--profile', 'production'], folder, bin, environment);
    assert.equal(run(path.join(bin, 'yamllint'), ['--strict', '.'], folder, bin), '');
  });

  for (const release of RELEASES) {
    it(`Ansible ${release} accepts every playbook`, function () {
      const bin = ansibleBin(release);
      if (!bin) return this.skip();
      for (const folder of folders.values()) {
        const playbooks = ['site.yml', 'zookeeper.yml', 'kafka.yml', 'jdk.yml', 'hosts.yml'];
        assert.deepEqual(
          playbooks.filter((name) => !readdirSync(folder).includes(name)),
          [],
        );
        run(path.join(bin, 'ansible-playbook'), ['-i', 'hosts', '--syntax-check', ...playbooks], folder, bin);
      }
    });
  }
});

/** The YAML files that are not as in another project: a look at the same roles takes most of a minute. */
function differing(folder: string, other: string): string[] {
  const files = readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter((file) =>
    /\.ya?ml$/.test(file),
  );
  const found = files.filter(
    (file) =>
      !existsSync(path.join(other, file)) ||
      readFileSync(path.join(folder, file), 'utf8') !== readFileSync(path.join(other, file), 'utf8'),
  );
  assert.ok(found.includes('group_vars/all.yml'), 'without files, all would be looked at');
  return found;
}

function run(
  program: string,
  args: readonly string[],
  cwd: string,
  bin?: string,
  environment: Readonly<Record<string, string>> = {},
): string {
  const env = {
    ...process.env,
    ...environment,
    NO_COLOR: '1',
    LC_ALL: 'C.UTF-8',
    PATH: `${bin ? `${bin}:` : ''}${process.env['PATH'] ?? ''}`,
  };
  const result = spawnSync(program, args, {cwd, encoding: 'utf8', env, timeout: 300_000});
  assert.equal(result.status, 0, `${program} ${args.join(' ')}\n${result.stdout}${result.stderr}`);
  return result.stdout;
}
