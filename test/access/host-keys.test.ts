import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fingerprint, parseKeys, stateOf} from '../../src/access/host-keys.ts';
import {makeKey, publicKeyOf} from '../../src/access/login.ts';

const SHOWN = `# 10.0.0.1:22 SSH-2.0-OpenSSH_9.2
10.0.0.1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFirst
10.0.0.1 ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQRsa`;

describe('host keys', () => {
  const shown = parseKeys(SHOWN, '10.0.0.1');

  it('are read line by line', () =>
    assert.deepEqual(
      shown.map(({type, blob}) => [type, blob.slice(-5)]),
      [
        ['ssh-ed25519', 'First'],
        ['ssh-rsa', 'gQRsa'],
      ],
    ));

  it('may be hashed, where they are known, and marked', () => {
    const known = parseKeys(
      '|1|aa=|bb= ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFirst\n@revoked x ssh-rsa AAAA\n',
      '10.0.0.1',
    );
    assert.deepEqual([known.length, known[0]?.blob], [1, shown[0]?.blob]);
  });

  const other = [{...(shown[0] ?? assert.fail()), blob: 'AAAAother'}];
  const cases = [
    ['known', shown, shown],
    ['known', shown, shown.slice(0, 1)],
    ['new', shown, []],
    ['changed', shown, other],
    ['changed', shown, [...other, ...shown.slice(1)]],
    ['silent', [], shown],
  ] as const;
  for (const [state, seen, known] of cases)
    it(`are ${state} with ${seen.length} shown and ${known.length} known`, () =>
      assert.equal(stateOf(seen, known), state));

  it('have the fingerprint that ssh shows', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'kafkabook-')), 'key');
    await makeKey(file, 'kafkabook-peter');
    const [key] = parseKeys(`h ${readFileSync(`${file}.pub`, 'utf8')}`, 'h');
    const told = execFileSync('ssh-keygen', ['-lf', `${file}.pub`], {encoding: 'utf8'});
    assert.equal(told.split(' ')[1], fingerprint(key ?? assert.fail()));
    const half = await publicKeyOf(file, 'kafkabook-peter');
    assert.equal(`${half?.line}\n`, readFileSync(`${file}.pub`, 'utf8'));
    await assert.rejects(makeKey(path.join(file, 'below'), 'x'), /./);
    assert.equal(await publicKeyOf(`${file}.pub`, ''), null);
  });
});
