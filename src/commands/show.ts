import {Flags} from '@oclif/core';
import {KafkabookCommand} from '../cli/command.ts';
import {ExitCode} from '../exit-codes.ts';
import {completeCluster} from '../model/complete.ts';
import {topologyOf, type Topology} from '../model/topology.ts';
import {renderProblems} from '../render/problems.ts';
import {topologyPicture} from '../render/topology-picture.ts';
import {topologyLines, topologyMermaid} from '../render/topology.ts';

const FORMATS = {
  table: (topology: Topology) => topologyLines(topology).join('\n'),
  mermaid: (topology: Topology) => topologyMermaid(topology).join('\n'),
  svg: (topology: Topology) => topologyPicture(topology).trimEnd(),
};

export default class Show extends KafkabookCommand {
  static override summary = 'Show the cluster that cluster.yml describes, as a table or a picture.';
  static override description =
    'Machines, services, ids, ports and racks, and who talks to whom. No host is asked: what they really are, tells status.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --format svg > cluster.svg',
  ];
  static override enableJsonFlag = true;
  static override flags = {
    file: Flags.string({
      char: 'f',
      multiple: true,
      default: ['cluster.yml'],
      description: 'a file of the spec; of several the later one counts',
    }),
    format: Flags.option({
      options: Object.keys(FORMATS) as (keyof typeof FORMATS)[],
      default: 'table' as const,
      description: 'table; mermaid for Markdown; svg, a picture',
    })(),
  };

  async run(): Promise<Topology | undefined> {
    const {flags} = await this.parse(Show);
    const {checked, files} = await this.checkFiles(flags.file, false);
    if (!checked.ok) {
      const texts = new Map(files.map((each) => [each.file, each.text]));
      this.logToStderr('%s', renderProblems(checked.problems, {texts}));
      process.exitCode = ExitCode.specInvalid;
      return undefined;
    }
    const topology = topologyOf(completeCluster(checked.spec, {specFolder: '.'}));
    this.log('%s', FORMATS[flags.format](topology));
    return topology;
  }
}
