import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { latestSection } from './latestSection.mjs';

describe('latestSection', () => {
  it('is what the newest version brings', () => {
    assert.equal(
      latestSection('# a\n\n## 0.2.0\n\n### Minor\n\n- b\n\n## 0.1.0\n\n- c\n'),
      '## 0.2.0\n\n### Minor\n\n- b',
    );
  });
});
