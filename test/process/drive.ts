// Runs one command as src/process/child does, so that a test can send signals to a process that is not its own.
// argv: the folder, then the command. What it hears goes to standard error, the outcome to standard output.
import {randomUUID} from 'node:crypto';
import {ansibleEnvironment} from '../../src/ansible/environment.ts';
import type {Limits} from '../../src/process/guard.ts';
import {redactorOf} from '../../src/redact.ts';
import {runProcess} from '../../src/process/child.ts';

// LIMITS in the environment: JSON.
const [folder = '.', ...argv] = process.argv.slice(2);
let events = 0;
const outcome = await runProcess({
  run: randomUUID(),
  argv: (secretFiles) => [...argv, ...secretFiles],
  env: {...process.env, ...ansibleEnvironment(process.env, false)},
  folder,
  show: (chunk) => void process.stderr.write(chunk),
  redact: redactorOf([]),
  limits: JSON.parse(process.env['LIMITS'] ?? '{}') as Limits,
  secrets: JSON.parse(process.env['SECRETS'] ?? '[]') as string[],
  onEventLine: () => {
    events += 1;
    if (events === 1) process.stderr.write('event\n');
  },
  onNotice: (text) => process.stderr.write(`notice: ${text}\n`),
});
process.stdout.write(`${JSON.stringify({...outcome, events})}\n`);
