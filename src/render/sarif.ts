import type {Problem, Range} from '../spec/problem.ts';

/** What one code stands for. */
export type SarifRule = {readonly code: string; readonly title: string; readonly text: string};

/** Problems as a SARIF 2.1.0 log, for code scanning and editors. Rules are the codes that occur, in their order. */
export function renderSarif(
  problems: readonly Problem[],
  {version, ruleOf}: {readonly version: string; readonly ruleOf: (code: Problem['code']) => SarifRule},
): string {
  const codes = [...new Set(problems.map(({code}) => code))];
  const rules = codes.map(ruleOf).map(({code, title, text}) => ({
    id: code,
    shortDescription: {text: title},
    fullDescription: {text},
  }));
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {driver: {name: 'kafkabook', semanticVersion: version, rules}},
        columnKind: 'utf16CodeUnits',
        results: problems.map((problem) => result(problem, codes)),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

function result(problem: Problem, codes: readonly string[]) {
  const {code, severity, message, hint, related} = problem;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: {text: `${message} ${hint}`},
    locations: [{physicalLocation: physicalLocation(problem)}],
    ...(related && {
      relatedLocations: [
        {id: 0, message: {text: related.message}, physicalLocation: physicalLocation(related)},
      ],
    }),
  };
}

function physicalLocation({file, range}: {readonly file: string; readonly range: Range}) {
  return {
    artifactLocation: {uri: file.split('/').map(encodeURIComponent).join('/')},
    region: {
      startLine: range.line,
      startColumn: range.column,
      endLine: range.endLine,
      endColumn: range.endColumn,
    },
  };
}
