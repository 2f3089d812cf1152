import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {newRunId, openRun, type OpenRun} from '../../src/journal/open.ts';
import {redactorOf} from '../../src/redact.ts';
import type {RunResult} from '../../src/journal/record.ts';

/** A project with one spec in a folder, and the record of a run of it with these events. */
export function recordedRun(
  folder: string,
  lines: readonly string[],
  result: RunResult | null,
): OpenRun & {id: string} {
  const project = path.join(folder, 'ansible_playbook');
  const spec = [{path: '../cluster.yml', sha256: 'ab'.repeat(32), named: true}];
  mkdirSync(project, {recursive: true});
  writeFileSync(path.join(folder, 'cluster.yml'), 'name: peter\n');
  const manifest = {format: 1, generator: 'kafkabook 0.0.0', spec, playbooks: {}, groups: {}, files: {}};
  writeFileSync(path.join(project, '.kafkabook.json'), JSON.stringify(manifest));
  const request = {
    ...{
      id: newRunId(),
      options: {},
      passwords: [],
      vaultFile: null,
      hosts: 6,
      once: null,
      resumes: null,
      redact: redactorOf([]),
    },
    ...{
      playbook: 'kafka',
      project,
      version: '0.1.0',
      spec: [{path: '../cluster.yml', sha256: 'ab'.repeat(32)}],
    },
    command: ['ansible-playbook', '-i', 'hosts', 'kafka.yml', '--diff'],
    specFiles: [path.join(folder, 'cluster.yml')],
  };
  const run = openRun(folder, request, (message) => {
    throw new Error(message);
  });
  for (const line of lines) run.event(line);
  if (result !== null) run.close(result);
  return {...run, id: request.id};
}

/** What came of a run. */
export function resultOf(some: Partial<RunResult> = {}): RunResult {
  return {
    ...{
      ended: '2026-01-01T12:01:00.000Z',
      seconds: 60,
      exitCode: 0,
      summary: 'kafka.yml succeeded on 6 hosts',
    },
    ...{code: 0, signal: null, problems: []},
    ...some,
  };
}

/** The result of the run that `runLines` tells. */
export const FAILED = resultOf({
  exitCode: 20,
  code: 2,
  summary: 'kafka.yml failed on 1 of 6 hosts',
  problems: [
    {
      ...{host: 'peter-kafka03', kind: 'failed', task: 'kafka : Write the unit'},
      path: 'roles/kafka/tasks/service.yml:39',
      message: 'Unable to start service kafka-server',
      stderr: 'Job for kafka-server.service failed.\nSee "journalctl -u kafka-server" <for details> & more.',
      advice: null,
    },
    {
      ...{host: 'peter-kafka02', kind: 'unreachable', task: 'kafka : Link the release'},
      path: '',
      message: 'Failed to connect to the host via ssh: connection timed out\r\n',
      stderr: '',
      advice: 'the host does not answer on its SSH port: is it up, and is a firewall between?',
    },
  ],
});
