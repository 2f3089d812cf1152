// Runs the commands of src/ under tsx, without a build.
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {execute, settings} from '@oclif/core';

// tsx is loaded already, so oclif has nothing to transpile; it only has to look for commands in the sources.
settings.enableAutoTranspile = false;
const root = resolve(import.meta.dirname, '../../..');
const pjson = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
  oclif: {commands: {target: string}};
};
pjson.oclif.commands.target = './src/commands';
await execute({dir: root, loadOptions: {root, pjson: pjson as never}});
