import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {filesBelow, plays, readYamlFile, tasks, type Located, type Task} from './files.ts';

/** What no text of a role or play may say, with the reason. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/state:\s*["']?absent/, 'removes'],
  [/(^|[\s;&|("'`])(rm|unlink|shred|wipefs|truncate)\s/m, 'removes'],
  [/\bfind\b.*-(delete|exec\s+rm)\b/, 'removes'],
  [/\bmkfs\b|\bdd\s+(if|of)=/, 'removes a file system'],
  [/recurse:\s*["']?(true|yes)/, 'walks a live data directory'],
  [/^\s*ignore_errors:/m, 'hides a failure'],
  [/^\s*any_errors_fatal:/m, 'lets a roll pass an unreachable host beside serial'],
  [/^\s*(notify|handlers|listen):/m, 'is lost when a later task fails'],
  // Another host of the group may be asked.
  [/^\s*(delegate_to:(?! "\{\{ item \}\}"$)|local_action:)|connection:\s*local/m, 'works on the control node'],
];

/** Keys of a task that are no module. */
const KEYWORDS = new Set([
  ...['name', 'when', 'register', 'loop', 'loop_control', 'vars', 'until', 'retries', 'delay', 'tags', 'no_log'],
  ...['changed_when', 'failed_when', 'check_mode', 'diff', 'run_once', 'environment', 'become', 'become_user'],
  ...['block', 'rescue', 'always', 'timeout', 'throttle', 'args', 'delegate_to', 'async', 'poll', 'ignore_unreachable'],
]);

/** The one way by which data can be deleted, on request. */
const DESTROY = ['roles/kafka/tasks/destroy.yml', 'roles/zookeeper/tasks/destroy.yml'];

/** The same for machines on AWS. */
const DESTROY_AWS = 'roles/aws/tasks/destroy.yml';

/** What machines on AWS run when they are made. */
const VOLUMES = 'roles/aws/templates/volumes.sh.j2';

/** Playbooks that ask AWS from the control node, and leave that as it is but for the file of addresses. */
const OF_AWS = /^playbooks\/aws(-[a-z-]+)?\.yml\.ejs$/;

/** The one playbook for the control node itself, which no other imports. */
const CONTROL_NODE = 'playbooks/control-node.yml.ejs';

