#!/usr/bin/env node
// What scripts ask most often is answered before anything is loaded; in the words of oclif.
if (process.argv.length === 3 && process.argv[2] === '--version') {
  const {readFileSync} = await import('node:fs');
  const {name, version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`);
} else {
  // Before the rest: loading takes most of what a run needs at its highest.
  const {spareMemory} = await import('../dist/memory.js');
  spareMemory();
  const {main} = await import('../dist/main.js');
  await main();
}
