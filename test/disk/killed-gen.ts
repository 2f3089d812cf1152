// A gen that kills itself before step n: node killed-gen.ts <folder> <n> <files as JSON>
import {applyProject} from '../../src/disk/apply.ts';
import {wantedProject} from './project.ts';

const [folder = '', last = '1', files = '{}'] = process.argv.slice(2);
let count = 0;
await applyProject(folder, wantedProject(JSON.parse(files) as Record<string, string>), {
  step: () => {
    if (++count >= Number(last)) process.kill(process.pid, 'SIGKILL');
  },
});
