import assert from 'node:assert/strict';
import {renderTopic} from '../../src/render/reference.ts';
import {catalogue} from '../../src/spec/catalogue.ts';
import {PROBLEM_CODES} from '../../src/spec/problem-codes.ts';
import {fields, topicOf} from '../../src/spec/reference.ts';
import {clusterSchema} from '../../src/spec/schema.ts';
import {emptyFolder, kafkabook} from '../support/cli.ts';

const textOf = (word: string) => {
  const topic = topicOf(word);
  assert.ok(topic, word);
  return renderTopic(topic).join('\n');
};

describe('explain', () => {
  it('knows every code, every field and every property', () => {
    for (const word of [
      ...Object.keys(PROBLEM_CODES),
      ...fields().map(({path}) => path),
      ...Object.keys(catalogue('broker').keys),
      ...Object.keys(catalogue('zookeeper').keys),
    ])
      assert.ok(textOf(word).length > word.length + 10, word);
  });

  it('describes every field', () => {
    assert.ok(fields().length > 60);
    for (const {path, description} of fields()) assert.ok(description.length > 10, path);
  });

  it('tells of a code why it matters', () => assert.match(textOf('kb-ensemble-even'), /majority/));

  it('tells of a field its form, its default and what is below it', () => {
    assert.match(
      textOf('kafka.listeners.port'),
      /^kafka\.listeners\[\]\.port\n\nPort to listen on\.\n\nForm: a port from 1/,
    );
    assert.match(textOf('kafka.heap'), /Default: "1g"/);
    assert.match(textOf('kafka.brokers'), /Below it:\n {2}kafka\.brokers\[\]\.name/);
  });

  it('tells of a property what it was in which releases', () => {
    const text = textOf('num.io.threads');
    assert.match(text, /2\.5\.0 to .*: int, default 8, at least 1, can be changed cluster-wide/);
    assert.match(textOf('zookeeper.sync.time.ms'), /2\.5\.0 to 3\.1\.2/);
    assert.match(textOf('tickTime'), /zoo\.cfg/);
  });

  it('guesses, with 2, when it knows nothing', () => {
    const {code, stderr} = kafkabook(emptyFolder(), 'explain', 'num.io.thread');
    assert.equal(code, 2);
    assert.match(stderr, /did you mean num\.io\.threads\?/);
  });
});

describe('schema', () => {
  it('prints the schema that validate goes by', () => {
    const {code, stdout} = kafkabook(emptyFolder(), 'schema');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), clusterSchema());
  });
});
