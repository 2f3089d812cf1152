import assert from 'node:assert/strict';
import {ansibleEnvironment, impatientEnvironment} from '../../src/ansible/environment.ts';
import type {Environment} from '../../src/process/child.ts';

describe('ansibleEnvironment', () => {
  const colors: [string, Environment, boolean, string][] = [
    ['colours for a terminal', {}, true, 'true'],
    ['does not colour for a pipe', {}, false, 'false'],
    ['NO_COLOR wins over a terminal', {NO_COLOR: '1'}, true, 'false'],
    ['NO_COLOR wins over ANSIBLE_FORCE_COLOR', {NO_COLOR: '1', ANSIBLE_FORCE_COLOR: 'true'}, true, 'false'],
    ['an empty NO_COLOR does not count', {NO_COLOR: ''}, true, 'true'],
    ['FORCE_COLOR colours a pipe', {FORCE_COLOR: '1'}, false, 'true'],
    ['FORCE_COLOR=0 takes the colour from a terminal', {FORCE_COLOR: '0'}, true, 'false'],
  ];
  for (const [title, env, isTTY, expected] of colors) {
    it(title, () => assert.equal(ansibleEnvironment(env, isTTY)['ANSIBLE_FORCE_COLOR'], expected));
  }

  it('keeps every host at the same task, and lets a host that is away stop a roll, whatever is set', () => {
    const {ANSIBLE_STRATEGY, ANSIBLE_ANY_ERRORS_FATAL} = ansibleEnvironment(
      {ANSIBLE_STRATEGY: 'free'},
      false,
    );
    assert.deepEqual([ANSIBLE_STRATEGY, ANSIBLE_ANY_ERRORS_FATAL], ['linear', 'false']);
  });

  it('is impatient for a look, unless the caller has a way of their own', () => {
    assert.match(impatientEnvironment({})['ANSIBLE_SSH_ARGS'] ?? '', /ServerAliveInterval=5 /);
    assert.deepEqual(impatientEnvironment({ANSIBLE_SSH_ARGS: '-o GSSAPIAuthentication=yes'}), {});
  });

  const locales: [string, Environment, RegExp | undefined][] = [
    ['gives a UTF-8 locale when none is set', {}, /UTF-8/],
    ['replaces a locale that Ansible refuses', {LC_ALL: 'C', LANG: 'de_DE.UTF-8'}, /UTF-8/],
    ['leaves a UTF-8 locale alone', {LANG: 'de_DE.utf8'}, undefined],
  ];
  for (const [title, env, expected] of locales) {
    it(title, () => {
      const locale = ansibleEnvironment(env, false)['LC_ALL'];
      if (expected === undefined) assert.equal(locale, undefined);
      else assert.match(locale ?? '', expected);
    });
  }
});
