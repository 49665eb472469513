import {
  DpuClusterAnswer,
  DpuClusterList,
  DpuList,
  ManagementClusterSetup,
  PlatformOverview,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuCluster, UncheckedKind } from '@dpf-portal/dpf-model';
import { FakeApiServer } from '@dpf-portal/dpf-world/testing';
import { KubeObject } from '@dpf-portal/kube-controller';
import request from 'supertest';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { addOperatorConfig } from '../__testUtils__/startServer';
import {
  TEST_MANAGEMENT_CLUSTER,
  startDpfTestBackend,
} from '../__testUtils__/startDpfTestBackend';

const RELEASED = 'provisioning.dpu.nvidia.com';
const NAMESPACE = 'dpf-clusters';
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
const LONG_AGO = '2026-11-20T10:00:00Z';

interface Right {
  plural: string;
  kind: UncheckedKind;
  right: string;
  file: string;
}

/** Each right to read that something depends on. */
const RIGHTS: Right[] = [
  {
    plural: 'dpuclusters',
    kind: 'dpuClusters',
    right: `get, list, watch dpuclusters.${RELEASED}`,
    file: 'portal-observe.yaml',
  },
  {
    plural: 'secrets',
    kind: 'apiServers',
    right: `get, list, watch secrets in ${NAMESPACE}`,
    file: 'portal-credentials.yaml',
  },
  {
    plural: 'dpus',
    kind: 'dpus',
    right: `get, list, watch dpus.${RELEASED}`,
    file: 'portal-observe.yaml',
  },
  {
    plural: 'dpusets',
    kind: 'dpuSelectors',
    right: `get, list, watch dpusets.${RELEASED}`,
    file: 'portal-observe.yaml',
  },
  {
    plural: 'dpudeployments',
    kind: 'dpuSelectors',
    right: 'get, list, watch dpudeployments.svc.dpu.nvidia.com',
    file: 'portal-observe.yaml',
  },
  {
    plural: 'tenantcontrolplanes',
    kind: 'controlPlanes',
    right: 'get, list, watch tenantcontrolplanes.kamaji.clastix.io',
    file: 'portal-observe.yaml',
  },
  {
    plural: 'daemonsets',
    kind: 'keepalived',
    right: 'get, list, watch daemonsets.apps',
    file: 'portal-observe.yaml',
  },
  {
    plural: 'configmaps',
    kind: 'keepalived',
    right: 'get, list, watch configmaps',
    file: 'portal-observe.yaml',
  },
  {
    plural: 'services',
    kind: 'addresses',
    right: 'get, list, watch services',
    file: 'portal-observe.yaml',
  },
  {
    plural: 'nodes',
    kind: 'nodes',
    right: 'get, list, watch nodes',
    file: 'portal-observe.yaml',
  },
  {
    plural: 'datastores',
    kind: 'dataStores',
    right: 'get, list, watch datastores.kamaji.clastix.io',
    file: 'portal-observe.yaml',
  },
  {
    plural: 'leases',
    kind: 'roles',
    right: 'get, list, watch leases.coordination.k8s.io in dpf-operator-system',
    file: 'portal-observe.yaml',
  },
  {
    plural: 'deployments',
    kind: 'roles',
    right: 'get, list, watch deployments.apps in dpf-operator-system',
    file: 'portal-observe.yaml',
  },
  {
    plural: 'dpfoperatorconfigs',
    kind: 'operatorConfigs',
    right:
      'get, list, watch dpfoperatorconfigs.operator.dpu.nvidia.com in dpf-operator-system',
    file: 'portal-observe.yaml',
  },
  {
    plural: 'events',
    kind: 'events',
    right: 'list events',
    file: 'portal-observe.yaml',
  },
  {
    plural: 'namespaces',
    kind: 'namespaces',
    right: 'list namespaces',
    file: 'portal-observe.yaml',
  },
  {
    plural: 'customresourcedefinitions',
    kind: 'definitions',
    right: `list, watch customresourcedefinitions.apiextensions.k8s.io dpuclusters.${RELEASED}`,
    file: 'portal-observe.yaml',
  },
];

function create(
  { objects }: FakeApiServer,
  plural: string,
  object: KubeObject,
  namespace = NAMESPACE,
): KubeObject {
  return objects.create(plural, namespace, object);
}

