import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemsOfManifest } from './packageManifests.mjs';

const COMPLETE = {
  description: 'What DPF means.',
  keywords: ['dpf'],
  engines: { node: '22' },
};

describe('problemsOfManifest', () => {
  it('accepts a manifest that says what the package is and needs', () => {
    assert.deepEqual(problemsOfManifest(COMPLETE), []);
  });

  it('names what a manifest lacks', () => {
    assert.deepEqual(problemsOfManifest({}), [
      'has no description',
      'has no keywords',
      'does not say that it needs Node 22 (engines)',
    ]);
  });

  it('rejects an address that only one package would have', () => {
    assert.deepEqual(
      problemsOfManifest({ ...COMPLETE, homepage: 'https://dpf.example' }),
      ["has a homepage of its own; it is set in the root's package.json"],
    );
  });
});
