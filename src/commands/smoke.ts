import {resolve} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {Flags} from '@oclif/core';
import {readManifest, type Manifest} from '../ansible/manifest.ts';
import {Brokers} from '../cli/brokers.ts';
import {say} from '../cli/command.ts';
import {checkNotInterrupted, TopicCommand} from '../cli/topic-command.ts';
import {ExitCode} from '../exit-codes.ts';
import {faultsOf, recordsOf, waysThrough, type Received, type Way} from '../kafka/smoke.ts';
import {consume, createTopic, deleteTopic, listTopics, produce, type Tool} from '../kafka/tools.ts';
import {checkNotInternal, checkTopicName} from '../kafka/topic-name.ts';
import {inParts} from '../in-parts.ts';
import {parseList} from '../kafka/description.ts';
import {listenersIn, type Listener} from '../model/listeners.ts';
import {Refusal} from '../refusal.ts';
import {smokeLines, type SmokeResult} from '../render/smoke.ts';

type Smoked = Readonly<{
  exitCode: number;
  topic: string;
  results: readonly SmokeResult[];
  skipped: readonly string[];
}>;

/** `keys`: one for each partition, whose records go there. */
type Target = Readonly<{topic: string; partitions: number; keys: readonly string[]}>;
type Place = Readonly<{name: string; brokers: Brokers | null}>;

/** Seconds without a record after which nothing more is waited for. */
const PATIENCE = 20;
/** Seconds for a place, with the start of a JVM on a busy machine, and for each record: the client here sends one by one. */
const limitFor = (count: number) => 60 + Math.ceil(count / 10);
/** What a tool on a broker ends with behind its limit. */
const ENDED = 124;

