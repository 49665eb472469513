import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forbiddenNeeds, loadsReconcilers } from './importDirection.mjs';

describe('forbiddenNeeds', () => {
  it('accepts what is below a package', () => {
    assert.deepEqual(
      forbiddenNeeds('packages/dpf-world', [
        '@dpf-portal/dpf-model',
        '@dpf-portal/kube-controller',
        'ipaddr.js',
      ]),
      [],
    );
  });

  it('accepts plugins and Backstage in plugins and in the portal', () => {
    for (const folder of ['plugins/dpf', 'packages/app', 'packages/backend']) {
      assert.deepEqual(
        forbiddenNeeds(folder, [
          '@dpf-portal/backstage-plugin-dpf-common',
          '@backstage/errors',
        ]),
        [],
      );
    }
  });

  for (const [folder, need] of [
    ['packages/dpf-model', '@dpf-portal/dpf-world'],
    ['packages/dpf-world', '@dpf-portal/dpf-controllers'],
    ['packages/dpf-controllers', '@dpf-portal/backstage-plugin-dpf-common'],
    ['packages/dpf-model', '@backstage/errors'],
    ['packages/kube-controller', '@dpf-portal/dpf-model'],
    ['plugins/dpf-backend', '@dpf-portal/local-cluster'],
    ['plugins/dpf', '@dpf-portal/test-support'],
  ]) {
    it(`rejects ${need} in ${folder}`, () => {
      assert.equal(forbiddenNeeds(folder, [need]).length, 1);
    });
  }
});

describe('loadsReconcilers', () => {
  for (const text of [
    "import { DpfControllers } from '@dpf-portal/dpf-controllers';",
    "import {\n  type A,\n  B,\n} from '@dpf-portal/dpf-controllers';",
    "export { DpfControllers } from '@dpf-portal/dpf-controllers';",
    "const all = require('@dpf-portal/dpf-controllers');",
  ]) {
    it(`finds ${JSON.stringify(text)}`, () => {
      assert.equal(loadsReconcilers(`import fs from 'fs';\n${text}`), true);
    });
  }

  for (const text of [
    "import type { ClusterManager } from '@dpf-portal/dpf-controllers';",
    "export type {\n  ClusterManager,\n} from '@dpf-portal/dpf-controllers';",
    "const load = () => import('@dpf-portal/dpf-controllers');",
    "type All = typeof import('@dpf-portal/dpf-controllers');",
  ]) {
    it(`accepts ${JSON.stringify(text)}`, () => {
      assert.equal(loadsReconcilers(`import fs from 'fs';\n${text}`), false);
    });
  }
});
