// docs/performance.md and its pictures, from the figures in bench/results.
import {picture} from './picture.ts';
import {results, tables, type Result} from './result.ts';

/** Every file of the page: its name in docs/, its text. */
export async function performancePage(found: readonly Result[] = results()): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const sections: string[] = [];
  for (const result of found) {
    const pictures: string[] = [];
    for (const [index, curve] of result.curves.entries()) {
      const file = `performance/${result.name}${result.curves.length > 1 ? `-${index + 1}` : ''}.svg`;
      files.set(file, await picture(curve));
      pictures.push(`![${curve.title}](${file})`);
    }
    sections.push(section(result, pictures));
  }
  const head = [
    '# What it takes',
    '<!-- Generated from bench/results by scripts/generate-docs.ts; do not edit. -->',
    `Each table is the last run of one command, on the machine and with the versions that stand below it. A ratio is that of
measures that took turns in that run: the median of the ratios of its rounds. On another computer the times are others, and so
are ratios where machines have their own cores: run it there.`,
  ];
  files.set('performance.md', `${[...head, ...sections].join('\n\n')}\n`);
  return files;
}

function section(result: Result, pictures: readonly string[]): string {
  const {title, text, command, day, machine, versions, remarks} = result;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `## ${title}`,
    text,
    tables(result).join('\n'),
    ...pictures,
    ...remarks,
    `\`${command}\`, ${day}; ${[machine, ...used].join(', ')}.`,
  ].join('\n\n');
}
