import { Condition } from '@dpf-portal/kube-controller';
import {
  DEFAULT_KUBERNETES_VERSION,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  TenantControlPlane,
} from '@dpf-portal/dpf-model';
import {
  ManagementClusterConnection,
  TENANT_CONTROL_PLANES,
  dpuClusterResource,
  loadKubeConfigFromFile,
} from '@dpf-portal/dpf-world';
import {
  ClusterDefinition,
  clusterDefinition,
  propertiesAt,
} from '../../fixtures/clusterDefinition';
import { conditionOf } from '../../fixtures/conditionOf';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { secretOf, staticCluster } from '../../fixtures/staticCluster';
import { Lab } from '../../management/Lab';
import { ManagementApi } from '../../management/ManagementApi';
import { eventually } from '../../portal/eventually';

const { released } = DPU_CLUSTER_GROUPS;
const RESOURCE = ManagementApi.resourceOf(released);
const NAMESPACE = 'team-a';
const NEXT = 'v1beta1';
const AFTER = {
  version: 'status',
  maxNodes: 3000,
  nodesCount: true,
} as const;

/** Fields of a future release. */
interface NewerCluster extends DpuCluster {
  spec: DpuCluster['spec'] & { scheduling?: { weights: number[] } };
  status?: Omit<NonNullable<DpuCluster['status']>, 'conditions'> & {
    conditions?: Array<Condition & { severity?: string }>;
    encryption?: { provider: string; activeKey?: string };
    tier?: string;
  };
}

const SCHEDULING = { weights: [3, 1, 2] };
const ENCRYPTION = { provider: 'staticKey', activeKey: 'k1' };

function upgraded(): ClusterDefinition {
  const definition = clusterDefinition(released, AFTER);
  propertiesAt(definition, 'spec').scheduling = {
    type: 'object',
    properties: { weights: { type: 'array', items: { type: 'integer' } } },
  };
  const status = propertiesAt(definition, 'status');
  status.encryption = {
    type: 'object',
    properties: {
      provider: { type: 'string' },
      activeKey: { type: 'string' },
    },
  };
  const condition = status.conditions.items?.properties;
  if (!condition) {
    throw new Error('The definition says nothing of conditions');
  }
  condition.severity = { type: 'string' };
  status.tier = { type: 'string', default: 'standard' };
  return definition;
}

