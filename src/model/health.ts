// What a cluster is, as the playbook status tells it, and what is wrong with it. Pure.
import {Refusal} from '../refusal.ts';

/** A cluster as it was found. `notes` are no faults: they are for people to know. */
export type Health = Readonly<{
  /** Nothing is wrong: no host and no service has a fault, nor has the cluster as a whole. */
  isHealthy: boolean;
  hosts: readonly HostHealth[];
  /** What the controller, or else a broker, says of the whole; null where none answered. */
  kafka: KafkaView | null;
  /** What is wrong with an ensemble or the brokers together. */
  faults: readonly string[];
  notes: readonly string[];
}>;

/** `faults` of the host itself: it could not be reached, or looked at. */
export type HostHealth = Readonly<{
  host: string;
  services: readonly ServiceHealth[];
  faults: readonly string[];
}>;

/** `state`: systemd's word, or `absent`. `seconds`: how long it has been up; null where it is not. */
export type ServiceHealth = Readonly<{
  role: 'zookeeper' | 'kafka';
  id: number;
  state: string;
  enabled: boolean;
  seconds: number | null;
  /** The folder of the release that runs, or '' where none does, and of the wanted one. */
  release: string;
  wanted: string;
  /** `pending`: keys that differ between the host's file and cluster.yml. `stale`: what was changed since the start. */
  pending: readonly string[];
  stale: readonly string[];
  dirs: readonly Directory[];
  /** What it does: leader, follower; registered, controller. */
  does: string;
  faults: readonly string[];
}>;

/** `bytes` and `free` of its file system; null where it has none. */
export type Directory = Readonly<{path: string; bytes: number | null; free: number | null; problem: string}>;

/** Partitions are named TOPIC-NUMBER; of many, some. Leaders and preferred leaders are counted by broker. */
export type KafkaView = Readonly<{
  controller: number | null;
  registered: readonly number[];
  topics: number;
  partitions: number;
  lagging: Counted;
  offline: Counted;
  below: Counted;
  leaders: Readonly<Record<string, number>>;
  preferred: Readonly<Record<string, number>>;
}>;

export type Counted = Readonly<{count: number; some: readonly string[]}>;

/** What was told of one host: the texts of roles/status, or why there are none. */
export type Told = Readonly<{host: string; texts: readonly string[]; problem: string | null}>;

/** How full a file system of data may be: Kafka stops a broker whose disk is full. */
const FULL = 0.9;

/**
 * Reads what was told of the hosts that were asked. `groups`: all hosts of a role, of which some may not have been asked.
 * Throws a Refusal where a text is not whole.
 */
export function healthOf(told: readonly Told[], groups: ReadonlyMap<string, readonly string[]>): Health {
  const reports = told.map(({host, texts, problem}) => ({
    host,
    problem,
    services: problem === null ? parse(host, texts) : [],
  }));
  const services = reports.flatMap(({host, services: found}) => found.map((service) => ({host, service})));
  const views = services.flatMap(({service}) => service.cluster ?? []);
  const kafka = united(views);
  const controllers = [...new Set(views.map(({controller}) => controller))];
  const isWhole = (group: string) =>
    (groups.get(group) ?? []).every((host) => told.some((each) => each.host === host));
  const leader = services.find(({service}) => service.mode === 'leader');
  const hosts = reports.map(({host, problem, services: found}) => ({
    host,
    services: found.map((service) => serviceHealth(service, kafka, (groups.get('zkhosts') ?? []).length)),
    faults: problem === null ? [] : [problem],
  }));
  const faults = [
    ...ensembleFaults(
      services.map(({service}) => service),
      isWhole('zkhosts'),
      leader?.service,
    ),
    ...(kafka === null ? [] : kafkaFaults(kafka)),
    ...(controllers.length > 1
      ? [`the brokers do not agree on the controller: ${controllers.join(' and ')}`]
      : []),
  ];
  const ill = hosts.flatMap((host) => [
    ...host.faults,
    ...host.services.flatMap((service) => service.faults),
  ]);
  return {isHealthy: ill.length + faults.length === 0, hosts, kafka, faults, notes: notesOf(services, kafka)};
}

/** What brokers say, who may have been asked at different moments: of each kind of fault the worst that was told. */
function united(views: readonly KafkaView[]): KafkaView | null {
  const [first = null] = views;
  if (first === null) return null;
  const worst = (kind: 'lagging' | 'offline' | 'below') =>
    views.map((view) => view[kind]).reduce((one, other) => (other.count > one.count ? other : one));
  return {...first, lagging: worst('lagging'), offline: worst('offline'), below: worst('below')};
}

