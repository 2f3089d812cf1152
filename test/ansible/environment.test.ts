import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
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

  describe('for a look', () => {
    const config = readFileSync('playbooks/ansible.cfg.ejs', 'utf8');

    it('is impatient, with connections of its own', () => {
      const env = impatientEnvironment({}, config);
      assert.match(
        env['ANSIBLE_SSH_ARGS'] ?? '',
        /^-o .* -o ServerAliveInterval=5 -o ServerAliveCountMax=2$/,
      );
      assert.match(env['ANSIBLE_SSH_CONTROL_PATH_DIR'] ?? '', /look/);
    });

    const others: [string, Environment, string][] = [
      ['other arguments of ssh', {ANSIBLE_SSH_ARGS: '-o GSSAPIAuthentication=yes'}, config],
      ['another configuration', {ANSIBLE_CONFIG: '/etc/ansible.cfg'}, config],
      ['another folder for sockets', {ANSIBLE_SSH_CONTROL_PATH_DIR: '/run/x'}, config],
      ['an edited configuration', {}, config.replace(/^ssh_args.*/m, 'ssh_args = -F corp')],
      ['sockets named in it', {}, `${config}control_path = /run/%%h\n`],
      ['no configuration', {}, ''],
    ];
    for (const [title, env, text] of others)
      it(`leaves ${title} alone`, () => assert.deepEqual(impatientEnvironment(env, text), {}));
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
