import {Flags} from '@oclif/core';
import {checkHosts, checkPlaybook} from '../ansible/checks.ts';
import type {Manifest} from '../ansible/manifest.ts';
import {readTimeline, textsOf} from '../ansible/timeline.ts';
import {say} from '../cli/command.ts';
import {requestPasswords, takePasswordOptions, type PasswordRequest} from '../cli/passwords.ts';
import {RunCommand, type Asked} from '../cli/run-command.ts';
import {chooseView} from '../cli/view.ts';
import {ExitCode} from '../exit-codes.ts';
import {keepReassignment} from '../journal/reassignment.ts';
import {checkMovable, checkRoom, readAssignment, type Assignment} from '../model/assignment.ts';
import {batches, loads, moved, planMoves, type BrokerLoad, type Move} from '../model/reassignment.ts';
import {Refusal} from '../refusal.ts';
import {reassignmentLines} from '../render/reassignment.ts';

type Reassigned = Readonly<{
  exitCode: number;
  moves: readonly Move[];
  brokers: readonly Readonly<{id: number; host: string; before: BrokerLoad; after: BrokerLoad}>[];
}>;
type Base = Pick<Asked, 'folder' | 'manifest' | 'passwords' | 'limits' | 'resumes'>;

export default class Reassign extends RunCommand {
  static override aliases = ['topic:reassign'];
  static override summary =
    'Move replicas so that new brokers get their share, or that brokers can be removed.';
  static override description =
    'Shows what would move, and the replicas and preferred leaders of each broker before and after. ' +
    `Ends with ${ExitCode.changesPending} where something would move. --execute does it, in batches and throttled, ` +
    'each batch behind a gate. What is under way is waited for first, so the same command goes on with what is left.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --execute --throttle 20',
    '<%= config.bin %> <%= command.id %> --drain peter-kafka04 --drain peter-kafka05 --execute',
  ];
  static override enableJsonFlag = true;
  static override flags = {
    project: RunCommand.runFlags.project,
    drain: Flags.string({
      multiple: true,
      description: 'take every replica off this host; may be given again',
    }),
    execute: Flags.boolean({description: 'move replicas, instead of saying which would move'}),
    batch: Flags.integer({min: 1, default: 20, description: 'how many partitions are moved at a time'}),
    throttle: Flags.integer({
      min: 1,
      default: 50,
      description: 'MB a second that a broker may copy, and give',
    }),
    output: RunCommand.runFlags.output,
    timeout: RunCommand.runFlags.timeout,
    'idle-timeout': RunCommand.runFlags['idle-timeout'],
    'ask-become-pass': RunCommand.runFlags['ask-become-pass'],
    'ask-pass': RunCommand.runFlags['ask-pass'],
    'ask-vault-pass': RunCommand.runFlags['ask-vault-pass'],
    'vault-password-file': RunCommand.runFlags['vault-password-file'],
  };

  async run(): Promise<Reassigned> {
    const {flags} = await this.parse(Reassign);
    const {folder, manifest} = this.openProject(flags.project);
    const drainedHosts = brokerHosts(flags.drain ?? [], manifest);
    const passwords: PasswordRequest = requestPasswords(flags, takePasswordOptions([]));
    const base = {folder, manifest, passwords, limits: flags, resumes: null};
    const execute = async (moves: readonly Move[]) => {
      const parts = batches(moves, flags.batch).map((part) => part.map(line).join('\n'));
      const variables = {
        kafka_reassignment_batches: parts,
        kafka_reassignment_throttle: flags.throttle * 1_000_000,
      };
      const file = keepReassignment(this.homeOf(folder), variables);
      const view = chooseView(flags.output, this.jsonEnabled());
      const options = {extra: ['-e', `@${file}`]};
      const playbook = checkPlaybook('kafka-reassign', manifest);
      return (await this.conduct({...base, playbook, options, view, once: 'planned'})).exitCode;
    };

    let assignment = await this.read(base);
    const underWay = assignment?.partitions.filter(({moving}) => moving).length ?? 0;
    if (underWay > 0) {
      say(`${underWay} partitions are being moved already; that is waited for before anything is planned`);
      const exitCode = flags.execute ? await execute([]) : ExitCode.changesPending;
      if (exitCode !== ExitCode.done) return ended(exitCode);
      assignment = await this.read(base);
    }
    if (assignment === null) return ended(Number(process.exitCode));

    checkMovable(assignment);
    const isDrained = ({host}: {host: string}) => drainedHosts.includes(host);
    const staying = assignment.brokers.filter((broker) => !isDrained(broker));
    checkRoom(assignment, staying);
    const {partitions, brokers, throttles} = assignment;
    const moves = planMoves(partitions, staying);
    const [before, after] = [loads(partitions), loads(moved(partitions, moves))];
    const planned = {
      ...{assignment, moves, before, after, throttle: flags.throttle},
      drained: brokers.filter(isDrained).map(({id}) => id),
      batches: batches(moves, flags.batch).length,
    };
    const lines = reassignmentLines(planned);
    if (flags.output === 'json') this.log('%s', JSON.stringify({event: 'reassignment', moves, throttles}));
    else this.log('%s', lines.join('\n'));
    const isPending = moves.length > 0 || throttles.length > 0;
    const exitCode = !isPending
      ? ExitCode.done
      : flags.execute
        ? await this.emptied(base, planned.drained, await execute(moves))
        : ExitCode.changesPending;
    const none: BrokerLoad = {replicas: 0, leaders: 0, bytes: 0};
    return {
      ...ended(exitCode),
      moves,
      brokers: brokers.map(({id, host}) => ({
        ...{id, host},
        before: before.get(id) ?? none,
        after: after.get(id) ?? none,
      })),
    };
  }

  /** What a reassignment that ended so comes to: nobody keeps Kafka from placing new topics on brokers that are drained. */
  private async emptied(base: Base, drained: readonly number[], exitCode: number): Promise<number> {
    if (exitCode !== ExitCode.done || drained.length === 0) return exitCode;
    const assignment = await this.read(base);
    if (assignment === null) return Number(process.exitCode);
    const held = assignment.partitions.filter(({replicas}) => replicas.some((id) => drained.includes(id)));
    if (held.length === 0) return exitCode;
    const topics = [...new Set(held.map(({topic}) => topic))].join(', ');
    say(`meanwhile they were given replicas of: ${topics}\n  say the same again before they are stopped`);
    return ExitCode.changesPending;
  }

  /** Asks the brokers; null where the run did not end well, which was told. */
  private async read(base: Base): Promise<Assignment | null> {
    const {exitCode, run} = await this.conduct({
      ...base,
      playbook: checkPlaybook('kafka-assignment', base.manifest),
      // It changes nothing anyway; so it is no run to go on with.
      options: {check: true},
      view: {...chooseView('auto', this.jsonEnabled()), kind: 'quiet'},
    });
    if (exitCode !== ExitCode.done) return null;
    const {hosts} = readTimeline(this.runOf(this.homeOf(base.folder), run).events, null);
    const told = hosts.flatMap(({results}) => textsOf(results));
    return readAssignment(told);
  }
}

function ended(exitCode: number): Reassigned {
  process.exitCode = exitCode;
  return {exitCode, moves: [], brokers: []};
}

/** As roles/kafka reads it. */
function line({topic, partition, from, to}: Move): string {
  return [topic, partition, from.join(','), to.join(',')].join(' ');
}

/** The full names of hosts that are brokers. Throws a Refusal for others, and where no broker would be left. */
function brokerHosts(names: readonly string[], manifest: Manifest): readonly string[] {
  const hosts = checkHosts('drain', names, 'kafkahosts', manifest);
  if (manifest.groups.get('kafkahosts')?.every((broker) => hosts.includes(broker)))
    throw new Refusal('usage', 'no broker would be left', 'leave some of them out of --drain');
  return hosts;
}
