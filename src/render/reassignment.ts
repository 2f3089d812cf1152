import type {Assignment} from '../model/assignment.ts';
import type {BrokerLoad, Move} from '../model/reassignment.ts';
import {printable} from './code-frame.ts';
import {counted} from './problems.ts';
import {table} from './table.ts';

/** Between columns that hold arrows. */
const GAP = '   ';

/** What a reassignment would do, and how it would be done. */
export type PlannedReassignment = Readonly<{
  assignment: Assignment;
  moves: readonly Move[];
  /** What each broker has now and would have afterwards, by its id. */
  before: ReadonlyMap<number, BrokerLoad>;
  after: ReadonlyMap<number, BrokerLoad>;
  drained: readonly number[];
  batches: number;
  /** MB a second. */
  throttle: number;
}>;

/** A reassignment for people: what each broker has before and after, what is copied of each topic, and the sum. */
export function reassignmentLines(planned: PlannedReassignment): string[] {
  const {moves, assignment} = planned;
  const topics = topicRows(planned);
  return [
    ...table([['broker', 'replicas', 'leaders', 'size'], ...brokerRows(planned)], GAP),
    '',
    ...(topics.length === 0
      ? []
      : [...table([['topic', 'copies', 'brokers', 'to copy'], ...topics], GAP), '']),
    moves.length === 0 ? 'Nothing has to move.' : summary(planned),
    ...(assignment.throttles.length === 0
      ? []
      : [`A throttle was left behind and is to be taken away: ${assignment.throttles.join(', ')}.`]),
  ].map(printable);
}

function brokerRows({assignment, before, after, drained}: PlannedReassignment): string[][] {
  return assignment.brokers.map(({id, host, rack}) => {
    const [was, will] = [before.get(id) ?? NOTHING, after.get(id) ?? NOTHING];
    const where = [rack, drained.includes(id) ? 'drained' : ''].filter(Boolean).join(', ');
    return [
      `${id} ${host}${where === '' ? '' : ` (${where})`}`,
      change(was.replicas, will.replicas),
      change(was.leaders, will.leaders),
      assignment.sized ? change(size(was.bytes), size(will.bytes)) : 'not known',
    ];
  });
}

function topicRows({assignment, moves}: PlannedReassignment): string[][] {
  return [...new Set(moves.map(({topic}) => topic))].map((name) => {
    const own = moves.filter(({topic}) => topic === name);
    const targets = new Map(own.map(({partition, to}) => [partition, to]));
    const all = assignment.partitions.filter(({topic}) => topic === name);
    const now = new Set(all.flatMap(({replicas}) => replicas)).size;
    const then = new Set(all.flatMap(({partition, replicas}) => targets.get(partition) ?? replicas)).size;
    const bytes = assignment.sized ? size(bytesOf(own)) : 'not known';
    return [name, String(copiesOf(own)), change(now, then), bytes];
  });
}

function summary({assignment, moves, batches, throttle}: PlannedReassignment): string {
  const count = copiesOf(moves);
  const others = moves.filter(({copies}) => copies === 0).length;
  const bytes = assignment.sized ? ` (${size(bytesOf(moves))})` : '';
  const parts = [
    ...(count === 0 ? [] : [`${counted(count, 'replica')}${bytes} copied`]),
    ...(others === 0 ? [] : [`${counted(others, 'partition')} led by another of its brokers`]),
  ];
  return `${counted(moves.length, 'partition')} to change: ${parts.join(', ')}; in ${counted(batches, 'batch', 'batches')}, at most ${throttle} MB/s a broker.`;
}

const copiesOf = (moves: readonly Move[]) => moves.reduce((sum, {copies}) => sum + copies, 0);

const bytesOf = (moves: readonly Move[]) => moves.reduce((sum, {copies, size}) => sum + copies * size, 0);

const NOTHING: BrokerLoad = {replicas: 0, leaders: 0, bytes: 0};

function change(before: number | string, after: number | string): string {
  return before === after ? String(before) : `${before} -> ${after}`;
}

/** In the units of --throttle. */
function size(bytes: number): string {
  const [unit, name] = UNITS.find(([least]) => bytes >= least) ?? [1, 'B'];
  return `${(bytes / unit).toFixed(unit === 1 ? 0 : 1)} ${name}`;
}

const UNITS = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
] as const;
