import type {TaskResult, Timeline} from '../ansible/timeline.ts';
import {markup, NOTHING, textOf, type Html} from './html.ts';
import {counted} from './problems.ts';
import {clipped} from './report-words.ts';

/** What changed, host by host, with the differences of files as far as a page can hold them. */
export function renderChanges({hosts}: Timeline, room = ROOM): Html {
  const budget = {left: room, leftOut: 0};
  const changed = hosts.flatMap(({host, results}) => {
    const changes = results.filter(isChange);
    return changes.length === 0 ? [] : [hostChanges(host, changes, budget)];
  });
  if (changed.length === 0) return markup`<p>Nothing was changed.</p>`;
  const {leftOut} = budget;
  const note = `${counted(leftOut, 'difference')} had no room in this page: "kafkabook runs logs" has them all.`;
  return markup`${leftOut === 0 ? NOTHING : markup`<p class="note">${note}</p>`}${changed}`;
}

/** So many characters of differences: a page of many more megabytes does not open on every computer. */
const ROOM = 3_000_000;
const MOST_ITEMS = 50;

type Budget = {left: number; leftOut: number};

// A loop that failed half-way has changed something, too.
function isChange({outcome, diffs, items}: TaskResult): boolean {
  return outcome === 'changed' || diffs.length > 0 || items.some((item) => item.outcome === 'changed');
}

function hostChanges(host: string, changes: readonly TaskResult[], budget: Budget): Html {
  return markup`<details class="host">
    <summary><strong>${host}</strong> <span class="muted">${counted(changes.length, 'task')}</span></summary>
    <ol>
      ${changes.map((change) => taskChange(change, budget))}
    </ol>
  </details>`;
}

function taskChange({task, path, items, diffs}: TaskResult, budget: Budget): Html {
  const changed = items.filter(({outcome}) => outcome === 'changed').map(({item}) => clipped(item));
  const more = changed.length - MOST_ITEMS;
  const names = changed.slice(0, MOST_ITEMS).map((item) => markup`<li><code>${item}</code></li>`);
  const rest = more > 0 ? markup`<li class="muted">and ${more} more</li>` : NOTHING;
  const list = changed.length === 0 ? NOTHING : markup`<ul class="items">${names}${rest}</ul>`;
  return markup`<li>
    ${clipped(task)} ${place(path)}
    ${list}${diffs.map((diff) => difference(diff, budget))}
  </li>`;
}

const place = (path: string): Html =>
  path === '' ? NOTHING : markup`<code class="muted">${clipped(path)}</code>`;

function difference(diff: string, budget: Budget): Html {
  const lines = diff.trimEnd().split('\n');
  const shown = markup`<pre class="diff">${lines.map(diffLine)}</pre>`;
  const size = textOf(shown).length;
  if (size > budget.left) {
    budget.leftOut += 1;
    return NOTHING;
  }
  budget.left -= size;
  return shown;
}

// The signs stay: colour alone tells nothing to many people.
function diffLine(line: string): Html {
  if (/^(?:---|\+\+\+) /.test(line)) return markup`<b>${line}</b>\n`;
  if (line.startsWith('@@')) return markup`<i>${line}</i>\n`;
  if (line.startsWith('+')) return markup`<ins>${line}</ins>\n`;
  if (line.startsWith('-')) return markup`<del>${line}</del>\n`;
  return markup`${line}\n`;
}
