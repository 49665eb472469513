import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { repositoryRoot } from './directories.mjs';

const STATIC_IMPORT = /^(?:import|export)\b[^;]*?\bfrom '([^']+)'/gms;

/** Every package that a module imports before anything runs, with the modules it imports. */
function packagesOf(file, seen = new Set()) {
  if (seen.has(file)) {
    return [];
  }
  seen.add(file);
  return [...readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)].flatMap(
    ([, name]) => {
      if (name.startsWith('.')) {
        return packagesOf(join(dirname(file), name), seen);
      }
      return name.startsWith('node:') ? [] : [`${name} in ${file}`];
    },
  );
}

describe('the entry scripts', () => {
  for (const script of [
    'scripts/start.mjs',
    'scripts/test.mjs',
    'scripts/pack.mjs',
    'scripts/version.mjs',
    'scripts/release.mjs',
    'scripts/publish.mjs',
  ]) {
    it(`need no dependency before ${script} has installed them`, () => {
      assert.deepEqual(packagesOf(join(repositoryRoot, script)), []);
    });
  }
});
