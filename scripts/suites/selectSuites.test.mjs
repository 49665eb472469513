import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { selectSuites } from './selectSuites.mjs';

const suites = { static: null, unit: null, browser: null };

describe('selectSuites', () => {
  it('selects all suites when none is named', () => {
    assert.deepEqual(selectSuites([], suites), ['static', 'unit', 'browser']);
  });

  it('keeps the order of the suites', () => {
    assert.deepEqual(selectSuites(['browser', 'static'], suites), [
      'static',
      'browser',
    ]);
  });

  it('refuses a suite that does not exist and names those that do', () => {
    assert.throws(
      () => selectSuites(['e2e'], suites),
      error => {
        assert.match(error.remedy, /static, unit, browser/);
        return true;
      },
    );
  });
});
