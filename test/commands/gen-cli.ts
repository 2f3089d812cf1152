// Runs gen alone, from its source: gen-cli.ts [flags]
import {fileURLToPath} from 'node:url';
import {flush, handle} from '@oclif/core';
import Gen from '../../src/commands/gen.ts';

await Gen.run(process.argv.slice(2), fileURLToPath(new URL('../../', import.meta.url))).then(
  () => flush(),
  (error: unknown) => handle(error as Error),
);
