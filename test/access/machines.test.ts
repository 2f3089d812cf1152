import assert from 'node:assert/strict';
import {setTimeout as wait} from 'node:timers/promises';
import {machinesOf, onEach, well} from '../../src/access/machines.ts';
import type {Jump} from '../../src/model/cluster.ts';

const hosts = Array.from({length: 12}, (_, index) => ({
  ...{name: `k${index}.foo`, shortName: `k${index}`, address: `10.0.0.${index + 1}`},
}));
const cluster = (jump: Jump | null) => ({
  ssh: {user: 'me', port: 22, keyFile: 'id', knownHostsFile: '', jump, become: true},
  hosts,
});
const JUMP = {destination: 'adm@k1.foo', user: 'adm', host: 'k1.foo', port: 2222};

describe('what is done on each machine', () => {
  const order = async (jump: Jump | null) => {
    const [told, most] = [[] as string[], {now: 0, ever: 0}];
    const machines = await machinesOf(cluster(jump), ['id']);
    const outcomes = await onEach(machines, async ({name, isJump}) => {
      most.ever = Math.max(most.ever, (most.now += 1));
      await wait(isJump ? 30 : 5);
      told.push(name);
      most.now -= 1;
      return well(name);
    });
    return {machines, outcomes, told, most: most.ever};
  };

  it('is done on all of them at once where nothing is between', async () => {
    const {told, most} = await order(null);
    assert.deepEqual([told.length, most], [12, 12]);
  });

  it('is done on the jump host before the others, a few of them at a time', async () => {
    const {machines, outcomes, told, most} = await order(JUMP);
    assert.equal(told[0], 'k1.foo');
    assert.deepEqual([told.length, most], [13, 5]);
    // The jump host is a node, too, and neither outcome hides the other.
    assert.equal(outcomes.size, 13);
    const [first] = machines;
    assert.deepEqual(
      [first?.isJump, first?.access.user, first?.access.port, first?.access.jump],
      [true, 'adm', 2222, null],
    );
    assert.deepEqual(first?.shown, {address: 'k1.foo', port: 2222});
  });
});
