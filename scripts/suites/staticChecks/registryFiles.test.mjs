import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemsOf } from './registryFiles.mjs';

describe('problemsOf', () => {
  it('accepts what Yarn and Go write by themselves', () => {
    assert.deepEqual(
      problemsOf(
        [
          'resolution: "typescript@npm:5.8.3"',
          'is-finalizationregistry: "npm:^1.1.0"',
          'language-subtag-registry: "npm:^0.3.20"',
          'k8s.io/api v0.36.3 h1:mJZ/tmp/homeQ=',
          'github.com/var/opt v1.0.0/go.mod h1:abc=',
        ].join('\n'),
      ),
      [],
    );
  });

  for (const line of [
    'resolved "https://registry.example/x.tgz"',
    'npmRegistryServer: internal',
    'registry=internal',
    '@scope:registry=internal',
    'cacheFolder: /home/someone/.yarn',
    '"x@file:/opt/x"',
  ]) {
    it(`refuses ${line}`, () => {
      assert.equal(problemsOf(line).length, 1);
    });
  }
});
