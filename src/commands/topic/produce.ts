import {Args} from '@oclif/core';
import {say} from '../../cli/command.ts';
import {checkNotInterrupted, TopicCommand} from '../../cli/topic-command.ts';
import {produce} from '../../kafka/tools.ts';
import {checkTopicName} from '../../kafka/topic-name.ts';
import {counted} from '../../render/problems.ts';

export default class TopicProduce extends TopicCommand {
  static override summary = 'Send each line of standard input to a topic.';
  static override description =
    'A record counts when all in-sync replicas have it (acks=all). Fails where one did not arrive.';
  static override examples = [
    'echo hello | <%= config.bin %> <%= command.id %> peter-overview01',
    '<%= config.bin %> <%= command.id %> peter-overview01 < messages.txt',
  ];
  static override args = {topic: Args.string({required: true, description: 'where to'})};
  static override flags = TopicCommand.topicFlags;

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TopicProduce);
    checkTopicName(args.topic);
    const brokers = this.brokersOf(flags);
    const tool = produce(await brokers.known(), args.topic);
    if (process.stdin.isTTY) say('each line is a message; Ctrl-D ends it');
    // What it prints besides is the prompt of older releases.
    const called = await brokers.call(tool, {stdin: 'ours', stdout: 'dropped', onWords: say});
    checkNotInterrupted(called);
    const {code, words} = called;
    if (code === 0 && words.errors === 0) return;
    // A batch that is lost may be one line of the log.
    const lost = words.errors === 0 ? '' : `at least ${counted(words.errors, 'message')} did not arrive: `;
    throw this.failure(tool, called, `${lost}${words.reason()}`);
  }
}
