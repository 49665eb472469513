import { BY_VENDOR, aCluster, aWorld, anApi } from '@dpf-portal/test-support';
import { DPF_ANNOTATIONS } from '../annotations';
import { DPU_CLUSTER_GROUPS, DpuCluster } from '../cluster/DpuCluster';
import { findingsOf } from './findingsOf';
import { managementClusterAway } from './managementClusterFindings';
import { placeFindings } from './placedFindings';
import { World } from './World';

const { released, guide } = DPU_CLUSTER_GROUPS;
const OWNER = 'group:default/team-b';

/** It has a finding for its owner: it lacks a VIP. */
function withoutVip(owner?: string): DpuCluster {
  return aCluster({
    metadata: { annotations: owner ? { [DPF_ANNOTATIONS.owner]: owner } : {} },
    spec: { clusterEndpoint: undefined },
    status: { phase: 'Pending' },
  });
}

function placed(cluster: DpuCluster, world = aWorld()) {
  return placeFindings([], [cluster], world);
}

describe('placeFindings', () => {
  it('has all findings of the management cluster and of the DPU clusters, in their order', () => {
    const away = managementClusterAway({ title: 'Lab' });
    const world = aWorld();
    const cluster = withoutVip(OWNER);
    const all = placeFindings([away], [cluster], world);
    expect(all[0]).toMatchObject({ managementCluster: 'lab', finding: away });
    expect(all[0].cluster).toBeUndefined();
    expect(all.slice(1).map(({ finding }) => finding)).toEqual(
      findingsOf(cluster, world),
    );
    expect(all[1].cluster).toEqual({
      managementCluster: 'lab',
      namespace: 'team-b',
      name: 'green',
    });
  });

  it.each([
    ['Group:Team-B', OWNER, 'owner'],
    [undefined, undefined, 'platform'],
    ['not an owner', undefined, 'platform'],
  ])('says who really acts where the owner is %s', (said, owner, who) => {
    const one = placed(withoutVip(said)).find(
      ({ finding: { code } }) => code === 'EndpointMissing',
    );
    expect(one).toMatchObject({ finding: { who } });
    expect(one?.owner).toBe(owner);
  });

  it('names the group only where both are served', () => {
    const cluster = { ...withoutVip(), apiVersion: `${guide}/v1alpha1` };
    const world = aWorld();
    const serving = (
      ...groups: Array<typeof guide | typeof released>
    ): World => ({
      ...world,
      capabilities: {
        ...world.capabilities,
        apis: groups.map(group => anApi({ group })),
      },
    });
    const groupIn = (where: World) => placed(cluster, where)[0].cluster?.group;
    expect(groupIn(serving(guide))).toBeUndefined();
    expect(groupIn(serving(released, guide))).toBe(guide);
  });

  it('says what an upgrade of DPF explains while DPF changes its components', () => {
    const cluster = aCluster({ status: { phase: 'NotReady' } });
    const explained = (
      status: { targetVersion?: string; conditions?: [] } = {},
      group: typeof released | typeof guide = released,
    ) =>
      placed(
        { ...cluster, apiVersion: `${group}/v1alpha1` },
        aWorld({
          roles: BY_VENDOR,
          observation: { health: 'unhealthy', reason: 'Unreachable' },
          operatorConfig: {
            metadata: { name: 'dpfoperatorconfig' },
            status: { version: 'v26.4.0', ...status },
          },
        }),
      )
        .filter(({ explainedByUpgrade }) => explainedByUpgrade)
        .map(({ finding }) => finding.code);
    expect(explained()).toEqual([]);
    expect(explained({ targetVersion: 'v26.8.0' })).toContain(
      'ApiNotAnswering',
    );
    expect(explained({ targetVersion: 'v26.8.0' }, guide)).toEqual([]);
  });
});
