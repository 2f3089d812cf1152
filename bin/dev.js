#!/usr/bin/env -S node --import tsx
// Runs the TypeScript sources directly, without a build; the published package runs bin/run.js over dist/.
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {execute, settings} from '@oclif/core';

// tsx is loaded already, so oclif has nothing to transpile; it only has to look for commands in the sources.
settings.enableAutoTranspile = false;
// The root of the package may have the manifest of a build, which names commands in dist/.
const root = fileURLToPath(new URL('.', import.meta.url));
const pjson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
pjson.oclif.commands.target = '../src/commands';
await execute({dir: root, loadOptions: {root, pjson}});
