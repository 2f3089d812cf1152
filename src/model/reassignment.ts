// Where the replicas of all partitions should stand. Pure: the same state gives the same plan, and a cluster that was
// brought to its plan gets an empty one.

/** A broker that is to have replicas. `rack` is '' where it has none. */
export type BrokerPlace = {readonly id: number; readonly rack: string};

/** A partition, and the brokers that have it; the first is the one that prefers to lead. `size` is in bytes. */
export type PartitionReplicas = {
  readonly topic: string;
  readonly partition: number;
  readonly replicas: readonly number[];
  readonly size: number;
};

/** A partition whose replicas change: so many are copied to other brokers, or none, and another one prefers to lead. */
export type Move = Omit<PartitionReplicas, 'replicas'> & {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly copies: number;
};

/** What a broker has. */
export type BrokerLoad = {readonly replicas: number; readonly leaders: number; readonly bytes: number};

/**
 * The moves that bring all replicas onto the given brokers. First each partition is spread over as many racks as it
 * can be (where every broker has one), then brokers get the same number of replicas, then as few replicas as can be found
 * are moved; the number of partitions that a broker prefers to lead is evened out by the order of the replicas, which moves
 * no data. Which of several partitions moves is decided by the topics and the sizes, so that both are spread, too.
 * Throws where a partition has more replicas than there are brokers: `tooWide` names those.
 */
export function planMoves(
  partitions: readonly PartitionReplicas[],
  brokers: readonly BrokerPlace[],
): readonly Move[] {
  const [topic] = tooWide(partitions, brokers.length);
  if (topic !== undefined) throw new Error(`${topic} has more replicas than there are brokers`);
  const draft = beginDraft(partitions, brokers);
  for (const seat of draft.seats) evacuate(draft, seat);
  for (const seat of draft.seats) spreadOverRacks(draft, seat);
  evenOut(draft);
  takeBack(draft);
  spreadLeaders(draft);
  return draft.seats.flatMap(({of, replicas}) => {
    const {topic, partition, size, replicas: from} = of;
    const to = sameMembers(from, replicas) ? leading(from, replicas[0]) : replicas;
    const copies = to.filter((id) => !from.includes(id)).length;
    return from.every((id, index) => id === to[index]) ? [] : [{topic, partition, size, from, to, copies}];
  });
}

/** Topics with a partition of more replicas than so many brokers can hold. */
export function tooWide(partitions: readonly PartitionReplicas[], brokers: number): readonly string[] {
  return [...new Set(partitions.filter(({replicas}) => replicas.length > brokers).map(({topic}) => topic))];
}

/** What each broker has, by its id. */
export function loads(partitions: readonly PartitionReplicas[]): ReadonlyMap<number, BrokerLoad> {
  const found = new Map<number, BrokerLoad>();
  for (const {replicas, size} of partitions)
    for (const [index, id] of replicas.entries()) {
      const {replicas: count, leaders, bytes} = found.get(id) ?? {replicas: 0, leaders: 0, bytes: 0};
      found.set(id, {
        replicas: count + 1,
        leaders: leaders + (index === 0 ? 1 : 0),
        bytes: bytes + size,
      });
    }
  return found;
}

/** The partitions as they are when all moves are done. */
export function moved(
  partitions: readonly PartitionReplicas[],
  moves: readonly Move[],
): readonly PartitionReplicas[] {
  const targets = new Map(moves.map((move) => [nameOf(move), move.to]));
  return partitions.map((each) => ({...each, replicas: targets.get(nameOf(each)) ?? each.replicas}));
}

/**
 * The moves in parts of so many partitions that are done together. Those that copy nothing come last, in one part: they
 * take no time.
 */
export function batches(moves: readonly Move[], size: number): readonly (readonly Move[])[] {
  const copying = moves.filter(({copies}) => copies > 0);
  const others = moves.filter(({copies}) => copies === 0);
  const parts = Array.from({length: Math.ceil(copying.length / size)}, (_, index) =>
    copying.slice(index * size, (index + 1) * size),
  );
  return others.length === 0 ? parts : [...parts, others];
}

/** A partition on its way. `home` has the brokers that have it now, where it costs nothing. */
type Seat = {
  readonly of: PartitionReplicas;
  readonly index: number;
  readonly home: ReadonlySet<number>;
  readonly replicas: number[];
};

