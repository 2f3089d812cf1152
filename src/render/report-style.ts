import {markup} from './html.ts';

/** The style sheet of the report. The widths of the timeline (w0 to w3) are those of report-lanes.ts. */
export const STYLE = markup`
:root {
  color-scheme: light dark;
  --back: #ffffff; --raised: #f5f6f8; --text: #1b1f24; --muted: #57606a; --line: #d5d9de; --link: #0a58b5;
  --ok: #2f80c2; --changed: #c47600; --skipped: #8a939e; --failed: #b00020; --unreachable: #6a2c91;
  --good-back: #d9eefc; --good-text: #0b4a7a; --bad-back: #fbdde1; --bad-text: #8a0019;
  --open-back: #fdeccf; --open-text: #6b4200; --added-back: #ddeefb; --removed-back: #fde3d3;
  --even: #e6ebf1; --odd: #d3dbe5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #14171b; --raised: #1d2127; --text: #e6e8eb; --muted: #a3acb7; --line: #363c45; --link: #7db7ff;
    --ok: #5aa9e6; --changed: #f2b134; --skipped: #78828e; --failed: #ff6b7d; --unreachable: #c9a0f5;
    --good-back: #12364f; --good-text: #b8defa; --bad-back: #541722; --bad-text: #ffd0d6;
    --open-back: #4a3508; --open-text: #fbdc9e; --added-back: #16324a; --removed-back: #4a2a18;
    --even: #2a3038; --odd: #353d48;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 96rem; margin: 0 auto; padding: 1rem clamp(.75rem, 2.5vw, 2.5rem) 4rem; }
h1 { margin: 1rem 0 .25rem; font-size: 1.75rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.25rem 0 .75rem; font-size: 1.25rem; }
h3 { margin: 0 0 .25rem; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: .25rem 0 .5rem; overflow-wrap: anywhere; }
code, pre { font: .87em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre {
  margin: .4rem 0; padding: .6rem .75rem; white-space: pre-wrap;
  background: var(--back); border: 1px solid var(--line); border-radius: .35rem;
}
.muted, .note, .figures { color: var(--muted); }
.meaning { font-size: 1.05rem; }

.verdict { display: inline-block; padding: 0 .6rem; border-radius: 1rem; font-size: 1.15rem; line-height: 1.8; }
.verdict.good { background: var(--good-back); color: var(--good-text); }
.verdict.bad { background: var(--bad-back); color: var(--bad-text); }
.verdict.open { background: var(--open-back); color: var(--open-text); }
dl {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); gap: .35rem 2rem;
  margin: 1rem 0 0; padding: .9rem 1rem; background: var(--raised); border-radius: .5rem;
}
dl > div { display: flex; gap: .75rem; min-width: 0; }
dl > .wide { grid-column: 1 / -1; }
dt { flex: 0 0 5.25rem; color: var(--muted); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.failure {
  margin: 0 0 1rem; padding: .8rem 1rem; background: var(--raised);
  border-left: 4px solid var(--failed); border-radius: 0 .5rem .5rem 0;
}
.advice { margin: .6rem 0; }

.legend { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin: 0 0 .5rem; padding: 0; list-style: none; }
.legend li { display: flex; align-items: center; gap: .45rem; }
.timeline, .scroll { border: 1px solid var(--line); border-radius: .5rem; }
.timeline { max-height: 85vh; overflow: auto; }
.scroll { overflow-x: auto; }
.timeline:focus-visible, .scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.lanes { --names: 13rem; position: relative; min-width: calc(var(--names) + var(--plot)); padding-bottom: 2px; }
.w0 { --plot: 560px; }
.w1 { --plot: 1100px; }
.w2 { --plot: 2200px; }
.w3 { --plot: 4400px; }
.row { position: relative; display: flex; height: 24px; }
.row:hover { background: var(--raised); }
.name {
  position: sticky; left: 0; z-index: 2; flex: 0 0 var(--names); padding: 0 .6rem; overflow: hidden;
  white-space: nowrap; text-overflow: ellipsis; background: var(--back); border-right: 1px solid var(--line);
  font-size: 13px; line-height: 24px;
}
.lane, .axis { flex: 1; min-width: 0; height: 24px; }
.head { position: sticky; top: 0; z-index: 3; height: 40px; background: var(--back); border-bottom: 1px solid var(--line); }
.head .name { line-height: 40px; color: var(--muted); }
.axis { height: 40px; }
.axis text { font-size: 12px; fill: var(--muted); }
.band text { fill: var(--text); }
.even { fill: var(--even); }
.odd { fill: var(--odd); }
.grid {
  position: absolute; left: var(--names); top: 0; width: calc(100% - var(--names)); height: 100%;
  pointer-events: none;
}
.tick { stroke: var(--line); }
.turn { stroke: var(--muted); stroke-dasharray: 2 4; }
.play { stroke: var(--muted); stroke-width: 1.5; }
.ok { fill: var(--ok); }
.changed { fill: var(--changed); }
.skipped { fill: var(--skipped); }
.failed { fill: var(--failed); }
.ignored { fill: var(--back); stroke: var(--failed); stroke-width: 2; }
.unreachable { fill: url(#hatch); }
rect.hatch { fill: var(--unreachable); }
line.hatch { stroke: var(--back); stroke-width: 1.5; }
.open { fill: var(--open-back); stroke: var(--text); stroke-dasharray: 3 2; }
.retry { stroke: var(--back); stroke-width: 2; pointer-events: none; }
.lane rect:hover { fill-opacity: .7; }

table { width: 100%; border-collapse: collapse; }
th, td { padding: .4rem .75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--muted); font-weight: 600; white-space: nowrap; }
tbody th, td:last-child { overflow-wrap: anywhere; min-width: 9rem; }
tbody th { font-weight: 500; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.zero { color: var(--muted); }
.is-changed { font-weight: 600; }
.is-failed { font-weight: 700; color: var(--failed); }
.bad > th { box-shadow: inset 4px 0 var(--failed); }

.host { margin: 0 0 .5rem; border: 1px solid var(--line); border-radius: .5rem; }
.host > summary { padding: .5rem .9rem; cursor: pointer; overflow-wrap: anywhere; }
.host > ol { margin: 0; padding: .25rem 1rem .75rem 2.75rem; }
.host > ol > li { margin: .5rem 0; overflow-wrap: anywhere; }
.items { margin: .2rem 0; padding-left: 1.1rem; }
.diff b, .diff i { color: var(--muted); font-weight: 600; font-style: normal; }
.diff ins, .diff del { text-decoration: none; }
.diff ins { background: var(--added-back); }
.diff del { background: var(--removed-back); }

@media (max-width: 40rem) {
  .lanes { --names: 7.5rem; }
  th, td { padding: .35rem .5rem; }
  .host > ol { padding-left: 2rem; padding-right: .6rem; }
}
@media print {
  .timeline { max-height: none; }
}
`;
