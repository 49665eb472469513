import {
  DPU_CLUSTER_GROUPS,
  DpfOperatorConfig,
  DpuCluster,
} from '@dpf-portal/dpf-model';
import {
  DEFAULT_LEADER_ELECTION_NAMESPACE,
  dpuResource,
} from '@dpf-portal/dpf-world';
import { KubeObject, ResourceType } from '@dpf-portal/kube-controller';
import { definitionsOf } from '../../fixtures/clusterDefinition';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { ManagementApi } from '../../management/ManagementApi';
import { UsersPortal } from '../../portal/UsersPortal';
import { eventually } from '../../portal/eventually';

const ANN = 'user:default/ann';
const NAMESPACE = DEFAULT_LEADER_ELECTION_NAMESPACE;
const CONFIGS: ResourceType = {
  group: 'operator.dpu.nvidia.com',
  version: 'v1alpha1',
  plural: 'dpfoperatorconfigs',
  kind: 'DPFOperatorConfig',
  namespaced: true,
};
const DPUS = dpuResource(DPU_CLUSTER_GROUPS.released, 'v1alpha1');
const CONFIG = { namespace: NAMESPACE, name: 'dpfoperatorconfig' };
const UPGRADE = '/management-clusters/local/upgrade';
const ONE = '/dpu-clusters/local/team-a/blue';

describe('While DPF is upgraded', () => {
  let lab: Lab;
  let portal: UsersPortal;

  const dpfIs = (status: NonNullable<DpfOperatorConfig['status']>) =>
    lab.api.client.mergePatch<DpfOperatorConfig>(
      CONFIGS,
      CONFIG,
      { status },
      { subresource: 'status' },
    );
  const dpuIs = (phase: string) =>
    lab.api.client.mergePatch(
      DPUS,
      { namespace: NAMESPACE, name: 'dpu-1' },
      { status: { phase } },
      { subresource: 'status' },
    );
  const upgrade = async () => {
    const { body } = await portal.as(ANN).get(UPGRADE).expect(200);
    return body;
  };
  const targetIs = (version: string | undefined) =>
    eventually(`the target is ${version}`, async () =>
      (await upgrade()).dpf?.targetVersion === version ? true : undefined,
    );

  beforeAll(async () => {
    lab = await Lab.start({
      light: true,
      definitions: definitionsOf('dpf-25.10'),
    });
    // Includes required fields of DPF that this project does not read.
    await lab.api.client.create<KubeObject>(CONFIGS, {
      apiVersion: 'operator.dpu.nvidia.com/v1alpha1',
      kind: 'DPFOperatorConfig',
      metadata: CONFIG,
      ...{ spec: { deploymentMode: 'zero-trust', provisioningController: {} } },
    });
    await dpfIs({ version: 'v26.4.0', targetVersion: 'v26.4.0' });
    await lab.api.client.create<KubeObject>(DPUS, {
      apiVersion: 'provisioning.dpu.nvidia.com/v1alpha1',
      kind: 'DPU',
      metadata: { namespace: NAMESPACE, name: 'dpu-1' },
      ...{
        spec: {
          dpuNodeName: 'host-1',
          dpuDeviceName: 'device-1',
          serialNumber: 'MT0000000001',
          bfb: 'bfb',
          dpuFlavor: 'flavor',
          nodeEffect: { noEffect: true },
        },
      },
    });
    await dpuIs('Ready');
    await lab.api.createCluster(
      'team-a',
      kamajiCluster('blue', { vip: '10.66.66.71', virtualRouterID: 71 }),
    );
    portal = await UsersPortal.start({
      lab,
      groups: { [ANN]: [] },
      networks: [
        {
          name: 'lab',
          interface: 'br-dpu',
          vipRanges: ['10.66.66.100-10.66.66.120'],
          virtualRouterIds: ['10-20'],
        },
      ],
    });
  });
  afterAll(async () => {
    await portal?.stop();
    await lab?.stop();
  });

  it('requests and edits are refused with the reason, and made afterwards', async () => {
    const request = { requestId: 'r1', name: 'green', type: 'kamaji' };
    const post = (query = '') =>
      portal.as(ANN).post(`/dpu-clusters${query}`, request);
    await post('?dryRun=true').expect(200);
    const { blockers, comparison } = await upgrade();
    expect([blockers, comparison]).toEqual([undefined, undefined]);

    await dpfIs({
      version: 'v26.4.0',
      targetVersion: 'v26.8.0',
      conditions: [
        {
          type: 'PreUpgradeValidationReady',
          status: 'False',
          reason: 'Error',
          message:
            'Validation must pass for DPF upgrade to continue:\n  * DPU State:\n    * DPU dpu-1 is not ready',
          lastTransitionTime: '2026-11-24T10:00:00Z',
        },
      ],
    });
    await targetIs('v26.8.0');
    for (const query of ['?dryRun=true', '']) {
      const { body } = await post(query).expect(409);
      expect(body.error.message).toMatch(
        /^DPF on local is being upgraded from v26\.4\.0 to v26\.8\.0\./,
      );
      await portal.as(ANN).patch(`${ONE}${query}`, { maxNodes: 3 }).expect(409);
    }
    await portal.as(ANN).patch(ONE, { purpose: 'test' }).expect(200);
    const created = await lab.api.client.listAll<DpuCluster>(
      ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released),
    );
    expect(created.map(({ metadata }) => metadata.name)).toEqual(['blue']);

    expect((await upgrade()).blockers.items).toEqual([
      {
        check: 'DPU State',
        text: 'DPU dpu-1 is not ready',
        object: { kind: 'DPU', namespace: NAMESPACE, name: 'dpu-1' },
        host: 'host-1',
      },
    ]);
    await eventually('the DPUs before are stored', async () =>
      (await upgrade()).comparison ? true : undefined,
    );
    await dpuIs('Error');
    await eventually('the DPU is worse', async () =>
      (await upgrade()).comparison.counts.worse === 1 ? true : undefined,
    );

    await dpfIs({
      version: 'v26.8.0',
      targetVersion: 'v26.8.0',
      conditions: [],
    });
    await targetIs(undefined);
    await post().expect(201);
    await portal.as(ANN).patch(ONE, { maxNodes: 3 }).expect(200);
    await eventually('the upgrade has ended', async () =>
      (await upgrade()).comparison.endedAt ? true : undefined,
    );
  });
});