type Desk = {
  readonly id: number;
  readonly rack: string;
  readonly seats: Set<Seat>;
  readonly topics: Map<string, number>;
  bytes: number;
};

type Draft = {readonly seats: readonly Seat[]; readonly desks: ReadonlyMap<number, Desk>};

function beginDraft(partitions: readonly PartitionReplicas[], brokers: readonly BrokerPlace[]): Draft {
  const racked = brokers.every(({rack}) => rack !== '');
  const desks = new Map(
    brokers
      .toSorted((one, other) => one.id - other.id)
      .map(({id, rack}) => [
        id,
        {id, rack: racked ? rack : '', seats: new Set<Seat>(), topics: new Map<string, number>(), bytes: 0},
      ]),
  );
  const seats = partitions
    .toSorted((one, other) => compare(one.topic, other.topic) || one.partition - other.partition)
    .map((of, index) => ({of, index, home: new Set(of.replicas), replicas: [...of.replicas]}));
  const draft: Draft = {seats, desks};
  for (const seat of seats) for (const id of seat.replicas) enter(desks.get(id), seat);
  return draft;
}

function enter(desk: Desk | undefined, seat: Seat): void {
  if (desk === undefined) return;
  desk.seats.add(seat);
  desk.topics.set(seat.of.topic, (desk.topics.get(seat.of.topic) ?? 0) + 1);
  desk.bytes += seat.of.size;
}

function leave(desk: Desk | undefined, seat: Seat): void {
  if (desk === undefined) return;
  desk.seats.delete(seat);
  desk.topics.set(seat.of.topic, (desk.topics.get(seat.of.topic) ?? 0) - 1);
  desk.bytes -= seat.of.size;
}

/** Gives the place of one broker in the list of replicas to another one. */
function shift({desks}: Draft, seat: Seat, from: number, to: number): void {
  leave(desks.get(from), seat);
  seat.replicas[seat.replicas.indexOf(from)] = to;
  enter(desks.get(to), seat);
}

/** Takes a partition off brokers that are to have nothing. */
function evacuate(draft: Draft, seat: Seat): void {
  for (const from of seat.replicas.filter((id) => !draft.desks.has(id))) {
    const free = [...draft.desks.values()].filter(({id}) => !seat.replicas.includes(id));
    const best = least(free, (desk) => [
      inRack(draft, seat, desk.rack),
      desk.seats.size,
      desk.topics.get(seat.of.topic) ?? 0,
      desk.bytes,
    ]);
    if (best !== undefined) shift(draft, seat, from, best.id);
  }
}

/** Moves replicas out of racks that have two more than another one could have. */
function spreadOverRacks(draft: Draft, seat: Seat): void {
  for (;;) {
    const used = seat.replicas.flatMap((id) => draft.desks.get(id) ?? []);
    const from = least(used, (desk) => [-inRack(draft, seat, desk.rack), -desk.seats.size]);
    const free = [...draft.desks.values()].filter(({id}) => !seat.replicas.includes(id));
    const to = least(free, (desk) => [inRack(draft, seat, desk.rack), desk.seats.size, desk.bytes]);
    if (from === undefined || to === undefined) return;
    if (inRack(draft, seat, to.rack) + 2 > inRack(draft, seat, from.rack)) return;
    shift(draft, seat, from.id, to.id);
  }
}

function inRack({desks}: Draft, seat: Seat, rack: string): number {
  return seat.replicas.filter((id) => desks.get(id)?.rack === rack).length;
}

/** Moves replicas from brokers with more to brokers with less, as long as two differ by more than one. */
function evenOut(draft: Draft): void {
  // Pairs between which nothing could be moved when it was last tried.
  const vain = new Set<string>();
  for (;;) {
    const step = directStep(draft, vain);
    if (step !== undefined) {
      shift(draft, ...step);
      continue;
    }
    if (vain.size > 0) {
      vain.clear();
      const again = directStep(draft, vain);
      if (again !== undefined) {
        shift(draft, ...again);
        continue;
      }
    }
    if (!shiftAlong(draft, detour(draft))) return;
    vain.clear();
  }
}

type Step = [seat: Seat, from: number, to: number];

