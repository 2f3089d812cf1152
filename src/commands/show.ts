import {Flags} from '@oclif/core';
import {KafkabookCommand} from '../cli/command.ts';
import {topologyOf, type Topology} from '../model/topology.ts';
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
    file: KafkabookCommand.fileFlag,
    format: Flags.option({
      options: Object.keys(FORMATS) as (keyof typeof FORMATS)[],
      default: 'table' as const,
      description: 'table; mermaid for Markdown; svg, a picture',
    })(),
  };

  async run(): Promise<Topology> {
    const {flags} = await this.parse(Show);
    const topology = topologyOf((await this.clusterOf(flags.file)).cluster);
    this.log('%s', FORMATS[flags.format](topology));
    return topology;
  }
}
