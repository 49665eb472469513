import { ControllerRole, DpuCluster } from '@dpf-portal/dpf-model';
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
  isNotFound,
} from '@dpf-portal/kube-controller';
import { ControllersProcess } from '../../controllers/ControllersProcess';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { eventually } from '../../portal/eventually';
import { ElectedStandIn } from '../../vendor/ElectedStandIn';
import { vendorDeployment } from '../../vendor/vendorDeployment';

const NAMESPACE = DEFAULT_LEADER_ELECTION_NAMESPACE;
const [OLD, NEW] = VENDOR_ROLES.kamaji.leases;
const OTHERS = [
  ...VENDOR_ROLES.static.leases,
  ...VENDOR_ROLES.provisioning.leases,
];
const ALL = [CONTROLLERS_LEASE, OLD, NEW, ...OTHERS];
const US = 'dpf-controllers';
/** A Lease is renewed every two seconds, so this is at once, however busy the machine is. */
const MOST_RENEWALS = 2;

describe('One writer a role', () => {
  let lab: Lab;
  let ours: ControllersProcess[];
  let standIns: ElectedStandIn[];
  let nth = 0;

  const uninstall = async (role: ControllerRole) => {
    try {
      await lab.api.client.delete(
        CORE_RESOURCES.deployments,
        vendorDeployment(role).metadata,
      );
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
    }
  };

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
  });
  afterAll(() => lab?.stop());
  beforeEach(() => {
    ours = [];
    standIns = [];
  });
  afterEach(async () => {
    await Promise.all(standIns.map(standIn => standIn.stop()));
    await Promise.all(ours.map(process => process.stop()));
    for (const role of ['kamaji', 'static', 'provisioning'] as const) {
      await uninstall(role);
    }
  });

  const startOurs = (identity: string) => {
    const process = lab.startControllers({ args: ['--identity', identity] });
    ours.push(process);
    return process;
  };
  const startStandIn = (lease: string) => {
    const standIn = ElectedStandIn.start(lab.api.client, lease);
    standIns.push(standIn);
    return standIn;
  };
  const leaseOf = async (name: string): Promise<LeaseObject | undefined> => {
    try {
      return await lab.api.client.get<LeaseObject>(CORE_RESOURCES.leases, {
        namespace: NAMESPACE,
        name,
      });
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  };
  const holderOf = async (name: string) =>
    (await leaseOf(name))?.spec?.holderIdentity || undefined;
  const holders = (names: readonly string[]) =>
    Promise.all(names.map(holderOf));
  const heldBy = (names: readonly string[], holder: string | undefined) =>
    eventually(
      `${names.join(', ')} held by ${holder}`,
      async () =>
        (await holders(names)).every(each => each === holder) || undefined,
    );
  const install = async (role: ControllerRole, replicas: number) => {
    const deployment = vendorDeployment(role);
    await lab.api.client.create<KubeObject>(CORE_RESOURCES.deployments, {
      ...deployment,
      ...{ spec: { ...deployment.spec, replicas } },
    });
  };
  const createCluster = () => {
    nth += 1;
    return lab.api.createCluster(
      'team-a',
      kamajiCluster(`one-${nth}`, {
        vip: `10.66.66.${100 + nth}`,
        virtualRouterID: 100 + nth,
      }),
    );
  };
  const takenIn = (cluster: DpuCluster) =>
    lab.api.clusterWhen(
      cluster,
      'is taken in',
      ({ status }) => status?.phase === 'Creating',
    );
  const controlPlaneOf = async ({ metadata }: DpuCluster) => {
    const all = await lab.api.client.listAll(TENANT_CONTROL_PLANES, {
      namespace: metadata.namespace,
    });
    return all.find(({ metadata: { name } }) => name === metadata.name);
  };
  const keepalivedOf = ({ metadata: { namespace, name } }: DpuCluster) => ({
    namespace,
    name: `${name}-keepalived`,
  });
  const edit = (cluster: DpuCluster, config: string) =>
    lab.api.client.mergePatch(
      CORE_RESOURCES.configMaps,
      keepalivedOf(cluster),
      { data: { 'keepalived.conf': config } },
    );
  const isEdited = async (cluster: DpuCluster, config: string) => {
    const { data } = await lab.api.client.get<{
      metadata: KubeObject['metadata'];
      data: Record<string, string>;
    }>(CORE_RESOURCES.configMaps, keepalivedOf(cluster));
    return data['keepalived.conf'] === config;
  };
  const repaired = (cluster: DpuCluster, config: string) =>
    eventually('the edit is repaired', async () =>
      (await isEdited(cluster, config)) ? undefined : true,
    );

  it.each([
    ['25.10 and before', OLD, NEW],
    ['26.4 and later', NEW, OLD],
  ])(
    'holds no Lease of a role while a controller of DPF %s is elected for it, and takes all once it has gone',
    async (_release, theirs, other) => {
      const standIn = startStandIn(theirs);
      await standIn.elected();
      startOurs('us');
      await heldBy(OTHERS, 'us');
      const cluster = await takenIn(await createCluster());
      expect(await holders([theirs, other])).toEqual([
        standIn.identity,
        undefined,
      ]);
      expect(await controlPlaneOf(cluster)).toBeUndefined();

      await standIn.stop();
      await heldBy([OLD, NEW], 'us');
      await lab.api.clusterReady(cluster);
    },
  );

  it.each([
    ['25.10 and before', OLD],
    ['26.4 and later', NEW],
  ])(
    'keeps a controller of DPF %s out for as long as the role is ours',
    async (_release, theirs) => {
      startOurs('us');
      await heldBy(ALL, 'us');
      const standIn = startStandIn(theirs);
      // Longer than an unrenewed Lease lasts.
      await lab.api.clusterReady(await createCluster());
      expect(standIn.leads).toBe(false);
      await ours[0].stop();
      await standIn.elected();
      expect(await holders([OLD, NEW])).not.toContain('us');
    },
  );

  it.each([OLD, NEW])(
    'writes nothing more of a role of which somebody takes the Lease %s, and releases the rest',
    async lost => {
      startOurs('us');
      await heldBy(ALL, 'us');
      const cluster = await lab.api.clusterReady(await createCluster());
      await edit(cluster, 'before');
      await repaired(cluster, 'before');

      await lab.api.client.mergePatch<LeaseObject>(
        CORE_RESOURCES.leases,
        { namespace: NAMESPACE, name: lost },
        {
          spec: { holderIdentity: 'thief', leaseDurationSeconds: 3600 },
        },
      );
      const written = await lab.audit.writesOf(US);
      await edit(cluster, 'after');
      const [other] = [OLD, NEW].filter(name => name !== lost);
      await heldBy([other], undefined);
      // The other roles still work, so the edit has been processed.
      const more = await takenIn(await createCluster());
      expect(await isEdited(cluster, 'after')).toBe(true);
      expect(await controlPlaneOf(more)).toBeUndefined();
      const since = (await lab.audit.writesOf(US)).slice(written.length);
      expect(
        since.filter(({ objectRef }) =>
          ['configmaps', 'daemonsets', 'tenantcontrolplanes'].includes(
            objectRef?.resource ?? '',
          ),
        ),
      ).toEqual([]);

      await lab.api.client.mergePatch<LeaseObject>(
        CORE_RESOURCES.leases,
        { namespace: NAMESPACE, name: lost },
        { spec: { holderIdentity: '', leaseDurationSeconds: 1 } },
      );
      await repaired(cluster, 'after');
    },
  );

  it('starts no role whose Deployment of DPF is there, scaled to zero', async () => {
    await install('kamaji', 0);
    startOurs('us');
    await heldBy(OTHERS, 'us');
    const cluster = await takenIn(await createCluster());
    expect(await holders([OLD, NEW])).toEqual([undefined, undefined]);
    expect(await controlPlaneOf(cluster)).toBeUndefined();

    await uninstall('kamaji');
    await lab.api.clusterReady(cluster);
  });

  it.each([0, 1])(
    'stops a role at once and releases its Leases when the Deployment of DPF appears with %d replicas',
    async replicas => {
      startOurs('us');
      await heldBy(ALL, 'us');
      const cluster = await lab.api.clusterReady(await createCluster());
      await install('kamaji', replicas);
      await heldBy([OLD, NEW], undefined);
      for (const lease of [OLD, NEW]) {
        const writes = await lab.audit.leaseWritesSinceInstalled(
          US,
          lease,
          vendorDeployment('kamaji').metadata.name,
        );
        // The last one releases it.
        expect(writes.length - 1).toBeLessThanOrEqual(MOST_RENEWALS);
      }
      await edit(cluster, 'left');
      await takenIn(await createCluster());
      expect(await isEdited(cluster, 'left')).toBe(true);
      expect(await holders(OTHERS)).toEqual(OTHERS.map(() => 'us'));
    },
  );

  it('fails over to another instance with every Lease', async () => {
    const first = startOurs('first');
    await heldBy(ALL, 'first');
    startOurs('second');
    const cluster = await lab.api.clusterReady(await createCluster());
    await first.kill();
    await heldBy(ALL, 'second');
    await edit(cluster, 'while nobody led');
    await repaired(cluster, 'while nobody led');
    await lab.api.clusterReady(await createCluster());
    expect(await holders(ALL)).toEqual(ALL.map(() => 'second'));
  });
});
