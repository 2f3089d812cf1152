import {
  isAlias,
  LineCounter,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import {rangeOf} from './locate.ts';
import type {ProblemCode} from './problem-codes.ts';
import type {Problem, Range} from './problem.ts';

/** A parsed text: the document keeps the positions, the data is a copy that shares nothing. */
export type Source = {
  readonly file: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly data: unknown;
};

export type ParseResult =
  {readonly ok: true; readonly source: Source} | {readonly ok: false; readonly problems: Problem[]};

/** Reads a text as one YAML 1.2 document, where yes, on and 010 mean what they look like. */
export function parseSource(text: string, file: string): ParseResult {
  const lines = new LineCounter();
  const failed = (problems: readonly Unplaced[]): ParseResult => ({
    ok: false,
    problems: problems.map((problem) => ({...problem, file})),
  });
  if (text.length > TEXT_LIMIT) return failed([wholeText('KB-YAML-TOO-LARGE', TOO_LARGE, lines)]);
  const deep = tooDeep(text);
  if (deep !== undefined)
    return failed([{...wholeText('KB-YAML-SYNTAX', TOO_DEEP, lines), range: atOffset(text, deep)}]);
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      version: '1.2',
      // What the reader has to say is told as a problem, never printed.
      logLevel: 'error',
    });
    const problems = [
      ...withoutEchoes(document.errors).map((error) => syntaxProblem(error, text, lines)),
      ...document.warnings.map((warning) => tagProblem(warning.pos, lines)),
      ...directiveProblems(document, lines),
      ...aliasProblems(document, lines),
    ];
    if (problems.length > 0) return failed(problems);
    const data = unshared(document.toJS({maxAliasCount: -1}), new Budget());
    if (data === null) return failed([wholeText('KB-YAML-EMPTY', EMPTY, lines)]);
    return {ok: true, source: {file, document, lines, data}};
  } catch (error) {
    return failed([wholeText(...unreadable(error), lines)]);
  }
}

/** A thousand brokers with all keys take about a quarter of this. */
const TEXT_LIMIT = 1024 * 1024;
/** Values after all aliases are expanded: far above any cluster, far below what hurts. The reader shares what an alias
 * stands for, so that a "billion laughs" costs nothing before it is counted here. */
const VALUE_LIMIT = 200_000;

/** The reader takes time with the square of the aliases: a third of a second for these. */
const ALIAS_LIMIT = 4000;

/** A problem of the one text at hand. */
type Unplaced = Omit<Problem, 'file'>;

type Words = {readonly message: string; readonly hint: string};

const EMPTY: Words = {
  message: 'The file is empty: nothing describes a cluster.',
  hint: 'Run "kafkabook init" for a commented file to start from.',
};
const TOO_LARGE: Words = {
  message: 'The file is larger than 1 MiB; a thousand brokers need a quarter of that.',
  hint: 'Check that this is the cluster.yml you mean.',
};
const ALIAS_EXPANSION: Words = {
  message: 'The aliases of the file expand to far more than a cluster.',
  hint: 'Write the values out instead of nesting aliases.',
};
const TOO_DEEP: Words = {
  message: 'The file is nested too deeply to be read.',
  hint: 'A cluster.yml is five levels deep; look for unclosed brackets.',
};

class AliasExpansion extends Error {}

class Budget {
  left = VALUE_LIMIT;
}

/** A copy in which an aliased value is a value of its own each time, so that mending one leaves the other alone. */
function unshared(value: unknown, budget: Budget): unknown {
  if (--budget.left < 0) throw new AliasExpansion();
  if (Array.isArray(value)) return value.map((item) => unshared(item, budget));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    Object.defineProperty(copy, key, {
      value: unshared(item, budget),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return copy;
}

/** After the first fault of syntax the reader guesses, and most of what it says then is an echo. Keys that stand twice are
 * no guess. */
function withoutEchoes(errors: readonly YAMLError[]): YAMLError[] {
  const first = errors.find(({code}) => code !== 'DUPLICATE_KEY');
  return errors.filter((error) => error === first || error.code === 'DUPLICATE_KEY');
}

function syntaxProblem(error: YAMLError, text: string, lines: LineCounter): Unplaced {
  const [code, hint] = syntaxAdvice(error, text);
  const message = code === 'KB-YAML-DUPLICATE-KEY' ? duplicateKey(error, text) : syntaxMessage(error);
  return {code, severity: 'error', message, hint, path: [], range: rangeOf(error.pos, lines)};
}

function syntaxAdvice(error: YAMLError, text: string): [ProblemCode, string] {
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return ['KB-YAML-DUPLICATE-KEY', 'Keep one of them: YAML readers disagree about which one counts.'];
    case 'MULTIPLE_DOCS':
      return ['KB-YAML-MULTIPLE-DOCUMENTS', 'Keep one document; one file describes one cluster.'];
    case 'TAB_AS_INDENT':
      return ['KB-YAML-TAB', 'Indent with spaces.'];
    case 'TAG_RESOLVE_FAILED':
      return ['KB-YAML-TAG', 'Write the plain value; tags are not used in cluster.yml.'];
    default:
      return text.slice(0, error.pos[0] + 1).endsWith('\t')
        ? ['KB-YAML-TAB', 'Indent with spaces.']
        : ['KB-YAML-SYNTAX', 'Check indentation, colons, quotes and brackets here and on the line before.'];
  }
}

function duplicateKey(error: YAMLError, text: string): string {
  const key = /^[\w.-]+/.exec(text.slice(error.pos[0]))?.[0];
  return key === undefined
    ? 'A key stands twice in one mapping.'
    : `The key "${key}" stands twice in one mapping.`;
}

/** What the reader's words mean, where they are its own and not the writer's. */
function syntaxMessage(error: YAMLError): string {
  const own = SYNTAX_WORDS[error.code];
  if (own !== undefined) return own;
  if (/^Implicit map keys need/.test(error.message))
    return 'A key without its colon, or without the space behind the colon.';
  if (/flow-seq-start/.test(error.message)) return 'A text with [ in it needs quotes here.';
  return firstLine(error.message.replace(/\.?$/, '.'));
}

const SYNTAX_WORDS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'A tab indents this line.',
  MULTIPLE_DOCS: 'A second document begins here.',
  BAD_INDENT: 'This line is indented less or more than the lines that it belongs to.',
  MULTILINE_IMPLICIT_KEY: 'A key without its colon, or text that goes on in another line.',
};

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}

