import assert from 'node:assert/strict';
import {chmodSync} from 'node:fs';
import {homedir} from 'node:os';
import {join, resolve} from 'node:path';
import {handOver} from '../../src/ansible/passwords.ts';
import {readVaultFile, requestPasswords, takePasswordOptions} from '../../src/cli/passwords.ts';
import {makeSandbox, removeSandbox} from '../ansible/helpers/sandbox.ts';

describe('takePasswordOptions', () => {
  const rows: [words: string[], asked: string[], vaultFile: string | null, extra: string[]][] = [
    [[], [], null, []],
    [['-K'], ['become'], null, []],
    [['-bKv', '-k'], ['become', 'connection'], null, ['-bv']],
    [
      ['--ask-become-pass', '--ask-pass', '--ask-vault-password'],
      ['become', 'connection', 'vault'],
      null,
      [],
    ],
    [['-J', '-e', 'K=k'], ['vault'], null, ['-e', 'K=k']],
    [['--vault-password-file=a b'], [], resolve('a b'), []],
    [['--vault-pass-file', '~/x', '-v'], [], join(homedir(), 'x'), ['-v']],
    [['--ask-become', '--ask-p'], ['become', 'connection'], null, []],
    [['--vault-password-file', '/a', '--vault-password-file=/b'], [], '/a', ['--vault-password-file', '/b']],
    [['--vault-id', 'x@/file'], [], null, ['--vault-id', 'x@/file']],
    [['-u', 'Kk', '--check'], [], null, ['-u', 'Kk', '--check']],
  ];
  for (const [words, asked, vaultFile, extra] of rows)
    it(`of ${JSON.stringify(words)}`, () =>
      assert.deepEqual(takePasswordOptions(words), {asked, vaultFile, extra}));
});

describe('takePasswordOptions of what nobody could answer', () => {
  it('is refused', () =>
    assert.throws(() => takePasswordOptions(['--vault-id', 'dev@prompt']), /no terminal for dev@prompt/));
});

describe('requestPasswords', () => {
  const none = {'ask-become-pass': false, 'ask-pass': false, 'ask-vault-pass': false};
  const passed = takePasswordOptions(['-K']);

  it('puts flags, arguments and what an earlier run was asked for together', () =>
    assert.deepEqual(
      requestPasswords({...none, 'ask-vault-pass': true}, passed, {
        passwords: ['connection'],
        vaultFile: null,
      }).asked,
      ['become', 'connection', 'vault'],
    ));
  it('takes the file of the flag before others, as the shell would have it', () => {
    const before = {passwords: [], vaultFile: '/before'};
    assert.equal(requestPasswords(none, passed, before).vaultFile, '/before');
    const flags = {...none, 'vault-password-file': '~/v'};
    assert.equal(requestPasswords(flags, passed, before).vaultFile, join(homedir(), 'v'));
  });
});

describe('handOver', () => {
  it('names files on the command line, and no password', () => {
    const {words, secrets} = handOver({become: 'b{{ x }}"', connection: 'c', vault: 'v'});
    assert.deepEqual(words(['/a/0', '/a/1', '/a/2']), [
      '--become-password-file=/a/0',
      '--connection-password-file=/a/1',
      '--vault-password-file=/a/2',
    ]);
    assert.deepEqual(secrets, ['b{{ x }}"\n', 'c\n', 'v\n']);
  });
  it('hands nothing over where there is nothing', () => assert.deepEqual(handOver({}).secrets, []));
});

describe('readVaultFile', () => {
  it('reads a text, leaves a program to Ansible, and refuses what is not there', () => {
    const folder = makeSandbox({text: 's3cret\n', program: '#!/bin/sh\n'});
    chmodSync(join(folder, 'program'), 0o700);
    assert.equal(readVaultFile(join(folder, 'text')), 's3cret');
    assert.equal(readVaultFile(join(folder, 'program')), null);
    assert.throws(() => readVaultFile(join(folder, 'absent')), /cannot read .*absent/);
    removeSandbox(folder);
  });
});
