import {fillAddresses} from './addresses.ts';
import {toDraft} from './draft.ts';
import {explain} from './explain.ts';
import type {LoadedSpec} from './load.ts';
import {isWritten, locate, writtenText} from './locate.ts';
import {mergeSources, sourceOf} from './merge.ts';
import {parseSource, type Source} from './parse.ts';
import type {Finding, Path, Problem} from './problem.ts';
import {expandRanges, type Expanded} from './ranges.ts';
import {RULES} from './rules.ts';
import {applySchema} from './conform.ts';
import type {Spec} from './spec.ts';

/** A spec that can be used, with warnings at most; or the problems that keep it from being one. */
export type CheckResult =
  | {
      readonly ok: true;
      readonly spec: Spec;
      readonly problems: Problem[];
      /** Where the value of a path of `spec` is written; null for a default. */
      readonly placeOf: (path: Path) => {readonly file: string; readonly line: number} | null;
    }
  | {readonly ok: false; readonly problems: Problem[]};

/** Checks the text of a cluster.yml that includes nothing: every problem at once, in the order of the text. */
export function checkSpec(text: string, {file}: {readonly file: string}): CheckResult {
  const parsed = parseSource(text, file);
  return parsed.ok ? checkSources([parsed.source]) : {ok: false, problems: inOrder(parsed.problems, [file])};
}

/** Checks all files of a spec as one, each problem at its place in the file that it comes from. Strict: warnings are errors. */
export function checkLoaded(loaded: LoadedSpec, {strict = false} = {}): CheckResult {
  const [first, ...rest] = loaded.sources;
  if (loaded.problems.length > 0 || first === undefined) {
    const files = loaded.files.map(({file}) => file);
    return {ok: false, problems: inOrder(loaded.problems, files)};
  }
  const result = checkSources([first, ...rest]);
  if (!strict || result.problems.length === 0) return result;
  return {ok: false, problems: result.problems.map((problem) => ({...problem, severity: 'error'}))};
}

type Sources = readonly [Source, ...Source[]];

function checkSources(sources: Sources): CheckResult {
  const data = mergeSources(sources);
  const errors = applySchema(data);
  const ranges = expandRanges(errors.length === 0 ? (data as Spec) : toDraft(data, errors));
  const expanded = {...ranges, draft: fillAddresses(ranges.draft)};
  const findings = [...explain(errors), ...expanded.findings, ...judge(expanded, sources)];
  const shown = withoutAccepted(distinct(findings), expanded.draft.accept ?? []);
  const problems = inOrder(
    shown.map((finding) => placed(finding, sources)),
    sources.map(({file}) => file),
  );
  return problems.some(({severity}) => severity === 'error')
    ? {ok: false, problems}
    : {ok: true, spec: expanded.draft as Spec, problems, placeOf};

  function placeOf(path: Path): {file: string; line: number} | null {
    const origin = expanded.origin(path);
    const source = sourceOf(sources, origin);
    if (!isWritten(source.document, origin)) return null;
    return {file: source.file, line: locate(source.document, source.lines, origin, 'key').line};
  }
}

/** What is left of the findings when the warnings are gone that the spec accepts; a code that is none is told. */
function withoutAccepted(findings: readonly Finding[], accept: readonly (string | undefined)[]): Finding[] {
  const isAccepted = ({severity, code}: Finding) => severity === 'warning' && accept.includes(code);
  const useless = accept.flatMap((code, index): Finding[] => {
    if (code === undefined || findings.some((finding) => isAccepted(finding) && finding.code === code))
      return [];
    const isError = findings.some((finding) => finding.code === code);
    // An error may have kept the rule that it is about from looking.
    if (!isError && findings.some(({severity}) => severity === 'error')) return [];
    const message = isError
      ? `${code} is an error here, and cannot be accepted.`
      : `Nothing in the spec has the code ${code}.`;
    const hint = isError
      ? 'Mend what it is about.'
      : 'Take it out, so that the next problem of its kind is seen.';
    return [{code: 'KB-ACCEPT', severity: 'warning', path: ['accept', index], message, hint}];
  });
  return [...findings.filter((finding) => !isAccepted(finding)), ...useless];
}

/** What the rules say of the machines, told of the entries that the machines come from. */
function judge({draft, origin}: Expanded, sources: Sources): Finding[] {
  const written = {
    has: (path: Path) => isWritten(sourceOf(sources, origin(path)).document, origin(path)),
    text: (path: Path) => writtenText(sourceOf(sources, origin(path)).document, origin(path)),
  };
  return RULES.flatMap((rule) => rule(draft, written)).map(({related, ...finding}) => ({
    ...finding,
    path: origin(finding.path),
    ...(related && {related: {...related, path: origin(related.path)}}),
  }));
}

/** The machines of one range share their places: one of them is enough to tell. */
function distinct(findings: readonly Finding[]): Finding[] {
  const keyOf = ({code, path, at, related}: Finding) => JSON.stringify([code, path, at, related?.path]);
  return [...new Map(findings.toReversed().map((finding) => [keyOf(finding), finding])).values()];
}

function placed({at, related, ...finding}: Finding, sources: Sources): Problem {
  return {
    ...finding,
    ...place(sources, finding.path, at),
    ...(related && {related: {message: related.message, ...place(sources, related.path)}}),
  };
}

function place(sources: Sources, path: Path, at?: 'key'): Pick<Problem, 'file' | 'range'> {
  const {file, document, lines} = sourceOf(sources, path);
  return {file, range: locate(document, lines, path, at)};
}

function inOrder(problems: readonly Problem[], files: readonly string[]): Problem[] {
  return [...problems].sort(
    (one, other) =>
      files.indexOf(one.file) - files.indexOf(other.file) ||
      one.range.line - other.range.line ||
      one.range.column - other.range.column ||
      one.code.localeCompare(other.code, 'en'),
  );
}
