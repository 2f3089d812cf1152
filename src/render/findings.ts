import type {Finding} from '../checks/finding.ts';
import {counted} from './problems.ts';
import {table} from './table.ts';

const MARKS = {well: 'ok', warning: '? ', fault: '! '} as const;

/** A finding a line, and below each that is not well the way out; with the hosts where there are several. */
export function findingLines(findings: readonly Finding[]): string[] {
  const hasHosts = findings.some(({host}) => host !== '');
  const rows = table(
    findings.map(({check, host, state, says}) => [MARKS[state], ...(hasHosts ? [host] : []), check, says]),
  );
  const lines = findings.flatMap(({state, way, isFixable}, index) => [
    rows[index] ?? '',
    ...(state === 'well' || way === '' ? [] : [`     way out: ${way}${isFixable ? '   (or --fix)' : ''}`]),
  ]);
  return [...lines, '', summary(findings)];
}

function summary(findings: readonly Finding[]): string {
  const number = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const [faults, warnings] = [number('fault'), number('warning')];
  const rest = warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`;
  return faults === 0
    ? `All ${counted(findings.length, 'check')} passed${rest}.`
    : `${counted(faults, 'fault')}${rest}.`;
}
