// Runs one command as src/ansible/process does, so that a test can send signals to a process that is not its own.
// argv: the folder, then the command. What it hears goes to standard error, the outcome to standard output.
import {runProcess} from '../../../src/ansible/process.ts';

const [folder = '.', ...argv] = process.argv.slice(2);
let events = 0;
const outcome = await runProcess({
  argv,
  folder,
  stdout: 2,
  onEventLine: () => (events += 1),
  onNotice: (text) => process.stderr.write(`notice: ${text}\n`),
});
process.stdout.write(`${JSON.stringify({...outcome, events})}\n`);
