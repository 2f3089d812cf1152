import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {isGone, makeSandbox, removeSandbox, start, type Running} from '../ansible/helpers/sandbox.ts';
import {script} from '../support/cli.ts';

// Small programs that behave like ansible-playbook in one respect each; they write to standard error what the
// tests wait for.
const FAKES = {
  slow: `#!/usr/bin/env python3
import sys, time
print("first")
time.sleep(1.5)
print("second")
`,
  flood: `#!/usr/bin/env python3
import os
line = b'{"event": "ok", "time": 1, "host": "a", "task": "t"}\\n'
with os.fdopen(int(os.environ["KAFKABOOK_EVENTS_FD"]), "wb") as events:
    for _ in range(200000):
        events.write(line)
`,
  ended: '#!/bin/sh\nexit 4\n',
  killed: '#!/bin/sh\nkill -KILL $$\n',
  // Its worker has a session of its own and ignores SIGINT, as a module process may.
  orphans: `#!/usr/bin/env bash
trap 'echo got-int >&2; exit 99' INT
rm -f worker
setsid bash -c 'trap "" INT; echo $$ > worker; while :; do sleep 0.1; done' &
until [[ -s worker ]]; do sleep 0.05; done
echo ready >&2
while :; do sleep 0.1; done
`,
  beheaded: `#!/usr/bin/env bash
setsid sleep 60 &
echo $! > worker
sleep 0.3
kill -KILL $$
`,
  eager: `#!/usr/bin/env bash
trap 'exit 99' INT
echo ready >&2
while :; do sleep 0.1; done
`,
  // Takes its time after SIGINT, so that a second one would be heard.
  counting: `#!/usr/bin/env bash
trap 'echo got-int >&2; interrupted=1' INT
echo ready >&2
until [[ -n $interrupted ]]; do sleep 0.1; done
for _ in 1 2 3 4 5 6 7 8; do sleep 0.1; done
exit 99
`,
  stubborn: `#!/usr/bin/env bash
trap 'echo got-int >&2' INT
echo $$ > worker
echo '{"event": "no_hosts_matched"}' >&3
until read -r -t 0.1 -n 1 -u 4 asked; do :; done
echo got-$asked >&2
while :; do sleep 0.1; done
`,
  reader: `#!/usr/bin/env bash
unset SECRETS
echo "$(cat $1) $(cat $1) $(cat $2)" >&2
stat -c '%a %n' $1 $(dirname $1) >&2
echo '{"event": "no_hosts_matched"}' >&3
for _ in 1 2 3 4 5 6 7 8 9 10; do [[ -e $1 ]] || break; sleep 0.2; done
[[ -e $1 ]] || echo gone >&2
echo "environment: $(tr '\\0' ' ' </proc/self/environ | sed 's/SECRETS=[^ ]*//')" >&2
`,
  // Leaves a process behind that holds the pipe open, as a run without a signal may.
  holding: `#!/usr/bin/env bash
sleep 60 <&- >&- 2>&- &
echo $! > worker
echo '{"event": "no_hosts_matched"}' >&3
`,
};

