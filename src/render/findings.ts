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

/** Findings of many hosts: a check that is well everywhere in one line, else a line for each host in which it is not. */
export function hostFindingLines(findings: readonly Finding[]): string[] {
  const checks = [...new Set(findings.map(({check}) => check))];
  const hosts = new Set(findings.map(({host}) => host));
  const shown = checks.flatMap((check) => {
    const all = findings.filter((finding) => finding.check === check);
    const ill = all.filter(({state}) => state !== 'well');
    const fine = all.length - ill.length;
    const says = [...new Set(all.filter(({state}) => state === 'well').map((finding) => finding.says))];
    const where = fine === hosts.size ? (fine === 1 ? '' : `all ${fine} hosts`) : counted(fine, 'host');
    const rest =
      says.length === 1 ? (says[0] ?? '') : `${says.slice(0, 2).join('; ')}${says.length > 2 ? '; ...' : ''}`;
    return [
      ...(fine === 0
        ? []
        : [{check, host: where, state: 'well' as const, says: rest, way: '', isFixable: false}]),
      ...ill,
    ];
  });
  const rows = table(shown.map(({check, host, state, says}) => [MARKS[state], check, host, says]));
  const lines = shown.flatMap(({state, way, isFixable}, index) => [
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
