import {createHash} from 'node:crypto';
import {delimiter, join} from 'node:path';
import {chmodSync, writeFileSync} from 'node:fs';
import {makeSandbox, start, type Running} from '../ansible/helpers/sandbox.ts';
import {KAFKABOOK} from './cli.ts';

export const SPEC = 'name: peter\n';
export const MANIFEST = {
  format: 1,
  generator: 'kafkabook 0.0.0',
  cluster: 'peter',
  spec: [{path: '../cluster.yml', sha256: createHash('sha256').update(SPEC).digest('hex'), named: true}],
  playbooks: {zookeeper: ['peter-zk01', 'peter-zk02'], kafka: ['peter-kafka01']},
  groups: {zkhosts: ['peter-zk01', 'peter-zk02'], kafkahosts: ['peter-kafka01']},
  places: {hosts: {'peter-zk02': '../cluster.yml:7'}, sections: {ssh: '../cluster.yml:2'}},
  files: {},
};

const told = (fields: object) => `echo '${JSON.stringify({time: 1, ...fields})}' >&3\n`;
const HOSTS = ['peter-zk01', 'peter-zk02'];

/** What a good run on both hosts tells, in the shell of a program that stands in for ansible-playbook. */
export const GOOD = [
  told({event: 'playbook_start', plays: [{name: 'p', hosts: HOSTS}]}),
  told({event: 'play_start', name: 'p', hosts: HOSTS}),
  told({event: 'task_start', task: 't', path: 'zookeeper.yml:3'}),
  told({event: 'changed', host: 'peter-zk01', task: 't'}),
  told({event: 'stats', hosts: {'peter-zk01': {ok: 1, worked: 1}, 'peter-zk02': {ok: 1, worked: 1}}}),
].join('');

/** What one tells that cannot reach the second host; it ends with 4. */
export const UNREACHABLE = [
  told({event: 'playbook_start', plays: [{name: 'p', hosts: HOSTS}]}),
  told({event: 'play_start', name: 'p', hosts: HOSTS}),
  told({event: 'task_start', task: 't'}),
  told({event: 'changed', host: 'peter-zk01', task: 't'}),
  told({event: 'unreachable', host: 'peter-zk02', task: 't', message: 'no route to host'}),
  told({
    event: 'stats',
    hosts: {'peter-zk01': {ok: 1, worked: 1, changed: 1}, 'peter-zk02': {unreachable: 1}},
  }),
  'exit 4\n',
].join('');

/** A project with a program that stands in for ansible-playbook: it prints its arguments, then does what a script says. */
export class FakeProject {
  readonly folder: string;
  path: string;

  constructor(ansible = GOOD) {
    this.folder = makeSandbox({
      'cluster.yml': SPEC,
      key: 'secret',
      'bin/ansible-playbook': '',
      'ansible_playbook/.kafkabook.json': JSON.stringify(MANIFEST),
    });
    this.path = `${join(this.folder, 'bin')}${delimiter}${process.env['PATH']}`;
    this.ansible(ansible);
  }

  /** Replaces the program; `lines` are those of a shell. */
  ansible(lines: string): void {
    const file = join(this.folder, 'bin/ansible-playbook');
    writeFileSync(file, `#!/usr/bin/env bash\necho "args: $*"\n${lines}`);
    chmodSync(file, 0o755);
  }

  setManifest(some: object): void {
    const file = join(this.folder, 'ansible_playbook/.kafkabook.json');
    writeFileSync(file, JSON.stringify({...MANIFEST, ...some}));
  }

  /** Starts `kafkabook run` with these arguments. */
  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
    return this.command(['run', ...args], env);
  }

  /** Starts kafkabook with these arguments. */
  command(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
    return start([...KAFKABOOK, ...args], {
      cwd: this.folder,
      env: {...process.env, PATH: this.path, ...env},
    });
  }
}
