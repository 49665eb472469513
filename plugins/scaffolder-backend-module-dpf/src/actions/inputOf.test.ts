import { mockServices } from '@backstage/backend-test-utils';
import {
  DEFAULT_PORTAL_PATHS,
  KUBECONFIG_UPLOAD_PATTERN,
} from '@dpf-portal/dpf-model';
import { mockDpf } from '../testUtils/mockDpf';
import { createCheckKubeconfigAction } from './checkKubeconfig';
import { createDpuClusterAction } from './createDpuCluster';
import { createUpdateDpuClusterAction } from './updateDpuCluster';

const options = {
  auth: mockServices.auth(),
  dpf: mockDpf(),
  pages: DEFAULT_PORTAL_PATHS,
};

it('dpf:dpu-cluster:update should take the expected values as the schema of changes has them', () => {
  const { expected } =
    createUpdateDpuClusterAction(options).schema?.input?.properties ?? {};
  expect(expected).toMatchObject({
    type: 'object',
    additionalProperties: false,
    properties: {
      maxNodes: { type: 'integer' },
      labels: { additionalProperties: { type: 'string' } },
      locked: { type: 'string' },
    },
  });
});

describe.each([
  createDpuClusterAction(options),
  createUpdateDpuClusterAction(options),
  createCheckKubeconfigAction(options),
])('$id', action => {
  it('should take a handle and no kubeconfig where it takes an upload', () => {
    expect(action.schema?.input?.properties?.kubeconfigUpload).toMatchObject({
      type: 'string',
      pattern: KUBECONFIG_UPLOAD_PATTERN,
    });
  });
});
