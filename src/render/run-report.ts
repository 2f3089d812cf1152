import {createHash} from 'node:crypto';
import {ExitCode, exitCodeDescriptions, type ExitCodeName} from '../exit-codes.ts';
import type {Timeline} from '../ansible/timeline.ts';
import type {RecordedRun} from '../journal/record.ts';
import {markup, textOf, type Html} from './html.ts';
import {counted} from './problems.ts';
import {renderChanges} from './report-changes.ts';
import {renderFailures} from './report-failures.ts';
import {renderLanes} from './report-lanes.ts';
import {STYLE} from './report-style.ts';
import {renderRecap, renderSlowest} from './report-tables.ts';
import {duration} from './runs.ts';

/**
 * A run as one HTML page that needs nothing else: no script, no other file, no network. What hosts and playbooks said
 * stands in it as text only, and the policy of the page would not let it be more.
 */
export function renderReport(run: RecordedRun, timeline: Timeline): string {
  const {record} = run;
  const {word, kind, meaning} = verdictOf(run);
  const policy = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;
  const page = markup`${FIRST_LINE}
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <title>${record.playbook}: ${word}, ${utc(record.started)}</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      <header>
        <h1>${record.playbook} <span class="verdict ${kind}">${word}</span></h1>
        <p class="meaning">${meaning}</p>
        <p class="figures">${figures(timeline)}</p>
        ${facts(run, timeline)}
      </header>
      ${renderFailures(run, timeline)}
      <section aria-labelledby="timeline">
        <h2 id="timeline">Timeline</h2>
        ${timeline.hosts.length === 0 ? markup`<p>The record has no events of hosts.</p>` : renderLanes(timeline)}
      </section>
      <section aria-labelledby="slowest">
        <h2 id="slowest">Slowest tasks</h2>
        ${renderSlowest(timeline)}
      </section>
      <section aria-labelledby="changes">
        <h2 id="changes">Changes</h2>
        ${renderChanges(timeline)}
      </section>
      <section aria-labelledby="recap">
        <h2 id="recap">Hosts</h2>
        ${renderRecap(timeline)}
      </section>
    </main>
  </body>
</html>
`;
  return textOf(page);
}

// A later report replaces a file that begins like this, and no other.
const FIRST_LINE = markup`<!doctype html><!-- written by kafkabook runs report -->`;

const STYLE_HASH = createHash('sha256').update(textOf(STYLE)).digest('base64');

type Judgement = {word: string; kind: 'good' | 'bad' | 'open'; meaning: string};

function verdictOf({result, state}: RecordedRun): Judgement {
  if (result === null && state === 'running')
    return {word: 'running', kind: 'open', meaning: 'The run is under way: this is how far it was.'};
  if (result === null) {
    const meaning = 'The run was cut short: kafkabook itself ended before it could judge.';
    return {word: 'interrupted', kind: 'bad', meaning};
  }
  const {exitCode, summary} = result;
  const code = (Object.keys(ExitCode) as ExitCodeName[]).find((name) => ExitCode[name] === exitCode);
  const described = code === undefined ? '' : ` ${exitCodeDescriptions[code]}`;
  const meaning = `${summary}. Exit code ${exitCode}:${described}`;
  if (code === 'done') return {word: 'succeeded', kind: 'good', meaning};
  const word = code === 'interrupted' || code === 'terminated' ? 'interrupted' : 'failed';
  return {word, kind: 'bad', meaning};
}

function figures({hosts}: Timeline): string {
  const results = hosts.flatMap((host) => host.results);
  const changed = results.filter(({outcome}) => outcome === 'changed').length;
  return `${counted(hosts.length, 'host')}, ${counted(results.length, 'task result')}, ${changed} changed`;
}

function facts({record, result, state}: RecordedRun, {seconds, ansible, plays}: Timeline): Html {
  const {versions, spec} = record;
  const soFar = `${duration(seconds)} ${state === 'running' ? 'so far' : 'up to the last event'}`;
  const ran = result === null ? soFar : duration(result.seconds);
  const core = ansible === '' ? '' : `, ansible-core ${ansible}`;
  const turnsOf = (turns: number) => (turns > 1 ? `, ${turns} turns` : '');
  const playLines = plays.map(({name, turns}) => markup`${name}${turnsOf(turns.length)}`);
  const specLines = spec.map(
    ({path, sha256}) => markup`${path} <code class="muted">SHA-256 ${sha256}</code>`,
  );
  return markup`<dl>
    ${fact('Started', markup`<time datetime="${record.started}">${utc(record.started)}</time>`)}
    ${fact('Took', markup`${ran}`)}
    ${fact('By', markup`${record.user} on ${record.host}`)}
    ${fact('Run', markup`<code>${record.id}</code>`)}
    ${fact('Versions', markup`kafkabook ${versions.kafkabook}, Node ${versions.node}${core}`)}
    ${fact('Plays', lines(playLines))}
    ${fact('Command', markup`<code>${record.command.join(' ')}</code>`, 'wide')}
    ${fact('Project', markup`<code>${record.project}</code>`, 'wide')}
    ${fact('Spec', lines(specLines), 'wide')}
  </dl>`;
}

function fact(name: string, value: Html, kind = ''): Html {
  return markup`<div class="${kind}"><dt>${name}</dt><dd>${value}</dd></div>`;
}

const lines = (parts: readonly Html[]): Html => markup`${parts.map((part) => markup`<div>${part}</div>`)}`;

/** 2026-01-31 12:00:00 UTC. */
function utc(iso: string): string {
  return `${iso.replace('T', ' ').replace(/\.\d+Z$|Z$/, '')} UTC`;
}
