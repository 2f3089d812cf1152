import assert from 'node:assert/strict';
import {readYamlFile, tasks, type Task} from './files.ts';

/** The files whose tasks are spared where a host stands as it should. */
const SPARED = ['install', 'configure', 'system', 'start'];
/** Written once, and known by what it says. */
const NOT_COMPARED = 'Write the id of the server';

describe('a host that needs none of the tasks of a role', () => {
  for (const role of ['zookeeper', 'kafka']) {
    const standing = (readYamlFile(`roles/${role}/vars/main.yml`) as Task)[`_${role}_desired`] as string;
    const spared = tasks().filter(({file}) =>
      SPARED.some((name) => file === `roles/${role}/tasks/${name}.yml`),
    );

    it(`is one where all that ${role} leaves on a host was looked at`, () => {
      const kinds = new Set<string>();
      for (const {task} of spared) {
        const key = Object.keys(task).find((name) => name.startsWith('ansible.builtin.')) ?? '';
        const call = task[key] as Readonly<Record<string, string>>;
        const name = String(task['name']);
        if (name === NOT_COMPARED) continue;
        kinds.add(key.slice('ansible.builtin.'.length));
        switch (key.slice('ansible.builtin.'.length)) {
          case 'file':
          case 'template':
          case 'copy': {
            const file = call['dest'] ?? call['path'] ?? '';
            const kind = call['state'] === 'directory' ? 'directory' : 'regular file';
            const line = `${kind} ${call['owner']} ${call['group']} ${call['mode']?.replace(/^0/, '')}`;
            const path = file === '{{ item }}' ? '{{ dir }}' : file;
            assert.ok(standing.includes(`${path} ${line}`), `${name}: ${path} ${line}`);
            if (kind === 'regular file') assert.match(standing, hashOf(call, file), name);
            break;
          }
          case 'systemd':
            assert.match(standing, /^ActiveState=active\nUnitFileState=enabled\nNeedDaemonReload=no$/m);
            break;
          // Parents are there where the directories are; users and the kernel are told by lines of their own.
          case 'command':
          case 'group':
          case 'user':
          case 'include_tasks':
            break;
          default:
            assert.fail(`${name}: is what ${key} leaves looked at?`);
        }
      }
      assert.ok(kinds.has('template') && kinds.has('systemd') && kinds.has('file'), [...kinds].join());
    });
  }
});

/** The checksum of what a task writes, as it stands in the text. */
function hashOf(call: Readonly<Record<string, string>>, file: string): RegExp {
  const content =
    call['src'] === undefined
      ? (call['content'] ?? '').replace(/^\{\{ (.*) \}\}$/, '$1')
      : `lookup('template', '${call['src']}')`;
  return new RegExp(`^\\{\\{ ${escaped(content)} \\| hash\\('sha256'\\) \\}\\}  ${escaped(file)}$`, 'm');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
