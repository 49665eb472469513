import { DpuCluster, Finding } from '@dpf-portal/dpf-model';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import { CORE_RESOURCES, KubeObject } from '@dpf-portal/kube-controller';
import { conditionOf } from '../fixtures/conditionOf';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { Lab } from '../management/Lab';
import { UsersPortal } from '../portal/UsersPortal';
import { eventually } from '../portal/eventually';

const ANN = 'user:default/ann';
const NODE_VIP = '10.66.66.100';
const SERVICE_VIP = '10.66.66.101';
const FREE_VIP = '10.66.66.102';
const REQUESTS = 200;

const network = (vipRange: string) => ({
  name: 'lab',
  interface: 'br-dpu',
  vipRanges: [vipRange],
  virtualRouterIds: ['10-250'],
});
const kamaji = (name: string, vip?: string) => ({
  requestId: `request-${name}`,
  name,
  type: 'kamaji',
  ...(vip && { keepalived: { vip, virtualRouterID: 9 } }),
});

/** Runs a `kubectl patch` of a remedy, with an address in the place of the blank. */
async function follow(
  lab: Lab,
  { remedy }: Finding,
  cluster: DpuCluster,
  address: string,
): Promise<void> {
  const [, patch = ''] =
    /kubectl -n \S+ patch dpuclusters\.\S+ \S+ --type=merge -p '([^']+)'/.exec(
      remedy,
    ) ?? [];
  await lab.api.client.mergePatch(
    lab.api.resourceOf(cluster),
    cluster.metadata,
    JSON.parse(patch.replace('ADDRESS', address)),
  );
}

describe('An address of a node or of a Service', () => {
  let lab: Lab;
  let portal: UsersPortal;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    const { client } = lab.api;
    const node: KubeObject = { metadata: { name: 'control-plane-9' } };
    await client.create(CORE_RESOURCES.nodes, node);
    await client.mergePatch(
      CORE_RESOURCES.nodes,
      node.metadata,
      { status: { addresses: [{ type: 'InternalIP', address: NODE_VIP }] } },
      { subresource: 'status' },
    );
    lab.startControllers();
    portal = await UsersPortal.start({
      lab,
      groups: { [ANN]: [] },
      networks: [network(`${NODE_VIP}-10.66.66.120`)],
    });
    await client.create<KubeObject & { spec: object }>(
      CORE_RESOURCES.services,
      {
        metadata: { namespace: 'team-b', name: 'web' },
        spec: { ports: [{ port: 80 }], externalIPs: [SERVICE_VIP] },
      },
    );
  });
  afterAll(async () => {
    await portal?.stop();
    await lab?.stop();
  });

  it('is given to no request', async () => {
    const asked = (vip: string) =>
      portal.as(ANN).post('/dpu-clusters?dryRun=true', kamaji('blue', vip));
    const byNode = await asked(NODE_VIP).expect(400);
    expect(byNode.body.error.message).toBe(
      `keepalived.vip: ${NODE_VIP} is the address of node control-plane-9. ${FREE_VIP} is free.`,
    );
    const byService = await asked(SERVICE_VIP).expect(400);
    expect(byService.body.error.message).toBe(
      `keepalived.vip: ${SERVICE_VIP} is an address of Service team-b/web. ${FREE_VIP} is free.`,
    );
    const { body } = await portal
      .as(ANN)
      .get('/management-clusters/local/networks');
    expect(body.items[0].nextFree.vip).toBe(FREE_VIP);
    const made = await portal.as(ANN).post('/dpu-clusters', kamaji('blue'));
    expect(made.body.summary).toContain(FREE_VIP);
  });

  it.each([
    ['a node', NODE_VIP, 'the address of node control-plane-9', 118],
    ['a Service', SERVICE_VIP, 'an address of Service team-b/web', 119],
  ])(
    'of %s keeps a cluster of kubectl from starting, which the advice mends',
    async (_, vip, what, number) => {
      const name = `green-${number}`;
      const green = await lab.api.createCluster(
        'team-a',
        kamajiCluster(name, { vip, virtualRouterID: number }),
      );
      const rejected = await lab.api.clusterWhen(
        green,
        'reports that the address is in use',
        live => conditionOf(live, 'Created')?.reason === 'AddressInUse',
      );
      expect(conditionOf(rejected, 'Created')).toMatchObject({
        status: 'False',
        message: `VIP ${vip} is ${what}. This cluster cannot start.`,
      });
      const { services, daemonSets } = CORE_RESOURCES;
      const children = await lab.api.namesIn('team-a', [
        TENANT_CONTROL_PLANES,
        services,
        daemonSets,
      ]);
      expect(children.filter(child => child.includes(name))).toEqual([]);

      const finding = await eventually('the portal says it', async () => {
        const { body } = await portal
          .as(ANN)
          .get(`/dpu-clusters/local/team-a/${name}/findings`);
        return (body.items as Finding[]).find(
          ({ code }) => code === 'AddressInUse',
        );
      });
      expect(finding).toMatchObject({
        blocking: true,
        who: 'owner',
        sentence: conditionOf(rejected, 'Created')?.message,
      });
      await follow(lab, finding, green, `10.66.66.${number}`);
      expect((await lab.api.clusterReady(green)).status?.phase).toBe('Ready');
    },
  );
});

describe('Two replicas of a portal', () => {
  let lab: Lab;
  let replicas: UsersPortal[] = [];

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    replicas = await Promise.all(
      [0, 1].map(() =>
        UsersPortal.start({
          lab,
          groups: { [ANN]: [] },
          networks: [network('10.66.66.100-10.66.66.120')],
        }),
      ),
    );
  });
  afterAll(async () => {
    await Promise.all(replicas.map(replica => replica.stop()));
    await lab?.stop();
  });

  const statusesOf = async (names: readonly string[]) => {
    const answers = await Promise.all(
      names.map((name, i) =>
        replicas[i % 2].as(ANN).post('/dpu-clusters', kamaji(name)),
      ),
    );
    return answers.map(({ status }) => status);
  };
  const endpoints = async () => {
    const example = kamajiCluster('x', { vip: FREE_VIP, virtualRouterID: 1 });
    const clusters = await lab.api.client.listAll<DpuCluster>(
      lab.api.resourceOf(example),
    );
    return clusters.flatMap(
      ({ spec }) => spec.clusterEndpoint?.keepalived ?? [],
    );
  };

  it('never give one address or router id to two of many simultaneous requests', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `early-${i}`);
    expect(await statusesOf(names)).toEqual(names.map(() => 201));
    const made = await endpoints();
    expect(new Set(made.map(({ vip }) => vip)).size).toBe(20);
    expect(
      new Set(made.map(({ virtualRouterID }) => virtualRouterID)).size,
    ).toBe(20);
  });

  it(`give the last address to one of ${REQUESTS} simultaneous requests`, async () => {
    const names = Array.from({ length: REQUESTS }, (_, i) => `last-${i}`);
    const statuses = await statusesOf(names);
    expect(statuses.filter(status => status === 201)).toHaveLength(1);
    expect(statuses.filter(status => status === 400)).toHaveLength(
      REQUESTS - 1,
    );
    const vips = (await endpoints()).map(({ vip }) => vip);
    expect(vips).toHaveLength(21);
    expect(new Set(vips).size).toBe(21);
  });
});
