import {lstat, mkdtemp, readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {makeManifest} from '../../src/disk/manifest.ts';
import type {WantedProject} from '../../src/disk/state.ts';

/** A wanted project with the given files, for tests of the disk stage. */
export function wantedProject(contents: Record<string, string>): WantedProject {
  const files = Object.keys(contents)
    .sort()
    .map((name) => ({path: name, content: contents[name] ?? '', mode: name.endsWith('.sh') ? 0o755 : 0o644}));
  const head = {
    generator: 'kafkabook 0.0.0',
    spec: [{path: '../cluster.yml', sha256: 'ab', named: true}],
    playbooks: {kafka: ['peter-kafka01']},
    places: {hosts: {}, sections: {}},
    groups: {kafkahosts: ['peter-kafka01']},
  };
  return {files, manifest: makeManifest(head, files)};
}

/** Runs a test in a temporary folder. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kafkabook-'));
  try {
    await test(folder);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

/** Everything in a folder as `{path: content}`; empty folders end in a slash, links read `-> link`. */
export async function contentsOf(folder: string, below = ''): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const name of (await readdir(path.join(folder, below))).sort()) {
    const relative = below === '' ? name : `${below}/${name}`;
    const stats = await lstat(path.join(folder, relative));
    if (stats.isDirectory()) {
      const inside = await contentsOf(folder, relative);
      if (Object.keys(inside).length === 0) contents[`${relative}/`] = '';
      Object.assign(contents, inside);
    } else {
      contents[relative] = stats.isSymbolicLink()
        ? '-> link'
        : await readFile(path.join(folder, relative), 'utf8');
    }
  }
  return contents;
}
