import assert from 'node:assert/strict';
import {secretsOf} from '../../src/spec/secrets.ts';

const of = (text: string) => secretsOf([{file: 'cluster.yml', text}]);

describe('secretsOf', () => {
  const rows: [title: string, text: string, secrets: string[]][] = [
    ['a property that Kafka takes for a password', 'kafka: {config: {ssl.key.password: abc}}', ['abc']],
    ['one whose name does not say so', 'kafka: {config: {ssl.keystore.key: PEM}}', ['PEM']],
    ['one of a listener', 'c: {listener.name.x.ssl.keystore.key: PEM}', ['PEM']],
    ['a key of a mapping whose name says so', 'passwords: {alice: x1, bob: [x2]}', ['x1', 'x2']],
    ['a token in an address', 'mirrors: ["https://t0ken@mirror/x"]', ['t0ken']],
    ['a login module without quotes', 'c: {x: "username=a password=abc;"}', ['abc']],
    [
      'nothing in numbers that Kafka has for passwords and tokens',
      'c: {password.encoder.iterations: 4096, delegation.token.max.lifetime.ms: 604800000}',
      [],
    ],
    ['a number', 'c: {my.password: 12345}', ['12345']],
    ['an item of a list', 'brokers: [{config: {api_key: k}}]', ['k']],
    ['a password in an address', 'mirrors: ["https://me:s3cret@mirror/x"]', ['s3cret']],
    [
      'a login module, and the password in it',
      `c: {sasl.jaas.config: 'x required password="abc";'}`,
      ['x required password="abc";', 'abc'],
    ],
    ['nothing else', 'ssh: {key_file: a.pem}\nkafka: {version: 3.9.2, config: {log.retention.hours: 1}}', []],
    ['nothing where there is no YAML', 'password: [', []],
  ];
  for (const [title, text, secrets] of rows)
    it(`finds ${title}`, async () => assert.deepEqual(await of(text), secrets));
});
