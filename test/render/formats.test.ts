import assert from 'node:assert/strict';
import type {Log} from 'sarif';
import {renderGithub} from '../../src/render/github.ts';
import {renderSarif} from '../../src/render/sarif.ts';
import {checkSpec} from '../../src/spec/check.ts';
import {problemCode} from '../../src/spec/problem-codes.ts';
import {edited, SOUND} from '../spec/helpers/check.ts';

const TEXT = edited(
  SOUND,
  ['domain', 'domian'],
  ['zk03, address: 198.18.0.13', 'zk02, address: 198.18.0.13'],
);
const {problems} = checkSpec(TEXT, {file: 'my site/cluster.yml'});

describe('views of problems for programs', () => {
  it('github: one command a problem, with nothing in it that could be another command', () => {
    const [first = {} as (typeof problems)[number]] = problems;
    const odd = {...first, file: 'a,b:c.yml', message: '100%\n::error::no'};
    const [line, ...rest] = renderGithub([odd]).split('\n');
    assert.deepEqual(rest, []);
    assert.equal(
      line?.slice(0, line.indexOf('Way out')),
      '::error file=a%2Cb%3Ac.yml,line=3,endLine=3,col=3,endColumn=9,title=KB-UNKNOWN-KEY::100%25%0A::error::no%0A',
    );
  });

  it('github: every problem has its line', () => {
    const lines = renderGithub(problems).split('\n');
    assert.equal(lines.length, problems.length);
    for (const line of lines) assert.match(line, /^::error file=my site\/cluster\.yml,line=\d+,/);
  });

  it('sarif: rules, places and the second place of a conflict', () => {
    const log = JSON.parse(renderSarif(problems, {version: '1.2.3', ruleOf: problemCode})) as Log;
    const [run] = log.runs;
    assert.equal(log.version, '2.1.0');
    assert.equal(run?.tool.driver.semanticVersion, '1.2.3');
    assert.deepEqual(
      run?.results?.map(({ruleId, ruleIndex = -1}) => run.tool.driver.rules?.[ruleIndex]?.id === ruleId),
      problems.map(() => true),
    );
    const [first] = run?.results ?? [];
    assert.deepEqual(first?.locations?.[0]?.physicalLocation, {
      artifactLocation: {uri: 'my%20site/cluster.yml'},
      region: {startLine: 3, startColumn: 3, endLine: 3, endColumn: 9},
    });
    const conflict = run?.results?.find(({ruleId}) => ruleId === 'KB-ID-DUPLICATE');
    assert.equal(conflict?.relatedLocations?.[0]?.physicalLocation?.region?.startLine, 8);
  });
});
