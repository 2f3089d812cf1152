import assert from 'node:assert/strict';
import {Words} from '../../src/kafka/words.ts';

const AT = '[2026-11-24 00:35:33,982]';
const STACK = '\tat kafka.admin.TopicCommand$.main(TopicCommand.scala:62)\n (kafka.admin.TopicCommand$)';

function heard(text: string): {words: Words; shown: string[]} {
  const words = new Words();
  return {words, shown: text.split('\n').flatMap((line) => words.hear(line) ?? [])};
}

// As Kafka 2.5 and 3.9 printed them.
describe("what Kafka's tools say", () => {
  const reasons: [title: string, stderr: string, stdout: string, reason: string][] = [
    [
      'what is printed besides the log, without the names of classes',
      `${AT} ERROR java.util.concurrent.ExecutionException: org.apache.kafka.common.errors.X: Too large.\n${STACK}`,
      'WARNING: Due to limitations\nError while executing topic command : org.apache.kafka.common.errors.X: Too large.\n',
      'Too large.',
    ],
    [
      'the name of a topic as it was given',
      '',
      "Error while executing topic command : Topic 'Optional[a\\.b]' does not exist as expected\n",
      "Topic 'a.b' does not exist as expected",
    ],
    [
      'an argument that the tool does not know',
      `Exception in thread "main" joptsimple.UnrecognizedOptionException: confi is not a recognized option\n${STACK}`,
      '',
      'confi is not a recognized option',
    ],
    [
      'that no broker is there',
      `${AT} WARN [AdminClient clientId=adminclient-1] Connection to node -1 (h/198.18.0.1:9092) could not be established. Broker may not be available. (org.apache.kafka.clients.NetworkClient)`,
      'Error while executing topic command : Timed out waiting for a node assignment. Call: listTopics\n',
      'Timed out waiting for a node assignment. Call: listTopics (Connection to node -1 (h/198.18.0.1:9092) could not be established. Broker may not be available.)',
    ],
    [
      'the first error of the log with its cause',
      `${AT} ERROR Error when sending message to topic t with key: null, value: 1 bytes with error: (org.apache.kafka.clients.producer.internals.ErrorLoggingCallback)\norg.apache.kafka.common.errors.TimeoutException: Topic t not present in metadata after 60000 ms.\nCaused by: org.apache.kafka.common.errors.UnknownTopicOrPartitionException: no`,
      '',
      'Error when sending message to topic t with key: null, value: 1 bytes with error: Topic t not present in metadata after 60000 ms.',
    ],
    ['nothing where nothing was said', 'SLF4J: noise\n', '', ''],
  ];
  for (const [title, stderr, stdout, reason] of reasons)
    it(`tells ${title}`, () => assert.equal(heard(stderr).words.reason(stdout), reason));

  it('counts errors: the producer ends with 0 also after those', () => {
    const error = `${AT} ERROR Error when sending message to topic t with error: (x.Y)\norg.apache.X: no\n`;
    assert.equal(heard(error + error).words.errors, 2);
    assert.equal(heard(`${AT} WARN no (x.Y)\nplain`).words.errors, 0);
  });

  for (const name of [
    'org.apache.kafka.common.errors.TimeoutException',
    'kafka.consumer.ConsumerTimeoutException',
  ])
    it(`knows a consumer that gave up by ${name}`, () => {
      const error = `${AT} ERROR Error processing message, terminating consumer process:  (kafka.tools.ConsoleConsumer$)`;
      assert.equal(heard(`${error}\n${name}`).words.timedOut, true);
      assert.equal(heard(`${error}\norg.apache.kafka.common.errors.X: Timeout`).words.timedOut, false);
    });

  it('shows a warning once, however often it comes, and no noise', () => {
    const warning = (id: number) =>
      `${AT} WARN [Consumer clientId=c, groupId=g] Error while fetching metadata with correlation id ${id} : {t=UNKNOWN} (x.Y)`;
    const {shown} = heard(
      [warning(1), warning(2), `${AT} INFO more (x.Y)`, '\tat x.Y', 'Processed a total of 2 messages'].join(
        '\n',
      ),
    );
    assert.deepEqual(shown, [
      'warning: Error while fetching metadata with correlation id 1 : {t=UNKNOWN}',
      'Processed a total of 2 messages',
    ]);
  });
});