function serviceHealth(report: Report, kafka: KafkaView | null, servers: number): ServiceHealth {
  const {role, id, unit, release, wanted, pending, stale, dirs} = report;
  const state = unit.installed ? unit.active : 'absent';
  const isUp = state === 'active';
  return {
    ...{role, id, state, enabled: unit.enabled, seconds: unit.seconds, release, wanted: wanted.release},
    ...{pending, stale, dirs},
    does: !isUp ? '' : role === 'kafka' ? brokerDoes(id, kafka) : serverDoes(report, servers),
    faults: [
      ...unitFaults(report, state),
      ...(isUp ? runningFaults(report, kafka) : []),
      ...(state === 'absent' ? [] : settingFaults(report)),
      ...dirs.flatMap(dirFaults),
    ],
  };
}

function unitFaults({role, unit}: Report, state: string): string[] {
  if (state === 'absent') return [`it is not installed: kafkabook run ${role}`];
  const log = `journalctl --unit ${role}-server tells more`;
  return [
    ...(state === 'active'
      ? []
      : [`it is ${state}${unit.sub === '' || unit.sub === state ? '' : ` (${unit.sub})`}: ${log}`]),
    ...(unit.enabled ? [] : ['it does not start at boot: systemctl enable']),
  ];
}

function runningFaults(
  {role, id, problem, mode, release, wanted, heap, unit}: Report,
  kafka: KafkaView | null,
): string[] {
  return [
    ...(problem === '' ? [] : [problem]),
    ...(role === 'zookeeper' && mode === '' && problem === '' ? ['it does not say what it does'] : []),
    ...(kafka !== null && role === 'kafka' && !kafka.registered.includes(id)
      ? ['it is not registered with the cluster']
      : []),
    ...(release === '' || release === wanted.release ? [] : [`it runs ${release}, not ${wanted.release}`]),
    ...(heap === '' || heap === wanted.heap ? [] : [`it runs with a heap of ${heap}, not ${wanted.heap}`]),
    ...(unit.restarts > 0 && (unit.seconds ?? 0) < 600
      ? [`systemd has restarted it ${unit.restarts} times: it keeps failing`]
      : []),
  ];
}

function settingFaults({role, pending, stale}: Report): string[] {
  return [
    ...(pending.length === 0
      ? []
      : [`its file differs from cluster.yml in ${some(pending)}: kafkabook run ${role}`]),
    ...(stale.length === 0
      ? []
      : [`it was started with something else than stands in its files: ${some(stale)}`]),
  ];
}

function dirFaults({path, bytes, free, problem}: Directory): string[] {
  if (problem !== '') return [`${path} ${problem}`];
  if (bytes === null || free === null || bytes === 0) return [];
  const used = 1 - free / bytes;
  return used < FULL ? [] : [`${path} is ${Math.floor(used * 100)} % full`];
}

function serverDoes({mode, synced, outstanding}: Report, servers: number): string {
  const queue = outstanding > 0 ? `, ${outstanding} requests wait` : '';
  const followers =
    mode === 'leader' && synced !== null ? `, ${synced} of ${servers - 1} followers in sync` : '';
  return mode === '' ? '' : `${mode}${followers}${queue}`;
}

function brokerDoes(id: number, kafka: KafkaView | null): string {
  if (kafka === null) return '';
  if (!kafka.registered.includes(id)) return 'not registered';
  const [leads, prefers] = [kafka.leaders[id] ?? 0, kafka.preferred[id] ?? 0];
  return `${kafka.controller === id ? 'controller' : 'registered'}, leads ${leads} of ${prefers}`;
}

function ensembleFaults(services: readonly Report[], isWhole: boolean, leader: Report | undefined): string[] {
  const servers = services.filter(({role}) => role === 'zookeeper');
  if (servers.length === 0 || !isWhole) return [];
  const leaders = servers.filter(({mode}) => mode === 'leader' || mode === 'standalone');
  const serving = servers.filter(({mode}) => mode !== '').length;
  const followers = servers.length - 1;
  return [
    ...(leaders.length === 0 ? ['ZooKeeper has no leader: it serves nobody'] : []),
    ...(leaders.length > 1
      ? [`ZooKeeper has ${leaders.length} leaders: its servers are no one ensemble`]
      : []),
    ...(leader !== undefined && leader.synced !== null && leader.synced < followers
      ? [`${followers - leader.synced} of ${followers} followers of ZooKeeper are not in sync`]
      : []),
    ...(serving > 0 && serving < servers.length && serving === Math.floor(servers.length / 2) + 1
      ? ['ZooKeeper has just the servers that it needs: it cannot lose another one']
      : []),
  ];
}

