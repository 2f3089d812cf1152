import {adviceFor} from '../ansible/advice.ts';
import {checkHosts, checkKeyFile} from '../ansible/checks.ts';
import {hostVariables, sshSettings, type Variables} from '../ansible/inventory.ts';
import type {Manifest} from '../ansible/manifest.ts';
import {ABSENT, READY, sshCommand} from '../ansible/ssh.ts';
import type {Cluster, Tool} from '../kafka/tools.ts';
import {Words} from '../kafka/words.ts';
import {runTool, type ToolRequest} from '../process/tool.ts';
import {brokerConfig} from '../project/references.ts';
import {Refusal} from '../refusal.ts';
import {say} from './command.ts';

/** A broker's cluster as the project has it, and what its server.properties says. */
export type Known = Cluster & Readonly<{config: Readonly<Record<string, string>>; brokers: number}>;

/** How a tool is run; a tool that reads nothing of ours ends when we do. `limit`: seconds after which it ends with 124. */
export type Manner = Pick<ToolRequest, 'stdin' | 'stdout'> &
  Readonly<{onWords?: (text: string) => void; limit?: number}>;

/** What came of a tool that was started on a broker. */
export type Called = Readonly<{
  host: string;
  code: number | null;
  stdout: string;
  words: Words;
  interruptedBy: 'SIGINT' | 'SIGTERM' | null;
}>;

/** The brokers of a project, of which the first that answers runs Kafka's tools. */
export class Brokers {
  private readonly folder: string;
  private readonly names: readonly string[];
  private readonly number: number;
  private readonly variables = new Map<string, Promise<Variables>>();
  private settings: Promise<Variables> | undefined;
  /** The one that has answered. */
  private chosen: string | undefined;

  /** `host`: the only one to take. Throws a Refusal when it is no broker of the project. */
  constructor(folder: string, manifest: Manifest, host: string | undefined) {
    const all = manifest.groups.get('kafkahosts') ?? [];
    this.folder = folder;
    this.number = all.length;
    this.names = host === undefined ? all : checkHosts('host', [host], 'kafkahosts', manifest);
    if (manifest.keyFile !== null) checkKeyFile(manifest.keyFile, folder);
  }

  /** What the project says of the cluster. */
  async known(): Promise<Known> {
    const host = this.chosen ?? this.names[0] ?? '';
    return knownFrom(await this.variablesOf(host), host, this.number);
  }

  /**
   * Runs one of Kafka's tools on a broker. One that cannot be reached, or has not the release, is passed over for the
   * next; but a tool that was started is started on no other. Throws a Refusal where none can run it, and where the
   * connection breaks.
   */
  async call(tool: Tool, manner: Manner, use: 'looked for' | 'run' = 'run'): Promise<Called> {
    // ssh reads on its own account, so what a broker was sent that has not the tool is gone for the next one.
    if (manner.stdin === 'ours' && this.chosen === undefined)
      await this.call(tool, {stdin: 'nothing', stdout: 'dropped'}, 'looked for');
    const faults: Fault[] = [];
    for (const host of this.chosen === undefined ? this.names : [this.chosen]) {
      if (faults.length > 0) say(`${faults.at(-1)?.text}; asking ${host}`);
      const called = await this.callOn(host, tool, manner, use);
      if (!('text' in called)) {
        this.chosen = host;
        return called;
      }
      faults.push(called);
    }
    const absent = faults.find(({isAbsent}) => isAbsent);
    throw new Refusal(
      absent === undefined ? 'unreachable' : 'taskFailed',
      faults.map(({text}) => text).join('\n  '),
      absent === undefined
        ? (faults.map(({text}) => adviceFor(text)).find((advice) => advice !== null) ??
            'see whether ssh reaches the broker as the user of the ssh section')
        : 'install it: kafkabook run kafka',
    );
  }