describe('roles and plays', () => {
  it('hold nothing that could lose data or hide a failure', () => {
    const files = [...filesBelow('roles'), ...filesBelow('playbooks').filter((file) => file.endsWith('.ejs'))];
    assert.ok(files.length > 40, `${files.length} files`);
    for (const file of files) {
      const text = readFileSync(file, 'utf8').replace(/^\s*#.*$/gm, '');
      for (const [pattern, reason] of FORBIDDEN)
        if (
          !([...DESTROY, DESTROY_AWS].includes(file) && reason.startsWith('removes')) &&
          !(file === VOLUMES && reason === 'removes a file system') &&
          !((file === CONTROL_NODE || OF_AWS.test(file)) && reason === 'works on the control node')
        )
          assert.doesNotMatch(text, pattern, `${file}: ${reason}`);
    }
  });

  it('make a file system only where there is none', () => {
    const text = readFileSync(VOLUMES, 'utf8');
    assert.deepEqual(text.match(/^.*mkfs.*$/gm), [
      '  [ -n "$(blkid -o value -s TYPE "$device")" ] || mkfs.xfs "$device"',
    ]);
  });

  it('change the control node in one playbook, by the role of its names alone', () => {
    const local = plays().filter(({task}) => task['connection'] !== undefined || task['hosts'] === 'localhost');
    const ofAws = local.filter(({file}) => OF_AWS.test(file));
    assert.equal(ofAws.length, 4);
    for (const {file, task} of ofAws) assert.equal(task['become'], false, file);
    const found = local.filter(({file}) => !OF_AWS.test(file));
    assert.deepEqual(
      found.map(({file, task}) => [file, task['roles'], task['tasks']]),
      [[CONTROL_NODE, [{role: 'hosts'}], undefined]],
    );
    for (const {file, task} of plays())
      assert.doesNotMatch(String(task['ansible.builtin.import_playbook'] ?? ''), /control-node/, file);
  });

  it('delete through one door, which one playbook opens for the name of the cluster, and data for a further word', () => {
    const mentions = tasks().filter(({task}) =>
      ['include_tasks', 'import_tasks', 'include_role', 'import_role'].some((name) =>
        /\bdestroy\b/.test(JSON.stringify(moduleOf(task, name) ?? '')),
      ),
    );
    assert.deepEqual(
      mentions.map(({file}) => file),
      ['playbooks/aws-destroy.yml.ejs', 'playbooks/destroy.yml.ejs', 'playbooks/destroy.yml.ejs'],
    );
    for (const {file, task} of plays())
      assert.doesNotMatch(String(task['ansible.builtin.import_playbook'] ?? ''), /destroy/, file);
    for (const file of DESTROY) {
      const [confirmed, ...rest] = tasks().filter((located) => located.file === file);
      const {that} = moduleOf(confirmed?.task ?? {}, 'assert') as {that: string[]};
      const role = file.split('/')[1] ?? '';
      assert.deepEqual(that.slice(0, 2), [
        "kafkabook_destroy | default('') | string == cluster_name",
        `${role}_cleared | default(false)`,
      ]);
      const deletions = rest.filter(({task}) => /-delete|\brm\b/.test(JSON.stringify(task)));
      assert.deepEqual(
        deletions.map(({task}) => [task['name'], task['when']]),
        [['Delete the data', `${role}_delete_data | bool`]],
      );
      const defaults = readYamlFile(`roles/${role}/defaults/main.yml`) as Record<string, unknown>;
      assert.equal(defaults[`${role}_delete_data`], false);
      const removed = rest.filter(({task}) => JSON.stringify(task).includes('"absent"'));
      assert.equal(removed.length, 1, file);
      // What is removed is what was shown: never a directory of data.
      assert.match(String(removed[0]?.task['loop']), /_lost\.stdout_lines \| select\('match', 'remove '\)/);
      const shown = JSON.stringify(tasks().filter((located) => located.file === `roles/${role}/tasks/lost.yml`));
      for (const [, path = ''] of shown.matchAll(/echo \\"remove ([^"\\]*)/g))
        assert.ok(['$file', '$link', '$installed'].includes(path), path);
    }
  });

  it('remove machines on AWS for the name of the cluster alone, and volumes with data for a further word', () => {
    const [confirmed, ...rest] = tasks().filter((located) => located.file === DESTROY_AWS);
    const {that} = moduleOf(confirmed?.task ?? {}, 'assert') as {that: string};
    assert.equal(that, "kafkabook_destroy | default('') | string == cluster_name");
    const volumes = rest.filter(({task}) => 'amazon.aws.ec2_vol' in task);
    assert.deepEqual(
      volumes.map(({task}) => task['when']),
      ['aws_delete_data | bool'],
    );
    assert.equal((readYamlFile('roles/aws/defaults/main.yml') as Task)['aws_delete_data'], false);
    const removing = tasks().filter(
      ({file, task}) => file.startsWith('roles/aws/') && /"state":"(absent|terminated|stopped)"/.test(JSON.stringify(task)),
    );
    assert.ok(removing.length > 2 && removing.every(({file}) => file === DESTROY_AWS));
    const [made] = tasks().filter(({task}) => task['name'] === 'Make the machines');
    assert.match(JSON.stringify(made?.task), /'volume_size': volume.gigabytes, 'delete_on_termination': false/);
  });

  it('use modules of ansible.builtin only, but for AWS', () => {
    assert.ok(tasks().length > 40);
    for (const located of tasks()) {
      if ('block' in located.task) continue;
      const modules = Object.keys(located.task).filter((key) => !KEYWORDS.has(key));
      assert.equal(modules.length, 1, `${shown(located)}: ${modules.join(', ')}`);
      const allowed = located.file.startsWith('roles/aws/') ? /^(ansible\.builtin|amazon\.aws)\.[a-z0-9_]+$/ : /^ansible\.builtin\.[a-z_]+$/;
      assert.match(modules[0] ?? '', allowed, shown(located));
    }
    for (const located of plays()) {
      const other = Object.keys(located.task).filter((key) => key.includes('.'));
      assert.ok(other.every((key) => key === 'ansible.builtin.import_playbook'), shown(located));
    }
  });

  it('say of every command whether it changes something', () => {
    for (const located of tasks()) {
      const call = moduleOf(located.task, 'shell', 'command', 'raw');
      if (call === undefined) continue;
      const creates = typeof call === 'object' && call !== null && 'creates' in call;
      assert.ok('changed_when' in located.task || creates, shown(located));
    }
  });

  it('probe without a change, so that --check can probe too', () => {
    const probes = tasks().filter(({task}) => task['check_mode'] === false);
    assert.ok(probes.length > 0);
    for (const probe of probes) assert.equal(probe.task['changed_when'], false, shown(probe));
  });

  it('ask by raw without a standard input, which nobody would end', () => {
    const scripts = tasks().flatMap(({task}) => {
      const script = (task['vars'] as Task | undefined)?.['_script'];
      return moduleOf(task, 'raw') === '{{ _script }}' ? [String(script)] : [];
    });
    assert.ok(scripts.length > 10, `${scripts.length} scripts`);
    for (const script of scripts) assert.match(script, /^exec <\/dev\/null$/m);
  });

  it('give every file an owner, a group and a mode', () => {
    for (const located of tasks()) {
      const call = moduleOf(located.task, 'template', 'copy', 'get_url', 'blockinfile') as Task | undefined;
      if (call === undefined) continue;
      // On the control node files are of whoever runs Ansible.
      const keys = located.file.startsWith('roles/aws/') ? ['mode'] : ['owner', 'group', 'mode'];
      for (const key of keys) assert.ok(key in call, `${shown(located)}: ${key}`);
      assert.match(String(call['mode']), /^0[0-7]{3}$/, shown(located));
    }
  });

  it('roll one machine at a time, and become what the spec says', () => {
    const own = plays().filter(({task}) => 'hosts' in task);
    const rolling = own.filter(({task}) => 'serial' in task);
    assert.deepEqual(
      [...new Set(rolling.map(({file}) => file.replace(/^playbooks\/(.*)\.yml\.ejs$/, '$1')))],
      [
        ...['kafka-restart', 'kafka-stop', 'kafka-upgrade'],
        ...['zookeeper-restart', 'zookeeper-scale', 'zookeeper-stop', 'zookeeper-upgrade'],
      ],
    );
    assert.equal(rolling.length, 17);
    for (const {file, task} of rolling) assert.equal(task['serial'], 1, file);
    for (const {file, task} of rolling.filter((each) => /-restart\.yml/.test(each.file)))
      assert.match(String(task['hosts']), /^(zkhosts:&zookeeper|kafkahosts:&kafka)_to_restart(_last)?$/, file);
    for (const {file, task} of own) assert.ok('become' in task && task['gather_facts'] === false, file);
  });

  it('restart a service in the roll only, behind a gate before and after', () => {
    const restarts = tasks().filter(
      ({task}) => (moduleOf(task, 'systemd', 'service') as Task | undefined)?.['state'] === 'restarted',
    );
    assert.deepEqual(
      restarts.map(({file}) => file),
      ['kafka', 'zookeeper'].flatMap((role) =>
        // return.yml: of a machine that has just been restarted in its turn, and did not do its work.
        ['at-once', 'return', 'restart'].map((name) => `roles/${role}/tasks/${name}.yml`),
      ).sort(),
    );
    for (const {file, task} of restarts) {
      const names = namesOf(file);
      const [before, after] = [names.slice(0, names.indexOf(String(task['name']))), names.slice(names.indexOf(String(task['name'])))];
      if (file.endsWith('/restart.yml')) assert.match(before[0] ?? '', /^Gate: /, file);
      if (file.endsWith('/at-once.yml')) assert.match(before[0] ?? '', /^Stop unless it was confirmed/, file);
      assert.ok(after.some((name) => name.startsWith('Gate: ')), file);
    }
  });

  it('stop a service behind a gate, or where the name of the cluster confirms that all are to stop', () => {
    const stops = tasks().filter(
      ({task}) => (moduleOf(task, 'systemd', 'service') as Task | undefined)?.['state'] === 'stopped',
    );
    const roles = ['roles/kafka/tasks', 'roles/zookeeper/tasks'];
    assert.deepEqual(
      stops.map(({file}) => file),
      ['roles/kafka/tasks/stop.yml', 'roles/zookeeper/tasks/leave.yml', 'roles/zookeeper/tasks/stop.yml'],
    );
    for (const {file} of stops) {
      const [first = ''] = namesOf(file).filter((name) => !name.startsWith('Take the '));
      assert.match(first, /^Gate: /, file);
    }
    for (const role of roles) {
      const [confirmed] = tasks().filter(({file}) => file === `${role}/running.yml`);
      const {that} = moduleOf(confirmed?.task ?? {}, 'assert') as {that: string};
      assert.equal(that, "kafkabook_stop | default('') | string == cluster_name", role);
    }
  });
});

/** The names of the tasks of a file, with those of the files that it includes in their place. */
function namesOf(file: string): string[] {
  return tasks()
    .filter((located) => located.file === file)
    .flatMap(({task}) => {
      const included = moduleOf(task, 'include_tasks', 'import_tasks');
      const name = String(task['name']);
      if (typeof included !== 'string' || name.startsWith('Gate: ')) return [name];
      return namesOf(file.replace(/[^/]+$/, included));
    });
}

function moduleOf(task: Task, ...names: readonly string[]): unknown {
  return names.map((name) => task[`ansible.builtin.${name}`]).find((call) => call !== undefined);
}

function shown({file, task}: Located): string {
  return `${file}: ${String(task['name'])}`;
}