describe('runProcess', () => {
  let folder = '';
  const env = {...process.env};
  // Else streaming is live for the wrong reason.
  delete env['PYTHONUNBUFFERED'];

  before(() => {
    folder = makeSandbox(
      Object.fromEntries(Object.entries(FAKES).map(([name, text]) => [`bin/${name}`, text])),
    );
    env['PATH'] = `${join(folder, 'bin')}${delimiter}${env['PATH']}`;
  });
  after(() => removeSandbox(folder));

  const drive = (name: string, more: Readonly<Record<string, string>> = {}) =>
    start([...script('test/process/drive.ts'), folder, name], {env: {...env, ...more}});
  const worker = () => Number(readFileSync(join(folder, 'worker'), 'utf8'));
  const outcomeOf = async ({ended}: Running) => JSON.parse((await ended).stdout) as Record<string, unknown>;

  it('shows output while the program still runs', async () => {
    const running = drive('slow');
    const [first, second] = await Promise.all([running.hears('first'), running.hears('second')]);
    await running.ended;
    assert.ok(second - first > 1000, `"first" came ${second - first} ms before "second"`);
  });

  it('reads a flood of events to its end', async () => {
    assert.deepEqual((({code, events}) => ({code, events}))(await outcomeOf(drive('flood'))), {
      code: 0,
      events: 200000,
    });
  });

  it('gives back the code of the program', async () =>
    assert.equal((await outcomeOf(drive('ended')))['code'], 4));

  it('gives back the signal that ended the program', async () => {
    const {code, signal, interruptedBy} = await outcomeOf(drive('killed'));
    assert.deepEqual({code, signal, interruptedBy}, {code: null, signal: 'SIGKILL', interruptedBy: null});
  });

  it('says that there is no such program', async () =>
    assert.deepEqual(await outcomeOf(drive('nowhere-to-be-found')), {started: false, events: 0}));

  it('does not wait for a process that holds the events open', async () => {
    const begun = Date.now();
    const outcome = await outcomeOf(drive('holding'));
    process.kill(worker());
    assert.equal(outcome['events'], 1);
    assert.ok(Date.now() - begun < 8000);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`passes ${signal} on as SIGINT and leaves no process behind`, async () => {
      const running = drive('orphans');
      await running.hears('ready');
      running.child.kill(signal);
      const {stderr, stdout} = await running.ended;
      const {code, interruptedBy} = JSON.parse(stdout) as Record<string, unknown>;
      assert.deepEqual({code, interruptedBy}, {code: 99, interruptedBy: signal});
      assert.match(stderr, /notice: interrupting.*got-int/s);
      assert.ok(isGone(worker()));
    });
  }

  it('hears a signal that comes with the first output', async () => {
    const running = drive('eager');
    await running.hears('ready');
    running.child.kill('SIGTERM');
    assert.equal((await outcomeOf(running))['code'], 99);
  });

  it('leaves no process behind when the program is killed', async () => {
    const running = drive('beheaded');
    assert.equal((await outcomeOf(running))['signal'], 'SIGKILL');
    assert.ok(isGone(worker()));
  });

  it('asks to stop, then interrupts, then kills', async () => {
    const running = drive('stubborn');
    await running.hears('event');
    running.child.kill('SIGINT');
    await running.hears('got-s');
    running.child.kill('SIGINT');
    await running.hears('got-int');
    running.child.kill('SIGINT');
    const {signal, interruptedBy} = await outcomeOf(running);
    assert.deepEqual({signal, interruptedBy}, {signal: 'SIGKILL', interruptedBy: 'SIGINT'});
    assert.ok(isGone(worker()));
  });

  it('asks to stop when the terminal is gone, and interrupts at once on SIGTERM', async () => {
    const running = drive('stubborn');
    await running.hears('event');
    running.child.kill('SIGHUP');
    await running.hears('got-s');
    // The shell of the terminal passes it on.
    running.child.kill('SIGHUP');
    running.child.kill('SIGTERM');
    await running.hears('got-int');
    running.child.kill('SIGTERM');
    assert.equal((await outcomeOf(running))['signal'], 'SIGKILL');
    assert.equal((await running.ended).stderr.match(/notice: /g)?.length, 3);
  });

  it('ends what takes longer than its limit, and what is silent for longer than its limit', async () => {
    for (const limits of [{time: 1}, {idle: 0.7}]) {
      const {code, limit} = await outcomeOf(drive('eager', {LIMITS: JSON.stringify(limits)}));
      assert.deepEqual({code, limit}, {code: 99, limit: Object.keys(limits)[0]});
    }
    const talking = await outcomeOf(drive('slow', {LIMITS: '{"idle": 2.5, "time": 60}'}));
    assert.deepEqual([talking['code'], talking['limit']], [0, null]);
  });

  it('hands secrets over in files of its own, which are gone when the child has begun', async () => {
    const {stderr} = await drive('reader', {SECRETS: JSON.stringify(['s3cret', 'other'])}).ended;
    assert.match(stderr, /s3cret s3cret other/);
    assert.match(stderr, /^600 .*\n700 /m);
    assert.match(stderr, /gone/);
    assert.doesNotMatch(stderr, /environment: .*s3cret/);
  });

  it('leaves no process behind when we are killed', async () => {
    const running = drive('orphans');
    await running.hears('ready');
    const pid = worker();
    running.child.kill('SIGKILL');
    for (let tries = 0; tries < 150 && !isGone(pid); tries += 1)
      await new Promise((done) => setTimeout(done, 100));
    assert.ok(isGone(pid));
  });

  it('lets a terminal interrupt us alone', async () => {
    // Python's pty gives the command a controlling terminal and types what comes on standard input.
    const command = [...script('test/process/drive.ts'), folder, 'counting'];
    const pty = 'import pty, sys; sys.stdout.reconfigure(line_buffering=True); pty.spawn(sys.argv[1:])';
    const running = start(['python3', '-c', pty, ...command], {env});
    const typed = new Promise<void>((done) => {
      running.child.stdout?.on('data', (data: Buffer) => data.includes('ready') && done());
    });
    await typed;
    running.child.stdin?.write('\x03');
    const {stdout} = await running.ended;
    assert.match(stdout, /"code":99,.*"interruptedBy":"SIGINT"/);
    assert.equal(stdout.match(/got-int/g)?.length, 1, stdout);
  });
});
