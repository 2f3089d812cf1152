import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {removeSandbox} from '../ansible/helpers/sandbox.ts';
import {FakeProject, MANIFEST, UNREACHABLE} from '../support/fake-project.ts';

const HOSTS = MANIFEST.playbooks.zookeeper;
const told = (fields: object) => `echo '${JSON.stringify({time: 1, ...fields})}' >&3\n`;
/** A look that says something of a host, and whatever comes after it. */
const LOOKS = [
  'echo "$*" >>../calls\n',
  told({event: 'playbook_start', plays: [{name: 'p', hosts: HOSTS}]}),
  told({event: 'play_start', name: 'p', hosts: HOSTS}),
  told({event: 'task_start', task: 't'}),
  told({
    event: 'ok',
    host: 'peter-zk01',
    task: 't',
    message: 'remove /usr/local/x\nkeep the data in /data/zk, 5M',
  }),
  told({event: 'stats', hosts: {'peter-zk01': {ok: 1, worked: 1}, 'peter-zk02': {ok: 1, worked: 1}}}),
].join('');

describe('kafkabook destroy', () => {
  let project: FakeProject;
  beforeEach(() => {
    project = new FakeProject(LOOKS);
    const {zookeeper} = MANIFEST.playbooks;
    project.setManifest({playbooks: {...MANIFEST.playbooks, 'destroy-look': zookeeper, destroy: zookeeper}});
  });
  afterEach(() => removeSandbox(project.folder));

  const destroy = (...words: string[]) => project.command(['destroy', ...words]).ended;
  const calls = () => {
    const file = join(project.folder, 'calls');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  };

  it('shows what there is to lose, and does nothing without the name: exit 40', async () => {
    for (const words of [[], ['--delete-data'], ['--confirm', 'paul'], ['--confirm', '']]) {
      const {code, stderr} = await destroy(...words);
      assert.equal(code, 40, stderr);
      assert.match(
        stderr,
        /peter-zk01\n {2}remove \/usr\/local\/x\n {2}keep the data in \/data\/zk, 5M\npeter-zk02\n {2}nothing is left of it\n/,
      );
    }
    assert.ok(
      calls().every((line) => line.includes('destroy-look.yml') && !line.includes('kafkabook_destroy')),
    );
  });

  it('says so where there are no machines on AWS to remove or to take, and asks nobody', async () => {
    for (const words of [
      ['destroy', '--aws', '--confirm', 'peter'],
      ['import', 'aws'],
    ]) {
      const {code, stderr} = await project.command(words).ended;
      assert.equal(code, 2, stderr);
      assert.match(stderr, /knows of no machines on AWS\n.*section aws/);
    }
    assert.deepEqual(calls(), []);
  });

  it('keeps data unless their deletion is asked for', async () => {
    assert.equal((await destroy('--confirm', 'peter', '--keep-data')).code, 0);
    assert.deepEqual(calls(), [
      '-i hosts destroy-look.yml --check',
      '-i hosts destroy.yml -e kafkabook_destroy=peter',
    ]);
    assert.equal((await destroy('--confirm', 'peter', '--delete-data')).code, 0);
    const data = '-e kafka_delete_data=true -e zookeeper_delete_data=true';
    assert.deepEqual(calls().slice(2), [
      `-i hosts destroy-look.yml --check ${data}`,
      `-i hosts destroy.yml -e kafkabook_destroy=peter ${data}`,
    ]);
  });

  it('does nothing where it could not look at every host', async () => {
    project.ansible(`echo "$*" >>../calls\n${UNREACHABLE}`);
    assert.equal((await destroy('--confirm', 'peter')).code, 21);
    assert.deepEqual(calls(), ['-i hosts destroy-look.yml --check']);
  });

  it('prints its command without a look', async () => {
    const {code, stdout} = await destroy('--print-command');
    assert.equal(code, 0);
    assert.match(stdout, /destroy\.yml -e kafkabook_destroy=peter\n$/);
    assert.deepEqual(calls(), []);
  });
});
