import {
  DEFAULT_KUBERNETES_VERSION,
  DPU_CLUSTER_GROUPS,
  DpfCapabilities,
  DpuCluster,
  DpuClusterGroup,
  TenantControlPlane,
  validateDpuClusterRequest,
} from '@dpf-portal/dpf-model';
import { aManagementCluster } from '@dpf-portal/test-support';
import { TENANT_CONTROL_PLANES, dpuResource } from '@dpf-portal/dpf-world';
import path from 'node:path';
import {
  ClusterShape,
  clusterDefinition,
  definitionsOf,
} from '../../fixtures/clusterDefinition';
import { describeUnless } from '../../describeUnless';
import { assignedDpu } from '../../fixtures/assignedDpu';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { secretOf, staticCluster } from '../../fixtures/staticCluster';
import { Lab, LabOptions } from '../../management/Lab';
import { ManagementApi } from '../../management/ManagementApi';
import { capabilitiesOf } from '../../management/capabilitiesOf';

const { released, guide } = DPU_CLUSTER_GROUPS;
const NAMESPACE = 'team-a';
const RELEASED_DEFINITIONS = process.env.DPF_RELEASED_CRDS;

interface Release {
  name: string;
  shape: ClusterShape;
  groups: DpuClusterGroup[];
  definitions: () => NonNullable<LabOptions['definitions']>;
  kamajiDefinitions?: string;
}

const NEWEST: ClusterShape = {
  version: 'status',
  maxNodes: 3000,
  nodesCount: true,
};

function ours(name: string, shape: ClusterShape): Release {
  return {
    name,
    shape,
    groups: [released, guide],
    definitions: () =>
      definitionsOf(
        'dpf-24.10',
        [released, guide].map(group => clusterDefinition(group, shape)),
      ),
  };
}

const RELEASES: Release[] = [
  ours('of a release up to v25.7', {
    version: 'spec',
    maxNodes: 1000,
    nodesCount: false,
  }),
  ours('of a release from v25.10', {
    version: 'status',
    maxNodes: 1000,
    nodesCount: false,
  }),
  {
    name: 'of the newest release',
    shape: NEWEST,
    groups: [released, guide],
    definitions: () =>
      definitionsOf('dpf-25.10', [clusterDefinition(guide, NEWEST)]),
  },
];

/** The definitions as released, from a folder that is not part of this repository. */
function asReleased(name: string, dpf: string, shape: ClusterShape): Release {
  return {
    name,
    shape,
    groups: [released],
    definitions: () => [path.join(RELEASED_DEFINITIONS ?? '', dpf)],
    kamajiDefinitions: path.join(RELEASED_DEFINITIONS ?? '', 'kamaji-26'),
  };
}

const AS_RELEASED: Release[] = [
  asReleased('of DPF 24.10 itself', 'dpf-24.10', {
    version: 'spec',
    maxNodes: 1000,
    nodesCount: false,
  }),
  asReleased('of DPF 26.8 itself, with that of Kamaji 26.8', 'dpf-26', NEWEST),
];

