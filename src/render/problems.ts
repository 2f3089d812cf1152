import type {Problem, Range} from '../spec/problem.ts';
import {codeFrame, printable} from './code-frame.ts';

export type ProblemsOptions = {readonly file: string; readonly text: string; readonly color?: boolean};

/** Problems as lines for people: place, code, message, the line of the file, the way out; a tally at the end. */
export function renderProblems(problems: readonly Problem[], options: ProblemsOptions): string {
  const blocks = problems.map((problem) => renderProblem(problem, options));
  return [...blocks, tally(problems)].join('\n\n');
}

function renderProblem(problem: Problem, {file, text, color = false}: ProblemsOptions): string {
  const paint = color ? PAINT[problem.severity] : plain;
  const {related} = problem;
  return [
    `${place(file, problem.range)} ${paint(problem.severity)} ${problem.code}`,
    `  ${printable(problem.message)}`,
    ...codeFrame(text, problem.range).map((line) => `  ${line}`),
    ...(related ? [`  ${place(file, related.range)} ${printable(related.message)}`] : []),
    `  Way out: ${printable(problem.hint)}`,
  ].join('\n');
}

function place(file: string, {line, column}: Range): string {
  return `${file}:${line}:${column}`;
}

function tally(problems: readonly Problem[]): string {
  const errors = problems.filter(({severity}) => severity === 'error').length;
  return `${counted(errors, 'error')}, ${counted(problems.length - errors, 'warning')}`;
}

/** 1 error, 2 errors. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const plain = (text: string): string => text;
const PAINT = {
  error: (text: string): string => `\u001b[31m${text}\u001b[39m`,
  warning: (text: string): string => `\u001b[33m${text}\u001b[39m`,
} as const;
