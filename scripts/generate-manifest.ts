// Writes oclif.manifest.json: what oclif has to know of every command to find one, so that it loads that one alone. Part of
// the build; needs dist/.
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {Plugin} from '@oclif/core';

const root = fileURLToPath(new URL('../', import.meta.url));
const plugin = new Plugin({
  root,
  ignoreManifest: true,
  respectNoCacheDefault: true,
  errorOnManifestCreate: true,
});
await plugin.load();
writeFileSync(`${root}oclif.manifest.json`, `${JSON.stringify(plugin.manifest, null, 2)}\n`);
