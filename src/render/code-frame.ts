import type {Range} from '../spec/problem.ts';

/** The line of a range with carets under what it is about, and the number of the line in the margin. */
export function codeFrame(text: string, range: Range): string[] {
  const line = (text.split(/\r\n|\n|\r/)[range.line - 1] ?? '').replaceAll('\t', ' ');
  if (line.trim() === '') return [];
  const {shown, shift} = clipped(line, range.column);
  const number = String(range.line);
  const margin = ' '.repeat(number.length);
  const length = Math.max(
    1,
    Math.min(range.endColumn - range.column, shown.length - (range.column - 1 - shift)),
  );
  return [
    `${number} | ${printable(shown)}`,
    `${margin} | ${' '.repeat(Math.max(0, range.column - 1 - shift))}${'^'.repeat(length)}`,
  ];
}

/** Longer lines do not fit beside their carets on a usual terminal. */
const WIDTH = 100;

function clipped(line: string, column: number): {shown: string; shift: number} {
  const shift = column > WIDTH ? column - WIDTH / 2 : 0;
  return {shown: line.slice(shift, shift + WIDTH).trimEnd(), shift};
}

/** What quotes the file: its control characters must not reach the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g, '�');
}
