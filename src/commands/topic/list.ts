import {TopicCommand} from '../../cli/topic-command.ts';
import {parseList} from '../../kafka/description.ts';
import {listTopics} from '../../kafka/tools.ts';

export default class TopicList extends TopicCommand {
  static override summary = 'List the topics, a name on a line.';
  static override examples = ['<%= config.bin %> <%= command.id %>'];
  static override enableJsonFlag = true;
  static override flags = TopicCommand.topicFlags;

  async run(): Promise<string[]> {
    const {flags} = await this.parse(TopicList);
    const brokers = this.brokersOf(flags);
    const names = parseList(await this.ask(brokers, listTopics(await brokers.known())));
    for (const name of names) this.log('%s', name);
    return names;
  }
}
