import assert from 'node:assert/strict';
import {parseProcStat, parsePs, treeOf} from '../../src/process/tree.ts';

const row = (pid: number, parent: number) => ({pid, parent, group: 1, start: '1'});

describe('treeOf', () => {
  it('is the process and all below it, parents first', () => {
    const rows = [row(4, 3), row(3, 2), row(2, 1), row(9, 1), row(1, 0)];
    assert.deepEqual(
      treeOf(2, rows).map(({pid}) => pid),
      [2, 3, 4],
    );
  });
  it('is empty for a process that is gone', () => assert.deepEqual(treeOf(7, [row(1, 0)]), []));
  it('ends when pids go in a circle', () => assert.equal(treeOf(1, [row(1, 1)]).length, 1));
});

describe('parseProcStat', () => {
  const rest = (state: string) => `${state} 10 20 20 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 777 1 1`;
  it('reads past spaces and brackets in a name', () =>
    assert.deepEqual(parseProcStat(`5 (a) S) (b) ${rest('S')}`), {
      pid: 5,
      parent: 10,
      group: 20,
      start: '777',
    }));
  it('takes a zombie for gone', () => assert.equal(parseProcStat(`5 (a) ${rest('Z')}`), null));
  it('takes an empty file for gone', () => assert.equal(parseProcStat(''), null));
});

describe('parsePs', () => {
  it('reads one process a line', () =>
    assert.deepEqual(parsePs('  5  1  5 Mon Nov 23 11:00:00 2026\n'), [
      {pid: 5, parent: 1, group: 5, start: 'Mon Nov 23 11:00:00 2026'},
    ]));
});
