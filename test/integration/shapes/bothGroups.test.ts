import {
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  DpuClusterGroup,
  TenantControlPlane,
} from '@dpf-portal/dpf-model';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { conditionOf } from '../../fixtures/conditionOf';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { secretOf, staticCluster } from '../../fixtures/staticCluster';
import { Lab } from '../../management/Lab';

const { released, guide } = DPU_CLUSTER_GROUPS;
const NAMESPACE = 'team-a';
const CHILDREN = [
  TENANT_CONTROL_PLANES,
  CORE_RESOURCES.services,
  CORE_RESOURCES.configMaps,
  CORE_RESOURCES.daemonSets,
];

const isReady = ({ status }: DpuCluster) => status?.phase === 'Ready';
const nameIsTaken = (cluster: DpuCluster) =>
  conditionOf(cluster, 'Created')?.reason === 'ChildNameTaken';

describe('Two API groups on one management cluster', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    lab.startControllers();
  });
  afterAll(() => lab?.stop());

  function kamaji(group: DpuClusterGroup, name: string, number: number) {
    const cluster = kamajiCluster(name, {
      vip: `10.66.68.${number}`,
      virtualRouterID: number,
    });
    return { ...cluster, apiVersion: `${group}/v1alpha1` };
  }
  const create = (cluster: DpuCluster) =>
    lab.api.createCluster(NAMESPACE, cluster);

  /** The uids in the owner references of the cluster's children. */
  async function ownersOf(name: string): Promise<Set<string | undefined>> {
    const lists = await Promise.all(
      CHILDREN.map(resource =>
        lab.api.client.listAll(resource, {
          namespace: NAMESPACE,
          metadataOnly: true,
        }),
      ),
    );
    const own = lists
      .flat()
      .filter(({ metadata }) =>
        [name, `${name}-keepalived`].includes(metadata.name),
      );
    expect(own).toHaveLength(CHILDREN.length);
    return new Set(
      own.flatMap(({ metadata }) =>
        (metadata.ownerReferences ?? [])
          .filter(({ kind }) => kind === 'DPUCluster')
          .map(({ uid }) => uid),
      ),
    );
  }

  it.each([
    { first: released, second: guide, name: 'blue', number: 10 },
    { first: guide, second: released, name: 'green', number: 20 },
  ])(
    'gives a name to the cluster of $first that came first, until that is gone',
    async ({ first, second, name, number }) => {
      const incumbent = await create(kamaji(first, name, number));
      await lab.api.clusterReady(incumbent);
      const getControlPlane = () =>
        lab.api.client.get<TenantControlPlane>(
          TENANT_CONTROL_PLANES,
          incumbent.metadata,
        );
      const before = await getControlPlane();

      const namesake = await create(kamaji(second, name, number + 1));
      const rejected = await lab.api.clusterWhen(
        namesake,
        'reports that the name of its children is taken',
        nameIsTaken,
      );
      expect(conditionOf(rejected, 'Created')).toMatchObject({
        status: 'False',
        message: expect.stringContaining(`DPUCluster ${name} of ${first}`),
      });
      expect(rejected.spec.kubeconfig).toBeUndefined();
      expect((await getControlPlane()).metadata).toEqual(before.metadata);
      expect((await lab.api.clusterReady(incumbent)).status?.phase).toBe(
        'Ready',
      );
      expect(await ownersOf(name)).toEqual(new Set([incumbent.metadata.uid]));

      await lab.api.deleteCluster(incumbent);
      await lab.api.clusterReady(namesake);
      expect(await ownersOf(name)).toEqual(new Set([namesake.metadata.uid]));
      await lab.api.deleteCluster(namesake);
    },
  );

  it('lets one of two namesakes that come at once have the name, and the other go without harm', async () => {
    const pair = await Promise.all([
      create(kamaji(released, 'red', 30)),
      create(kamaji(guide, 'red', 31)),
    ]);
    const settled = await Promise.all(
      pair.map(cluster =>
        lab.api.clusterWhen(
          cluster,
          'is Ready or reports why not',
          live => isReady(live) || nameIsTaken(live),
        ),
      ),
    );
    const winner = settled.find(isReady);
    const loser = settled.find(nameIsTaken);
    expect([winner, loser].every(Boolean)).toBe(true);
    if (!winner || !loser) {
      return;
    }
    await lab.api.deleteCluster(loser);
    expect(await ownersOf('red')).toEqual(new Set([winner.metadata.uid]));
    expect(isReady(await lab.api.clusterReady(winner))).toBe(true);
    await lab.api.deleteCluster(winner);
  });

  it('has one holder of a VIP over both groups', async () => {
    const holder = await create(kamaji(guide, 'holder', 40));
    await lab.api.clusterReady(holder);
    const rival = await create({
      ...kamaji(released, 'rival', 40),
    });
    const rejected = await lab.api.clusterWhen(
      rival,
      'reports that the address is in use',
      live => conditionOf(live, 'Created')?.reason === 'AddressInUse',
    );
    expect(conditionOf(rejected, 'Created')?.message).toContain(
      `${NAMESPACE}/holder (${guide})`,
    );
    await lab.api.deleteCluster(holder);
    await lab.api.clusterReady(rival);
    await lab.api.deleteCluster(rival);
  });

  it('lets namesakes be that have no children, and share a Secret', async () => {
    await lab.api.createSecret(
      NAMESPACE,
      secretOf('shared', { 'admin.conf': lab.cluster.staticKubeconfig }),
    );
    const cluster = staticCluster('yellow', 'shared');
    const pair = await Promise.all(
      [released, guide].map(group =>
        create({ ...cluster, apiVersion: `${group}/v1alpha1` }),
      ),
    );
    for (const one of pair) {
      const live = await lab.api.clusterReady(one);
      expect(live.spec.kubeconfig).toBe('shared');
    }
  });
});
