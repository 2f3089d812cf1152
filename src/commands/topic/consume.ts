import {Args, Flags} from '@oclif/core';
import {say} from '../../cli/command.ts';
import {durationFlag} from '../../cli/duration-flag.ts';
import {TopicCommand} from '../../cli/topic-command.ts';
import {ExitCode} from '../../exit-codes.ts';
import {consume} from '../../kafka/tools.ts';
import {checkTopicName} from '../../kafka/topic-name.ts';
import {Refusal} from '../../refusal.ts';

export default class TopicConsume extends TopicCommand {
  static override summary = 'Print the messages of a topic as they come, until Ctrl-C.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> peter-overview01 --from-beginning',
    '<%= config.bin %> <%= command.id %> peter-overview01 --from-beginning --max-messages 10 --timeout 30s',
  ];
  static override args = {topic: Args.string({required: true, description: 'where from'})};
  static override flags = {
    ...TopicCommand.topicFlags,
    'from-beginning': Flags.boolean({description: 'those that are there already, too'}),
    'max-messages': Flags.integer({min: 1, description: 'end after so many'}),
    group: Flags.string({description: 'the group of consumers to be one of; else one of its own'}),
    timeout: durationFlag({description: 'end when none has come for so long, such as 30s'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TopicConsume);
    checkTopicName(args.topic);
    const brokers = this.brokersOf(flags);
    const maxMessages = flags['max-messages'];
    const reading = {...flags, fromBeginning: flags['from-beginning'], maxMessages};
    const tool = consume(await brokers.known(), args.topic, reading);
    const called = await brokers.call(tool, {stdin: 'open', stdout: 'ours', onWords: say});
    const {code, words, interruptedBy} = called;
    if (interruptedBy !== null) {
      // It is how a consumer without limits ends.
      process.exitCode = interruptedBy === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
      return;
    }
    const failed = code !== 0 || (words.errors > 0 && !words.timedOut);
    if (failed) throw this.failure(tool, called, words.reason());
    if (!words.timedOut || maxMessages === undefined) return;
    const message = `${maxMessages} messages were wanted, and fewer came in time`;
    throw new Refusal('timeLimit', message, 'they are above; give it a longer --timeout for more');
  }
}
