import { DpuCluster, DpuClusterGroup } from '@dpf-portal/dpf-model';
import { guideExample, guideSecret } from '../fixtures/guideExample';
import { Lab } from './Lab';

/** Registers the lab's ready-made cluster as the guide shows it, in namespace team-b, with its Secret. */
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
