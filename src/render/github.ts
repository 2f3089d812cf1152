import type {Problem} from '../spec/problem.ts';

/** Problems as workflow commands of GitHub Actions, which shows them beside the lines of the change; one line each. */
export function renderGithub(problems: readonly Problem[]): string {
  return problems.map(line).join('\n');
}

function line({severity, code, message, hint, file, range}: Problem): string {
  const properties = {
    file,
    line: range.line,
    endLine: range.endLine,
    col: range.column,
    endColumn: range.endColumn,
    title: code,
  };
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${severity} ${list.join(',')}::${data(`${message}\nWay out: ${hint}`)}`;
}

/** The runner reads these back; anything else would end the command or begin another. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
