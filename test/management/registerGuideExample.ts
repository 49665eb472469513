import { DpuCluster, DpuClusterGroup } from '@dpf-portal/dpf-model';
import { guideExample, guideSecret } from '../fixtures/guideExample';
import { Lab } from './Lab';

/** Registers the lab's built-in static cluster with its Secret in namespace team-b, as in the guide. */
export async function registerGuideExample(
  lab: Lab,
  group: DpuClusterGroup,
): Promise<DpuCluster> {
  await lab.api.createSecret(
    'team-b',
    guideSecret(lab.cluster.staticKubeconfig),
  );
  return await lab.api.createCluster('team-b', guideExample('static', group));
}
