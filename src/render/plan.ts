import type {HostLine, TaskResult, Timeline} from '../ansible/timeline.ts';
import {printable} from './code-frame.ts';
import {counted} from './problems.ts';

/** What a run would do, from a dry run: by host in the order of the roll, with the differences of files if wanted. */
export function planLines(timeline: Timeline, withDiffs: boolean): string[] {
  const hosts = pendingHosts(timeline);
  if (hosts.length === 0) return ['Nothing would change.'];
  const lines = hosts.flatMap(({host, results}) => [
    host,
    ...results.flatMap((result) => [
      ...sentence(result).map((line) => `  ${line}`),
      ...(withDiffs ? result.diffs.flatMap(diffLines) : []),
    ]),
    '',
  ]);
  const restarts = hosts.filter(({results}) => results.some(({message}) => message.startsWith('restart: ')));
  const roll =
    restarts.length === 0 ? 'nothing is restarted' : `${counted(restarts.length, 'restart')}, in this order`;
  return [...lines, `${counted(hosts.length, 'host')} would change; ${roll}.`].map(printable);
}

/** The hosts on which something would change, with what; those with a turn in a roll last, in the order of their turns. */
export function pendingHosts({hosts}: Timeline): Pick<HostLine, 'host' | 'results'>[] {
  const pending = hosts
    .map(({host, results}) => ({host, results: results.filter(({outcome}) => outcome === 'changed')}))
    .filter(({results}) => results.length > 0);
  const turn = (results: readonly TaskResult[]) => results.find(({message}) => message !== '')?.begin ?? 0;
  return pending.toSorted((one, other) => turn(one.results) - turn(other.results));
}

/** What a look at the hosts said of each, a line a fact. */
export function lossLines({hosts}: Timeline): string[] {
  return hosts
    .flatMap(({host, results}) => {
      const facts = results.flatMap(({message}) => message.split('\n')).filter((fact) => fact !== '');
      return [host, ...(facts.length > 0 ? facts : ['nothing is left of it']).map((fact) => `  ${fact}`)];
    })
    .map(printable);
}

function sentence({task, message}: TaskResult): string[] {
  if (message === '') return [`~ ${task.replace(/^.* : /, '')}`];
  const [first = '', ...more] = message.split('\n');
  return [`! ${first}`, ...more.map((line) => `    ${line}`)];
}

function diffLines(diff: string): string[] {
  return diff
    .trimEnd()
    .split('\n')
    .map((line) => `      ${line}`);
}
