import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { vulnerableIn } from './vulnerableVersions.mjs';

const entry = (name, version) =>
  `"${name}@npm:^1.0.0":\n  version: ${version}\n  resolution: "${name}@npm:${version}"\n`;

describe('vulnerableIn', () => {
  it('names a version with an advisory, and what to do', async () => {
    const [problem, ...others] = await vulnerableIn(
      entry('prismjs', '1.27.0') + entry('prismjs', '1.30.0'),
    );
    assert.match(problem, /^prismjs 1\.27\.0 has CVE-2024-53382: raise it/);
    assert.deepEqual(others, []);
  });

  it('knows that an older line may be mended, too', async () => {
    assert.deepEqual(await vulnerableIn(entry('form-data', '2.5.6')), []);
    assert.equal((await vulnerableIn(entry('form-data', '3.0.1'))).length, 1);
  });

  it('reads names with a scope', async () => {
    assert.equal(
      (await vulnerableIn(entry('@octokit/request', '6.2.8'))).length,
      1,
    );
  });

  it('says nothing of other packages', async () => {
    assert.deepEqual(await vulnerableIn(entry('left-pad', '0.0.1')), []);
  });
});
