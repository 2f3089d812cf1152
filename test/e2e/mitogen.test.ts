import assert from 'node:assert/strict';
import {ansibleBin, bareMachines, ensembleAlone, lab, LabProject, mainPid, recap} from './support/lab.ts';

const MACHINES = ['peter-zk01', 'peter-zk02', 'peter-zk03'];

// One story: each part begins where the one before ended.
describe('a run with Mitogen', function () {
  let project: LabProject;
  let bin = '';

  before(function () {
    const environment = bareMachines(this, ...MACHINES);
    const found = ansibleBin('mitogen');
    if (found === undefined) this.skip();
    bin = found;
    project = new LabProject('book', environment);
    project.edit(ensembleAlone);
    project.succeed('gen');
  });

  const run = (...args: string[]) => project.kafkabook(['run', 'zookeeper', ...args], {ANSIBLE_BIN: bin});
  const pids = () => MACHINES.map((machine) => mainPid(machine, 'zookeeper-server'));

  it('is offered by doctor', () => {
    const {stdout} = project.kafkabook(['doctor'], {ANSIBLE_BIN: bin});
    assert.match(stdout, /^ok +mitogen +Mitogen [0-9.]+ works with it/m);
  });

  it('brings an ensemble up, and leaves it alone the next time', () => {
    const first = run('--mitogen');
    assert.equal(first.status, 0, first.stdout + first.stderr);
    const before = pids();
    const second = run('--mitogen');
    assert.equal(second.status, 0, second.stdout + second.stderr);
    for (const {changed, failed} of Object.values(recap(second.stdout)))
      assert.deepEqual([changed, failed], [0, 0]);
    assert.deepEqual(pids(), before);
  });

  it('comes to what one without comes to', () => {
    const {status, stdout} = run();
    assert.equal(status, 0);
    for (const {changed} of Object.values(recap(stdout))) assert.equal(changed, 0);
  });

  it('rolls a changed property over the members', () => {
    const before = pids();
    project.edit((document) => document.setIn(['zookeeper', 'config', 'maxClientCnxns'], 61));
    project.succeed('gen');
    const {status, stdout, stderr} = run('--mitogen');
    assert.equal(status, 0, stdout + stderr);
    for (const [index, pid] of pids().entries()) assert.notEqual(pid, before[index]);
  });

  it('tells a machine that cannot be reached, and touches none', () => {
    const before = pids();
    project.edit((document) => document.setIn(['zookeeper', 'config', 'maxClientCnxns'], 62));
    project.succeed('gen');
    lab('cut', 'peter-zk02');
    try {
      const {status, stdout, stderr} = run('--mitogen');
      assert.equal(status, 21, stdout + stderr);
    } finally {
      lab('mend', 'peter-zk02');
    }
    assert.deepEqual(pids(), before);
  });
});
