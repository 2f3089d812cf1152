import {setTimeout as wait} from 'node:timers/promises';
import {Args, Flags} from '@oclif/core';
import type {Brokers} from '../../cli/brokers.ts';
import {confirmed} from '../../cli/confirm.ts';
import {TopicCommand} from '../../cli/topic-command.ts';
import {parseList} from '../../kafka/description.ts';
import {deleteTopic, listTopics} from '../../kafka/tools.ts';
import {checkNotInternal, checkTopicName} from '../../kafka/topic-name.ts';
import {Refusal} from '../../refusal.ts';
import {topicLines} from '../../render/topics.ts';

export default class TopicDelete extends TopicCommand {
  static override summary = 'Delete a topic and all its records, when its name was typed.';
  static override description =
    'Shows the topic first. On a terminal its name is to be typed; elsewhere --confirm has to give it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> peter-overview01',
    '<%= config.bin %> <%= command.id %> peter-overview01 --confirm peter-overview01',
  ];
  static override args = {topic: Args.string({required: true, description: 'its name'})};
  static override flags = {
    ...TopicCommand.topicFlags,
    confirm: Flags.string({description: 'the name of the topic once more, instead of typing it'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TopicDelete);
    checkTopicName(args.topic);
    checkNotInternal(args.topic);
    const brokers = this.brokersOf(flags);
    for (const line of topicLines(await this.describe(brokers, args.topic))) this.log('%s', line);
    await confirmed(args.topic, flags.confirm, `This deletes ${args.topic} with all its records.`);
    await this.ask(brokers, deleteTopic(await brokers.known(), args.topic));
    await this.awaitEnd(brokers, args.topic);
    this.log('%s', `Deleted ${args.topic}.`);
  }

  /** Kafka takes the order and works on it later; before 2.2, also where delete.topic.enable forbids it. */
  private async awaitEnd(brokers: Brokers, topic: string): Promise<void> {
    const list = listTopics(await brokers.known());
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (tries > 0) await wait(PAUSE);
      if (!parseList(await this.ask(brokers, list)).includes(topic)) return;
    }
    throw new Refusal(
      'taskFailed',
      `Kafka took the order, but ${topic} is still there`,
      'a broker that has replicas of it may be away, or delete.topic.enable is false: it goes when that is mended',
    );
  }
}

const TRIES = 10;
const PAUSE = 1000;
