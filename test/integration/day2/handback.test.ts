import { DpuCluster } from '@dpf-portal/dpf-model';
import {
  CONTROLLERS_LEASE,
  TENANT_CONTROL_PLANES,
  VENDOR_ROLES,
} from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  LeaseObject,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { runControllersCommand } from '../../controllers/runControllersCommand';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { eventually } from '../../portal/eventually';

const NAMESPACE = 'dpf-operator-system';
const ROLE_LEASES = Object.values(VENDOR_ROLES).flatMap(({ leases }) => leases);
const CHILDREN = [
  TENANT_CONTROL_PLANES,
  CORE_RESOURCES.services,
  CORE_RESOURCES.configMaps,
  CORE_RESOURCES.daemonSets,
];

describe('dpf-controllers handback', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
  });
  afterAll(() => lab?.stop());

  const handback = (...args: string[]) =>
    runControllersCommand(
      ...['handback', '--kubeconfig', lab.cluster.controllersKubeconfigFile],
      ...args,
    );
  const holderOf = async (name: string): Promise<string | undefined> => {
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
  const holders = () =>
    Promise.all([CONTROLLERS_LEASE, ...ROLE_LEASES].map(holderOf));
  const allHeld = () =>
    eventually('every Lease is held', async () =>
      (await holders()).every(Boolean) ? true : undefined,
    );

  it('releases in its place what a process that is no more still holds, and no sooner', async () => {
    const [kamaji] = ROLE_LEASES;
    for (const name of [CONTROLLERS_LEASE, ...VENDOR_ROLES.kamaji.leases]) {
      await lab.api.client.create<LeaseObject>(CORE_RESOURCES.leases, {
        metadata: { namespace: NAMESPACE, name },
        spec: { holderIdentity: 'gone_1', leaseDurationSeconds: 4 },
      });
    }
    const early = await handback('--timeout', '1');
    expect(early.code).toBe(1);
    expect(early.output).toContain(`STILL HELD: Lease ${kamaji}`);
    expect(await holderOf(kamaji)).toBe('gone_1');

    const { code, output } = await handback();
    expect(output).toContain(`Released in its place: Lease ${kamaji}`);
    expect(code).toBe(0);
    expect((await holders()).filter(Boolean)).toEqual([]);
    await handback('--undo');
  });

  it.each(VENDOR_ROLES.static.leases)(
    'leaves the vendor’s Lease %s',
    async statics => {
      const ref = { namespace: NAMESPACE, name: statics };
      await lab.api.client.create<LeaseObject>(CORE_RESOURCES.leases, {
        metadata: ref,
        spec: {
          holderIdentity: 'vendor_1',
          leaseDurationSeconds: 1,
          renewTime: new Date().toISOString().replace('Z', '000Z'),
        },
      });
      const { code, output } = await handback();
      expect(code).toBe(0);
      expect(output).toContain('Role static: held by vendor_1.');
      expect(await holderOf(statics)).toBe('vendor_1');
      await lab.api.client.delete(CORE_RESOURCES.leases, ref);
      await handback('--undo');
    },
  );

  describe('while controllers run', () => {
    let cluster: DpuCluster;

    beforeAll(async () => {
      lab.startControllers();
      await allHeld();
      cluster = await lab.api.clusterReady(
        await lab.api.createCluster(
          'team-a',
          kamajiCluster('blue', { vip: '10.66.66.71', virtualRouterID: 71 }),
        ),
      );
    });

    const things = async () => {
      const lists = await Promise.all(
        [...CHILDREN, lab.api.resourceOf(cluster)].map(resource =>
          lab.api.client.listAll(resource, { namespace: 'team-a' }),
        ),
      );
      return lists
        .flat()
        .map(({ metadata }) => [metadata.uid, metadata.resourceVersion]);
    };
    const editKeepalived = (config: string) =>
      lab.api.client.mergePatch(
        CORE_RESOURCES.configMaps,
        { namespace: 'team-a', name: 'blue-keepalived' },
        { data: { 'keepalived.conf': config } },
      );

    it('makes them release every Lease, changes nothing, and they write no more until it is undone', async () => {
      const before = await things();
      const { code, output } = await handback();
      expect(code).toBe(0);
      expect((await holders()).filter(Boolean)).toEqual([]);
      for (const lease of [CONTROLLERS_LEASE, ...ROLE_LEASES]) {
        expect(output).toContain(`Released by its holder: Lease ${lease}`);
      }
      expect(output).toContain('1 DPUCluster with unchanged conditions');
      expect(output).toContain('1 TenantControlPlane: team-a/blue');
      expect(output).toContain('No controller runs this role');
      expect(await things()).toEqual(before);

      const written = await lab.audit.writesOf('dpf-controllers');
      await editKeepalived('edited');
      // A complete hand-back takes longer than a repair would.
      expect((await handback()).output).toContain(
        'None of this project’s controllers leads here.',
      );
      expect(await lab.audit.writesOf('dpf-controllers')).toEqual(written);

      expect((await handback('--undo')).code).toBe(0);
      await allHeld();
      await eventually('the edit is repaired', async () => {
        const { data } = await lab.api.client.get<{
          metadata: { name: string };
          data: Record<string, string>;
        }>(CORE_RESOURCES.configMaps, {
          namespace: 'team-a',
          name: 'blue-keepalived',
        });
        return data['keepalived.conf'] === 'edited' ? undefined : true;
      });
    });
  });
});
