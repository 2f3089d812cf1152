import {type Context, type RootHookObject} from 'mocha';
import {inside, machinesUp} from './lab.ts';

/** What a host tells of its services: whether they run, and the last of what they have logged of elections and of trouble. */
const TOLD = `
for unit in zookeeper-server kafka-server; do
  systemctl cat $unit >/dev/null 2>&1 || continue
  echo "$unit $(systemctl is-active $unit) since $(systemctl show -p ActiveEnterTimestamp --value $unit)"
done
journalctl -u zookeeper-server -n 4 --no-pager -o cat 2>/dev/null
grep -hE " (INFO|WARN|ERROR) " /var/log/kafka/controller.log 2>/dev/null | tail -n 5
grep -hE "^[^ ]+ [^ ]+ (WARN|ERROR|FATAL) |session.*expired" /var/log/kafka/server.log 2>/dev/null | tail -n 5
true`;

/** A test that failed far from here says with its error what the hosts were like: by the time somebody reads it, they are gone. */
export const mochaHooks: RootHookObject = {
  afterEach(this: Context) {
    const error = this.currentTest?.err;
    if (error === undefined) return;
    const hosts = told(() =>
      machinesUp()
        .map((machine) => `-- ${machine}\n${told(() => inside(machine, `timeout 20 bash -c '${TOLD}'`))}`)
        .join('\n'),
    );
    error.stack = `${error.stack ?? error.message}\n\nThe hosts at ${new Date().toISOString()}:\n${hosts}\n`;
  },
};

/** What a command prints, or why it does not: a hook that fails would end all tests behind it. */
function told(ask: () => string): string {
  try {
    return ask()
      .split('\n')
      .map((line) => line.slice(0, 240))
      .join('\n');
  } catch (error) {
    return `tells nothing: ${error instanceof Error ? error.message : String(error)}`;
  }
}
