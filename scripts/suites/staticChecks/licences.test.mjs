import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { licenceFits } from './licences.mjs';

describe('licenceFits', () => {
  for (const [licence, fits] of [
    ['MIT', true],
    ['(MIT OR GPL-3.0-or-later)', true],
    ['(MIT AND Zlib)', true],
    ['GPL-3.0-only', false],
    ['(MIT AND GPL-2.0)', false],
    ['Remix Icon License 1.0', false],
    [undefined, false],
  ]) {
    it(`says ${fits} of ${licence}`, () => {
      assert.equal(licenceFits(licence), fits);
    });
  }
});
