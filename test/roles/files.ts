import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {parse} from 'yaml';

export type Task = Readonly<Record<string, unknown>>;
export type Located = {readonly file: string; readonly task: Task};

/** Names of the roles that kafkabook ships. */
export const ROLES = readdirSync('roles').sort();

/** Every file below a folder of the package. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** A YAML file read as Ansible reads it; lines of EJS are left out. */
export function readYamlFile(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  return parse(text.replace(/^<%.*%>$/gm, '').replace(/<%-.*?%>/g, 'true'), {version: '1.1'});
}

/** The plays of the package: templates of `- name: ... hosts: ...`. */
export function plays(): Located[] {
  return filesBelow('playbooks')
    .filter((file) => file.endsWith('.yml.ejs'))
    .flatMap((file) => (readYamlFile(file) as Task[]).map((task) => ({file, task})));
}

/** Every task of every role and play, those inside blocks too. */
export function tasks(): Located[] {
  const ofRoles = filesBelow('roles')
    .filter((file) => /\/(tasks|handlers)\/.*\.yml$/.test(file))
    .flatMap((file) => flattened(readYamlFile(file), file));
  const ofPlays = plays().flatMap(({file, task}) =>
    ['pre_tasks', 'tasks', 'post_tasks', 'handlers'].flatMap((key) => flattened(task[key], file)),
  );
  return [...ofRoles, ...ofPlays];
}

function flattened(list: unknown, file: string): Located[] {
  return ((list ?? []) as Task[]).flatMap((task) => [
    {file, task},
    ...['block', 'rescue', 'always'].flatMap((key) => flattened(task[key], file)),
  ]);
}
