import type {Health, HostHealth, ServiceHealth} from '../model/health.ts';
import {counted} from './problems.ts';
import {duration} from './runs.ts';
import {table} from './table.ts';
import type {Condition} from './topology-picture.ts';

/** A cluster as a table, a service a line, and what is wrong with it below. */
export function healthLines({hosts, kafka, faults, notes, isHealthy}: Health): string[] {
  const rows = hosts.flatMap((host) => hostRows(host));
  const said = [
    ...hosts.flatMap(({host, faults: own, services}) => [
      ...own.map((fault) => `${host}: ${fault}`),
      ...services.flatMap((service) =>
        service.faults.map((fault) => `${host}, ${nameOf(service)}: ${fault}`),
      ),
    ]),
    ...faults,
  ];
  const whole =
    kafka === null
      ? []
      : [
          `${counted(kafka.topics, 'topic')}, ${counted(kafka.partitions, 'partition')}` +
            (kafka.controller === null ? '' : `; the controller is broker ${kafka.controller}`),
        ];
  return [
    ...table([['HOST', 'SERVICE', 'STATE', 'UP', 'RELEASE', 'CONFIGURATION', 'DATA', 'DOES'], ...rows]),
    '',
    ...whole,
    ...notes.map((note) => `note: ${note}`),
    ...said.map((fault) => `! ${fault}`),
    isHealthy ? 'All is well.' : `${counted(said.length, 'fault')}.`,
  ];
}

/** What a picture shows of each service, by its host and role. Of hosts that were not seen it has none. */
export function conditionsOf({hosts}: Health): Map<string, Condition> {
  return new Map(
    hosts.flatMap(({host, services}) =>
      services.map((service) => {
        const {role, state, does, faults} = service;
        return [
          `${host} ${role}`,
          {state: faults.length === 0 ? 'well' : 'ill', does: state === 'active' ? does : state},
        ] as const;
      }),
    ),
  );
}

function hostRows({host, services, faults}: HostHealth): string[][] {
  if (faults.length > 0) return [[host, '', '! unknown', '', '', '', '', '']];
  return services.map((service) => [
    ...[host, nameOf(service), stateOf(service), service.seconds === null ? '' : upFor(service.seconds)],
    ...[releaseOf(service), configurationOf(service), dataOf(service), service.does],
  ]);
}

function nameOf({role, id}: ServiceHealth): string {
  return `${role === 'kafka' ? 'broker' : 'zookeeper'} ${id}`;
}

function stateOf({state, enabled}: ServiceHealth): string {
  if (state !== 'active') return `! ${state}`;
  return enabled ? state : '! active, not at boot';
}

function releaseOf({release, wanted}: ServiceHealth): string {
  if (release === '') return '';
  return release === wanted ? versionOf(release) : `! ${versionOf(release)}, not ${versionOf(wanted)}`;
}

/** kafka_2.13-3.9.2 has the version 3.9.2, apache-zookeeper-3.8.6-bin 3.8.6. */
function versionOf(folder: string): string {
  return /-([0-9]+\.[0-9.]*[0-9])(?:-bin)?$/.exec(folder)?.[1] ?? folder;
}

function configurationOf({state, pending, stale}: ServiceHealth): string {
  if (state === 'absent') return '';
  if (pending.length > 0) return '! differs';
  return stale.length > 0 ? '! not loaded' : 'as wanted';
}

/** The fullest file system. */
function dataOf({dirs}: ServiceHealth): string {
  if (dirs.some(({problem}) => problem !== '')) return '! see below';
  const used = dirs.map(({bytes, free}) =>
    bytes === null || free === null || bytes === 0 ? 0 : 1 - free / bytes,
  );
  return used.length === 0 ? '' : `${Math.round(Math.max(...used) * 100)} % full`;
}

/** Two units are enough: 3 d 4 h. */
function upFor(seconds: number): string {
  if (seconds < 3600) return duration(seconds);
  const hours = Math.floor(seconds / 3600);
  return hours < 24
    ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
