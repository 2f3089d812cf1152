import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import type {Manifest} from '../ansible/manifest.ts';
import {secretsOf} from '../spec/secrets.ts';

/**
 * The secrets in the spec that a project was made from, and those by which a run asks AWS. Of files that were left behind
 * nothing is known.
 */
export async function secretsIn(folder: string, {spec}: Manifest): Promise<string[]> {
  const files = spec.flatMap(({path}) => {
    try {
      return [{file: path, text: readFileSync(resolve(folder, path), 'utf8')}];
    } catch {
      return [];
    }
  });
  const ofAws = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].flatMap((name) => process.env[name] ?? []);
  return [...(await secretsOf(files)), ...ofAws];
}