export default class Smoke extends TopicCommand {
  static override summary =
    'Send records through the cluster and read them, from this computer and from every broker.';
  static override description =
    'Makes a topic with a partition for each broker and as many replicas as new topics get, sends records through each ' +
    'listener that is advertised, reads all of them in each place, compares content (and from this computer the order), and deletes the topic. ' +
    `Ends with ${ExitCode.taskFailed} where something is wrong.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --topic peter-overview01 --keep',
    '<%= config.bin %> <%= command.id %> --from brokers',
  ];
  static override enableJsonFlag = true;
  static override flags = {
    project: TopicCommand.topicFlags.project,
    topic: Flags.string({description: 'the name of the topic, which must not be there yet'}),
    keep: Flags.boolean({description: 'leave the topic where it is'}),
    records: Flags.integer({min: 1, max: 10_000, default: 20, description: 'how many each place sends'}),
    from: Flags.option({
      options: ['everywhere', 'control', 'brokers'] as const,
      default: 'everywhere' as const,
      description: 'control: from this computer alone, which has to know the names of the brokers',
    })(),
  };

  async run(): Promise<Smoked> {
    const {flags} = await this.parse(Smoke);
    const folder = resolve(flags.project);
    const manifest = readManifest(folder);
    const topic = flags.topic ?? `kafkabook-smoke-${Date.now()}`;
    checkTopicName(topic);
    checkNotInternal(topic);
    const any = new Brokers(folder, manifest, undefined);
    const {ways, skipped} = waysThrough(await listenersOf(folder, manifest));
    const places = placesOf(folder, manifest, flags.from);
    const results: SmokeResult[] = [];
    const partitions = await this.checkAbsent(any, topic);
    // What was begun is waited for also when a signal came: a producer that is at work could make the topic anew.
    let work: Promise<unknown> = Promise.resolve();
    try {
      await this.create(any, topic, partitions);
      const {keysOf} = await import('../kafka/client.ts');
      const target = {topic, partitions, keys: keysOf(partitions)};
      const exchange = this.exchange(places, ways, target, Math.max(flags.records, partitions));
      work = exchange.catch(() => undefined);
      results.push(...(await orInterrupted(exchange)));
      const faults = (await this.describe(any, topic)).flatMap((each) =>
        each.partitions
          .filter(({state}) => state !== 'whole')
          .map(({partition, state}) => `partition ${partition} is ${state}`),
      );
      if (faults.length > 0)
        results.push({place: 'the topic', listener: '', wrote: 0, read: 0, acks: [], faults});
    } finally {
      await Promise.race([work, wait(PATIENCE * 1000, undefined, {ref: false})]);
      if (!flags.keep) await this.clear(any, topic);
    }
    for (const line of smokeLines(results, skipped)) this.log('%s', line);
    const isWell = results.every(({faults}) => faults.length === 0);
    this.log(
      '%s',
      isWell ? `All is well.${flags.keep ? ` The topic ${topic} stays.` : ''}` : 'Something is wrong.',
    );
    const exitCode = isWell ? ExitCode.done : ExitCode.taskFailed;
    process.exitCode = exitCode;
    return {exitCode, topic, results, skipped};
  }

  /** How many partitions the topic is to have. Throws a Refusal where it is there already. */
  private async checkAbsent(brokers: Brokers, topic: string): Promise<number> {
    const known = await brokers.known();
    if (!parseList(await this.ask(brokers, listTopics(known))).includes(topic)) return known.brokers;
    throw new Refusal(
      'usage',
      `the topic ${topic} is there already`,
      'name another one: nobody else is to read these records',
    );
  }

  private async create(brokers: Brokers, topic: string, partitions: number): Promise<void> {
    const known = await brokers.known();
    const replicas = known.config['default.replication.factor'];
    const replicationFactor = replicas === undefined ? Math.min(3, known.brokers) : Number(replicas);
    await this.ask(brokers, createTopic(known, {topic, configs: [], partitions, replicationFactor}));
    say(`made ${topic}: ${partitions} partitions, ${replicationFactor} replicas each`);
  }

  /** Deletes the topic, where it was made. */
  private async clear(brokers: Brokers, topic: string): Promise<void> {
    const known = await brokers.known();
    if (parseList(await this.ask(brokers, listTopics(known))).includes(topic))
      await this.ask(brokers, deleteTopic(known, topic));
  }

  /** All places send, and then all places read what all have sent. */
  private async exchange(
    places: readonly Place[],
    ways: readonly Way[],
    target: Target,
    count: number,
  ): Promise<SmokeResult[]> {
    const turns = places.flatMap((place) =>
      ways.map((way) => ({place, way, name: `${place.name} ${way.name}`})),
    );
    say(`sending ${count} records from ${places.length} places`);
    const sent = await inParts(turns, AT_ONCE, async ({place, way, name}) => {
      const values = recordsOf(name, count);
      try {
        return {values, acks: await this.send(place, way, target, values), fault: null};
      } catch (error) {
        return {values: [], acks: [], fault: `cannot send: ${reasonOf(error)}`};
      }
    });
    const tried = turns.flatMap(({name}) => recordsOf(name, count));
    const all = sent.flatMap(({values}) => values);
    say(`reading ${all.length} records there`);
    return inParts(turns, AT_ONCE, async ({place, way}, index) => {
      const {values = [], acks = [], fault = null} = sent[index] ?? {};
      const result = {
        place: place.name,
        listener: `${way.name} (${way.protocol})`,
        wrote: values.length,
        acks,
      };
      try {
        const received = await this.read(place, way, target.topic, all.length);
        const faults = [
          ...(fault === null ? [] : [fault]),
          ...faultsOf(all, received, target.partitions, tried),
        ];
        return {...result, read: received.length, faults};
      } catch (error) {
        return {
          ...result,
          read: 0,
          faults: [...(fault === null ? [] : [fault]), `cannot read: ${reasonOf(error)}`],
        };
      }
    });
  }

  private async send(
    {brokers}: Place,
    way: Way,
    {topic, partitions, keys}: Target,
    values: readonly string[],
  ): Promise<number[]> {
    if (brokers === null) {
      const {send} = await import('../kafka/client.ts');
      return this.within(send(way.servers, topic, partitions, values), values.length);
    }
    const known = {...(await brokers.known()), servers: way.servers.join(',')};
    const tool = produce(known, topic, {keyed: true});
    // To one partition after the other: without keys all of them would go to one, and one leader alone be tried.
    const lines = values.map((value, index) => `${keys[index % partitions] ?? ''}\t${value}\n`);
    const stdin = {text: lines.join('')};
    await this.perform(brokers, tool, stdin, values.length);
    return [];
  }

  private async read({brokers}: Place, way: Way, topic: string, count: number): Promise<Received[]> {
    if (brokers === null) {
      const {read} = await import('../kafka/client.ts');
      return this.within(read(way.servers, topic, count, PATIENCE), count);
    }
    const known = {...(await brokers.known()), servers: way.servers.join(',')};
    const tool = consume(known, topic, {
      fromBeginning: true,
      traceless: true,
      maxMessages: count,
      timeout: PATIENCE,
    });
    const text = await this.perform(brokers, tool, 'open', count);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((value) => ({value, partition: null}));
  }

  /** What the client here comes to with so many records, within its limit. */
  private within<T>(work: Promise<T>, count: number): Promise<T> {
    const seconds = limitFor(count);
    const late = wait(seconds * 1000, undefined, {ref: false}).then(() => {
      throw new Error(`nothing came of it in ${seconds} s`);
    });
    return Promise.race([work, late]);
  }

  /** Ends also where the client goes on for itself: it has been seen to, with connections to brokers that lack each other. */
  protected override async finally(error: Error | undefined): Promise<void> {
    await super.finally(error);
    setTimeout(() => process.exit(), 1000).unref();
  }

  private async perform(
    brokers: Brokers,
    tool: Tool,
    stdin: 'open' | {text: string},
    count: number,
  ): Promise<string> {
    const limit = limitFor(count);
    const called = await brokers.call(tool, {stdin, stdout: 'kept', limit});
    checkNotInterrupted(called);
    const {code, words, stdout} = called;
    // A producer would try for ever to reach a leader that it cannot reach.
    if (code === ENDED)
      throw this.failure(tool, called, `nothing came of it in ${limit} s; ${words.reason(stdout)}`);
    // The console tools end with 0 also after errors, and the consumer with an error when its time is over.
    if (words.errors > 0 && !words.timedOut) throw this.failure(tool, called, words.reason(stdout));
    if (code !== 0 && !words.timedOut) throw this.failure(tool, called, words.reason(stdout));
    return stdout;
  }
}

async function listenersOf(folder: string, manifest: Manifest): Promise<Listener[]> {
  const hosts = manifest.groups.get('kafkahosts') ?? [];
  const all = await Promise.all(hosts.map(async (host) => new Brokers(folder, manifest, host).known()));
  return all.flatMap(({config}) =>
    listenersIn(
      config['advertised.listeners'] ?? config['listeners'] ?? '',
      config['listener.security.protocol.map'] ?? '',
    ),
  );
}

function placesOf(folder: string, manifest: Manifest, from: 'everywhere' | 'control' | 'brokers'): Place[] {
  const hosts = manifest.groups.get('kafkahosts') ?? [];
  return [
    ...(from === 'brokers' ? [] : [{name: 'this computer', brokers: null}]),
    ...(from === 'control'
      ? []
      : hosts.map((host) => ({name: host, brokers: new Brokers(folder, manifest, host)}))),
  ];
}

/** Each is a JVM on a broker. */
const AT_ONCE = 4;

function reasonOf(error: unknown): string {
  if (error instanceof Refusal && (error.exitCode === 'interrupted' || error.exitCode === 'terminated'))
    throw error;
  return error instanceof Error ? error.message : String(error);
}

/** What work comes to, or a Refusal when a signal comes first: the topic has to be deleted in any case. */
async function orInterrupted<T>(work: Promise<T>): Promise<T> {
  let onSignal = (_: NodeJS.Signals) => {};
  const interrupted = new Promise<never>((_, fail) => {
    onSignal = (name) =>
      fail(
        new Refusal(
          name === 'SIGINT' ? 'interrupted' : 'terminated',
          'interrupted while records were under way',
          'the topic is deleted, unless it was to be kept',
        ),
      );
  });
  for (const name of SIGNALS) process.once(name, onSignal);
  try {
    return await Promise.race([work, interrupted]);
  } finally {
    for (const name of SIGNALS) process.off(name, onSignal);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
