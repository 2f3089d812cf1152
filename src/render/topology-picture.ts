import type {Placed, Topology} from '../model/topology.ts';
import {markup, textOf, type Html} from './html.ts';
import {nameOf} from './topology.ts';

/** How a service is, for its colour and sign, and what it does. */
export type Condition = Readonly<{state: 'well' | 'ill' | 'unknown'; does: string}>;

/** Sizes in units of the picture, which are pixels at its own size. */
const BOX = {width: 190, height: 92, gap: 16};
const PER_ROW = 6;
const MARGIN = 24;
const HEAD = 34;
/** Room between two bands, for what goes from one to the other. */
const BETWEEN = 56;
const LEFT = 150;

/**
 * The cluster as an SVG picture: clients and control node, the brokers by rack, the ensemble, and who talks to whom. With
 * conditions, by the host and role of each service ("peter-kafka01.foo.bar kafka"), it is coloured by them.
 */
export function topologyPicture(topology: Topology, conditions?: ReadonlyMap<string, Condition>): string {
  const brokers = topology.services.filter(({role}) => role === 'kafka');
  const servers = topology.services.filter(({role}) => role === 'zookeeper');
  const racks = [...new Set(brokers.map(({rack}) => rack))].map((rack) => ({
    title: rack === '' ? '' : `rack ${rack}`,
    members: brokers.filter((broker) => broker.rack === rack),
  }));
  const upper = band(MARGIN + 92, 'Kafka brokers', racks);
  const lower = band(upper.bottom + BETWEEN, 'ZooKeeper ensemble', [{title: '', members: servers}]);
  const width = Math.max(upper.right, lower.right) + MARGIN;
  const height = lower.bottom + MARGIN;
  const middle = (LEFT + width - MARGIN) / 2;
  const said = (from: string, to: string) => {
    const link = topology.links.find((each) => each.from === from && each.to === to);
    return link === undefined ? '' : `${link.what} ${link.ports.join(', ')}`;
  };
  const bands = [upper, lower].map(
    ({
      top,
      bottom,
      title,
    }) => markup`<rect class="band" x="${LEFT - 12}" y="${top}" width="${width - LEFT + 12 - MARGIN + 8}" height="${bottom - top}" rx="10"/>
<text class="title" x="${LEFT}" y="${top + 22}">${title}</text>`,
  );
  const loops = [
    markup`<text class="link" x="${LEFT + 130}" y="${upper.top + 22}">among themselves: ${said('brokers', 'brokers')}</text>`,
    said('ensemble', 'ensemble') === ''
      ? markup``
      : markup`<text class="link" x="${LEFT + 170}" y="${lower.top + 22}">among themselves: ${said('ensemble', 'ensemble')}</text>`,
  ];
  const ssh = [upper, lower].map(
    ({top, bottom}) =>
      markup`<path class="arrow dashed" d="M 70 ${MARGIN + 36} V ${(top + bottom) / 2} H ${LEFT - 16}"/>`,
  );
  return textOf(markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${`The cluster ${topology.name}`}">
${STYLE}
<rect class="back" width="${width}" height="${height}"/>
<rect class="party" x="${MARGIN}" y="${MARGIN}" width="104" height="36" rx="18"/>
<text class="center" x="${MARGIN + 52}" y="${MARGIN + 23}">control node</text>
<rect class="party" x="${middle - 52}" y="${MARGIN}" width="104" height="36" rx="18"/>
<text class="center" x="${middle}" y="${MARGIN + 23}">clients</text>
<path class="arrow" d="M ${middle} ${MARGIN + 36} V ${upper.top - 4}"/>
<text class="link" x="${middle + 10}" y="${MARGIN + 68}">${said('clients', 'brokers')}</text>
${ssh}
<text class="link" x="78" y="${MARGIN + 60}">${said('control node', 'brokers')}</text>
${bands}${loops}
<path class="arrow" d="M ${middle} ${upper.bottom} V ${lower.top - 4}"/>
<text class="link" x="${middle + 10}" y="${upper.bottom + BETWEEN / 2 + 4}">${said('brokers', 'ensemble')}</text>
${[...upper.racks, ...lower.racks].map(rackBox)}
${[...upper.boxes, ...lower.boxes].map((each) => box(each, conditions))}
</svg>
`);
}

type Group = Readonly<{title: string; members: readonly Placed[]}>;
type Box = Readonly<{service: Placed; x: number; y: number}>;
type Rack = Readonly<{title: string; x: number; y: number; width: number; height: number}>;
type Band = Readonly<{
  title: string;
  top: number;
  bottom: number;
  right: number;
  boxes: readonly Box[];
  racks: readonly Rack[];
}>;

/** Groups below each other, each with its services in rows. */
function band(top: number, title: string, groups: readonly Group[]): Band {
  const boxes: Box[] = [];
  const racks: Rack[] = [];
  let y = top + HEAD;
  let right = LEFT + BOX.width * 2;
  for (const {title: name, members} of groups) {
    const begin = y;
    if (name !== '') y += 24;
    members.forEach((service, index) => {
      const x = LEFT + (index % PER_ROW) * (BOX.width + BOX.gap);
      boxes.push({service, x, y: y + Math.floor(index / PER_ROW) * (BOX.height + BOX.gap)});
      right = Math.max(right, x + BOX.width);
    });
    const rows = Math.max(1, Math.ceil(members.length / PER_ROW));
    const width = Math.min(members.length, PER_ROW) * (BOX.width + BOX.gap) - BOX.gap;
    y += rows * (BOX.height + BOX.gap);
    if (name !== '')
      racks.push({title: name, x: LEFT - 6, y: begin, width: width + 12, height: y - begin - 6});
    if (name !== '') y += 8;
  }
  return {title, top, bottom: y, right, boxes, racks};
}

function rackBox({title, x, y, width, height}: Rack): Html {
  return markup`<rect class="rack" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>
<text class="link" x="${x + 8}" y="${y + 17}">${title}</text>
`;
}

function box({service, x, y}: Box, conditions: ReadonlyMap<string, Condition> | undefined): Html {
  const {role, host, shortName, address, version, ports} = service;
  const condition = conditions?.get(`${host} ${role}`) ?? (conditions === undefined ? undefined : UNSEEN);
  const sign = condition === undefined ? '' : SIGNS[condition.state];
  const last =
    condition === undefined ? `${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}` : condition.does;
  return markup`<g><title>${host}</title>
<rect class="box ${condition?.state ?? 'plain'}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/>
<text class="name" x="${x + 12}" y="${y + 24}">${nameOf(service)}</text>
<text class="sign" x="${x + BOX.width - 24}" y="${y + 25}">${sign}</text>
<text x="${x + 12}" y="${y + 44}">${clipped(shortName)}</text>
<text class="small" x="${x + 12}" y="${y + 62}">${clipped(`${address}, ${version}`)}</text>
<text class="small" x="${x + 12}" y="${y + 79}">${clipped(last)}</text>
</g>
`;
}

const UNSEEN: Condition = {state: 'unknown', does: ''};
// The colour alone would tell nothing to people who see none.
const SIGNS: Readonly<Record<Condition['state'], string>> = {well: '✓', ill: '!', unknown: '?'};

/** What fits into a box. */
function clipped(text: string): string {
  return text.length <= 28 ? text : `${text.slice(0, 27)}…`;
}

const STYLE = markup`<style>
text { font: 13px system-ui, sans-serif; fill: #1b1f24; }
.small { font-size: 11.5px; fill: #57606a; } .link { font-size: 12px; fill: #57606a; }
.name, .title { font-weight: 600; } .center { text-anchor: middle; } .sign { font-size: 16px; font-weight: 700; }
.back { fill: #ffffff; } .band { fill: #f5f6f8; stroke: #d5d9de; } .party { fill: #ffffff; stroke: #57606a; }
.rack { fill: none; stroke: #8a939e; stroke-dasharray: 4 3; }
.box { fill: #ffffff; stroke: #57606a; stroke-width: 1.2; }
.well { fill: #e2f4e8; stroke: #1a7f37; } .ill { fill: #fbdde1; stroke: #b00020; stroke-width: 2; }
.unknown { fill: #ece6f3; stroke: #6a2c91; stroke-dasharray: 5 3; }
.arrow { fill: none; stroke: #57606a; stroke-width: 1.4; marker-end: url(#tip); } .dashed { stroke-dasharray: 5 4; }
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M 0 0 L 8 4 L 0 8 z" fill="#57606a"/></marker></defs>`;
