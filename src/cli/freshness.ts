import {relative, resolve} from 'node:path';
import {editedFiles, specState, type Manifest, type SpecFile} from '../ansible/manifest.ts';
import {Refusal} from '../refusal.ts';
import {say} from './command.ts';

/** The files of the spec that have changed since the project was made, as they are reached from here. */
export function staleFiles(folder: string, {spec}: Pick<Manifest, 'spec'>): string[] {
  return spec.filter((file) => specState(folder, file) === 'changed').map((file) => nameOf(folder, file));
}

/** Throws a Refusal where the spec has changed since the project was made; warns where nobody can say. */
export function checkFresh(folder: string, {spec}: Pick<Manifest, 'spec'>): void {
  const changed = staleFiles(folder, {spec});
  for (const file of spec.filter((each) => specState(folder, each) === 'absent'))
    say(`warning: ${nameOf(folder, file)} is absent, so nobody can say whether the project is up to date`);
  if (changed.length === 0) return;
  const named = spec.filter((file) => file.named).map((file) => `-f ${nameOf(folder, file)}`);
  throw new Refusal(
    'changesPending',
    `${changed.join(', ')} ${changed.length === 1 ? 'has' : 'have'} changed since the project was made`,
    `run: kafkabook gen ${named.join(' ')}`,
  );
}

/** Warns of generated files that somebody edited: the run takes them as they are. */
export function warnOfEdits(folder: string, manifest: Manifest): void {
  const files = editedFiles(folder, manifest);
  if (files.length === 0) return;
  const shown = files.slice(0, 3).join(', ');
  const more = files.length > 3 ? ` and ${files.length - 3} more` : '';
  say(
    `warning: ${shown}${more} ${files.length === 1 ? 'is' : 'are'} not as gen wrote ${files.length === 1 ? 'it' : 'them'}; the run takes what stands there`,
  );
}

function nameOf(folder: string, {path}: SpecFile): string {
  return relative(process.cwd(), resolve(folder, path));
}
