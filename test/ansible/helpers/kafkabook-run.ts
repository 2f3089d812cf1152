// `kafkabook run` from its sources: the entries in bin/ want a build.
import {handle} from '@oclif/core';
import Run from '../../../src/commands/run.ts';

await Run.run(process.argv.slice(2), import.meta.url).catch(handle);
