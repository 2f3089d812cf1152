import assert from 'node:assert/strict';
import type {Change} from '../../src/disk/plan.ts';
import {renderChanges, renderSummary, renderWaysOut} from '../../src/render/changes.ts';
import {renderDiff} from '../../src/render/diff.ts';

const file = (content: string, mode = 0o644) => ({content, mode});
const CHANGES: Change[] = [
  {kind: 'create', path: 'hosts', after: file('a\n')},
  {kind: 'update', path: 'run.sh', before: file('a\n'), after: file('a\n', 0o755)},
  {kind: 'same', path: 'same.yml', before: file('a\n'), after: file('a\n')},
  {kind: 'remove', path: 'gone.yml', before: file('a\n')},
  {kind: 'conflict', path: 'site.yml', before: file('a\n'), after: file('b\n'), reason: 'edited'},
];

describe('the changes of a gen', () => {
  it('read as one line for each file that is not the same', () =>
    assert.deepEqual(renderChanges(CHANGES), [
      '  create   hosts',
      '  update   run.sh',
      '  remove   gone.yml',
      '  conflict site.yml (edited by hand)',
    ]));

  it('are counted', () =>
    assert.equal(
      renderSummary('ansible_playbook', CHANGES),
      'ansible_playbook: 1 created, 1 updated, 1 unchanged, 1 removed, 1 in conflict',
    ));

  it('name the way out of a conflict', () =>
    assert.match(renderWaysOut(CHANGES).join('\n'), /^Files edited by hand: .*--force/));

  it('show as unified diffs, a mode as one line', () =>
    assert.deepEqual(renderDiff(CHANGES), [
      '--- /dev/null\n+++ b/hosts\n@@ -0,0 +1,1 @@\n+a',
      'mode 0644 -> 0755 run.sh',
      '--- a/gone.yml\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a',
      '--- a/site.yml\n+++ b/site.yml\n@@ -1,1 +1,1 @@\n-a\n+b',
    ]));
});
