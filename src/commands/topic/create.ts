import {Args, Flags} from '@oclif/core';
import {say} from '../../cli/command.ts';
import type {Known} from '../../cli/brokers.ts';
import {TopicCommand} from '../../cli/topic-command.ts';
import {createTopic, type NewTopic} from '../../kafka/tools.ts';
import {checkTopicConfig, configValue} from '../../kafka/topic-configs.ts';
import {checkTopicName} from '../../kafka/topic-name.ts';
import {Refusal} from '../../refusal.ts';

export default class TopicCreate extends TopicCommand {
  static override summary = 'Create a topic.';
  static override description =
    'Without --partitions and --replication-factor it gets num.partitions and default.replication.factor of the brokers. ' +
    'Properties are those of topics: "explain" tells of each.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> peter-overview01 --partitions 1 --replication-factor 3',
    '<%= config.bin %> <%= command.id %> peter-overview01 --config retention.ms=86400000',
  ];
  static override args = {topic: Args.string({required: true, description: 'its name'})};
  static override flags = {
    ...TopicCommand.topicFlags,
    partitions: Flags.integer({min: 1, description: 'into how many parts it is split'}),
    'replication-factor': Flags.integer({min: 1, description: 'on how many brokers each part is'}),
    config: Flags.string({multiple: true, description: 'a property, as KEY=VALUE; may be given again'}),
  };

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TopicCreate);
    checkTopicName(args.topic);
    const brokers = this.brokersOf(flags);
    const known = await brokers.known();
    const configs = flags.config ?? [];
    for (const config of configs) checkTopicConfig(config, known.version);
    const wanted = {
      ...{topic: args.topic, configs},
      partitions: flags.partitions ?? numberIn(known, 'num.partitions'),
      replicationFactor: flags['replication-factor'] ?? numberIn(known, 'default.replication.factor'),
    };
    checkReplication(wanted, known);
    await this.ask(brokers, createTopic(known, wanted));
    this.log('%s', `Created ${args.topic}.`);
  }
}

/** Throws a Refusal for more replicas than brokers, and warns where the loss of one would stop those who write. */
function checkReplication({topic, replicationFactor, configs}: NewTopic, known: Known): void {
  // What no file says is 1 to every broker.
  const replicas = replicationFactor ?? 1;
  if (replicas > known.brokers) {
    throw new Refusal(
      'usage',
      `a replication factor of ${replicas} needs as many brokers, and the cluster has ${known.brokers}`,
      'take a lower --replication-factor, or add brokers',
    );
  }
  const least = configValue(configs, 'min.insync.replicas') ?? known.config['min.insync.replicas'] ?? '1';
  if (Number(least) > replicas) {
    say(
      `warning: min.insync.replicas ${least} is more than the replication factor of ${topic}, ${replicas}: nobody who wants acks=all can write to it`,
    );
  } else if (Number(least) === replicas && known.brokers > 1) {
    say(
      `warning: min.insync.replicas ${least} is as much as the replication factor of ${topic}: it takes no records with acks=all while one of its brokers is away, and a rolling restart stops before it`,
    );
  }
}

function numberIn({config}: Known, key: string): number | undefined {
  const value = config[key];
  return value === undefined ? undefined : Number(value);
}
