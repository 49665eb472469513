import { DpuCluster, TenantControlPlane } from '@dpf-portal/dpf-model';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { eventually } from '../../portal/eventually';

const NAME = { namespace: 'team-a', name: 'blue' };

describe('The version of a kamaji cluster', () => {
  let lab: Lab;
  let cluster: DpuCluster;

  beforeAll(async () => {
    lab = await Lab.start();
    lab.startControllers();
    cluster = await lab.api.clusterReady(
      await lab.api.createCluster(
        'team-a',
        kamajiCluster('blue', { vip: '10.66.66.71', virtualRouterID: 71 }),
      ),
    );
  });
  afterAll(() => lab?.stop());

  const edit = (version: string) =>
    lab.api.client.mergePatch<DpuCluster>(lab.api.resourceOf(cluster), NAME, {
      spec: { version },
    });
  const controlPlane = () =>
    lab.api.client.get<TenantControlPlane>(TENANT_CONTROL_PLANES, NAME);
  const created = ({ status }: DpuCluster) =>
    status?.conditions?.find(({ type }) => type === 'Created');
  const createdBecomes = (reason: string) =>
    lab.api.clusterWhen(
      cluster,
      `is ${reason}`,
      live => created(live)?.reason === reason,
    );
  /** All phases observed until then. */
  const phasesUntil = async (
    what: string,
    isSo: () => Promise<boolean>,
  ): Promise<Set<string | undefined>> => {
    const phases = new Set<string | undefined>();
    await eventually(what, async () => {
      const live = await lab.api.client.get<DpuCluster>(
        lab.api.resourceOf(cluster),
        NAME,
      );
      phases.add(live.status?.phase);
      return (await isSo()) ? true : undefined;
    });
    return phases;
  };

  it('goes forward by one minor version, by one write to the control plane, Ready all the time', async () => {
    const earlier = await lab.audit.writesOf('dpf-controllers');
    expect(cluster.spec.version).toBe('v1.29.0');
    await edit('v1.30.0');
    const phases = await phasesUntil('v1.30.0 is installed', async () => {
      const { status } = await controlPlane();
      return (
        status?.kubernetesResources?.version?.version === 'v1.30.0' &&
        status.kubernetesResources.version.status === 'Ready'
      );
    });
    const done = await createdBecomes('Created');
    expect(phases).toEqual(new Set(['Ready']));
    expect(done.status?.phase).toBe('Ready');
    expect(created(done)).toMatchObject({ status: 'True' });

    const writes = (await lab.audit.writesOf('dpf-controllers'))
      .slice(earlier.length)
      .map(({ verb, objectRef }) => `${verb} ${objectRef?.resource}`);
    expect(
      writes.filter(write => write.includes('tenantcontrolplanes')),
    ).toEqual(['patch tenantcontrolplanes']);
    expect(new Set(writes)).toEqual(
      new Set(['patch tenantcontrolplanes', 'patch dpuclusters']),
    );
  });

  it.each([
    ['v1.32.0', 'after v1.30.0 comes v1.31.'],
    ['v1.29.0', 'cannot go back'],
  ])(
    'does not go to %s: kubectl’s edit is reported and not applied',
    async (version, why) => {
      await edit(version);
      const refused = await createdBecomes('UpgradeRefused');
      expect(created(refused)).toMatchObject({
        status: 'True',
        message: expect.stringContaining(why),
      });
      expect(refused.status?.phase).toBe('Ready');
      expect((await controlPlane()).spec?.kubernetes?.version).toBe('v1.30.0');
      await edit('v1.30.0');
      await createdBecomes('Created');
    },
  );
});
