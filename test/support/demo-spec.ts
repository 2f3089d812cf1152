// tsx demo-spec.ts EXAMPLE TARGET: an example's cluster.yml with the key and the mirror of the lab.
import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {forLab, type LabEnvironment} from './lab-spec.ts';

const [example = '', target = ''] = process.argv.slice(2);
const lab = fileURLToPath(new URL('../lab/lab', import.meta.url));
const {stdout} = spawnSync(lab, ['env', '--json'], {encoding: 'utf8'});
writeFileSync(target, String(forLab(readFileSync(example, 'utf8'), JSON.parse(stdout) as LabEnvironment)));
