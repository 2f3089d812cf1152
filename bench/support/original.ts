// The playbooks that the book's readers have: chapter2/ansible_playbook of the public repository onlybooks/kafka2, in a copy
// that runs on Debian. Nothing else is changed: package manager, archive address, and the time zone module.
import {cpSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** Copies the folder `chapter2/ansible_playbook` and adapts the copy; its path. */
export function adaptedOriginal(folder: string, mirror: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'kafkabook-original-'));
  cpSync(folder, copy, {recursive: true});
  edit(join(copy, 'roles/common/tasks/main.yml'), [
    [/timezone:\n\s+name: Asia\/Seoul/, 'command: timedatectl set-timezone Asia/Seoul'],
    [/yum:\n\s+name: \[.*\]/, 'apt:\n    update_cache: true\n    name: openjdk-17-jre-headless'],
  ]);
  for (const role of ['zookeeper', 'kafka'])
    edit(join(copy, `roles/${role}/tasks/main.yml`), [[/https:\/\/archive\.apache\.org\/dist/, mirror]]);
  return copy;
}

function edit(file: string, edits: readonly (readonly [RegExp, string])[]): void {
  let text = readFileSync(file, 'utf8');
  for (const [pattern, replacement] of edits) {
    if (!pattern.test(text)) throw new Error(`${file} is not as it was published: ${String(pattern)}`);
    text = text.replace(pattern, replacement);
  }
  writeFileSync(file, text);
}
