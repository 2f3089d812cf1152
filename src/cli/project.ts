import path from 'node:path';
import {readAssets} from '../disk/assets.ts';
import {makeManifest, sha256} from '../disk/manifest.ts';
import type {WantedProject} from '../disk/state.ts';
import {completeSpec} from '../model/complete.ts';
import {synthesize} from '../project/synthesize.ts';
import type {ValidSpec} from './command.ts';
import {placesOf} from './places.ts';

/** The Ansible project of a spec as it is to stand in a folder; `version` is that of kafkabook. */
export function projectOf({ok, files, named}: ValidSpec, folder: string, version: string): WantedProject {
  const names = new Set(named.map((each) => path.normalize(each)));
  const spec = files.map((each) => ({
    path: toPosix(path.relative(folder, path.resolve(each.file))),
    sha256: sha256(each.bytes),
    named: names.has(each.file),
  }));
  // Paths count from the folder of the last file that was named, whatever it includes.
  const specFile = toPosix(path.relative(folder, path.resolve(named.at(-1) ?? '')));
  const subject = completeSpec(ok.spec, {specFolder: path.posix.dirname(specFile)});
  const project = synthesize(subject, readAssets());
  const keyFile = subject.cluster?.ssh.keyFile;
  const {playbooks, groups} = project;
  const head = {
    ...{generator: `kafkabook ${version}`, cluster: subject.name, spec, playbooks, groups},
    places: placesOf(ok, folder),
  };
  return {
    files: project.files,
    manifest: makeManifest({...head, ...(keyFile && {ssh: {keyFile}})}, project.files),
  };
}

function toPosix(file: string): string {
  return file.split(path.sep).join('/');
}