function aCluster(
  name: string,
  spec: Partial<DpuCluster['spec']>,
  phase: NonNullable<DpuCluster['status']>['phase'],
  metadata: Partial<DpuCluster['metadata']> = {},
): DpuCluster {
  return {
    apiVersion: `${RELEASED}/v1alpha1`,
    kind: 'DPUCluster',
    metadata: {
      name,
      creationTimestamp: LONG_AGO,
      finalizers: [
        `${RELEASED}/cluster-manager-internal-clean-up`,
        `${RELEASED}/cluster-manager-clean-up`,
      ],
      ...metadata,
    },
    spec: { type: 'kamaji', maxNodes: 10, ...spec },
    status: { phase },
  };
}

/** Clusters of both types: running, starting, and being deleted; with what belongs to them. */
function arrange(server: FakeApiServer): void {
  addOperatorConfig(server, { status: { version: 'v25.10.0' } });
  const taint = { key: CONTROL_PLANE, effect: 'NoSchedule' };
  const node: KubeObject & { spec: object } = {
    metadata: { name: 'node-1', labels: { [CONTROL_PLANE]: '' } },
    spec: { taints: [taint, { key: 'example.com/own', effect: 'NoSchedule' }] },
  };
  create(server, 'nodes', node, '');
  create(server, 'datastores', { metadata: { name: 'default' } }, '');
  ['running', 'starting', 'leaving'].forEach((name, nth) => {
    const vip = `10.66.66.${70 + nth}`;
    const keepalived = {
      vip,
      interface: 'br-dpu',
      virtualRouterID: 100 + nth,
      nodeSelector: { [CONTROL_PLANE]: '' },
    };
    const phase = name === 'starting' ? 'Creating' : 'Ready';
    const { metadata } = create(
      server,
      `dpuclusters.${RELEASED}`,
      aCluster(name, { clusterEndpoint: { keepalived } }, phase),
    );
    const ownerReferences = [
      {
        apiVersion: `${RELEASED}/v1alpha1`,
        kind: 'DPUCluster',
        name,
        uid: metadata.uid ?? '',
      },
    ];
    const child = (suffix: string) => ({
      name: `${name}${suffix}`,
      creationTimestamp: LONG_AGO,
      generation: 1,
      ownerReferences,
    });
    const controlPlane: KubeObject & { spec: object; status: object } = {
      metadata: child(''),
      spec: { networkProfile: { address: vip, port: 31_443 } },
      status: {
        kubernetesResources: {
          version: { status: 'Ready', installed: 'v1.30.0' },
        },
      },
    };
    create(server, 'tenantcontrolplanes', controlPlane);
    create(server, 'configmaps', { metadata: child('-keepalived') });
    const daemonSet: KubeObject & { status: object } = {
      metadata: child('-keepalived'),
      status: {
        observedGeneration: 1,
        desiredNumberScheduled: 1,
        currentNumberScheduled: 1,
        numberReady: 1,
      },
    };
    create(server, 'daemonsets', daemonSet);
    const dpu: KubeObject & { spec: object; status: object } = {
      metadata: { name: `${name}-dpu` },
      spec: { cluster: { namespace: NAMESPACE, name } },
      status: { phase: 'Error' },
    };
    create(server, `dpus.${RELEASED}`, dpu);
  });
  // It wants the VIP of a cluster that runs, and is older.
  create(
    server,
    `dpuclusters.${RELEASED}`,
    aCluster(
      'rival',
      {
        clusterEndpoint: {
          keepalived: {
            vip: '10.66.66.70',
            interface: 'br-dpu',
            virtualRouterID: 100,
            nodeSelector: { [CONTROL_PLANE]: '' },
          },
        },
      },
      'Creating',
      { creationTimestamp: '2026-11-19T10:00:00Z' },
    ),
  );
  create(
    server,
    `dpuclusters.${RELEASED}`,
    aCluster('registered', { type: 'static', kubeconfig: 'admin' }, 'Ready'),
  );
  server.objects.delete(`dpuclusters.${RELEASED}`, NAMESPACE, 'leaving');
}

/** The management cluster where everything may be read. */
const COMPLETE = 'complete';

