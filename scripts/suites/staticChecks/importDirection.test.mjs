import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forbiddenNeeds } from './importDirection.mjs';

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
