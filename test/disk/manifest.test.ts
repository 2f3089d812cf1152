import assert from 'node:assert/strict';
import {parseManifest, renderManifest} from '../../src/disk/manifest.ts';
import {wantedProject} from './project.ts';

describe('the manifest', () => {
  const {manifest} = wantedProject({hosts: 'a\n', 'roles/run.sh': 'b\n'});

  it('comes back as it was written', () =>
    assert.deepEqual(parseManifest(renderManifest(manifest)), manifest));

  const paths: [path: string, fault: RegExp][] = [
    ['../../etc/passwd', /leaves the project folder/],
    ['roles/../../x', /leaves the project folder/],
    ['/etc/passwd', /is absolute/],
    ['C:/x', /is absolute/],
    ['..\\x', /has a backslash/],
    ['', /is not a file name/],
    ['.kafkabook/runs/1/run.json', /is not a generated file/],
    ['.git/config', /is not a generated file/],
  ];
  for (const [path, fault] of paths) {
    it(`may not list ${JSON.stringify(path)}`, () => {
      const text = JSON.stringify({...manifest, files: {[path]: {sha256: 'a', mode: '0644'}}});
      assert.throws(() => parseManifest(text), {code: 'record', message: fault});
    });
  }

  it('of another format is refused', () =>
    assert.throws(() => parseManifest('{"format":2}'), {
      code: 'record',
      message: /format 2, .* knows format 1/,
    }));

  it('that is cut off is refused', () =>
    assert.throws(() => parseManifest(renderManifest(manifest).slice(0, -9)), {
      code: 'record',
      message: /not JSON/,
    }));
});
