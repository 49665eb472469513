import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pathsIn } from './documentedFiles.mjs';

describe('pathsIn', () => {
  it('finds paths of the repository in backticks', () => {
    assert.deepEqual(
      pathsIn(
        'See `deploy/charts/dpf-portal/rbac/portal-observe.yaml` and `test/integration`.',
      ),
      ['deploy/charts/dpf-portal/rbac/portal-observe.yaml', 'test/integration'],
    );
  });

  it('leaves alone what is no path of it', () => {
    assert.deepEqual(
      pathsIn(
        '`kubectl apply -f deploy/charts/dpf-portal/rbac`, deploy/charts/dpf-portal/rbac, `dpf-portal.io/x`',
      ),
      [],
    );
  });
});
