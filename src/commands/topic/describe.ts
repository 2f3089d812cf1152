import {Args} from '@oclif/core';
import {TopicCommand} from '../../cli/topic-command.ts';
import type {Topic} from '../../kafka/description.ts';
import {checkTopicName} from '../../kafka/topic-name.ts';
import {topicLines} from '../../render/topics.ts';

export default class TopicDescribe extends TopicCommand {
  static override summary = 'Show a topic, or all: partitions, leaders, replicas, and what is set.';
  static override description =
    'Partitions that nobody leads are marked as offline, those with a replica that is not in sync as under-replicated.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> peter-overview01',
    '<%= config.bin %> <%= command.id %> --json',
  ];
  static override enableJsonFlag = true;
  static override args = {topic: Args.string({description: 'the topic; without it, all of them'})};
  static override flags = TopicCommand.topicFlags;

  async run(): Promise<Topic[]> {
    const {args, flags} = await this.parse(TopicDescribe);
    if (args.topic !== undefined) checkTopicName(args.topic);
    const topics = await this.describe(this.brokersOf(flags), args.topic);
    for (const line of topicLines(topics)) this.log('%s', line);
    return topics;
  }
}
