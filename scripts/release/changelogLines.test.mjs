import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import changelogLines from './changelogLines.mjs';

const COMMIT = '0123456789abcdef';

describe('getReleaseLine', () => {
  for (const [what, change, line] of [
    [
      'a sentence',
      { summary: 'One.\nMore.\n\nTwo.\n', commit: COMMIT },
      '- 0123456: One.\n  More.\n\n  Two.',
    ],
    [
      'a list',
      { summary: '- One.\n- Two,\n  more.', commit: COMMIT },
      '- 0123456:\n  - One.\n  - Two,\n    more.',
    ],
    ['a change that is not committed', { summary: 'One.' }, '- One.'],
    [
      'a list that is not committed',
      { summary: '- One.' },
      '- Several changes:\n  - One.',
    ],
  ]) {
    it(`writes ${what}`, () => {
      assert.equal(changelogLines.getReleaseLine(change), line);
    });
  }
});

describe('getDependencyReleaseLine', () => {
  it('names each dependency once', () => {
    assert.equal(
      changelogLines.getDependencyReleaseLine(
        [{ commit: COMMIT }, { commit: COMMIT }],
        [{ name: '@scope/one', newVersion: '1.2.0' }],
      ),
      '- Updated dependencies:\n  - @scope/one@1.2.0',
    );
  });

  it('says nothing without one', () => {
    assert.equal(changelogLines.getDependencyReleaseLine([{}], []), '');
  });
});
