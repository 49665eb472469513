import { DPU_CLUSTER_GROUPS } from '@dpf-portal/backstage-plugin-dpf-common';
import { guideExample, guideSecret } from '../../fixtures/guideExample';
import { joinOneOfTwo } from '../../kamaji/joinOneOfTwo';
import { Lab } from '../../management/Lab';
import { Onlooker } from '../../management/Onlooker';

const { released } = DPU_CLUSTER_GROUPS;
const COUNTS = {
  before: expect.objectContaining({ assigned: 2, joined: 0 }),
  after: expect.objectContaining({ assigned: 2, joined: 1 }),
};

describe('A DPU that joins by bootstrap token and certificate request', () => {
  let lab: Lab;
  let onlooker: Onlooker;

  beforeAll(async () => {
    lab = await Lab.start({ kamaji: false });
    lab.startControllers();
    onlooker = await Onlooker.start(lab.cluster);
  });
  afterAll(async () => {
    await onlooker?.stop();
    await lab?.stop();
  });

  it('is counted in a kamaji cluster', async () => {
    const cluster = await lab.api.createCluster(
      'team-a',
      guideExample('kamaji', released),
    );
    await lab.api.clusterReady(cluster);
    const target = { namespace: 'team-a', name: cluster.metadata.name };
    expect(await joinOneOfTwo(lab, onlooker, cluster, target)).toEqual(COUNTS);
  });

  it('is counted in a static cluster', async () => {
    await lab.api.createSecret(
      'team-b',
      guideSecret(lab.cluster.staticKubeconfig),
    );
    const cluster = await lab.api.createCluster(
      'team-b',
      guideExample('static', released),
    );
    await lab.api.clusterReady(cluster);
    expect(await joinOneOfTwo(lab, onlooker, cluster, 'static')).toEqual(
      COUNTS,
    );
  });
});
