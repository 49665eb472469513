import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { checkTechDocs, complaintsOf } from './techDocs.mjs';

describe('complaintsOf', () => {
  it('takes what is wrong and nothing else', () => {
    assert.deepEqual(
      complaintsOf(
        "INFO    -  Building\nWARNING -  Doc file 'a.md' contains a link '../B.md'\n\nAborted with 1 warnings in strict mode!",
      ),
      ["WARNING -  Doc file 'a.md' contains a link '../B.md'"],
    );
  });
});

describe('checkTechDocs', () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tech-docs-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Checks with a program of this text in the place of mkdocs. */
  function checkWith(script) {
    if (script) {
      writeFileSync(join(folder, 'mkdocs'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, 'mkdocs'), 0o755);
    }
    return checkTechDocs(folder, { PATH: folder });
  }

  it('accepts pages that build', async () => {
    assert.deepEqual(await checkWith('exit 0'), { problems: [] });
  });

  it('reports what mkdocs warns of', async () => {
    const { problems, missing } = await checkWith(
      'echo "WARNING -  a link" >&2; exit 1',
    );
    assert.deepEqual(problems, ['WARNING -  a link']);
    assert.equal(missing, undefined);
  });

  it('fails where mkdocs fails without saying why', async () => {
    const { problems } = await checkWith('exit 1');
    assert.equal(problems.length, 1);
  });

  for (const [what, script] of [
    ['mkdocs', undefined],
    [
      "TechDocs' plugin",
      `echo "ERROR -  Config value 'plugins': The \\"techdocs-core\\" plugin is not installed" >&2; exit 1`,
    ],
  ]) {
    it(`is skipped without ${what}, and says what to install`, async () => {
      const { problems, missing } = await checkWith(script);
      assert.deepEqual(problems, []);
      assert.match(missing, /pip install mkdocs-techdocs-core/);
    });
  }
});
