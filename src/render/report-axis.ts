import type {Timeline} from '../ansible/timeline.ts';
import {markup, type Html} from './html.ts';
import {clipped, clock, took} from './report-words.ts';

/** The lines behind the bars: times, plays and their turns; beside them the pattern that the style sheet names. */
export function grid(plays: Timeline['plays'], seconds: number, span: number): Html {
  const line = (name: string) => (at: number) => {
    const x = percent((at / span) * 100);
    return markup`<line class="${name}" x1="${x}%" x2="${x}%" y1="0" y2="100%" />`;
  };
  return markup`<svg class="grid" aria-hidden="true">
    <defs>
      <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="hatch" width="5" height="5" />
        <line class="hatch" x1="1" x2="1" y1="0" y2="5" />
      </pattern>
    </defs>
    ${ticks(seconds).map(line('tick'))}${plays.flatMap(({turns}) => turns.slice(1)).map(line('turn'))}${plays.map(({turns}) => turns[0] ?? 0).map(line('play'))}
  </svg>`;
}

/** The axis with the names of the plays above it; a name that has no room is cut off and stands in its title. */
export function axis(plays: Timeline['plays'], seconds: number, span: number): Html {
  const names = plays.map(({name, turns}, index) => {
    const {x, width} = place(turns[0] ?? 0, plays[index + 1]?.turns[0] ?? seconds, span);
    const label = `${name}${turns.length > 1 ? ` (${turns.length} turns)` : ''}`;
    return markup`<svg class="band" x="${x}%" y="0" width="${width}%" height="20">
      <title>${clipped(label)}</title>
      <rect class="${index % 2 === 0 ? 'even' : 'odd'}" width="100%" height="20" />
      <text x="5" y="14">${clipped(label)}</text>
    </svg>`;
  });
  const labels = ticks(seconds)
    // A label at the very end would be cut off.
    .filter((at) => at / span <= 0.96)
    .map((at) => markup`<text x="${percent((at / span) * 100)}%" dx="3" y="34">${clock(at)}</text>`);
  return markup`<svg class="axis" role="img" aria-label="Plays and time, 0 to ${took(seconds)}">
    ${names}${labels}
  </svg>`;
}

/** Round times for the axis, some ten at most. */
export function ticks(seconds: number): number[] {
  const step = STEPS.find((each) => seconds / each <= 10) ?? seconds / 10;
  const count = seconds > 0 ? Math.floor(seconds / step + 1e-9) : 0;
  return Array.from({length: count + 1}, (_, index) => Number((index * step).toPrecision(12)));
}

const STEPS = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440].map((minutes) => minutes * 60),
];

/** Where a stretch of time lies, in percent: never so narrow that it is not seen, never beyond the end. */
export function place(
  begin: number,
  end: number,
  span: number,
  least = NARROWEST,
): {x: string; width: string} {
  const whole = ((end - begin) / span) * 100;
  const width = Math.min(100, Math.max(least, whole - GAP));
  const x = Math.min(100 - width, Math.max(0, (begin / span) * 100));
  return {x: percent(x), width: percent(width)};
}

const NARROWEST = 0.12;
/** Two tasks in a row must not look like one. */
const GAP = 0.06;

/** A number as SVG takes it, without needless digits. */
export const percent = (value: number): string => String(Number(value.toFixed(3)));
