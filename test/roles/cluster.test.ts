import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {once} from 'node:events';
import {createServer, type AddressInfo, type Server} from 'node:net';

const PROGRAM = 'roles/kafka/files/cluster.py';

/** What a broker says of itself and the others; ids to ports, and topics as [replicas, in sync, leader] a partition. */
type Known = Readonly<{
  brokers: Readonly<Record<number, number>>;
  controller: number;
  topics?: Readonly<Record<string, readonly (readonly [number[], number[], number])[]>>;
  topicError?: number;
  least?: Readonly<Record<string, number>>;
  settingsError?: number;
  elected?: readonly (readonly [string, number, number])[];
  electionError?: number;
  /** Bytes of an answer that are kept. */
  cutAt?: number;
}>;

const int8 = (value: number) => Buffer.from(Int8Array.of(value).buffer);
const int16 = (value: number) => Buffer.from([(value >> 8) & 255, value & 255]);
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const text = (value: string | null) =>
  value === null ? int16(-1) : Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);
const list = <T>(values: readonly T[], bytes: (value: T) => Buffer) =>
  Buffer.concat([int32(values.length), ...values.map(bytes)]);

/** Answers of apache/kafka's clients/src/main/resources/common/message, in the versions that the program asks in. */
const ANSWERS: Readonly<Record<string, (known: Known) => Buffer>> = {
  '18.0': () => Buffer.concat([int16(0), int32(0)]),
  '3.5': ({brokers, controller, topics = {}, topicError = 0}) =>
    Buffer.concat([
      int32(0),
      list(Object.entries(brokers), ([id, port]) =>
        Buffer.concat([int32(Number(id)), text('127.0.0.1'), int32(port), text(id === '1' ? 'rack' : null)]),
      ),
      text('cluster'),
      int32(controller),
      list(Object.entries(topics), ([name, partitions]) =>
        Buffer.concat([
          ...[int16(topicError), text(name), int8(0)],
          list([...partitions.entries()], ([number, [replicas, inSync, leader]]) =>
            Buffer.concat([
              ...[int16(leader < 0 ? 5 : 0), int32(number), int32(leader)],
              ...[replicas, inSync, []].map((ids) => list(ids, int32)),
            ]),
          ),
        ]),
      ),
    ]),
  '32.1': ({least = {}, settingsError = 0}) =>
    Buffer.concat([
      int32(0),
      list(Object.entries(least), ([name, value]) =>
        Buffer.concat([
          ...[int16(settingsError), text(settingsError === 0 ? null : 'no'), int8(2), text(name)],
          list(settingsError === 0 ? [value] : [], () =>
            Buffer.concat([
              ...[text('min.insync.replicas'), text(String(value)), int8(0), int8(1), int8(0)],
              list([value], () => Buffer.concat([text('min.insync.replicas'), text(String(value)), int8(1)])),
            ]),
          ),
        ]),
      ),
    ]),
  '43.1': ({elected = [], electionError = 0}) =>
    Buffer.concat([
      ...[int32(0), int16(electionError)],
      list(elected, ([name, partition, error]) =>
        Buffer.concat([text(name), list([partition], () => Buffer.concat([int32(partition), int16(error), text(null)]))]),
      ),
    ]),
};

