import assert from 'node:assert/strict';
import {spawn, spawnSync, type ChildProcessByStdio} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {createInterface, type Interface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';
import type {LabEnvironment} from '../../support/lab-spec.ts';
import {lab, ROOT} from './lab.ts';

/** What became of the records of a load: see test/load/Load.java. */
export type LoadResult = Readonly<{
  sent: number;
  acknowledged: number;
  failed: number;
  failure: string;
  received: number;
  /** Acknowledged, but not there. */
  lost: number;
  duplicates: number;
  disordered: number;
  /** The longest time from sending a record to its acknowledgement. */
  longestMs: number;
}>;

/** Programs of test/load on the control node, with the newest Kafka's client libraries of the lab's mirror. */
export class LoadPrograms {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'kafkabook-load-'));
  private readonly libraries: string;

  constructor({archives}: LabEnvironment) {
    const newest = archives.findLast(({file}) => file.startsWith('kafka_'));
    if (newest === undefined) throw new Error('the lab has no Kafka');
    const archive = path.join(this.folder, newest.file);
    const program = 'import sys, urllib.request; urllib.request.urlretrieve(*sys.argv[1:])';
    lab('control', 'python3', '-c', program, newest.url, archive);
    const {status, stderr} = spawnSync('tar', ['xzf', archive, '-C', this.folder], {encoding: 'utf8'});
    if (status !== 0) throw new Error(stderr);
    this.libraries = path.join(this.folder, newest.file.replace(/\.tgz$/, ''), 'libs/*');
  }

  /** Begins to send so many records a second to a topic with three replicas, and to read them. */
  async load(servers: string, topic: string, partitions: number, rate: number): Promise<Load> {
    const child = this.start('run', servers, topic, String(partitions), String(rate));
    const load = new Load(child);
    await load.ready;
    return load;
  }

  /** Asks again and again when a cluster of so many brokers is whole. */
  async watch(servers: string, brokers: number): Promise<Watch> {
    const watch = new Watch(this.start('watch', servers, String(brokers)));
    await watch.line();
    return watch;
  }

  remove(): void {
    rmSync(this.folder, {recursive: true});
  }

  private start(...args: string[]): Program {
    const java = ['java', '-Xmx512m', '-cp', this.libraries, path.join(ROOT, 'test/load/Load.java'), ...args];
    return spawn(path.join(ROOT, 'test/lab/lab'), ['control', ...java], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  }
}

type Program = ChildProcessByStdio<Writable, Readable, null>;

class Lines {
  private readonly lines: AsyncIterator<string>;
  protected readonly reader: Interface;

  protected readonly child: Program;

  constructor(child: Program) {
    this.child = child;
    this.reader = createInterface({input: child.stdout});
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const {value, done} = await this.lines.next();
    if (done === true) throw new Error('the program of the load has ended');
    return value;
  }
}

/** A load that is under way. */
export class Load extends Lines {
  readonly ready = this.line();

  /** Ends it, and counts. */
  async stop(): Promise<LoadResult> {
    this.child.stdin.end();
    return JSON.parse(await this.line()) as LoadResult;
  }

  /** Ends it, says what became of its records, and throws unless all were acknowledged, are there, and in order. */
  async endWhole(): Promise<void> {
    const result = await this.stop();
    console.log(`      ${JSON.stringify(result)}`);
    const {sent, acknowledged, failed, failure, lost, disordered} = result;
    assert.ok(acknowledged > 5000, 'it was a load');
    assert.deepEqual([sent, failed, lost, disordered], [acknowledged, 0, 0, 0], failure);
  }
}

/** Somebody who looks at the cluster. */
export class Watch extends Lines {
  /** Waits until every broker is there and every partition whole; returns the seconds that it took. */
  async whole(): Promise<number> {
    this.child.stdin.write('\n');
    return Number(await this.line()) / 1000;
  }

  close(): void {
    this.child.stdin.end();
  }
}
