import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { repositoryRoot } from '../directories.mjs';
import { publishedPackages, resolutionsOf } from './publishedPackages.mjs';

describe('resolutionsOf', () => {
  it('names the tarball of a package in the portal', () => {
    assert.deepEqual(
      resolutionsOf([{ name: '@scope/plugin', version: '1.2.3' }]),
      { '@scope/plugin': 'file:./dpf-packages/@scope-plugin-1.2.3.tgz' },
    );
  });

  it('holds every package that is for others, and none of the example portal', () => {
    const names = Object.keys(resolutionsOf(publishedPackages(repositoryRoot)));
    assert.ok(names.includes('@dpf-portal/backstage-plugin-dpf'));
    assert.ok(names.includes('@dpf-portal/kube-controller'));
    assert.ok(!names.includes('app'));
    assert.ok(!names.includes('@dpf-portal/local-cluster'));
  });
});
