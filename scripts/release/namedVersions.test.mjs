import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withNewVersion } from './namedVersions.mjs';

describe('withNewVersion', () => {
  for (const [before, after] of [
    [
      'add @dpf-portal/dpf-model@^0.1.0 \\',
      'add @dpf-portal/dpf-model@^0.2.0 \\',
    ],
    ['image: dpf-controllers:0.1.0', 'image: dpf-controllers:0.2.0'],
    [
      'image: registry.example/dpf-controllers:v0.1.0',
      'image: registry.example/dpf-controllers:v0.2.0',
    ],
    [
      'name: c\nversion: 0.1.0\nappVersion: "0.1.0"',
      'name: c\nversion: 0.2.0\nappVersion: "0.2.0"',
    ],
  ]) {
    it(`renames ${JSON.stringify(before)}`, () => {
      assert.equal(withNewVersion(before, '0.1.0', '0.2.0'), after);
    });
  }

  for (const text of [
    'luxon@0.1.0',
    'Since 0.1.0 the portal reads it.',
    'dpf-controllers:0.1.0-rc.1',
    'dpf-controllers:0.1.01',
    '10.1.0.0/16',
    '  version: 0.1.0',
  ]) {
    it(`leaves ${JSON.stringify(text)}`, () => {
      assert.equal(withNewVersion(text, '0.1.0', '0.2.0'), text);
    });
  }
});
