import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import type {Health} from '../../../src/model/health.ts';
import type {LabProject} from './lab.ts';

/** What `status` says of a lab cluster: its exit code, and every fault as "WHERE: FAULT". */
export function statusOf(project: LabProject): {code: number | null; health: Health; faults: string[]} {
  const {status: code, stdout, stderr} = project.kafkabook(['status', '--json']);
  assert.notEqual(stdout, '', stderr);
  const health = JSON.parse(stdout) as Health;
  const faults = [
    ...health.hosts.flatMap(({host, faults: own, services}) => [
      ...own.map((fault) => `${host}: ${fault}`),
      ...services.flatMap((service) => service.faults.map((fault) => `${host}: ${fault}`)),
    ]),
    ...health.faults,
  ];
  return {code, health, faults};
}

/** Waits, two minutes at most, until nothing is wrong any more. */
export function becomesHealthy(project: LabProject): void {
  const end = Date.now() + 120_000;
  for (;;) {
    const {code, faults} = statusOf(project);
    if (code === 0) return;
    assert.ok(Date.now() < end, faults.join('\n'));
    spawnSync('sleep', ['2']);
  }
}

/** What `smoke` says of a lab cluster: its exit code, and all its words. */
export function smokeOf(project: LabProject, ...flags: string[]): {code: number | null; text: string} {
  const {status: code, stdout, stderr} = project.kafkabook(['smoke', '--records', '3', ...flags]);
  return {code, text: stdout + stderr};
}
