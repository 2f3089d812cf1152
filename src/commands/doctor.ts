import {existsSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {Flags} from '@oclif/core';
import {absolutePath} from '../absolute.ts';
import {knownAs} from '../access/host-keys.ts';
import {resolved} from '../access/ssh.ts';
import {readControlNode, type Needs} from '../ansible/control-node.ts';
import {judgeControlNode} from '../checks/control-node.ts';
import type {Finding} from '../checks/finding.ts';
import {KafkabookCommand, say} from '../cli/command.ts';
import {closeKey} from '../disk/key.ts';
import {ExitCode} from '../exit-codes.ts';
import {findingLines} from '../render/findings.ts';

export default class Doctor extends KafkabookCommand {
  static override summary = 'See whether this computer can run what kafkabook runs.';
  static override description =
    'Ansible and its Python, Mitogen where it is there, what asks AWS where cluster.yml has that section, the locale, SSH, the key and its mode, the host keys and names of the machines in cluster.yml, archives that are brought from here, room. ' +
    `Each finding comes with the command that mends it here. Ends with ${ExitCode.controlNodeUnfit} where something is missing.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --fix',
  ];
  static override enableJsonFlag = true;
  static override flags = {
    file: Flags.string({
      char: 'f',
      multiple: true,
      description: 'a file of the spec; cluster.yml where it is there',
    }),
    fix: Flags.boolean({description: 'mend what can be mended safely: the mode of the key'}),
  };

  async run(): Promise<{exitCode: number; findings: readonly Finding[]}> {
    const {flags} = await this.parse(Doctor);
    const needs = await this.needs(flags.file ?? (existsSync('cluster.yml') ? ['cluster.yml'] : []));
    let findings = judgeControlNode(await readControlNode(needs));
    if (flags.fix && findings.some(({isFixable}) => isFixable)) {
      if (needs.keyFile !== null) await closeKey(needs.keyFile);
      findings = judgeControlNode(await readControlNode(needs));
    }
    this.log('%s', findingLines(findings).join('\n'));
    const exitCode = findings.some(({state}) => state === 'fault')
      ? ExitCode.controlNodeUnfit
      : ExitCode.done;
    process.exitCode = exitCode;
    return {exitCode, findings};
  }

  /** What the cluster of a spec needs; less is asked where there is none yet. Throws a Refusal for one that is not valid. */
  private async needs(files: readonly string[]): Promise<Needs> {
    const last = files.at(-1);
    if (last === undefined) {
      say('there is no cluster.yml here, so keys and machines are not looked at');
      return {
        folder: '.',
        keyFile: null,
        knownHostsFile: null,
        hosts: [],
        names: [],
        managesNames: false,
        region: null,
        files: [],
      };
    }
    const {subject} = await this.subjectOf(files);
    const {ssh, cluster} = subject;
    const hosts = cluster?.hosts ?? [];
    const jump = ssh.jump && (await resolved(ssh.jump));
    return {
      folder: resolve(dirname(last)),
      keyFile: ssh.keyFile === '' ? null : absolutePath(ssh.keyFile),
      knownHostsFile: ssh.knownHostsFile === '' ? null : absolutePath(ssh.knownHostsFile),
      hosts: [
        ...(jump === null ? [] : [knownAs(jump.host, jump.port)]),
        ...hosts.map(({address}) => knownAs(address, ssh.port)),
      ],
      names: hosts.map(({name, address}) => ({name, address})),
      managesNames: cluster?.hostsFile === 'managed',
      region: subject.aws?.region ?? null,
      files: (cluster === null
        ? []
        : [cluster.zookeeper.archive.localFile, cluster.kafka.archive.localFile, cluster.java.tarball]
      )
        .filter((file) => file !== '')
        .map((file) => absolutePath(file)),
    };
  }
}