describe('What is not checked because a right is missing', () => {
  let stop: (() => Promise<void>) | undefined;
  let fakes: FakeManagementCluster[];
  let server: Parameters<typeof request>[0];

  // One management cluster for each right, in the order of the configuration.
  beforeAll(async () => {
    const names = [COMPLETE, ...RIGHTS.map(({ plural }) => plural)];
    const started = await startDpfTestBackend({
      managementClusters: names.map(name => ({
        ...TEST_MANAGEMENT_CLUSTER,
        networks: [],
        name,
      })),
      served: plural => ({
        runBy: 'vendor',
        arrange: api => {
          arrange(api);
          api.forbidden.add(plural);
        },
      }),
    });
    ({ stop, fakes, server } = started);
  }, 60_000);
  afterAll(() => stop?.());

  const get = async <T>(path: string): Promise<T> =>
    (await request(server).get(`/api/dpf${path}`).expect(200)).body;
  const listOf = (name: string) =>
    get<DpuClusterList>(`/dpu-clusters?managementCluster=${name}`);
  const fakeOf = (name: string) =>
    fakes.find(({ settings }) => settings.name === name) ?? fakes[0];

  const rowsOf = ({ items }: DpuClusterList) =>
    items.flatMap(({ name, findings }) =>
      findings.flatMap(({ code, effects = [] }) =>
        [code, ...effects.map(effect => effect.code)].map(
          each => `${name}: ${each}`,
        ),
      ),
    );

  it('is nothing with all rights', async () => {
    const list = await listOf(COMPLETE);
    expect(list.sources[0]).not.toHaveProperty('unchecked');
    // What the rights below are about is found.
    expect(rowsOf(list)).toEqual(
      expect.arrayContaining([
        'running: DpusFailed',
        'rival: AddressInUse',
        'leaving: DeletionBlocked',
      ]),
    );
  });

  it.each(RIGHTS)(
    'is said of $plural once, and no cluster has a finding because of it',
    async ({ plural, kind, right, file }) => {
      const withAll = rowsOf(await listOf(COMPLETE));
      const list = await listOf(plural);
      const { unchecked = [] } = list.sources[0];
      expect(unchecked.map(each => each.kind)).toEqual([kind]);
      expect(unchecked[0].right).toContain(right);
      expect(unchecked[0].remedy).toContain(file);
      const more = rowsOf(list).filter(row => !withAll.includes(row));
      expect(more).toEqual([]);
    },
  );

  it('stands on the list, the platform’s page, the setup and the page of a cluster', async () => {
    const nodes = [expect.objectContaining({ kind: 'nodes' })];
    const platform = await get<PlatformOverview>('/platform');
    expect(
      platform.managementClusters.find(
        ({ managementCluster }) => managementCluster === 'nodes',
      )?.unchecked,
    ).toEqual(nodes);
    const setup = await get<ManagementClusterSetup>(
      '/management-clusters/nodes/setup',
    );
    expect(setup.source.unchecked).toEqual(nodes);
    const path = `/dpu-clusters/nodes/${NAMESPACE}/running`;
    const cluster = await get<DpuClusterAnswer>(path);
    expect(cluster.source.unchecked).toEqual(nodes);
    // It says nothing of DPUs.
    const dpus = await get<DpuList>('/dpus?managementCluster=nodes');
    expect(dpus.sources[0]).not.toHaveProperty('unchecked');
    const { markdown } = await get<{ markdown: string }>(`${path}/diagnosis`);
    expect(markdown).toMatch(/Not checked: .* Missing right: .*nodes/);
  });

  const kindsOf = async (name: string) =>
    (await listOf(name)).sources[0].unchecked?.map(({ kind }) => kind);

  it('follows a right that is granted, and one that is withdrawn', async () => {
    const fake = fakeOf('dpus');
    const isRefused = () => fake.connection.refusals.length > 0;
    expect(await kindsOf('dpus')).toEqual(['dpus']);
    fake.server.forbidden.clear();
    await fake.retried(() => !isRefused());
    expect(await kindsOf('dpus')).toBeUndefined();
    fake.server.forbid('dpus');
    await fake.retried(isRefused);
    expect(await kindsOf('dpus')).toEqual(['dpus']);
  });

  it('is what was known while the management cluster does not answer', async () => {
    expect(await kindsOf('nodes')).toEqual(['nodes']);
    await fakeOf('nodes').leave();
    expect(await kindsOf('nodes')).toEqual(['nodes']);
  });
});
