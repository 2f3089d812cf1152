import assert from 'node:assert/strict';
import * as releases from '../../src/model/releases.ts';

describe('releases', () => {
  it('names the archives of Kafka', () => {
    assert.equal(releases.kafkaArchive('2.6.0', '2.12').path, 'kafka/2.6.0/kafka_2.12-2.6.0.tgz');
  });
  it('names the archives of ZooKeeper, with -bin from 3.5.5', () => {
    assert.equal(
      releases.zookeeperArchive('3.5.9').path,
      'zookeeper/zookeeper-3.5.9/apache-zookeeper-3.5.9-bin.tar.gz',
    );
    assert.equal(
      releases.zookeeperArchive('3.4.14').path,
      'zookeeper/zookeeper-3.4.14/zookeeper-3.4.14.tar.gz',
    );
  });
  it('compares parts as numbers', () => {
    assert.deepEqual(
      [releases.isAtLeast('3.10.0', '3.9.1'), releases.isAtLeast('3.5.4', '3.5.5')],
      [true, false],
    );
  });
  it('recommends a build that was published', () => {
    for (const {line, scala} of releases.KAFKA_LINES)
      assert.ok(scala.includes(releases.defaultScala(`${line}.0`)), line);
  });
  it('knows what a version brings', () => {
    assert.deepEqual([releases.adminServer('3.4.14'), releases.adminServer('3.5.9')], [false, true]);
    assert.deepEqual(
      [releases.zookeeperLogging('3.7.2').file, releases.zookeeperLogging('3.8.6').file],
      ['log4j.properties', 'logback.xml'],
    );
    assert.deepEqual(
      [releases.topicsUseBootstrapServer('2.1.1'), releases.producerUsesBootstrapServer('2.5.0')],
      [false, true],
    );
    assert.deepEqual(
      [releases.kafkaLogConfig('3.9.2'), releases.kafkaLogConfig('4.0.0')],
      ['log4j.properties', 'log4j2.yaml'],
    );
    assert.deepEqual(
      [releases.fourLetterWhitelist('3.4.14'), releases.fourLetterWhitelist('3.5.2')],
      [true, false],
    );
  });
});
