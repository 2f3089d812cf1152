// A stand-in for AWS: moto's server, behind a proxy that notes what is asked and can be cut off.
import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {createServer, request, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {createServer as createSocketServer, type AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';
import path from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';

const ASK = fileURLToPath(new URL('ask.py', import.meta.url));

/** What ask.py tells of a machine. */
export type Instance = Readonly<{
  id: string;
  state: string;
  type: string;
  subnet: string;
  address: string;
  public: string | null;
  tokens: string;
  groups: string[];
  volumes: string[];
  tags: Record<string, string>;
}>;

/** What ask.py tells of everything. */
export type State = Readonly<{
  machines: Record<string, Instance[]>;
  groups: Record<string, string[]>;
  volumes: Record<string, boolean>;
  zones: Record<string, {private: boolean; records: Record<string, string>}>;
}>;

export class Cloud {
  /** What was asked since the last look at it, by the names of AWS: RunInstances, GET /2013-04-01/hostedzone. */
  asked: string[] = [];
  private readonly bin: string;
  private moto: ChildProcess | undefined;
  private proxy: Server | undefined;
  private ports = {moto: 0, proxy: 0};
  private cut: {action: string; left: number} | null = null;

  /** `bin`: the folder of an Ansible with boto3 and moto. */
  constructor(bin: string) {
    this.bin = bin;
  }

  async open(): Promise<void> {
    this.ports.moto = await freePort();
    const words = ['-H', '127.0.0.1', '-p', String(this.ports.moto)];
    this.moto = spawn(path.join(this.bin, 'moto_server'), words, {stdio: 'ignore'});
    for (let tries = 0; !(await this.answers()); tries += 1) {
      if (tries === 60) throw new Error('moto does not answer');
      await wait(500);
    }
    this.proxy = createServer((asked, answer) => void this.pass(asked, answer));
    await new Promise<void>((done) => this.proxy?.listen(0, '127.0.0.1', done));
    this.ports.proxy = (this.proxy.address() as AddressInfo).port;
  }

  close(): void {
    this.moto?.kill();
    this.proxy?.close();
    this.proxy?.closeAllConnections();
  }

  /** What kafkabook, Ansible and boto3 find AWS by. */
  get environment(): Record<string, string> {
    return this.environmentAt(this.ports.proxy);
  }

  /** From the next call on, nobody is answered any more behind so many calls of an action; null: all are again. */
  cutBehind(action: string | null, calls = 0): void {
    this.cut = action === null ? null : {action, left: calls};
  }

  /** What is there, or what ask.py is told to make. */
  ask<T>(...words: string[]): T {
    const {status, stdout, stderr} = spawnSync(path.join(this.bin, 'python'), [ASK, ...words], {
      encoding: 'utf8',
      env: {...process.env, ...this.environmentAt(this.ports.moto), AWS_DEFAULT_REGION: 'ap-northeast-2'},
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as T;
  }

  /** What was asked since the last time that changes something. */
  changes(): string[] {
    const found = this.asked.filter((action) => !/^(Describe|Get|List|GET )/.test(action));
    this.asked = [];
    return found;
  }

  private environmentAt(port: number): Record<string, string> {
    return {
      PATH: `${this.bin}:${process.env['PATH'] ?? ''}`,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'AKIAQWERTYUIOPASDFGH',
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_EC2_METADATA_DISABLED: 'true',
      // What boto3 does about a server that is gone takes long otherwise.
      AWS_MAX_ATTEMPTS: '2',
    };
  }

  private async answers(): Promise<boolean> {
    try {
      return (await fetch(`http://127.0.0.1:${this.ports.moto}/moto-api/`)).ok;
    } catch {
      return false;
    }
  }

  private async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of asked) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const action = actionOf(asked, body.toString());
    if (this.cut?.action === action) this.cut.left -= 1;
    if (this.cut !== null && this.cut.left < 0) return void asked.socket.destroy();
    this.asked.push(action);
    const {method, headers, url: at} = asked;
    const passed = request({host: '127.0.0.1', port: this.ports.moto, method, headers, path: at}, (told) => {
      answer.writeHead(told.statusCode ?? 500, told.headers);
      told.pipe(answer);
    });
    passed.on('error', () => asked.socket.destroy());
    passed.end(body);
  }
}

/** It must be seen nowhere. */
export const SECRET = 'wJalrXUtnFEMIK7MDENGbPxRfiCYzzzz';

function actionOf({headers, method, url = ''}: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  const form = new URLSearchParams(body);
  if (form.get('Action') === 'ModifyInstanceAttribute') {
    const attributes = [...form].filter(([name]) => !/^(Action|Version|InstanceId)$/.test(name));
    return `ModifyInstanceAttribute ${attributes.map((pair) => pair.join('=')).join(' ')}`;
  }
  return (
    form.get('Action') ??
    (typeof target === 'string' ? (target.split('.').at(-1) ?? '') : `${method} ${url.split('?')[0]}`)
  );
}

async function freePort(): Promise<number> {
  const server = createSocketServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const {port} = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
