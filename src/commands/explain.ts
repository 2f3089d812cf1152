import {Args} from '@oclif/core';
import {KafkabookCommand} from '../cli/command.ts';
import {Refusal} from '../refusal.ts';
import {renderTopic} from '../render/reference.ts';
import {nearestTopic, topicOf, type Topic} from '../spec/reference.ts';

export default class Explain extends KafkabookCommand {
  static override summary = 'Tell what a code, a field or a property means.';
  static override description =
    'Codes are those that validate shows, fields those of cluster.yml, properties those of server.properties and ' +
    'zoo.cfg, release by release.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> KB-ENSEMBLE-EVEN',
    '<%= config.bin %> <%= command.id %> kafka.listeners',
    '<%= config.bin %> <%= command.id %> log.message.format.version',
  ];
  static override args = {
    topic: Args.string({required: true, description: 'a code, a field or a property'}),
  };
  static override enableJsonFlag = true;

  async run(): Promise<Topic> {
    const {args} = await this.parse(Explain);
    const topic = topicOf(args.topic);
    if (topic === undefined) {
      const near = nearestTopic(args.topic);
      const hint =
        near === undefined
          ? 'codes are in docs/problems.md, fields in docs/spec.md'
          : `did you mean ${near}?`;
      throw new Refusal('usage', `nothing is known of ${args.topic}`, hint);
    }
    this.log('%s', renderTopic(topic).join('\n'));
    return topic;
  }
}
