#!/usr/bin/env -S node --import tsx
// Runs the TypeScript sources directly; the published package runs bin/run.js over dist/.
import {execute} from '@oclif/core';

await execute({development: true, dir: import.meta.url});