function directStep(draft: Draft, vain: Set<string>): Step | undefined {
  const desks = byLoad(draft);
  for (const from of desks.toReversed())
    for (const to of desks) {
      if (from.seats.size - to.seats.size < 2) break;
      if (vain.has(`${from.id} ${to.id}`)) continue;
      const seat = candidate(draft, from, to);
      if (seat !== undefined) return [seat, from.id, to.id];
      vain.add(`${from.id} ${to.id}`);
    }
  return undefined;
}

/** The brokers through which a replica gets from a broker to one with less, where nothing can be moved directly. */
function detour(draft: Draft): readonly Desk[] {
  const desks = byLoad(draft);
  for (const from of desks.toReversed()) {
    const least = desks[0];
    if (least === undefined || from.seats.size - least.seats.size < 2) return [];
    const found = route(
      from,
      (desk) => desks.filter((to) => to !== desk && candidate(draft, desk, to) !== undefined),
      (desk) => from.seats.size - desk.seats.size >= 2,
    );
    if (found.length > 0) return found;
  }
  return [];
}

/** Moves a replica along each part of a route; all of them or none. */
function shiftAlong(draft: Draft, path: readonly Desk[]): boolean {
  const done: Step[] = [];
  for (const [index, to] of path.entries()) {
    const from = path[index - 1];
    if (from === undefined) continue;
    const seat = candidate(draft, from, to);
    if (seat === undefined) {
      for (const [each, was, is] of done.toReversed()) shift(draft, each, is, was);
      return false;
    }
    shift(draft, seat, from.id, to.id);
    done.push([seat, from.id, to.id]);
  }
  return done.length > 0;
}

function byLoad({desks}: Draft): Desk[] {
  return [...desks.values()].sort((one, other) => one.seats.size - other.seats.size || one.id - other.id);
}

/** The partition to move between two brokers: what costs least, then what evens out topics, then sizes. */
function candidate(draft: Draft, from: Desk, to: Desk): Seat | undefined {
  let best: Seat | undefined;
  let rank: readonly number[] = [];
  const half = (from.bytes - to.bytes) / 2;
  for (const seat of from.seats) {
    if (!canShift(draft, seat, from, to)) continue;
    const {topic, size} = seat.of;
    const surplus = (from.topics.get(topic) ?? 0) - (to.topics.get(topic) ?? 0);
    const own = [cost(seat, from, to), -surplus, Math.abs(size - half), seat.index];
    if (best !== undefined && compareRanks(own, rank) >= 0) continue;
    best = seat;
    rank = own;
  }
  return best;
}

/** Whether a partition is spread over racks as well when a replica moves. */
function canShift(draft: Draft, seat: Seat, from: Desk, to: Desk): boolean {
  if (seat.replicas.includes(to.id)) return false;
  return from.rack === to.rack || inRack(draft, seat, to.rack) < inRack(draft, seat, from.rack);
}

/** How many more replicas have to be copied when one moves: -1 when it goes back to where it is now. */
function cost({home}: Seat, from: Desk, to: Desk): number {
  return (home.has(from.id) ? 1 : 0) - (home.has(to.id) ? 1 : 0);
}

/**
 * Finds rounds of moves after which every broker has as many replicas as before, or two have changed their numbers, and
 * fewer have to be copied. Such rounds are cycles of negative cost among the brokers.
 */
function takeBack(draft: Draft): void {
  for (;;) {
    const cycle = negativeCycle(draft);
    const before = copiesOf(draft);
    if (cycle.length === 0) return;
    const done: Step[] = [];
    for (const [from, to] of cycle) {
      const seat = candidate(draft, from, to);
      if (seat === undefined) break;
      shift(draft, seat, from.id, to.id);
      done.push([seat, from.id, to.id]);
    }
    if (done.length === cycle.length && copiesOf(draft) < before) continue;
    for (const [seat, from, to] of done.toReversed()) shift(draft, seat, to, from);
    return;
  }
}

function copiesOf({seats}: Draft): number {
  return seats.reduce((sum, {home, replicas}) => sum + replicas.filter((id) => !home.has(id)).length, 0);
}

