import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {healthOf} from '../../src/model/health.ts';
import type {Placed, Topology} from '../../src/model/topology.ts';
import {topologyOf} from '../../src/model/topology.ts';
import {conditionsOf} from '../../src/render/health.ts';
import {topologyPicture} from '../../src/render/topology-picture.ts';
import {topologyLines, topologyMermaid} from '../../src/render/topology.ts';
import {clusterOf} from '../project/specs.ts';
import {broker, cluster, GROUPS, server} from '../support/health.ts';

const BOOK = topologyOf(clusterOf(readFileSync('examples/book.yml', 'utf8')));

function placed(role: Placed['role'], id: number, more: Partial<Placed> = {}): Placed {
  const host = `${role === 'kafka' ? 'k' : 'zk'}${id}`;
  return {
    ...{role, id, host, shortName: host, address: '10.0.0.1', rack: '', version: '3.9.2', ports: [1]},
    ...more,
  };
}

const SMALL: Topology = {
  ...{name: 'small', links: []},
  services: [1, 2, 3].flatMap((id) => [placed('zookeeper', id), placed('kafka', id)]),
};

describe('the cluster for people', () => {
  it('is a table', () => {
    const lines = topologyLines(BOOK);
    assert.equal(lines[0], 'Cluster peter');
    assert.equal(lines[3], 'peter-zk01.foo.bar     198.18.0.11  zookeeper 1  3.5.9    2181, 2888, 3888');
    assert.equal(lines[8], 'peter-kafka03.foo.bar  198.18.0.23  broker 3     2.6.0    9092');
    assert.equal(lines[11], 'clients       -> brokers   9092        PLAINTEXT');
    assert.doesNotMatch(lines[2] ?? '', /RACK/);
    const racked = {...BOOK, services: BOOK.services.map((service) => ({...service, rack: 'a'}))};
    assert.match(topologyLines(racked)[2] ?? '', /RACK$/);
  });

  it('is a flowchart, with racks in it where there are several', () => {
    const lines = topologyMermaid(BOOK);
    assert.equal(lines[0], 'flowchart TB');
    assert.ok(lines.includes('    kafka3["broker 3<br/>peter-kafka03<br/>198.18.0.23"]'));
    assert.ok(lines.includes('  brokers -->|"metadata 2181"| ensemble'));
    assert.equal(lines.filter((line) => line.trim() === 'end').length, 2);
    const services = [
      placed('kafka', 1, {rack: 'a"]'}),
      placed('kafka', 2, {rack: 'b'}),
      placed('zookeeper', 1),
    ];
    const racked = topologyMermaid({...SMALL, services});
    assert.ok(racked.includes('    subgraph rack0["rack a#34;]"]'), racked.join('\n'));
    assert.equal(racked.filter((line) => line.trim() === 'end').length, 4);
  });

  it('is a picture with a box for each service, none over another, and nothing beyond its edge', () => {
    const services = [...Array(40).keys()].map((id) =>
      placed(id < 5 ? 'zookeeper' : 'kafka', id, {rack: id % 2 ? 'a' : 'b'}),
    );
    for (const topology of [BOOK, SMALL, {...SMALL, services}]) {
      const picture = topologyPicture(topology);
      const [, width, height] = /viewBox="0 0 ([0-9]+) ([0-9]+)"/.exec(picture) ?? assert.fail('no size');
      const boxes = [
        ...picture.matchAll(
          /<rect class="box [a-z]+" x="([0-9.]+)" y="([0-9.]+)" width="([0-9]+)" height="([0-9]+)"/g,
        ),
      ].map(([, ...numbers]) => numbers.map(Number) as [number, number, number, number]);
      assert.equal(boxes.length, topology.services.length);
      for (const [index, [x, y, w, h]] of boxes.entries()) {
        assert.ok(x + w <= Number(width) && y + h <= Number(height));
        for (const [x2, y2, w2, h2] of boxes.slice(index + 1))
          assert.ok(x + w <= x2 || x2 + w2 <= x || y + h <= y2 || y2 + h2 <= y, 'two boxes overlap');
      }
    }
  });

  it('is a picture that no name breaks out of', () => {
    const picture = topologyPicture({...SMALL, services: [placed('kafka', 1, {shortName: '<script>'})]});
    assert.doesNotMatch(picture, /<script>/);
  });

  it('is a picture with the colour and the sign of what was found', () => {
    const ill = broker(2, {release: 'kafka_2.13-3.9.1'});
    const health = healthOf(
      cluster(ill, {host: 'zk3', texts: [], problem: 'unreachable: x'}, server(1)),
      GROUPS,
    );
    const picture = topologyPicture(SMALL, conditionsOf(health));
    const [, ...boxes] = picture.split('<g><title>');
    const found = boxes.map((box) => [
      box.slice(0, box.indexOf('<')),
      /class="box ([a-z]+)"/.exec(box)?.[1],
      /class="sign"[^>]*>([^<]*)</.exec(box)?.[1],
    ]);
    assert.deepEqual(found.sort(), [
      ['k1', 'well', '✓'],
      ['k2', 'ill', '!'],
      ['k3', 'well', '✓'],
      ['zk1', 'well', '✓'],
      ['zk2', 'well', '✓'],
      ['zk3', 'unknown', '?'],
    ]);
    assert.match(picture, /controller, leads 3 of 3/);
  });
});
