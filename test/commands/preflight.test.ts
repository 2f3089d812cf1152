import assert from 'node:assert/strict';
import {kafkabook} from '../support/cli.ts';

describe('preflight', () => {
  it('does not pass where no check is left', () => {
    const {code, stderr} = kafkabook(
      'examples',
      'preflight',
      '-f',
      'book.yml',
      '--only',
      'disk',
      '--skip',
      'disk',
    );
    assert.equal(code, 2);
    assert.match(stderr, /leave no check/);
  });
});
