import {readFileSync} from 'node:fs';
import path from 'node:path';
import {isMap, isScalar, isSeq, LineCounter, parseDocument, type Node} from 'yaml';
import type {Timeline} from '../../src/ansible/timeline.ts';

/** What Ansible does itself: no process on the host, and no round trip. */
const LOCAL = new Set([
  ...[
    'assert',
    'debug',
    'fail',
    'meta',
    'set_fact',
    'add_host',
    'group_by',
    'validate_argument_spec',
    'pause',
  ],
  ...['include_tasks', 'import_tasks', 'include_role', 'import_role', 'include_vars', 'import_playbook'],
]);

/**
 * How many tasks did something on the host that had the most of them, by role; the plays' own stand under `plays`. A loop
 * counts as often as it went round. This is what a run costs: each is a process of Ansible and one on the host.
 */
export function remoteTasks(project: string, {hosts}: Timeline): Readonly<Record<string, number>> {
  const modules = new Modules(project);
  const most = new Map<string, number>();
  for (const {results} of hosts) {
    const counts = new Map<string, number>();
    for (const {path: place, outcome, items} of results) {
      if (outcome === 'skipped' || LOCAL.has(modules.at(place))) continue;
      const role = roleOf(place);
      const times = Math.max(1, items.filter((item) => item.outcome !== 'skipped').length);
      counts.set(role, (counts.get(role) ?? 0) + times);
    }
    for (const [role, count] of counts) most.set(role, Math.max(most.get(role) ?? 0, count));
  }
  return Object.fromEntries([...most].sort());
}

/** The role of a task, from where it stands in the project. */
export function roleOf(place: string): string {
  return /^roles\/([^/]+)\//.exec(place)?.[1] ?? 'plays';
}

/** The modules of the tasks of a project, by file and line. */
class Modules {
  private readonly project: string;
  private readonly files = new Map<string, ReadonlyMap<number, string>>();

  constructor(project: string) {
    this.project = project;
  }

  at(place: string): string {
    const [file = '', line] = place.split(':');
    const known = this.files.get(file) ?? modulesOf(readFileSync(path.join(this.project, file), 'utf8'));
    this.files.set(file, known);
    const found = known.get(Number(line));
    // The check of a role's arguments stands nowhere: it is told with the place of what asks for the role.
    return found ?? 'validate_argument_spec';
  }
}

function modulesOf(text: string): Map<number, string> {
  const counter = new LineCounter();
  const modules = new Map<number, string>();
  const walk = (node: Node | null) => {
    if (isSeq(node)) for (const item of node.items) walk(item as Node);
    if (!isMap(node)) return;
    const keys = node.items.map(({key}) => (isScalar(key) ? String(key.value) : ''));
    const module = keys.find((key) => key.startsWith('ansible.builtin.'));
    if (module !== undefined)
      modules.set(counter.linePos(node.range?.[0] ?? 0).line, module.slice('ansible.builtin.'.length));
    for (const {value} of node.items) walk(value as Node | null);
  };
  walk(parseDocument(text, {lineCounter: counter}).contents);
  return modules;
}
