import assert from 'node:assert/strict';
import {chmodSync, copyFileSync, existsSync} from 'node:fs';
import path from 'node:path';
import type {LabEnvironment} from '../support/lab-spec.ts';
import {bareMachines, ensembleAlone, inside, lab, LabProject, mainPid} from './support/lab.ts';

/** Gates wait two minutes by default, and a test need not. */
const IMPATIENT = ['--', '-e', 'zookeeper_gate_retries=5'];
const MACHINES = ['peter-zk01', 'peter-zk02', 'peter-zk03'];

describe('what goes wrong on hosts is told, and nothing is written by halves', () => {
  let environment: LabEnvironment;

  before(function () {
    environment = bareMachines(this, ...MACHINES);
  });

  it('a user without sudo rights: exit 20, the way out, nothing on the host', () => {
    const project = generated((document) => document.setIn(['ssh', 'user'], environment.plainUser));
    const result = project.kafkabook(['run', 'zookeeper']);
    assert.equal(result.status, 20, result.stdout + result.stderr);
    assert.match(result.stderr, /sudo/);
    assert.equal(inside('peter-zk01', 'ls -d /etc/zookeeper 2>/dev/null || true'), '');
  });

  it('a key that others can read: exit 6 and the command that mends it', () => {
    const project = generated();
    const key = path.join(project.folder, 'keypair.pem');
    copyFileSync(environment.keyFile, key);
    chmodSync(key, 0o644);
    project.edit((document) => document.setIn(['ssh', 'key_file'], 'keypair.pem'));
    project.succeed('gen');
    const result = project.kafkabook(['run', 'zookeeper']);
    assert.equal(result.status, 6, result.stdout + result.stderr);
    assert.match(result.stderr, /chmod 600/);
  });

  it('no ansible-playbook on PATH: exit 6 and how to install it', () => {
    const project = generated();
    const node = path.dirname(process.execPath);
    const result = project.kafkabook(['run', 'zookeeper'], {
      PATH: `${node}:/usr/sbin:/sbin`,
      ANSIBLE_BIN: '/nonexistent',
    });
    assert.equal(result.status, 6, result.stdout + result.stderr);
    assert.match(result.stderr, /install/);
  });

  it('an unwritable folder: a clear message, and nothing half-written', () => {
    const project = generated();
    const result = project.kafkabook(['gen', '-o', '/proc/ansible_playbook']);
    assert.notEqual(result.status, 0);
    assert.notEqual(result.status, 1, result.stderr);
    assert.match(result.stderr, /\/proc\/ansible_playbook/);
    assert.equal(existsSync('/proc/ansible_playbook'), false);
  });

  it('cluster.yml changed since gen: exit 10 and what to run', () => {
    const project = generated();
    project.edit((document) => document.setIn(['zookeeper', 'heap'], '256m'));
    const result = project.kafkabook(['run', 'zookeeper']);
    assert.equal(result.status, 10, result.stdout + result.stderr);
    assert.match(result.stderr, /kafkabook gen/);
  });

  it('a machine that is cut off: exit 21, never success', () => {
    const project = generated();
    lab('cut', 'peter-zk03');
    try {
      const result = project.kafkabook(['run', 'hosts', '--', '--timeout', '5']);
      assert.equal(result.status, 21, result.stdout + result.stderr);
      assert.match(result.stderr, /peter-zk03/);
      // Of no ensemble, no broker is begun with.
      const site = project.kafkabook(['run', 'site', '--', '--timeout', '5']);
      assert.equal(site.status, 21, site.stdout + site.stderr);
      assert.match(site.stdout, /PLAY \[Look at the hosts of ZooKeeper\]/);
      assert.doesNotMatch(site.stdout, /PLAY \[(Prepare the machines|Install and configure)/);
    } finally {
      lab('mend', 'peter-zk03');
    }
  });

  it('data of another server: the host is left as it is', () => {
    const project = generated();
    project.succeed('run', 'zookeeper');
    const pid = mainPid('peter-zk02', 'zookeeper-server');
    inside('peter-zk02', 'echo 7 > /data/zk/myid');
    project.edit((document) => document.setIn(['zookeeper', 'heap'], '256m'));
    project.succeed('gen');
    const result = project.kafkabook(['run', 'zookeeper', ...IMPATIENT]);
    assert.ok([20, 24].includes(result.status ?? -1), result.stdout + result.stderr);
    assert.match(result.stdout + result.stderr, /myid=7/);
    assert.equal(mainPid('peter-zk02', 'zookeeper-server'), pid);
    assert.match(inside('peter-zk02', 'cat /etc/systemd/system/zookeeper-server.service'), /Xmx512m/);
    inside('peter-zk02', 'echo 2 > /data/zk/myid');
  });

  it('a roll stops at the gate when another server is down', () => {
    const project = generated((document) => document.setIn(['zookeeper', 'heap'], '300m'));
    inside('peter-zk01', 'systemctl stop zookeeper-server && systemctl mask --runtime zookeeper-server');
    const pid = mainPid('peter-zk03', 'zookeeper-server');
    // What has just started is not taken to run yet.
    inside('peter-zk03', 'sleep 30');
    const result = project.kafkabook([
      'run',
      'zookeeper',
      '--limit',
      'peter-zk02.foo.bar,peter-zk03.foo.bar',
      ...IMPATIENT,
    ]);
    assert.equal(result.status, 24, result.stdout.slice(-3000) + result.stderr);
    assert.equal(mainPid('peter-zk03', 'zookeeper-server'), pid);
    for (const machine of ['peter-zk02', 'peter-zk03'])
      assert.doesNotMatch(inside(machine, 'cat /etc/systemd/system/zookeeper-server.service'), /Xmx300m/);
  });

  function generated(change?: Parameters<LabProject['edit']>[0]): LabProject {
    const project = new LabProject('book', environment);
    project.edit((document) => {
      ensembleAlone(document);
      change?.(document);
    });
    project.succeed('gen');
    return project;
  }
});
