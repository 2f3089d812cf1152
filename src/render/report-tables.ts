import type {HostLine, TaskOutcome, Timeline} from '../ansible/timeline.ts';
import {markup, NOTHING, type Html} from './html.ts';
import {clipped, took} from './report-words.ts';

/** The tasks that took longest over all hosts together: where a faster run would come from. */
export function renderSlowest({hosts}: Timeline): Html {
  const slowest = tasksOf(hosts)
    .sort((one, other) => other.total - one.total)
    .slice(0, SHOWN);
  if (slowest.length === 0) return markup`<p>No task has ended.</p>`;
  const rows = slowest.map(
    ({task, path, total, count, longest, host}) =>
      markup`<tr>
        <th scope="row">${clipped(task)} <code class="muted">${clipped(path)}</code></th>
        <td class="number">${count}</td>
        <td class="number">${took(total)}</td>
        <td class="number">${took(longest)}</td>
        <td>${host}</td>
      </tr>`,
  );
  return table(
    'Slowest tasks',
    [
      ['Task', ''],
      ['Results', 'number'],
      ['All hosts together', 'number'],
      ['Longest', 'number'],
      ['on', ''],
    ],
    rows,
  );
}

/** What each host came to: Ansible's own counts, or those of the events where it did not get to tell them. */
export function renderRecap({hosts}: Timeline): Html {
  if (hosts.length === 0) return markup`<p>No host was told of.</p>`;
  const counted = hosts.every(({stats}) => stats === null);
  const rows = hosts.map((line) => {
    const {ok, changed, skipped, failed, unreachable} = recapOf(line);
    const state = failed > 0 || unreachable > 0 ? 'bad' : '';
    const cell = (count: number, name: string) =>
      markup`<td class="number ${count === 0 ? 'zero' : name}">${count}</td>`;
    return markup`<tr class="${state}">
      <th scope="row">${line.host}</th>
      ${cell(ok, '')}${cell(changed, 'is-changed')}${cell(skipped, '')}${cell(failed, 'is-failed')}${cell(unreachable, 'is-failed')}
      <td>${lastTask(line)}</td>
    </tr>`;
  });
  const heads = ['Host', 'ok', 'changed', 'skipped', 'failed', 'unreachable', 'Last task'];
  const columns = heads.map((head, index): Column => [head, index > 0 && index < 6 ? 'number' : '']);
  const note = counted
    ? markup`<p class="note">The run has no summary of Ansible's own; these are the results that came.</p>`
    : NOTHING;
  return markup`${note}${table('Recap of the hosts', columns, rows)}`;
}

const SHOWN = 15;

type Column = readonly [head: string, kind: string];
type TaskTime = {task: string; path: string; total: number; count: number; longest: number; host: string};

// Tasks of one name stand in many places; the place tells them apart.
function tasksOf(hosts: readonly HostLine[]): TaskTime[] {
  const tasks = new Map<string, TaskTime>();
  for (const {host, results} of hosts) {
    for (const {task, path, seconds} of results) {
      const key = JSON.stringify([task, path]);
      const known = tasks.get(key) ?? {task, path, total: 0, count: 0, longest: -1, host};
      known.total += seconds;
      known.count += 1;
      if (seconds > known.longest) Object.assign(known, {longest: seconds, host});
      tasks.set(key, known);
    }
  }
  return [...tasks.values()];
}

type Recap = {ok: number; changed: number; skipped: number; failed: number; unreachable: number};

// As Ansible counts: what changed is ok, too, and so is a failure that was ignored.
function recapOf({stats, results}: HostLine): Recap {
  if (stats !== null) return {...stats, failed: stats.failures};
  const count = (...outcomes: TaskOutcome[]) =>
    results.filter(({outcome}) => outcomes.includes(outcome)).length;
  return {
    ok: count('ok', 'changed', 'ignored'),
    changed: count('changed'),
    skipped: count('skipped'),
    failed: count('failed'),
    unreachable: count('unreachable'),
  };
}

function lastTask({open, results}: HostLine): Html {
  if (open !== null) return markup`${clipped(open.task)} <em>(without a result)</em>`;
  const last = results.at(-1);
  return last === undefined ? markup`<em>none</em>` : markup`${clipped(last.task)}`;
}

function table(label: string, columns: readonly Column[], rows: readonly Html[]): Html {
  const heads = columns.map(([head, kind]) => markup`<th scope="col" class="${kind}">${head}</th>`);
  return markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
