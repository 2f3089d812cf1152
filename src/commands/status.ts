import {relative, resolve} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {Flags} from '@oclif/core';
import {isCheck} from '../ansible/command-line.ts';
import {readManifest, type Manifest} from '../ansible/manifest.ts';
import {textsOf} from '../ansible/timeline.ts';
import {say} from '../cli/command.ts';
import {staleFiles} from '../cli/freshness.ts';
import {sawAll, type Look} from '../cli/look.ts';
import {requestPasswords, takePasswordOptions} from '../cli/passwords.ts';
import {RunCommand} from '../cli/run-command.ts';
import {openScreen} from '../cli/screen.ts';
import {ExitCode} from '../exit-codes.ts';
import {listRuns} from '../journal/list.ts';
import {healthOf, type Health} from '../model/health.ts';
import {topologyOf, type Topology} from '../model/topology.ts';
import {conditionsOf, healthLines} from '../render/health.ts';
import {topologyPicture} from '../render/topology-picture.ts';

type Told = Readonly<{exitCode: number}> & Partial<Health>;

/** Seconds between two looks. */
const PAUSE = 2;

export default class Status extends RunCommand {
  static override summary = 'Say what each machine really is, against what it should be.';
  static override description =
    'One look at every host: services, releases, configurations, leader and followers, controller, replication, room for ' +
    `data, and what is under way. Changes nothing and waits for no other run. Ends with ${ExitCode.taskFailed} where ` +
    'something is wrong.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --watch',
    '<%= config.bin %> <%= command.id %> --json',
  ];
  static override enableJsonFlag = true;
  static override flags = {
    project: RunCommand.runFlags.project,
    host: Flags.string({char: 'H', multiple: true, description: 'only this host; may be given again'}),
    format: Flags.option({
      options: ['table', 'svg'] as const,
      default: 'table' as const,
      description: 'table; svg, the picture of show, coloured by what was found',
    })(),
    watch: Flags.boolean({
      char: 'w',
      description: 'look again and again, in place, until Ctrl-C',
      exclusive: ['json', 'format'],
    }),
    timeout: RunCommand.runFlags.timeout,
    'ask-become-pass': RunCommand.runFlags['ask-become-pass'],
    'ask-pass': RunCommand.runFlags['ask-pass'],
    'ask-vault-pass': RunCommand.runFlags['ask-vault-pass'],
    'vault-password-file': RunCommand.runFlags['vault-password-file'],
  };

  async run(): Promise<Told> {
    const {flags} = await this.parse(Status);
    const folder = resolve(flags.project);
    const manifest = readManifest(folder);
    const limit = this.limitOf(flags.host?.join(','), manifest);
    const passwords = requestPasswords(flags, takePasswordOptions([]));
    const ask = async () => {
      const seen = await this.look(
        {folder, manifest, playbook: 'status', limit, timeout: flags.timeout},
        passwords,
      );
      return this.told(seen, folder, manifest);
    };
    // What it is drawn from is read first: a picture that cannot be drawn is no reason to ask hosts.
    const topology = flags.format === 'svg' ? await this.topologyOf(folder, manifest) : null;
    return flags.watch ? this.watch(ask) : this.once(await ask(), topology);
  }

  private once(told: Health | Look, topology: Topology | null): Told {
    if (!('isHealthy' in told)) return this.blind(told);
    this.log(
      '%s',
      topology === null
        ? healthLines(told).join('\n')
        : topologyPicture(topology, conditionsOf(told)).trimEnd(),
    );
    const exitCode = told.isHealthy ? ExitCode.done : ExitCode.taskFailed;
    process.exitCode = exitCode;
    return {exitCode, ...told};
  }

  /** The cluster of the spec that the project was made from. Throws a Refusal where it is not there, or not valid. */
  private async topologyOf(folder: string, manifest: Manifest): Promise<Topology> {
    const files = manifest.spec
      .filter(({named}) => named)
      .map(({path}) => relative(process.cwd(), resolve(folder, path)));
    return topologyOf((await this.clusterOf(files)).cluster);
  }

  /** Draws what was seen last in place, on a terminal; else a table after the other. */
  private async watch(ask: () => Promise<Health | Look>): Promise<Told> {
    let lines: readonly string[] = ['Looking ...'];
    const screen = process.stdout.isTTY ? openScreen(process.stdout, () => lines) : null;
    try {
      for (;;) {
        const told = await ask();
        const {exitCode} = 'isHealthy' in told ? {exitCode: null} : told.outcome;
        if (exitCode === ExitCode.interrupted || exitCode === ExitCode.terminated) {
          process.exitCode = exitCode;
          return {exitCode};
        }
        const at = new Date().toTimeString().slice(0, 8);
        const body = 'isHealthy' in told ? healthLines(told) : [`! ${told.outcome.summary}`];
        lines = [`${at}  every ${PAUSE} s and the time of a look; Ctrl-C ends`, '', ...body];
        if (screen === null) this.log('%s', [...lines, ''].join('\n'));
        await wait(PAUSE * 1000);
      }
    } finally {
      screen?.close();
    }
  }

  /** What was seen; the look itself where it came to no end. */
  private told(seen: Look, folder: string, manifest: Manifest): Health | Look {
    if (!sawAll(seen)) return seen;
    const {timeline, outcome} = seen;
    const told = timeline.hosts.map(({host, results}) => {
      const problem = outcome.problems.find((each) => each.host === host);
      return {
        host,
        texts: textsOf(results),
        problem:
          problem === undefined
            ? null
            : `${problem.kind}: ${problem.message.trim().split('\n').at(-1) ?? ''}`,
      };
    });
    const health = healthOf(told, manifest.groups);
    return {...health, notes: [...health.notes, ...this.pending(folder, manifest)]};
  }

  /** What waits for a person: a project older than its spec, a run that was stopped or is under way. */
  private pending(folder: string, manifest: Manifest): string[] {
    const stale = staleFiles(folder, manifest);
    const last = listRuns(this.homeOf(folder)).find(
      ({record}) => record.project === folder && !isCheck(record.options),
    );
    const isUnderWay = last?.state === 'running';
    const isOpen = last !== undefined && !isUnderWay && last.result?.exitCode !== ExitCode.done;
    return [
      ...(stale.length > 0
        ? [`${stale.join(', ')} changed since the project was made: ${this.config.bin} gen`]
        : []),
      ...(isUnderWay
        ? [`${last.record.playbook}.yml is under way: ${this.config.bin} runs show ${last.record.id}`]
        : []),
      ...(isOpen
        ? [
            `the last run did not end well: ${last.result?.summary ?? `${last.record.playbook}.yml was cut short`} (${last.record.id})`,
          ]
        : []),
    ];
  }

  private blind({outcome, output}: Look): Told {
    process.stderr.write(output);
    say(outcome.summary);
    process.exitCode = outcome.exitCode;
    return {exitCode: outcome.exitCode};
  }
}
