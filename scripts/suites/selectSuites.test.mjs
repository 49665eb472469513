import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { selectSuites } from './selectSuites.mjs';

const suites = { static: {}, unit: {}, browser: {}, long: { long: true } };

describe('selectSuites', () => {
  it('takes every suite that is not long when none is named', () => {
    assert.deepEqual(selectSuites([], suites), ['static', 'unit', 'browser']);
  });

  it('keeps the order of the suites, whatever the order of the arguments', () => {
    assert.deepEqual(selectSuites(['long', 'static'], suites), [
      'static',
      'long',
    ]);
  });

  it('takes the long one, too, when asked for all', () => {
    assert.deepEqual(selectSuites(['all'], suites), Object.keys(suites));
  });

  it('names the suites there are when one does not exist', () => {
    assert.throws(() => selectSuites(['units'], suites), {
      message: /no suite units/,
      remedy: /static, unit, browser, long, or all/,
    });
  });
});
