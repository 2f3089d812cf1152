import type {Document} from 'yaml';
import {ensembleAlone, inside, zookeeperMode} from '../e2e/support/lab.ts';
import {LoadPrograms, type Load, type Watch} from '../e2e/support/load.ts';
import type {LabEnvironment} from '../support/lab-spec.ts';

/** What is rolled while it is struck: its machines, a change that takes a restart, and what must hold afterwards. */
export type Ground = Readonly<{
  /** The playbook that brings everything up, and the one that is struck. */
  bringUp: string;
  playbook: string;
  unit: string;
  /** All machines, and those of them that are rolled. */
  machines: readonly string[];
  rolled: readonly string[];
  /** For gates that need not be patient. */
  variables: readonly string[];
  prepare: (document: Document) => void;
  change: (document: Document, index: number) => void;
  /** What is wrong after the next run has ended well. */
  faults: (index: number) => Promise<string[]>;
  /** Begins when the cluster is up. */
  begin: (environment: LabEnvironment) => Promise<void>;
  /** What is wrong at the very end. */
  end: () => Promise<string[]>;
}>;

/** An ensemble of three, with a node that is kept. */
export function ensemble(): Ground {
  const machines = ['peter-zk01', 'peter-zk02', 'peter-zk03'];
  const client = '/usr/local/zookeeper/bin/zkCli.sh -server 127.0.0.1:2181 2>/dev/null';
  const connections = (index: number) => 100 + index;
  return {
    ...{bringUp: 'zookeeper', playbook: 'zookeeper', unit: 'zookeeper-server', machines, rolled: machines},
    variables: ['zookeeper_gate_retries=20'],
    prepare: ensembleAlone,
    change: (document, index) =>
      document.setIn(['zookeeper', 'config', 'maxClientCnxns'], connections(index)),
    begin: () => Promise.resolve(void inside('peter-zk01', `printf 'create /kept kept\\n' | ${client}`)),
    faults(index) {
      const faults: string[] = [];
      const modes = machines.map(zookeeperMode).sort().join(' ');
      if (modes !== 'follower follower leader') faults.push(`the ensemble is: ${modes}`);
      faults.push(...without(machines, '/etc/zookeeper/zoo.cfg', `maxClientCnxns=${connections(index)}`));
      const machine = machines[index % machines.length] ?? '';
      const kept = inside(machine, `echo 'get /kept' | ${client} | grep -cx kept || true`);
      if (kept !== '1') faults.push('data are lost');
      return Promise.resolve(faults);
    },
    end: () => Promise.resolve([]),
  };
}

/** Three brokers that are written to and read from all the while. */
export function brokers(): Ground {
  const rolled = ['peter-kafka01', 'peter-kafka02', 'peter-kafka03'];
  const servers = rolled.map((name) => `${name}.foo.bar:9092`).join(',');
  const interval = (index: number) => 60_000 + index;
  let programs: LoadPrograms;
  let load: Load;
  let watch: Watch;
  return {
    ...{
      bringUp: 'site',
      playbook: 'kafka',
      unit: 'kafka-server',
      machines: ['peter-zk01', ...rolled],
      rolled,
    },
    // A minute: under a wrong clock a broker takes 42 s to come up here, for the library that stands before the clock.
    variables: ['kafka_gate_retries=6'],
    prepare: (document) =>
      document.setIn(['zookeeper', 'nodes'], [{name: 'peter-zk01', address: '198.18.0.11'}]),
    change: (document, index) =>
      document.setIn(['kafka', 'config', 'log.retention.check.interval.ms'], interval(index)),
    async begin(environment) {
      programs = new LoadPrograms(environment);
      load = await programs.load(servers, 'load', 6, 200);
      watch = await programs.watch(servers, rolled.length);
    },
    async faults(index) {
      await watch.whole();
      return without(
        rolled,
        '/etc/kafka/server.properties',
        `log.retention.check.interval.ms=${interval(index)}`,
      );
    },
    async end() {
      watch.close();
      const result = await load.stop();
      programs.remove();
      console.log(JSON.stringify(result));
      const {lost, disordered, failed} = result;
      return lost + disordered + failed === 0
        ? []
        : [`${lost} records lost, ${disordered} out of order, ${failed} refused`];
    },
  };
}

function without(machines: readonly string[], file: string, line: string): string[] {
  return machines
    .filter((machine) => !inside(machine, `cat ${file}`).includes(line))
    .map((machine) => `${machine} has another configuration`);
}
