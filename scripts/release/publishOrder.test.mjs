import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { publishOrder } from './publishOrder.mjs';

describe('publishOrder', () => {
  it('publishes what others need before them', () => {
    const packages = [
      { name: 'plugin', dependencies: ['model', 'common'] },
      { name: 'common', dependencies: ['model', 'express'] },
      { name: 'model', dependencies: [] },
    ];
    assert.deepEqual(
      publishOrder(packages).map(({ name }) => name),
      ['model', 'common', 'plugin'],
    );
  });
});
