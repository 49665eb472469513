import { ResourceType } from '@dpf-portal/kube-controller';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { eventually } from '../portal/eventually';
import { ManagementApi } from './ManagementApi';

const BINDINGS: ResourceType = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'validatingadmissionpolicybindings',
  kind: 'ValidatingAdmissionPolicyBinding',
  namespaced: false,
};

/** Removes this project's policy of rights, so that crafted DPUClusters are accepted. */
export async function liftAdmissionPolicy(api: ManagementApi): Promise<void> {
  await api.client.delete(BINDINGS, { name: 'dpf-portal-dpuclusters-rights' });
  const crafted = kamajiCluster('crafted', {
    vip: 'no address',
    virtualRouterID: 1,
  });
  await eventually('the API server no longer asks the policy', async () => {
    await api.client.create(
      ManagementApi.resourceOf('provisioning.dpu.nvidia.com'),
      { ...crafted, metadata: { ...crafted.metadata, namespace: 'team-a' } },
      { dryRun: true },
    );
    return true;
  });
}
