import { DpfOperatorConfig, DpuCluster } from '@dpf-portal/dpf-model';
import {
  CONTROLLERS_LEASE,
  DEFAULT_LEADER_ELECTION_NAMESPACE,
  TENANT_CONTROL_PLANES,
  VENDOR_ROLES,
} from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  KubeObject,
  LeaseObject,
  ResourceType,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { ControllersProcess } from '../../controllers/ControllersProcess';
import { runControllersCommand } from '../../controllers/runControllersCommand';
import { definitionsOf } from '../../fixtures/clusterDefinition';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { eventually } from '../../portal/eventually';

const NAMESPACE = DEFAULT_LEADER_ELECTION_NAMESPACE;
const ROLE_LEASES = Object.values(VENDOR_ROLES).flatMap(({ leases }) => leases);
const CONFIGS: ResourceType = {
  group: 'operator.dpu.nvidia.com',
  version: 'v1alpha1',
  plural: 'dpfoperatorconfigs',
  kind: 'DPFOperatorConfig',
  namespaced: true,
};
const CONFIG = { namespace: NAMESPACE, name: 'dpfoperatorconfig' };
const TOO_NEW =
  'DPF v27.1.0 is newer than this release of the portal supports (up to v26.x)';

describe('Beside a DPF that is newer than this release', () => {
  let lab: Lab;
  let ours: ControllersProcess;

  const dpfIs = (version: string) =>
    lab.api.client.mergePatch<DpfOperatorConfig>(
      CONFIGS,
      CONFIG,
      { status: { version } },
      { subresource: 'status' },
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
    await dpfIs('v27.1.0');
  });
  afterAll(() => lab?.stop());

  const holderOf = async (name: string) => {
    try {
      const { spec } = await lab.api.client.get<LeaseObject>(
        CORE_RESOURCES.leases,
        { namespace: NAMESPACE, name },
      );
      return spec?.holderIdentity || undefined;
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  };
  const heldBy = (names: readonly string[], holder: string) =>
    eventually(`${names.join(', ')} held by ${holder}`, async () => {
      const holders = await Promise.all(names.map(holderOf));
      return holders.every(each => each === holder) || undefined;
    });
  const warnings = () => ours.log().split(TOO_NEW).length;
  const createCluster = (name: string, id: number) =>
    lab.api.createCluster(
      'team-a',
      kamajiCluster(name, { vip: `10.66.66.${id}`, virtualRouterID: id }),
    );
  const heldBack = (cluster: DpuCluster) =>
    lab.api.clusterWhen(cluster, 'is held back', ({ status }) =>
      Boolean(
        status?.conditions?.some(
          ({ type, reason }) => type === 'Created' && reason === 'DpfTooNew',
        ),
      ),
    );

  it('starts no role, says so, and starts them once the version is supported', async () => {
    ours = lab.startControllers({ args: ['--identity', 'us'] });
    await heldBy([CONTROLLERS_LEASE], 'us');
    const { code, output } = await runControllersCommand(
      ...['doctor', '--kubeconfig', lab.cluster.controllersKubeconfigFile],
      ...['--tenant-proxy', lab.cluster.proxyUrl],
    );
    expect(code).toBe(0);
    expect(output).toContain(
      `The role kamaji will not run here: ${TOO_NEW}, so the role does not start here.`,
    );
    expect(
      (await Promise.all(ROLE_LEASES.map(holderOf))).filter(Boolean),
    ).toEqual([]);
    await dpfIs('v26.8.0');
    await heldBy(ROLE_LEASES, 'us');
  });

  it('keeps the clusters that it has and begins no other, while DPF is too new', async () => {
    const kept = await lab.api.clusterReady(await createCluster('kept', 80));
    const warned = warnings();
    await dpfIs('v27.1.0');
    await eventually('the controllers know of it', async () =>
      warnings() > warned ? true : undefined,
    );
    const held = await heldBack(await createCluster('held', 81));
    expect(held.metadata.finalizers).toBeUndefined();
    expect(
      held.status?.conditions?.find(({ type }) => type === 'Created')?.message,
    ).toBe(`${TOO_NEW}, so the portal does not start this cluster.`);

    const config = { namespace: 'team-a', name: 'kept-keepalived' };
    await lab.api.client.delete(CORE_RESOURCES.configMaps, config);
    await eventually('the ConfigMap is there again', async () => {
      try {
        return await lab.api.client.get(CORE_RESOURCES.configMaps, config);
      } catch (error) {
        if (isNotFound(error)) {
          return undefined;
        }
        throw error;
      }
    });
    await heldBy(ROLE_LEASES, 'us');
    const controlPlanes = await lab.api.client.listAll(TENANT_CONTROL_PLANES, {
      namespace: 'team-a',
    });
    expect(controlPlanes.map(({ metadata }) => metadata.name)).toEqual([
      kept.metadata.name,
    ]);

    await dpfIs('v26.8.0');
    await lab.api.clusterReady(held);
  });
});
