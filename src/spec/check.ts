import {toDraft} from './draft.ts';
import {explain} from './explain.ts';
import {isWritten, locate, writtenText} from './locate.ts';
import {parseSource, type Source} from './parse.ts';
import type {Finding, Path, Problem} from './problem.ts';
import {expandRanges, type Expanded} from './ranges.ts';
import {RULES} from './rules.ts';
import {applySchema} from './schema.ts';
import type {Spec} from './spec.ts';

/** A spec that can be used, with warnings at most; or the problems that keep it from being one. */
export type CheckResult =
  | {readonly ok: true; readonly spec: Spec; readonly problems: Problem[]}
  | {readonly ok: false; readonly problems: Problem[]};

/** Checks the text of a cluster.yml: every problem at once, in the order of the text. Never throws. */
export function checkSpec(text: string, _options: {readonly file: string}): CheckResult {
  const parsed = parseSource(text);
  if (!parsed.ok) return {ok: false, problems: inOrder(parsed.problems)};
  const {source} = parsed;
  const errors = applySchema(source.data);
  const expanded = expandRanges(errors.length === 0 ? (source.data as Spec) : toDraft(source.data, errors));
  const findings = [...explain(errors), ...expanded.findings, ...judge(expanded, source)];
  const problems = inOrder(distinct(findings).map((finding) => placed(finding, source)));
  return problems.some(({severity}) => severity === 'error')
    ? {ok: false, problems}
    : {ok: true, spec: expanded.draft as Spec, problems};
}

/** What the rules say of the machines, told of the entries that the machines come from. */
function judge({draft, origin}: Expanded, {document}: Source): Finding[] {
  const written = {
    has: (path: Path) => isWritten(document, origin(path)),
    text: (path: Path) => writtenText(document, origin(path)),
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

function placed({at, related, ...finding}: Finding, {document, lines}: Source): Problem {
  return {
    ...finding,
    range: locate(document, lines, finding.path, at),
    ...(related && {related: {message: related.message, range: locate(document, lines, related.path)}}),
  };
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (one, other) =>
      one.range.line - other.range.line ||
      one.range.column - other.range.column ||
      one.code.localeCompare(other.code, 'en'),
  );
}
