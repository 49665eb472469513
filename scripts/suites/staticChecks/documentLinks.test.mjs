import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { anchorsIn, checkDocumentLinks, linksIn } from './documentLinks.mjs';

describe('linksIn', () => {
  it('finds links and pictures in this repository', () => {
    assert.deepEqual(
      linksIn('[a](b.md#c), ![d](e/f.png), [`g(h)`](i.md), [j](#k)'),
      ['b.md#c', 'e/f.png', 'i.md', '#k'],
    );
  });

  it('leaves addresses, code and what only looks like a link', () => {
    assert.deepEqual(
      linksIn(
        '[a](https://b.example), `c[0](d)`\n\n```ts\ne[f](g);\n```\n\n   ```sh\n   [h](i)\n   ```\n',
      ),
      [],
    );
  });
});

describe('anchorsIn', () => {
  it('names headings as GitHub and TechDocs do', () => {
    const text = '# Look first\n\n## 1. `x` & y\n\n```sh\n# no heading\n```\n';
    assert.deepEqual(
      [...anchorsIn(text, { isPage: false })],
      ['look-first', '1-x--y'],
    );
    assert.deepEqual(
      [...anchorsIn(text, { isPage: true })],
      ['look-first', '1-x-y'],
    );
  });
});

describe('checkDocumentLinks', () => {
  let root;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'document-links-'));
    write('README.md', '# One\n\n[in](docs/a.md#two) [self](#one)');
    write('docs/a.md', '# Two\n\n[b](b.md)');
    write('docs/b.md', '# Three & four');
    write('packages/p/package.json', '{"name":"p"}');
    write('packages/p/README.md', '# P\n\n[own](#p)');
    write('plugins/q/package.json', '{"name":"q","private":true}');
    write('plugins/q/README.md', '# Q\n\n[out](../../README.md)');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(file, text) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  function check() {
    execFileSync('git', ['init', '-q'], { cwd: root });
    execFileSync('git', ['add', '--all'], { cwd: root });
    return checkDocumentLinks(root);
  }

  it('accepts links that hold', () => {
    assert.deepEqual(check(), []);
  });

  for (const [what, file, text, problem] of [
    ['a file', 'README.md', '[x](docs/c.md)', 'which does not exist'],
    ['a heading', 'README.md', '[x](docs/a.md#x)', 'which is no heading there'],
    [
      'a heading that only one side names so',
      'docs/a.md',
      '[x](b.md#three-four)',
      'which is no heading there',
    ],
    [
      'a file outside TechDocs',
      'docs/a.md',
      '[x](../README.md)',
      'which TechDocs does not have',
    ],
    [
      'a file that no tarball has',
      'packages/p/README.md',
      '[x](../../README.md)',
      'which is not in the package',
    ],
  ]) {
    it(`reports a link to ${what}`, () => {
      write(file, text);
      const target = /\((.*)\)/.exec(text)[1];
      assert.deepEqual(
        check().filter(line => line.startsWith(file)),
        [`${file} links to ${target}, ${problem}`],
      );
    });
  }
});
