import assert from 'node:assert/strict';
import {renderProblems} from '../../src/render/problems.ts';
import {checkSpec} from '../../src/spec/check.ts';

describe('renderProblems', () => {
  const text = 'cluster: {name: a, nam\u0007: b}\n';
  const texts = new Map([['x', text]]);
  const {problems} = checkSpec('a: [\n', {file: 'x'});

  it('shows place, code, message, frame and way out', () => {
    const found = checkSpec('cluster: {name: a, nam: b}\nkafka: 1\n', {file: 'c.yml'}).problems;
    assert.match(
      renderProblems(found, {texts: new Map([['c.yml', 'cluster: {name: a, nam: b}\nkafka: 1\n']])}),
      /^c\.yml:1:20 error KB-UNKNOWN-KEY\n {2}.*\n {2}1 \| cluster: \{name: a, nam: b\}\n {4}\| {20}\^\^\^\n {2}Way out: /,
    );
  });

  it('lets no control character of the file through', () => {
    const shown = renderProblems(problems, {texts});
    assert.equal(shown.includes('\u0007'), false);
  });

  it('colours only when asked', () => {
    assert.equal(renderProblems(problems, {texts}).includes('\u001b'), false);
    assert.equal(renderProblems(problems, {texts, color: true}).includes('\u001b[31m'), true);
  });
});