function tagProblem(position: [number, number], lines: LineCounter): Unplaced {
  return {
    code: 'KB-YAML-TAG',
    severity: 'error',
    message: 'cluster.yml uses no tags or directives.',
    hint: 'Write the plain value.',
    path: [],
    range: rangeOf(position, lines),
  };
}

/** %YAML 1.1 would turn yes and 010 into something else, so the version is not the file's to choose. */
function directiveProblems(document: Document.Parsed, lines: LineCounter): Unplaced[] {
  return document.directives.yaml.explicit === true && document.directives.yaml.version !== '1.2'
    ? [tagProblem([0, 1], lines)]
    : [];
}

function aliasProblems(document: Document.Parsed, lines: LineCounter): Unplaced[] {
  const problems: Unplaced[] = [];
  // Kept along the way: the reader's own resolve() goes through the document once for every alias.
  const anchors = new Map<string, Node>();
  let count = 0;
  visit(document, {
    Node(_, node) {
      if (!isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
    },
    Alias(_, alias, ancestors) {
      count += 1;
      if (count > ALIAS_LIMIT) {
        problems.push(aliasProblem(alias, `The file has more than ${ALIAS_LIMIT} aliases.`, lines));
        return visit.BREAK;
      }
      const anchored = anchors.get(alias.source);
      const message =
        anchored === undefined
          ? `The alias *${alias.source} has no anchor before it.`
          : ancestors.includes(anchored)
            ? `The alias *${alias.source} stands inside its own anchor.`
            : undefined;
      if (message !== undefined) problems.push(aliasProblem(alias, message, lines));
      return undefined;
    },
  });
  return problems;
}

function aliasProblem(alias: Alias | Node, message: string, lines: LineCounter): Unplaced {
  return {
    code: 'KB-YAML-ALIAS',
    severity: 'error',
    message,
    hint: isAlias(alias)
      ? `Define &${alias.source} earlier, or write the value out.`
      : 'Write the value out.',
    path: [],
    range: rangeOf(alias.range ?? [0, 1], lines),
  };
}

function unreadable(error: unknown): [ProblemCode, Words] {
  if (error instanceof AliasExpansion || error instanceof ReferenceError)
    return ['KB-YAML-ALIAS', ALIAS_EXPANSION];
  if (error instanceof RangeError) return ['KB-YAML-SYNTAX', TOO_DEEP];
  throw error;
}

/** The reader takes time with the square of the depth, and the stack ends somewhere: brackets are counted before it
 * begins, wherever they stand, and so are dashes and indentation. */
function tooDeep(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACKET || code === OPEN_BRACE) depth++;
    else if (code === CLOSE_BRACKET || code === CLOSE_BRACE) depth = Math.max(0, depth - 1);
    if (depth > DEPTH_LIMIT) return at;
  }
  const block = /^[ \t]*(?:(?:[-?:] ){50}| {200})/m.exec(text);
  return block?.index;
}

/** A cluster.yml is five levels deep. */
const DEPTH_LIMIT = 50;
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The range of one sign of a text that no reader has gone through. */
function atOffset(text: string, offset: number): Range {
  const before = text.slice(0, offset).split('\n');
  const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1];
  return {line, column, endLine: line, endColumn: column + 1};
}

function wholeText(code: ProblemCode, words: Words, lines: LineCounter): Unplaced {
  return {code, severity: 'error', ...words, path: [], range: rangeOf([0, 0], lines)};
}
