import {resolve} from 'node:path';
import {Flags} from '@oclif/core';
import {readManifest} from '../ansible/manifest.ts';
import {parseDescription, type Topic} from '../kafka/description.ts';
import {describeTopics, type Tool} from '../kafka/tools.ts';
import {Refusal} from '../refusal.ts';
import {Brokers, type Called} from './brokers.ts';
import {KafkabookCommand} from './command.ts';
import {JournalCommand} from './journal-command.ts';

/** What the commands on topics share: how they come to a broker, and how they tell of a tool that failed there. */
export abstract class TopicCommand extends KafkabookCommand {
  static readonly topicFlags = {
    project: JournalCommand.projectFlag,
    host: Flags.string({char: 'H', description: 'the broker to ask; else the first that answers'}),
  };

  /** The brokers of a project. Throws a Refusal for a folder that is none, and for a host that is no broker. */
  protected brokersOf({project, host}: {project: string; host?: string | undefined}): Brokers {
    const folder = resolve(project);
    return new Brokers(folder, readManifest(folder), host);
  }

  /** Runs a tool that reads nothing and returns what it printed. Throws a Refusal with its message when it fails. */
  protected async ask(brokers: Brokers, tool: Tool): Promise<string> {
    const called = await brokers.call(tool, {stdin: 'open', stdout: 'kept'});
    checkNotInterrupted(called);
    if (called.code !== 0) throw this.failure(tool, called, called.words.reason(called.stdout));
    return called.stdout;
  }

  /** One topic, or all. Throws a Refusal where it is not there. */
  protected async describe(brokers: Brokers, topic?: string): Promise<Topic[]> {
    const topics = parseDescription(await this.ask(brokers, describeTopics(await brokers.known(), topic)));
    // Some releases end with 0 when they find none.
    if (topic === undefined || topics.some((each) => each.topic === topic)) return topics;
    throw new Refusal('taskFailed', `there is no topic ${topic}`, `list them: ${this.config.bin} topic list`);
  }

  /** The refusal that tells of a tool that has failed. */
  protected failure([script]: Tool, {host, code}: Called, reason: string): Refusal {
    return new Refusal(
      'taskFailed',
      `${script} on ${host}: ${reason || `ended with ${code ?? 'a signal'}`}`,
      /could not be established|Timed out waiting for a node/.test(reason)
        ? `the brokers do not answer: on each, systemctl status kafka-server tells more`
        : 'that is what Kafka says of it',
    );
  }
}

/** Throws a Refusal for a tool that a signal ended. */
export function checkNotInterrupted({interruptedBy}: Called): void {
  if (interruptedBy === null) return;
  throw new Refusal(
    interruptedBy === 'SIGINT' ? 'interrupted' : 'terminated',
    'interrupted while a tool was at work on a broker',
    'what it was asked for may have been done: look before you say it again',
  );
}
