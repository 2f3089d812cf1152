import type {Problem, Range} from '../spec/problem.ts';
import {codeFrame, printable} from './code-frame.ts';

/** The text of each file that problems are in, by its name. */
export type Texts = ReadonlyMap<string, string>;

/** Problems as lines for people: place, code, message, the line of the file, the way out; a tally at the end. */
export function renderProblems(
  problems: readonly Problem[],
  {texts, color = false}: {readonly texts: Texts; readonly color?: boolean},
): string {
  const blocks = problems.map((problem) => renderProblem(problem, texts, color ? PAINT : PLAIN));
  return [...blocks, tally(problems)].join('\n\n');
}

function renderProblem(problem: Problem, texts: Texts, paint: typeof PLAIN): string {
  const {related} = problem;
  return [
    `${place(problem)} ${paint[problem.severity](problem.severity)} ${problem.code}`,
    `  ${printable(problem.message)}`,
    ...codeFrame(texts.get(problem.file) ?? '', problem.range).map((line) => `  ${line}`),
    ...(related ? [`  ${place(related)} ${printable(related.message)}`] : []),
    `  Way out: ${printable(problem.hint)}`,
  ].join('\n');
}

function place({file, range}: {readonly file: string; readonly range: Range}): string {
  return `${printable(file)}:${range.line}:${range.column}`;
}

function tally(problems: readonly Problem[]): string {
  const errors = problems.filter(({severity}) => severity === 'error').length;
  return `${counted(errors, 'error')}, ${counted(problems.length - errors, 'warning')}`;
}

/** 1 error, 2 errors. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}

const plain = (text: string): string => text;
const PLAIN = {error: plain, warning: plain};
const PAINT = {
  error: (text: string): string => `\u001b[31m${text}\u001b[39m`,
  warning: (text: string): string => `\u001b[33m${text}\u001b[39m`,
};
