import assert from 'node:assert/strict';
import {adviceFor} from '../../src/ansible/advice.ts';
import {reportLines} from '../../src/ansible/report.ts';

describe('reportLines', () => {
  const problem = {
    host: 'zk01',
    kind: 'failed',
    task: 'zk : Do',
    path: '',
    message: 'boom',
    stderr: '',
    advice: null,
  } as const;
  const linesOf = (some: object) =>
    reportLines({exitCode: 20, summary: 'x', problems: [{...problem, ...some}]}).slice(1);

  it('is one line when all is well', () =>
    assert.deepEqual(reportLines({exitCode: 0, summary: 'done', problems: []}), ['kafkabook: done']));
  it('names host, task and message', () =>
    assert.deepEqual(linesOf({}), ['  zk01: failed at "zk : Do": boom']));
  it('shows the end of the error output', () =>
    assert.deepEqual(
      linesOf({stderr: '1\n2\n3\n4\n5\n6\n'}).slice(1),
      ['2', '3', '4', '5', '6'].map((l) => `      ${l}`),
    ));
  it('does not say the same twice', () =>
    assert.equal(linesOf({message: 'a: oops', stderr: 'oops\n'}).length, 1));
  it('puts the host into the way out', () =>
    assert.deepEqual(linesOf({advice: 'ssh-keygen -R HOST'}).slice(1), ['      try: ssh-keygen -R zk01']));
  it('keeps what a host says from steering the terminal', () =>
    assert.deepEqual(linesOf({message: 'a\u001b[2Jb\r\nc'}), ['  zk01: failed at "zk : Do": a[2Jb c']));
});

describe('adviceFor', () => {
  const rows: [string, RegExp][] = [
    ['Failed to connect to the host via ssh: Host key verification failed.', /ssh-keygen -R/],
    [
      'Failed to connect to the host via ssh: ec2-user@zk01: Permission denied (publickey).',
      /authorized_keys/,
    ],
    ['WARNING: UNPROTECTED PRIVATE KEY FILE!', /chmod 600/],
    ['Missing sudo password', /--ask-become-pass/],
    ['sudo: a password is required', /--ask-become-pass/],
    ['ssh: Could not resolve hostname zk01: Name or service not known', /address/],
    ['ssh: connect to host zk01 port 22: Connection timed out', /SSH port/],
    ['OSError: [Errno 28] No space left on device', /df -h/],
    ['java.net.BindException: Address already in use', /ss -ltnp/],
    ['The checksum for /x did not match abc; it was def.', /checksum or the mirror/],
    ['Request failed: HTTP Error 404: Not Found', /archive/],
    ["[Errno 13] Permission denied: '/etc/x'", /become/],
  ];
  for (const [text, expected] of rows)
    it(`knows: ${text}`, () => assert.match(adviceFor(text) ?? '', expected));
  it('is silent about the rest', () => assert.equal(adviceFor('non-zero return code'), null));
});