  private async callOn(
    host: string,
    [script, ...args]: Tool,
    manner: Manner,
    use: 'looked for' | 'run',
  ): Promise<Called | Fault> {
    this.settings ??= sshSettings(this.folder);
    const [variables, settings] = await Promise.all([this.variablesOf(host), this.settings]);
    const {folder, env, version} = toolsOf(variables);
    const isTied = manner.stdin === 'open';
    const argv = sshCommand(host, variables, settings, {
      folder,
      argv: [script, ...args],
      env,
      use: isTied ? 'tied' : use,
      limit: manner.limit,
    });
    const words = new Words();
    const before: string[] = [];
    let stage: 'before' | 'ready' | 'absent' = 'before';
    const outcome = await runTool({
      ...{argv, folder: this.folder, env: process.env, stdin: manner.stdin, stdout: manner.stdout},
      onErrorLine(line) {
        if (stage === 'before' && line === READY) stage = 'ready';
        else if (stage === 'before' && line === ABSENT) stage = 'absent';
        else if (stage === 'before') before.push(line);
        else {
          const text = words.hear(line);
          if (text !== undefined) manner.onWords?.(text);
        }
      },
    });
    if (!outcome.started)
      throw new Refusal('controlNodeUnfit', `${argv[0]} is not on PATH`, 'install the SSH client');
    const {code, stdout, interruptedBy} = outcome;
    switch (stage as 'before' | 'ready' | 'absent') {
      case 'absent':
        return {isAbsent: true, text: `${host} has no ${script} of Kafka ${version} in ${folder}`};
      case 'before':
        if (interruptedBy !== null) return {host, code, stdout, words, interruptedBy};
        return {isAbsent: false, text: `${host} cannot be reached: ${reasonOf(before, code)}`};
      case 'ready':
        if (code !== 255 || interruptedBy !== null) return {host, code, stdout, words, interruptedBy};
        throw new Refusal(
          'unreachable',
          `the connection to ${host} broke: ${words.reason() || 'ssh says nothing of why'}`,
          `${script} was at work there, and nobody knows how far it came: look before you say it again`,
        );
    }
  }

  private variablesOf(host: string): Promise<Variables> {
    const known = this.variables.get(host) ?? hostVariables(this.folder, host);
    this.variables.set(host, known);
    return known;
  }
}

type Fault = Readonly<{isAbsent: boolean; text: string}>;

/** What ssh, or the host, said instead of running anything. */
function reasonOf(lines: readonly string[], code: number | null): string {
  const said = lines.map((line) => line.trim()).filter((line) => line !== '');
  return said.slice(-3).join('; ') || `ssh ended with ${code ?? 'a signal'}`;
}

function toolsOf(variables: Variables): {folder: string; env: Record<string, string>; version: string} {
  const home = variables['jdk_home'];
  return {
    folder: `${text(variables, 'install_dir')}/${text(variables, 'kafka_archive_folder')}/bin`,
    // As the roles have it: a tool keeps no logs, and what the broker runs with is not for tools.
    env: {
      ...{LOG_DIR: '/tmp', JMX_PORT: '', KAFKA_OPTS: '', KAFKA_HEAP_OPTS: '-Xmx512m'},
      ...(typeof home === 'string' && home !== '' ? {JAVA_HOME: home} : {}),
    },
    version: text(variables, 'kafka_version'),
  };
}

function knownFrom(variables: Variables, host: string, brokers: number): Known {
  const connection = variables['kafka_topics_connection'];
  return {
    version: text(variables, 'kafka_version'),
    servers: text(variables, 'kafka_bootstrap_servers'),
    topicsConnection: Array.isArray(connection) ? connection.map(String) : [],
    config: brokerConfig(variables, host),
    brokers,
  };
}

function text(variables: Variables, name: string): string {
  const value = variables[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Refusal(
    'usage',
    `the inventory of the project does not say ${name}`,
    'write the project anew: kafkabook gen',
  );
}
