import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {emptyFolder, kafkabook} from '../support/cli.ts';

describe('show', () => {
  it('draws the cluster of a spec', () => {
    const svg = kafkabook('examples', 'show', '-f', 'book.yml', '--format', 'svg');
    assert.equal(svg.code, 0, svg.stderr);
    assert.match(svg.stdout, /^<svg xmlns=.*<\/svg>\n$/s);
    const table = kafkabook('examples', 'show', '-f', 'book.yml').stdout;
    assert.match(table, /^peter-kafka02\.foo\.bar +198\.18\.0\.22 +broker 2/m);
    const {services} = JSON.parse(kafkabook('examples', 'show', '-f', 'book.yml', '--json').stdout) as {
      services: unknown[];
    };
    assert.equal(services.length, 6);
  });

  it('draws nothing of a spec that is not valid', () => {
    const folder = emptyFolder();
    const text = readFileSync('examples/book.yml', 'utf8').replace('version: 2.6.0', 'version: 9.9.9');
    writeFileSync(path.join(folder, 'cluster.yml'), text);
    const {code, stdout, stderr} = kafkabook(folder, 'show');
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(stderr, /9\.9\.9/);
  });
});