describe('A definition that is upgraded while the controllers run', () => {
  let lab: Lab;
  let connection: ManagementClusterConnection;
  let running: Promise<void>;
  let old: DpuCluster;
  let untouched: DpuCluster;
  const stop = new AbortController();

  const api = () =>
    connection.capabilities()?.apis.find(({ group }) => group === released);

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    lab.startControllers();
    connection = ManagementClusterConnection.create({
      name: 'lab',
      kubeConfig: loadKubeConfigFromFile(lab.cluster.portalKubeconfigFile),
      tenantAccess: { mode: 'proxy', proxyUrl: lab.cluster.proxyUrl },
    });
    running = connection.run(stop.signal);
    old = await lab.api.createCluster(
      NAMESPACE,
      kamajiCluster('old', { vip: '10.66.69.10', virtualRouterID: 10 }),
    );
    await lab.api.createSecret(
      NAMESPACE,
      secretOf('brought', { 'admin.conf': lab.cluster.staticKubeconfig }),
    );
    untouched = await lab.api.createCluster(
      NAMESPACE,
      staticCluster('untouched', 'brought'),
    );
    await lab.api.clusterReady(old);
    await lab.api.clusterReady(untouched);
    await eventually('the portal knows the API', async () => api());
    await eventually('the portal knows the clusters', async () =>
      connection.clusters().length === 2 ? true : undefined,
    );
  });
  afterAll(async () => {
    stop.abort();
    await running;
    await lab?.stop();
  });

  // For about a second the API server keeps existing watches open, with their old schema.
  it('B17: has new fields that outlive what is written by those who still see the schema before', async () => {
    expect(api()).toMatchObject({ specVersion: true, maxNodesLimit: 1000 });
    await lab.api.replaceDefinition(upgraded());
    await eventually('the new schema is served', async () => {
      const { spec } = await lab.api.client.mergePatch<NewerCluster>(
        RESOURCE,
        old.metadata,
        { spec: { scheduling: SCHEDULING } },
      );
      return spec.scheduling;
    });
    await expectFieldsToStay(old);
  });

  it('says of what nobody has written since what its schema says now', async () => {
    const tier = await eventually('the portal reads the default', async () => {
      const known: NewerCluster | undefined = connection.cluster(
        released,
        NAMESPACE,
        'untouched',
      );
      return known?.status?.tier;
    });
    expect(tier).toBe('standard');
    const live = await lab.api.client.get(RESOURCE, untouched.metadata);
    expect(live.metadata.generation).toBe(untouched.metadata.generation);
  });

  it('is followed without a restart, by the portal and in the status of the clusters', async () => {
    await eventually('the portal offers what there is now', async () =>
      api()?.statusVersion ? true : undefined,
    );
    expect(api()).toMatchObject({
      specVersion: false,
      statusVersion: true,
      nodesCount: true,
      maxNodesLimit: 3000,
    });
    const updated = await lab.api.clusterWhen(
      old,
      'has its version in the status',
      ({ status }) => status?.version !== undefined,
    );
    expect(updated.status?.version).toBe(
      kamajiCluster('old', { vip: '', virtualRouterID: 1 }).spec.version,
    );
    expect(updated.status?.phase).toBe('Ready');
  });

  it('gives new clusters the version of the controllers, and leaves the running ones theirs', async () => {
    const { version: _, ...spec } = kamajiCluster('new', {
      vip: '10.66.69.11',
      virtualRouterID: 11,
    }).spec;
    const live = await lab.api.clusterReady(
      await lab.api.createCluster(NAMESPACE, {
        apiVersion: `${released}/v1alpha1`,
        kind: 'DPUCluster',
        metadata: { name: 'new' },
        spec: { ...spec, maxNodes: 3000 },
      }),
    );
    expect(live.status?.version).toBe(DEFAULT_KUBERNETES_VERSION);
    const running129 = await lab.api.client.get<TenantControlPlane>(
      TENANT_CONTROL_PLANES,
      { namespace: NAMESPACE, name: 'old' },
    );
    expect(running129.spec?.kubernetes?.version).toBe('v1.29.0');
  });

  it('has fields that outlive everything the controllers write', async () => {
    const newer = (cluster: DpuCluster): NewerCluster => ({
      ...cluster,
      spec: { ...cluster.spec, scheduling: SCHEDULING },
    });
    const created = await Promise.all([
      lab.api.createCluster(
        NAMESPACE,
        newer(
          kamajiCluster('made', { vip: '10.66.69.12', virtualRouterID: 12 }),
        ),
      ),
      lab.api.createCluster(
        NAMESPACE,
        newer(staticCluster('registered', 'brought')),
      ),
    ]);
    for (const cluster of created) {
      // By now finalizers, kubeconfig and status have been patched.
      const live = await lab.api.clusterReady(cluster);
      expect(live.spec).toMatchObject({
        scheduling: SCHEDULING,
        kubeconfig: expect.any(String),
      });
      await expectFieldsToStay(cluster);
    }
  });

  it('is followed to another API version, when the one before is served no more', async () => {
    const definition = upgraded();
    const [served] = definition.spec.versions;
    const before = connection.clusters().length;
    definition.spec.versions = [
      { ...served, name: NEXT, served: true, storage: true },
      { ...served, served: false, storage: false },
    ];
    await lab.api.replaceDefinition(definition);

    await eventually('the portal offers the other version', async () =>
      api()?.version === NEXT ? true : undefined,
    );
    const apiVersion = `${released}/${NEXT}`;
    await eventually('the portal reads the other version', async () =>
      connection.cluster(released, NAMESPACE, 'old')?.apiVersion === apiVersion
        ? true
        : undefined,
    );
    const { version: _, ...spec } = kamajiCluster('next', {
      vip: '10.66.69.13',
      virtualRouterID: 13,
    }).spec;
    await lab.api.client.create<DpuCluster>(
      dpuClusterResource(released, NEXT),
      {
        apiVersion,
        kind: 'DPUCluster',
        metadata: { name: 'next', namespace: NAMESPACE },
        spec,
      },
    );
    const live = await eventually('a new cluster becomes Ready', async () => {
      const next = connection.cluster(released, NAMESPACE, 'next');
      return next?.status?.phase === 'Ready' ? next : undefined;
    });
    expect(live.apiVersion).toBe(apiVersion);
    expect(connection.clusters()).toHaveLength(before + 1);
  });

  /** Adds all fields of a future release and then makes a write of this project.  */
  async function expectFieldsToStay(cluster: DpuCluster): Promise<void> {
    const get = () =>
      lab.api.client.get<NewerCluster>(RESOURCE, cluster.metadata);
    const foreign = (status: Condition['status']) => ({
      type: 'Inspected',
      status,
      reason: 'Inspecting',
      message: 'by somebody else',
      lastTransitionTime: '2026-01-01T00:00:00Z',
      severity: 'Warning',
    });
    const say = async (status: Condition['status']) => {
      const conditions = (await get()).status?.conditions ?? [];
      await lab.api.client.mergePatch(
        RESOURCE,
        cluster.metadata,
        {
          status: {
            encryption: ENCRYPTION,
            conditions: [
              foreign(status),
              ...conditions.filter(({ type }) => type !== 'Inspected'),
            ],
          },
        },
        { subresource: 'status' },
      );
    };
    const expectAll = async (status: Condition['status']) => {
      const live = await get();
      expect(live.spec.scheduling).toEqual(SCHEDULING);
      expect(live.status).toMatchObject({ encryption: ENCRYPTION });
      expect(live.status?.conditions?.[0]).toEqual(foreign(status));
    };

    await say('False');
    const held = await lab.api.clusterWhen(
      cluster,
      'is not Ready for a condition that is somebody else’s',
      ({ status }) => status?.phase === 'NotReady',
    );
    expect(conditionOf(held, 'Ready')?.reason).toBe('Inspecting');
    await expectAll('False');
    await say('True');
    await lab.api.clusterReady(cluster);
    await expectAll('True');
  }
});
