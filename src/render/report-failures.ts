import type {TaskResult, Timeline} from '../ansible/timeline.ts';
import type {HostProblem} from '../ansible/verdict.ts';
import type {RecordedRun} from '../journal/record.ts';
import {markup, NOTHING, type Html} from './html.ts';
import {counted} from './problems.ts';

/** What went wrong, one part a cause: hosts that say the same stand together. Nothing where nothing went wrong. */
export function renderFailures({result}: RecordedRun, timeline: Timeline): Html {
  const failures = result === null ? failuresOf(timeline) : result.problems.map(judged);
  if (failures.length === 0) return NOTHING;
  const causes = new Map<string, {hosts: string[]; failure: Failure}>();
  for (const {host, ...failure} of failures) {
    const key = JSON.stringify(failure);
    const cause = causes.get(key) ?? {hosts: [], failure};
    cause.hosts.push(host);
    causes.set(key, cause);
  }
  return markup`<section aria-labelledby="failures">
    <h2 id="failures">What went wrong</h2>
    ${[...causes.values()].map(({hosts, failure}) => cause(hosts, failure))}
  </section>`;
}

type Failure = {kind: string; task: string; path: string; message: string; stderr: string; advice: string};
type HostFailure = Failure & {host: string};

function judged({advice, ...problem}: HostProblem): HostFailure {
  return {...problem, advice: advice ?? ''};
}

/** Without a verdict, the last failure of each host: whether a rescue mended it nobody knows yet. */
function failuresOf({hosts}: Timeline): HostFailure[] {
  return hosts.flatMap(({host, results}) => {
    const last = results.findLast(({outcome}) => outcome === 'failed' || outcome === 'unreachable');
    return last === undefined ? [] : [{host, advice: '', ...described(last)}];
  });
}

const described = ({outcome, task, path, message, stderr}: TaskResult): Omit<Failure, 'advice'> => ({
  ...{kind: outcome, task, path, message, stderr},
});

function cause(hosts: readonly string[], {kind, task, path, message, stderr, advice}: Failure): Html {
  const named = hosts.length > NAMED ? [...hosts.slice(0, NAMED), `${hosts.length - NAMED} more`] : hosts;
  const title = hosts.length > 1 ? `${counted(hosts.length, 'host')}: ${kind}` : `${hosts[0]}: ${kind}`;
  const own = hosts.length === 1 ? advice.replaceAll('HOST', hosts[0] ?? '') : advice;
  const place = path === '' ? NOTHING : markup`<code>${path}</code>`;
  const errors = stderr.trim() === '' || message.includes(stderr.trim()) ? '' : tidy(stderr);
  return markup`<article class="failure">
    <h3>${title}</h3>
    ${hosts.length > 1 ? markup`<p>${named.join(', ')}</p>` : NOTHING}
    ${task === '' ? NOTHING : markup`<p>at <strong>${task}</strong> ${place}</p>`}
    <pre>${tidy(message)}</pre>
    ${own === '' ? NOTHING : markup`<p class="advice"><strong>Try:</strong> ${own}</p>`}
    ${errors === '' ? NOTHING : markup`<p class="muted">Standard error</p><pre>${errors}</pre>`}
  </article>`;
}

const NAMED = 50;

// SSH ends its lines as terminals do.
const tidy = (text: string): string => text.replaceAll('\r', '').trimEnd();
