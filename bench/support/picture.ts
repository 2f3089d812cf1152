// Draws a curve as SVG, with Vega-Lite.
import {compile, type TopLevelSpec} from 'vega-lite';
import {parse, View} from 'vega';
import type {Curve} from './result.ts';

/** The curve as a picture; the same bytes for the same figures. */
export async function picture({title, x, y, logarithmic = false, lines}: Curve): Promise<string> {
  const scale = logarithmic ? {type: 'log' as const} : {zero: true};
  const spec: TopLevelSpec = {
    title: {text: title, anchor: 'start'},
    width: 520,
    height: 280,
    background: 'white',
    data: {
      values: lines.flatMap(({name, points}) => points.map(([at, value]) => ({name, at, value}))),
    },
    mark: {type: 'line', point: true},
    encoding: {
      x: {field: 'at', type: 'quantitative', scale, title: x},
      y: {field: 'value', type: 'quantitative', scale, title: y},
      color: {field: 'name', type: 'nominal', title: null, sort: null},
      ...(lines.length > 5 && {shape: {field: 'name', type: 'nominal' as const, title: null, sort: null}}),
    },
    config: {font: 'sans-serif', view: {stroke: null}, legend: {labelLimit: 0}},
  };
  const view = new View(parse(compile(spec).spec), {renderer: 'none'});
  return `${await view.toSVG()}\n`;
}