function testRelease(release: Release): void {
  const { shape, groups } = release;
  let lab: Lab;
  let capabilities: DpfCapabilities;
  let vip = 10;

  beforeAll(async () => {
    lab = await Lab.start({
      light: true,
      definitions: release.definitions(),
      kamajiDefinitions: release.kamajiDefinitions,
    });
    lab.startControllers();
    capabilities = await capabilitiesOf(lab.cluster.portalKubeconfigFile);
  });
  afterAll(() => lab?.stop());

  /** A manifest as a user would write it for this release. */
  function inGroup(group: DpuClusterGroup, cluster: DpuCluster): DpuCluster {
    const { version, ...spec } = cluster.spec;
    return {
      ...cluster,
      apiVersion: `${group}/v1alpha1`,
      spec: shape.version === 'spec' ? { version, ...spec } : spec,
    };
  }

  const nextCluster = (group: DpuClusterGroup, name: string) => {
    vip++;
    return inGroup(
      group,
      kamajiCluster(name, { vip: `10.66.67.${vip}`, virtualRouterID: vip }),
    );
  };

  it('is known by its schema', () => {
    expect(capabilities.kamaji).toBe(true);
    expect(
      capabilities.apis.filter(({ group }) => groups.includes(group)),
    ).toEqual(
      groups.map(group => ({
        group,
        version: 'v1alpha1',
        specVersion: shape.version === 'spec',
        specVersionRequired: shape.version === 'spec',
        statusVersion: shape.version === 'status',
        nodesCount: shape.nodesCount,
        maxNodesLimit: shape.maxNodes,
        maxNodesDefault: 1000,
      })),
    );
  });

  describe.each(groups)('in group %s', group => {
    const api = () => capabilities.apis.find(found => found.group === group);
    const suffix = group === released ? 'dpu' : 'dpf';

    it('lets a kamaji cluster become Ready, and has its version in the right place', async () => {
      const name = `kamaji-${suffix}`;
      const live = await lab.api.clusterReady(
        await lab.api.createCluster(NAMESPACE, nextCluster(group, name)),
      );
      const tcp = await lab.api.client.get<TenantControlPlane>(
        TENANT_CONTROL_PLANES,
        { namespace: NAMESPACE, name },
      );
      const asked = kamajiCluster(name, { vip: '', virtualRouterID: 1 }).spec
        .version;
      const expected =
        shape.version === 'spec'
          ? { spec: asked, status: undefined, running: asked }
          : {
              spec: undefined,
              status: DEFAULT_KUBERNETES_VERSION,
              running: DEFAULT_KUBERNETES_VERSION,
            };
      expect({
        spec: live.spec.version,
        status: live.status?.version,
        running: tcp.spec?.kubernetes?.version,
      }).toEqual(expected);
      // Allows the 1,000 DPUs of the guide's example.
      expect(tcp.spec?.networkProfile?.podCidrs).toEqual(['10.244.0.0/14']);
      const table = await lab.api.printedClusters(NAMESPACE, group);
      const row = table.rows.find(([shown]) => shown === name);
      expect(row?.[table.columns.indexOf('VERSION')]).toBe(expected.running);
      await lab.api.deleteCluster(live);
    });

    it.each([
      ['admin.conf alone', (text: string) => ({ 'admin.conf': text })],
      [
        'super-admin.conf alone',
        (text: string) => ({ 'super-admin.conf': text }),
      ],
      [
        'super-admin.conf beside admin.conf',
        (text: string) => ({ 'super-admin.conf': text, 'admin.conf': text }),
      ],
    ])('reads a static Secret with %s', async (key, dataOf) => {
      const name = `${key.split(' ').join('-').toLowerCase()}-${suffix}`;
      await lab.api.createSecret(
        NAMESPACE,
        secretOf(name, dataOf(lab.cluster.staticKubeconfig)),
      );
      const cluster = inGroup(
        group,
        staticCluster(`static-${name.split('.').join('-')}`, name),
      );
      const live = await lab.api.clusterReady(
        await lab.api.createCluster(NAMESPACE, cluster),
      );
      expect(live.spec.kubeconfig).toBe(name);
      await lab.api.deleteCluster(live);
    });

    it('allows as many nodes as the request rules do', async () => {
      const problemsOf = (maxNodes: number) =>
        validateDpuClusterRequest(
          { requestId: '1', name: 'blue', type: 'kamaji', group, maxNodes },
          {
            now: 0,
            managementCluster: aManagementCluster({
              capabilities,
              policy: {
                namespace: NAMESPACE,
                version: 'v1.30.2',
                maxNodes: { default: 10, max: 10_000 },
              },
            }),
          },
        ).map(({ field }) => field);
      const refusal = async (maxNodes: number) => {
        const cluster = nextCluster(group, `nodes-${suffix}`);
        try {
          await lab.api.client.create<DpuCluster>(
            ManagementApi.resourceOf(group),
            {
              ...cluster,
              metadata: { ...cluster.metadata, namespace: NAMESPACE },
              spec: { ...cluster.spec, maxNodes },
            },
            { dryRun: true },
          );
          return [];
        } catch (error) {
          return /spec\.maxNodes/.test(String(error)) ? ['maxNodes'] : [error];
        }
      };
      for (const maxNodes of [1, shape.maxNodes, shape.maxNodes + 1, 0]) {
        expect(await refusal(maxNodes)).toEqual(problemsOf(maxNodes));
      }
      expect(api()?.maxNodesLimit).toBe(shape.maxNodes);
    });

    // The guide's group has no DPUs.
    if (shape.nodesCount && group === released) {
      it('counts the DPUs of a cluster and does not let go of it, whatever admits its deletion', async () => {
        const joined = await lab.api.clusterReady(
          await lab.api.createCluster(
            NAMESPACE,
            nextCluster(group, `joined-${suffix}`),
          ),
        );
        const resource = ManagementApi.resourceOf(group);
        const dpus = dpuResource(group, 'v1alpha1');
        const dpu = await lab.api.client.create(
          dpus,
          assignedDpu(`of-${joined.metadata.name}`, joined),
        );
        await lab.api.clusterWhen(
          joined,
          'counts its DPU',
          ({ status }) => status?.nodesCount === 1,
        );
        await expect(
          lab.api.client.delete(resource, joined.metadata),
        ).rejects.toThrow('1 DPUs still belong to this cluster');

        await lab.api.withoutPolicy(
          'dpf-portal-dpuclusters-deletion',
          async () => {
            await lab.api.client.delete(resource, joined.metadata);
            return true;
          },
        );
        // When a later cluster is Ready, the deletion has been processed too.
        const later = await lab.api.clusterReady(
          await lab.api.createCluster(
            NAMESPACE,
            nextCluster(group, `later-${suffix}`),
          ),
        );
        const held = await lab.api.client.get<DpuCluster>(
          resource,
          joined.metadata,
        );
        expect(held.metadata.deletionTimestamp).toBeDefined();
        expect(held.metadata.finalizers).toHaveLength(2);

        await lab.api.client.delete(dpus, dpu.metadata);
        await lab.api.clusterGone(joined);
        await lab.api.deleteCluster(later);
      });
    }
  });
}

describe.each(RELEASES)('A definition $name', release => {
  testRelease(release);
});

describeUnless(
  RELEASED_DEFINITIONS
    ? undefined
    : 'the released definitions are not here (DPF_RELEASED_CRDS names their folder)',
  'As released, a definition',
  () => {
    describe.each(AS_RELEASED)('$name', release => {
      testRelease(release);
    });
  },
);
