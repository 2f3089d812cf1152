import {createTwoFilesPatch} from 'diff';
import type {Change, FileState} from '../disk/plan.ts';

/** Unified diffs of all that changes, ready for `patch -p1`; a change of permissions alone is one line. */
export function renderDiff(changes: readonly Change[]): string[] {
  return changes.filter((change) => change.kind !== 'same').flatMap(diffOf);
}

function diffOf({path, before, after}: Change): string[] {
  if (before === undefined && after === undefined) return [];
  if (before && after && before.content === after.content) {
    return [`mode ${octal(before)} -> ${octal(after)} ${path}`];
  }
  const from = before ? `a/${path}` : '/dev/null';
  const to = after ? `b/${path}` : '/dev/null';
  const options = {headerOptions: {includeIndex: false, includeUnderline: false, includeFileHeaders: true}};
  const patch = createTwoFilesPatch(from, to, before?.content ?? '', after?.content ?? '', '', '', options);
  return [patch.replaceAll(/^((?:---|\+\+\+) .*)\t$/gm, '$1').trimEnd()];
}

function octal({mode}: FileState): string {
  return mode.toString(8).padStart(4, '0');
}
