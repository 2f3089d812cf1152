/** Epoch seconds at which the runs of tests begin. */
export const BEGAN = 1_767_268_800;

const DIFF = `--- before: /etc/kafka/server.properties
+++ after: /etc/kafka/server.properties
@@ -1,3 +1,3 @@
 broker.id=1
-num.io.threads=8
+num.io.threads=16
 log.dirs=/data/kafka-logs
`;

/**
 * The event lines of a run that has everything: items, differences, skipped, ignored and failed tasks, retries, a host
 * that is lost, a roll in turns. `cut`: without the end, in the middle of a line, while a host is at work.
 */
export function runLines({hosts = 6, tasks = 12, cut = false} = {}): string[] {
  const names = Array.from({length: hosts}, (_, at) => `peter-kafka${String(at + 1).padStart(2, '0')}`);
  const run = new Lines(names);
  run.tell('playbook_start', {
    ...{playbook: 'kafka.yml', ansible: '2.19.1', tasks},
    plays: [
      {name: 'Install', hosts: names},
      {name: 'Restart in turn', hosts: names},
    ],
  });
  run.tell('play_start', {name: 'Install', hosts: names, rolls: false});
  const half = Math.ceil(tasks / 2);
  for (let at = 0; at < half; at += 1) run.task(names, at);
  const turns = Math.min(3, hosts);
  const size = Math.ceil(hosts / turns);
  for (let turn = 0; turn < turns; turn += 1) {
    const some = names.slice(turn * size, (turn + 1) * size);
    if (some.length === 0) continue;
    run.tell('play_start', {name: 'Restart in turn', hosts: some, rolls: true});
    for (let at = half; at < tasks; at += 1) run.task(some, at);
  }
  if (cut) {
    run.tell('task_start', {
      task: 'kafka : Gate: the broker is in sync',
      path: 'roles/kafka/tasks/gate.yml:4',
    });
    run.tell('host_start', {host: names.at(-1), task: 'kafka : Gate: the broker is in sync'});
    run.clock += 4;
    return [...run.lines, '{"event": "ok", "host": "pet'];
  }
  run.tell('stats', {hosts: run.stats()});
  return run.lines;
}

type Counts = Record<
  'ok' | 'worked' | 'changed' | 'failures' | 'unreachable' | 'skipped' | 'rescued' | 'ignored',
  number
>;

class Lines {
  readonly lines: string[] = [];
  clock = BEGAN;
  private readonly lost = new Set<string>();
  private readonly counts = new Map<string, Counts>();
  private readonly names: readonly string[];

  constructor(names: readonly string[]) {
    this.names = names;
  }

  tell(event: string, fields: object): void {
    this.clock += 0.005;
    this.lines.push(JSON.stringify({event, time: this.clock, ...fields}));
  }

  task(hosts: readonly string[], at: number): void {
    const path = `roles/kafka/tasks/${at % 2 === 0 ? 'install' : 'service'}.yml:${at * 4 + 3}`;
    const task = `kafka : ${WORK[at % WORK.length]}`;
    this.tell('task_start', {task, path});
    const live = hosts.filter((host) => !this.lost.has(host));
    const begun = this.clock;
    for (const host of live) this.tell('host_start', {host, task});
    const ends = live
      .map((host) => ({host, seconds: secondsOf(at, this.names.indexOf(host))}))
      .sort((one, other) => one.seconds - other.seconds);
    for (const {host, seconds} of ends) {
      const retry = {host, task, attempt: 1, retries: 60, message: '3 partitions are behind'};
      if (at % 6 === 5 && begun + seconds - 1.5 > this.clock) {
        this.clock = begun + seconds - 1.5;
        this.tell('retry', retry);
      }
      this.clock = Math.max(this.clock, begun + seconds);
      this.result(host, task, path, at, Number((this.clock - begun).toFixed(3)));
    }
  }

  /** What the hosts came to, as Ansible counts. */
  stats(): Record<string, Counts> {
    return Object.fromEntries(this.names.map((name) => [name, this.countsOf(name)]));
  }

  private result(host: string, task: string, path: string, at: number, seconds: number): void {
    const index = this.names.indexOf(host);
    const took = {host, task, path, seconds};
    const counts = this.countsOf(host);
    if (at === 7 && index === 1) {
      const message = 'Failed to connect to the host via ssh: connection timed out\r\n';
      counts.unreachable += 1;
      this.lost.add(host);
      return this.tell('unreachable', {...took, message, stderr: '', rc: null});
    }
    if (at === 9 && index === 2) {
      const stderr =
        'Job for kafka-server.service failed.\nSee "journalctl -u kafka-server" <for details> & more.';
      counts.failures += 1;
      this.lost.add(host);
      return this.tell('failed', {...took, message: 'Unable to start service kafka-server', stderr, rc: 1});
    }
    if (at % 5 === 3) {
      counts.skipped += 1;
      return this.tell('skipped', took);
    }
    counts.ok += 1;
    counts.worked += 1;
    if (at === 4 && index === 0) {
      counts.ignored += 1;
      return this.tell('failed', {...took, message: 'not there yet', stderr: '', rc: 2, ignored: true});
    }
    if (at % 4 !== 1) return this.tell('ok', took);
    counts.changed += 1;
    if (at % 8 === 1)
      for (const item of ['server.properties', 'log4j.properties']) {
        this.tell('diff', {host, task, diff: DIFF});
        this.tell('item', {host, task, item, outcome: 'changed'});
      }
    this.tell('changed', {...took, service: at % 8 === 5});
  }

  private countsOf(host: string): Counts {
    const none = {
      ...{ok: 0, worked: 0, changed: 0, failures: 0},
      ...{unreachable: 0, skipped: 0, rescued: 0, ignored: 0},
    };
    const counts = this.counts.get(host) ?? none;
    this.counts.set(host, counts);
    return counts;
  }
}

const WORK = [
  ...['Read what stands on the host', 'Write the configuration', 'Install the release', 'Keep the old unit'],
  ...['Probe the port', 'Gate: the cluster has a controller', 'Own the data', 'Link the release'],
  ...[
    'Read the hash of the running configuration',
    'Write the unit',
    'Restart',
    'Gate: the broker is in sync',
  ],
];

/** The same at every run, and different from host to host. */
function secondsOf(task: number, host: number): number {
  return 0.2 + ((task * 7919 + host * 104_729) % 1000) / 500 + (task % 6 === 5 ? 4 : 0);
}