/** By Bellman and Ford. Brokers are nodes; so is each number of replicas, through which two brokers exchange theirs. */
function negativeCycle(draft: Draft): readonly (readonly [from: Desk, to: Desk])[] {
  const desks = [...draft.desks.values()];
  const levels = [...new Set(desks.map(({seats}) => seats.size))];
  const arcs: {from: number; to: number; cost: number}[] = [];
  for (const [from, one] of desks.entries()) {
    for (const [to, other] of desks.entries()) {
      const seat = from === to ? undefined : candidate(draft, one, other);
      if (seat !== undefined) arcs.push({from, to, cost: cost(seat, one, other)});
    }
    for (const [index, level] of levels.entries()) {
      if (one.seats.size === level) arcs.push({from, to: desks.length + index, cost: 0});
      if (one.seats.size === level + 1) arcs.push({from: desks.length + index, to: from, cost: 0});
    }
  }
  const nodes = desks.length + levels.length;
  const distance = Array.from({length: nodes}, () => 0);
  const before = Array.from({length: nodes}, () => -1);
  let last = -1;
  for (let round = 0; round < nodes; round++) {
    last = -1;
    for (const {from, to, cost} of arcs) {
      if ((distance[from] ?? 0) + cost >= (distance[to] ?? 0)) continue;
      distance[to] = (distance[from] ?? 0) + cost;
      before[to] = from;
      last = to;
    }
    if (last === -1) return [];
  }
  for (let round = 0; round < nodes; round++) last = before[last] ?? -1;
  const cycle = [last];
  for (let node = before[last] ?? -1; node !== last; node = before[node] ?? -1) cycle.unshift(node);
  return cycle.flatMap((node, index) => {
    const from = desks[cycle.at(index - 1) ?? -1];
    const to = desks[node];
    return from === undefined || to === undefined ? [] : [[from, to] as const];
  });
}

/** Lets brokers prefer to lead the same number of partitions, as far as their replicas allow. */
function spreadLeaders({seats, desks}: Draft): void {
  const led = new Map([...desks.keys()].map((id) => [id, new Set<Seat>()]));
  for (const seat of seats) led.get(seat.replicas[0] ?? -1)?.add(seat);
  const count = (id: number) => led.get(id)?.size ?? 0;
  const handing = (from: number, to: number) =>
    [...(led.get(from) ?? [])].find((seat) => seat.replicas.includes(to));
  for (;;) {
    const path = leaderRoute([...desks.keys()], led, count);
    if (path.length === 0) return;
    for (const [index, to] of path.entries()) {
      const from = path[index - 1];
      const seat = from === undefined ? undefined : handing(from, to);
      if (from === undefined || seat === undefined) continue;
      led.get(from)?.delete(seat);
      led.get(to)?.add(seat);
      seat.replicas.splice(0, seat.replicas.length, ...leading(seat.replicas, to));
    }
  }
}

function leaderRoute(
  ids: readonly number[],
  led: ReadonlyMap<number, ReadonlySet<Seat>>,
  count: (id: number) => number,
): readonly number[] {
  const most = ids.toSorted((one, other) => count(other) - count(one) || one - other);
  const fewest = Math.min(...ids.map(count));
  for (const from of most) {
    if (count(from) - fewest < 2) return [];
    const found = route(
      from,
      (id) => [...new Set([...(led.get(id) ?? [])].flatMap(({replicas}) => replicas))],
      (id) => count(from) - count(id) >= 2,
    );
    if (found.length > 0) return found;
  }
  return [];
}

/** The shortest way from a node to one that is looked for; empty where there is none. */
function route<Node>(
  from: Node,
  next: (node: Node) => readonly Node[],
  isEnd: (node: Node) => boolean,
): readonly Node[] {
  const before = new Map<Node, Node | undefined>([[from, undefined]]);
  for (const node of before.keys())
    for (const to of next(node)) {
      if (before.has(to)) continue;
      before.set(to, node);
      if (!isEnd(to)) continue;
      const path = [to];
      for (let at = before.get(to); at !== undefined; at = before.get(at)) path.unshift(at);
      return path;
    }
  return [];
}

const nameOf = ({topic, partition}: {topic: string; partition: number}) => `${topic}-${partition}`;

function leading(replicas: readonly number[], leader: number | undefined): readonly number[] {
  return leader === undefined ? replicas : [leader, ...replicas.filter((id) => id !== leader)];
}

function sameMembers(one: readonly number[], other: readonly number[]): boolean {
  return one.every((id) => other.includes(id));
}

function least<T>(list: readonly T[], rank: (each: T) => readonly number[]): T | undefined {
  return list.toSorted((one, other) => compareRanks(rank(one), rank(other)))[0];
}

function compareRanks(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

// By code units: the same on every computer.
const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
