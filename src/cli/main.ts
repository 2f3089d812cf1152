import {execute} from '@oclif/core';

/** Runs the command that the process was started with. */
export async function main(): Promise<void> {
  await execute({dir: import.meta.url});
}
