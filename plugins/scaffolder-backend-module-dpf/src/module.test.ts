import { startTestBackend } from '@backstage/backend-test-utils';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { scaffolderModuleDpf } from './module';

describe('scaffolderModuleDpf', () => {
  it('should add its actions', async () => {
    const addActions = jest.fn();
    await startTestBackend({
      extensionPoints: [[scaffolderActionsExtensionPoint, { addActions }]],
      features: [scaffolderModuleDpf],
    });
    expect(addActions.mock.calls.flat().map(action => action.id)).toEqual([
      'dpf:dpu-cluster:create',
      'dpf:dpu-cluster:wait',
      'dpf:dpu-cluster:update',
      'dpf:dpu-cluster:retire',
      'dpf:dpu-cluster:manifest',
      'dpf:dpu-cluster:credentials',
      'dpf:dpu-cluster:dpu-manifest',
      'dpf:kubeconfig:check',
    ]);
  });
});