function kafkaFaults({controller, registered, lagging, offline, below}: KafkaView): string[] {
  const told = ({count, some: names}: Counted, what: string) =>
    count === 0
      ? []
      : [`${count} ${count === 1 ? 'partition is' : 'partitions are'} ${what}: ${some(names, count)}`];
  return [
    ...(controller === null || !registered.includes(controller)
      ? ['the brokers have no controller that serves']
      : []),
    ...told(offline, 'offline'),
    ...told(below, 'below min.insync.replicas, where acks=all writes nothing'),
    ...told(lagging, 'under-replicated'),
  ];
}

function notesOf(services: readonly {host: string; service: Report}[], kafka: KafkaView | null): string[] {
  const held = [...new Set(services.flatMap(({service: {protocol}}) => (protocol === '' ? [] : [protocol])))];
  const away =
    kafka === null
      ? []
      : Object.keys(kafka.preferred).filter((id) => (kafka.leaders[id] ?? 0) < (kafka.preferred[id] ?? 0));
  return [
    ...held.map(
      (protocol) =>
        `an upgrade is not finalised: the brokers speak ${protocol} (kafkabook upgrade kafka --finalize)`,
    ),
    ...(away.length === 0
      ? []
      : [`not all leaders are the preferred ones: broker ${some(away)} leads fewer partitions`]),
  ];
}

/** What roles/status tells of a service. */
type Report = Readonly<{
  role: 'zookeeper' | 'kafka';
  id: number;
  wanted: Readonly<{release: string; heap: string}>;
  unit: Readonly<{
    installed: boolean;
    active: string;
    sub: string;
    enabled: boolean;
    restarts: number;
    seconds: number | null;
  }>;
  release: string;
  heap: string;
  pending: readonly string[];
  stale: readonly string[];
  dirs: readonly Directory[];
  problem: string;
  mode: string;
  outstanding: number;
  synced: number | null;
  protocol: string;
  cluster: KafkaView | null;
}>;

function parse(host: string, texts: readonly string[]): Report[] {
  try {
    const {services} = fields(JSON.parse(texts.join('')));
    if (Array.isArray(services)) return services.map((service) => report(fields(service)));
  } catch {
    // It was cut off.
  }
  const hint = 'see what stands in the way: kafkabook run status';
  throw new Refusal('taskFailed', `${host} does not tell its state as a whole`, hint);
}

function report(of: Fields): Report {
  const [wanted, unit] = [fields(of['wanted']), fields(of['unit'])];
  return {
    role: of['role'] === 'kafka' ? 'kafka' : 'zookeeper',
    id: number(of['id']) ?? -1,
    wanted: {release: text(wanted['release']), heap: text(wanted['heap'])},
    unit: {
      installed: unit['installed'] === true,
      active: text(unit['active']),
      sub: text(unit['sub']),
      enabled: unit['enabled'] === true,
      restarts: number(unit['restarts']) ?? 0,
      seconds: number(unit['seconds']),
    },
    release: text(of['release']),
    heap: text(of['heap']),
    pending: texts(of['pending']),
    stale: texts(of['stale']),
    dirs: list(of['dirs']).map((dir) => ({
      path: text(dir['path']),
      bytes: number(dir['bytes']),
      free: number(dir['free']),
      problem: text(dir['problem']),
    })),
    problem: text(of['problem']),
    mode: text(of['mode']),
    outstanding: number(of['outstanding']) ?? 0,
    synced: number(of['synced']),
    protocol: text(of['protocol']),
    cluster: of['cluster'] === undefined ? null : view(fields(of['cluster'])),
  };
}

function view(of: Fields): KafkaView {
  const counted = (value: unknown): Counted => {
    const {count, some: names} = fields(value);
    return {count: number(count) ?? 0, some: texts(names)};
  };
  const numbers = (value: unknown) =>
    Object.fromEntries(Object.entries(fields(value)).map(([key, each]) => [key, number(each) ?? 0]));
  const {registered} = of;
  return {
    controller: number(of['controller']),
    registered: Array.isArray(registered) ? registered.flatMap((each) => number(each) ?? []) : [],
    topics: number(of['topics']) ?? 0,
    partitions: number(of['partitions']) ?? 0,
    lagging: counted(of['lagging']),
    offline: counted(of['offline']),
    below: counted(of['below']),
    leaders: numbers(of['leaders']),
    preferred: numbers(of['preferred']),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function some(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, 5).join(', ');
  return count > 5 ? `${shown} and ${count - Math.min(5, names.length)} more` : shown;
}