describe('what the gates ask brokers in their own protocol', () => {
  const servers: Server[] = [];

  /** The port of a server that answers as a broker would. */
  async function broker(known: () => Known): Promise<number> {
    return listen(serverOf(known));
  }

  function serverOf(known: () => Known): Server {
    return createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (request) => {
        const answer = ANSWERS[`${request.readInt16BE(4)}.${request.readInt16BE(6)}`]?.(known());
        if (answer === undefined) return socket.destroy();
        const whole = Buffer.concat([request.subarray(8, 12), answer]);
        const cut = whole.subarray(0, known().cutAt);
        return socket.write(Buffer.concat([int32(cut.length), cut]));
      });
    });
  }

  async function listen(server: Server): Promise<number> {
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async function closedPort(): Promise<number> {
    const port = await listen(createServer());
    await new Promise((done) => servers.pop()?.close(done));
    return port;
  }

  const ask = (word: string, ...ports: readonly number[]) => askWith(word, ports);

  const askWith = (word: string, ports: readonly number[], ...more: readonly string[]) =>
    new Promise<{code: number; stdout: string; stderr: string}>((done) => {
      const args = [PROGRAM, word, ports.map((port) => `127.0.0.1:${port}`).join(','), ...more];
      execFile('python3', args, (error, stdout, stderr) => done({code: Number(error?.code ?? 0), stdout, stderr}));
    });

  /** Of a broker that is the only one. */
  async function askAlone(word: string, known: Omit<Known, 'brokers' | 'controller'>) {
    let port = 0;
    port = await broker(() => ({brokers: {1: port}, controller: 1, ...known}));
    return ask(word, port);
  }

  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it('is told as the tools of Kafka tell it, by the controller, whoever is asked first', async () => {
    const away = await closedPort();
    let [one, two]: number[] = [];
    const brokers = () => ({1: one ?? 0, 2: two ?? 0, 3: away});
    const topics = {
      b: [
        [[1, 2, 3], [2, 1], 2],
        [[3], [], -1],
      ],
      a: [[[2], [2], 2]],
    } as const satisfies Known['topics'];
    one = await broker(() => ({brokers: brokers(), controller: 2}));
    two = await broker(() => ({brokers: brokers(), controller: 2, topics, least: {b: 2, a: 1}}));
    const {code, stdout, stderr} = await ask('describe', away, one);
    assert.equal(stderr, '');
    assert.equal(code, 0);
    assert.deepEqual(stdout.split('\n'), [
      'controller 2',
      `127.0.0.1:${one} (id: 1 rack: rack) -> (`,
      `127.0.0.1:${two} (id: 2 rack: null) -> (`,
      'Topic: a\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: min.insync.replicas=1',
      '\tTopic: a\tPartition: 0\tLeader: 2\tReplicas: 2\tIsr: 2',
      'Topic: b\tPartitionCount: 2\tReplicationFactor: 3\tConfigs: min.insync.replicas=2',
      '\tTopic: b\tPartition: 0\tLeader: 2\tReplicas: 1,2,3\tIsr: 2,1',
      '\tTopic: b\tPartition: 1\tLeader: none\tReplicas: 3\tIsr: ',
      '',
    ]);
  });

  it('is told without settings, and of the controller alone, where nothing else is asked', async () => {
    const port = await broker(() => ({brokers: {1: port}, controller: 1, topics: {a: [[[1], [1], 1]]}, settingsError: 29}));
    const {code, stdout} = await ask('partitions', port);
    assert.equal(code, 0, 'settings may not be read, and are not');
    assert.match(stdout, /^Topic: a\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: \n/m);
    assert.equal((await ask('controller', port)).stdout, 'controller 1\n');
  });

  const topics = {a: [[[1], [1], 1]]} as const satisfies Known['topics'];
  const whole = {topics, least: {a: 1}};
  const FAILURES: readonly (readonly [string, Omit<Known, 'brokers' | 'controller'> & {controller?: number}, RegExp])[] = [
    ['a broker that knows no controller', {...whole, controller: -1}, /there is no controller/],
    ['an answer that is cut off in its list', {...whole, cutAt: 40}, /buffer|unpack/],
    ['a topic that cannot be read', {...whole, topicError: 3}, /the topic a cannot be read: error 3/],
    ['settings that may not be read', {...whole, settingsError: 29}, /the settings of a cannot be read: no/],
  ];
  for (const [title, known, said] of FAILURES)
    it(`is not taken from ${title}`, async () => {
      const {code, stdout, stderr} = await askAlone('describe', known);
      assert.match(stderr, said);
      assert.deepEqual([code, stdout], [1, '']);
    });

  it('leaves a topic out that is gone by the time its settings are read', async () => {
    const {stdout} = await askAlone('describe', {...whole, settingsError: 3});
    assert.deepEqual(stdout.split('\n').slice(2), ['']);
  });

  it('says so where nobody listens, or somebody else', async () => {
    assert.match((await ask('describe', await closedPort())).stderr, /refused/);
    const web = await listen(createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n')));
    const {code, stderr} = await ask('describe', web);
    assert.deepEqual([code, stderr], [1, `127.0.0.1:${web}: this is not Kafka, or wants TLS\n`]);
  });

  it('elects, and tells what that has changed', async () => {
    const {code, stdout} = await askAlone('elect', {
      elected: [
        ['a', 0, 0],
        ['a', 1, 84],
        ['b', 7, 80],
      ],
    });
    assert.deepEqual([code, stdout], [0, 'elected a-0\nnot elected b-7: 80\n']);
    const refused = await askAlone('elect', {electionError: 31});
    assert.deepEqual([refused.code, refused.stderr], [1, 'no election: error 31\n']);
  });

  const UNSETTLED: readonly (readonly [string, (away: number) => Known])[] = [
    ['is not registered', () => ({brokers: {}, controller: 1, topics})],
    ['is registered and does not answer', (away) => ({brokers: {3: away}, controller: 1, topics})],
    ['has a partition that is not in sync', () => ({brokers: {}, controller: 1, topics: {a: [[[1, 3], [1], 1]]}})],
    ['alone could lead a partition', () => ({brokers: {}, controller: 1, topics: {a: [[[3], [3], -1]]}})],
  ];
  for (const [title, known] of UNSETTLED)
    it(`waits for a broker that ${title}, and not where it may be away`, async () => {
      const away = await closedPort();
      let port = 0;
      port = await broker(() => ({...known(away), brokers: {...known(away).brokers, 1: port}}));
      const begun = performance.now();
      assert.deepEqual(await askWith('await', [port], '1,3', '', '1.5'), {code: 0, stdout: '', stderr: ''});
      assert.ok(performance.now() - begun > 1500);
      assert.equal((await within(10, askWith('await', [port], '1', '3', '20'))).code, 0);
    });

  it('waits no longer than until all is well, which may be before anybody listens', async () => {
    const port = await closedPort();
    const asked = askWith('await', [port], '1', '', '20');
    setTimeout(() => {
      let inSync = [1];
      const server = serverOf(() => ({brokers: {1: port, 2: port}, controller: 1, topics: {a: [[[1, 2], inSync, 1]]}}));
      servers.push(server.listen(port, '127.0.0.1'));
      setTimeout(() => (inSync = [1, 2]), 500);
    }, 500);
    const begun = performance.now();
    assert.equal((await within(15, asked)).code, 0);
    assert.ok(performance.now() - begun > 1000);
  });
});

/** What comes of it, which it has to in so many seconds. */
async function within<T>(seconds: number, promise: Promise<T>): Promise<T> {
  const begun = performance.now();
  const value = await promise;
  assert.ok(performance.now() - begun < seconds * 1000);
  return value;
}
