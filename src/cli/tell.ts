import {randomUUID} from 'node:crypto';
import {relative, resolve} from 'node:path';
import type {Manifest} from '../ansible/manifest.ts';
import {ExitCode} from '../exit-codes.ts';
import {outcomeAnnotations, outcomeLines, type Places} from '../render/outcome.ts';
import {say} from './command.ts';
import type {Conducted} from './conduct.ts';
import type {ViewKind} from './view.ts';

/** Tells people what came of a run and, when it is no success, how to go on and where its record is. */
export function tellOutcome(
  outcome: Conducted,
  kind: ViewKind,
  folder: string,
  manifest: Manifest,
  bin: string,
  /** How it is gone on with. */
  again: string,
): void {
  const places = placesFromHere(folder, manifest);
  if (kind === 'json') process.stdout.write(`${JSON.stringify({event: 'result', ...outcome})}\n`);
  // What hosts said must be no command there.
  const guard = kind === 'github' ? randomUUID() : undefined;
  const lines = outcomeLines(outcome, places).map((line) =>
    guard === undefined ? line : line.replaceAll('##[', '## ['),
  );
  const told = guard === undefined ? lines : [`::stop-commands::${guard}`, ...lines, `::${guard}::`];
  (guard === undefined ? process.stderr : process.stdout).write(`${told.join('\n')}\n`);
  if (kind === 'github')
    for (const line of outcomeAnnotations(outcome, places)) process.stdout.write(`${line}\n`);
  if (outcome.exitCode === ExitCode.done) return;
  if (outcome.problems.some((problem) => problem.kind === 'stopped' || problem.kind === 'cut short'))
    say(`to go on with it: ${again}`);
  // In a line each: what is to be copied must not be broken by the edge of the terminal.
  say(`on record: ${bin} runs show ${outcome.run}`);
  say(`its output: ${relative(process.cwd(), outcome.log)}`);
}

function placesFromHere(folder: string, {places}: Manifest): Places {
  const fromHere = (map: ReadonlyMap<string, string>) =>
    new Map([...map].map(([name, place]) => [name, relative(process.cwd(), resolve(folder, place))]));
  return {hosts: fromHere(places.hosts), sections: fromHere(places.sections)};
}
