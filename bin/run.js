#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  // Before anything is loaded that an old one could stumble over.
  console.error(`kafkabook: Node ${process.versions.node} is older than 20.19
  install Node 20.19 or a later one, and put it first on the PATH`);
  process.exitCode = 6;
} else if (process.argv.length === 3 && process.argv[2] === '--version') {
  // What scripts ask most often, in the words of oclif.
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
