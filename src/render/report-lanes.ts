import type {HostLine, OpenTask, TaskOutcome, TaskResult, Timeline} from '../ansible/timeline.ts';
import {markup, NOTHING, type Html} from './html.ts';
import {counted} from './problems.ts';
import {axis, grid, percent, place} from './report-axis.ts';
import {barOf, fitted, retryLines, SEVERITY, type Bar} from './report-bars.ts';
import {clipped, OUTCOMES, took} from './report-words.ts';

/** The timeline as a drawing: a row a host, a bar a task result, under the plays and a time axis. */
export function renderLanes({hosts, plays, seconds}: Timeline, limit = MOST_BARS): Html {
  const all = hosts.map(({results}) => results.map(barOf));
  const lanes = fitted(all, seconds, limit);
  const span = seconds > 0 ? seconds : 1;
  const shown = new Set(lanes.flat().map(({outcome}) => outcome));
  const isOpen = hosts.some(({open}) => open !== null);
  const most = Math.max(0, ...all.map(({length}) => length));
  const merged = all.flat().length - lanes.flat().length;
  const size = WIDTHS.findIndex((width) => most * ROOM <= width);
  return markup`${legend(shown, isOpen)}
    <div class="timeline" role="region" aria-label="Timeline of the hosts" tabindex="0">
      <div class="lanes w${size === -1 ? WIDTHS.length - 1 : size}">
        ${grid(plays, seconds, span)}
        <div class="row head"><span class="name">Host</span>${axis(plays, seconds, span)}</div>
        ${hosts.map((line, index) => lane(line, lanes[index] ?? [], span, seconds))}
      </div>
    </div>
    ${merged === 0 ? NOTHING : markup`<p class="note">${all.flat().length} results are too many to draw one by one: neighbours were merged into ${lanes.flat().length} bars, each in the colour of the worst result in it. The tables count every result.</p>`}`;
}

/** What a browser scrolls through without a pause. */
const MOST_BARS = 40_000;

/** The widths of the style sheet, in pixels, and the room that a bar should have on average. */
const WIDTHS = [560, 1100, 2200, 4400];
const ROOM = 9;

function lane({host, open, results}: HostLine, bars: readonly Bar[], span: number, seconds: number): Html {
  // What went wrong is drawn last, so that no neighbour covers it.
  const sorted = [...bars].sort((one, other) => rank(one) - rank(other));
  const label = `${host}: ${counted(results.length, 'result')}${open === null ? '' : `, was at ${open.task}`}`;
  return markup`<div class="row">
    <span class="name" title="${host}">${host}</span>
    <svg class="lane" role="img" aria-label="${clipped(label)}">
      ${sorted.map((bar) => rectangle(bar, span))}${open === null ? NOTHING : openBar(open, span, seconds)}
    </svg>
  </div>`;
}

const rank = ({outcome}: Bar): number => (outcome === 'failed' || outcome === 'unreachable' ? 1 : 0);

function rectangle({begin, end, outcome, title, retries}: Bar, span: number): Html {
  const {y, height} = SHAPES[outcome];
  const {x, width} = place(begin, end, span);
  return markup`<rect class="${outcome}" x="${x}%" y="${y}" width="${width}%" height="${height}"><title>${title}</title></rect>
    ${retryMarks(retries, span)}`;
}

/** Colour alone tells nothing to many people: each kind of outcome has a height, too. */
const SHAPES: Readonly<Record<TaskOutcome, {y: number; height: number}>> = {
  ok: {y: 6, height: 12},
  changed: {y: 4, height: 16},
  skipped: {y: 11, height: 3},
  ignored: {y: 4, height: 16},
  failed: {y: 1, height: 22},
  unreachable: {y: 1, height: 22},
};

/** Where a host stood at the end is looked for, also when that was the last moment. */
const FINDABLE = 0.8;

function openBar({task, begin, retries}: OpenTask, span: number, seconds: number): Html {
  const {x, width} = place(begin, seconds, span, FINDABLE);
  const lines = [clipped(task), `without a result after ${took(seconds - begin)}`, ...retryLines(retries)];
  return markup`<rect class="open" x="${x}%" y="4" width="${width}%" height="16"><title>${lines.join('\n')}</title></rect>
    ${retryMarks(retries, span)}`;
}

function retryMarks(retries: TaskResult['retries'], span: number): Html[] {
  const marks: Html[] = [];
  let last = -Infinity;
  for (const {at} of retries) {
    const x = (at / span) * 100;
    // A gate tries every few seconds for many minutes: marks that touch say less than their number in the title.
    if (x - last < 0.8) continue;
    last = x;
    marks.push(markup`<line class="retry" x1="${percent(x)}%" x2="${percent(x)}%" y1="4" y2="20" />`);
  }
  return marks;
}

function legend(shown: ReadonlySet<TaskOutcome>, isOpen: boolean): Html {
  const entry = (name: string, words: string, y: number, height: number) =>
    markup`<li>
      <svg width="22" height="24" aria-hidden="true">
        <rect class="${name}" width="22" y="${y}" height="${height}" />
      </svg>
      ${words}
    </li>`;
  const entries = [...SEVERITY]
    .reverse()
    .filter((outcome) => shown.has(outcome))
    .map((outcome) => entry(outcome, OUTCOMES[outcome], SHAPES[outcome].y, SHAPES[outcome].height));
  const open = isOpen ? entry('open', 'without a result', 4, 16) : NOTHING;
  return markup`<ul class="legend">
    ${entries}${open}
  </ul>`;
}
