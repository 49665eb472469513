import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { checkDocumentedNames, namesIn } from './documentedNames.mjs';

const block = code => `\`\`\`tsx\n${code}\n\`\`\`\n`;

describe('namesIn', () => {
  it('finds imports and elements, also in a list', () => {
    const markdown = `${block(
      "import plugin, { type A, B as C } from '@scope/one';",
    )}\n1. Then:\n\n   \`\`\`ts\n   import {\n     D,\n   } from '@scope/two/entry';\n   \`\`\`\n\n${block(
      '<D><E.F /></D>',
    )}\n\`\`\`sh\necho <G\n\`\`\`\n`;
    assert.deepEqual(namesIn(markdown), {
      imports: [
        { from: '@scope/one', names: ['A', 'B'] },
        { from: '@scope/two/entry', names: ['D'] },
      ],
      elements: ['D', 'E'],
    });
  });
});

describe('checkDocumentedNames', () => {
  let root;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'documented-names-'));
    write(
      'plugins/dpf/package.json',
      JSON.stringify({
        name: '@dpf-portal/backstage-plugin-dpf',
        exports: { '.': './src/index.ts', './legacy': './src/legacy.tsx' },
      }),
    );
    write('plugins/dpf/src/index.ts', "export { type T, one } from './one';");
    write(
      'plugins/dpf/src/legacy.tsx',
      'export const Page = () => <p />;\nexport type { P } from "./p";\nexport function isPage() {}',
    );
    write('plugins/dpf/README.md', '`Page` and `isPage`');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(file, text) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  function check() {
    execFileSync('git', ['init', '-q'], { cwd: root });
    execFileSync('git', ['add', '--all'], { cwd: root });
    return checkDocumentedNames(root);
  }
  const LEGACY = "from '@dpf-portal/backstage-plugin-dpf/legacy';";

  it('accepts names that exist', async () => {
    write(
      'docs/a.md',
      block(
        `import { T, one } from '@dpf-portal/backstage-plugin-dpf';\nimport { Page } ${LEGACY}\n<Page />`,
      ),
    );
    assert.deepEqual(await check(), []);
  });

  it('reports a name that the entry does not export', async () => {
    write('README.md', block(`import { OldPage } ${LEGACY}`));
    assert.deepEqual(await check(), [
      'README.md imports OldPage, which @dpf-portal/backstage-plugin-dpf/legacy does not export',
    ]);
  });

  it('reports an element that no block imports', async () => {
    write('README.md', block(`import { isPage } ${LEGACY}\n<Page />`));
    assert.deepEqual(await check(), [
      'README.md uses Page, which no block imports from @dpf-portal/backstage-plugin-dpf/legacy',
    ]);
  });

  it('reports a part of the legacy entry that its README leaves out', async () => {
    write('plugins/dpf/README.md', '`isPage`');
    assert.deepEqual(await check(), [
      'plugins/dpf/README.md does not say what Page of @dpf-portal/backstage-plugin-dpf/legacy is for',
    ]);
  });
});
