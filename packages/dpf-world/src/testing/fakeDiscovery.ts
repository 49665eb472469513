import {
  CORE_RESOURCES,
  JsonSchema,
  ResourceType,
} from '@dpf-portal/kube-controller';
import {
  DATA_STORES,
  OPERATOR_CONFIGS,
  TENANT_CONTROL_PLANES,
  dpuClusterResource,
  dpuResource,
} from '../dpfResources';
import { FakeRefusal } from './FakeObjects';

const RELEASED = 'provisioning.dpu.nvidia.com';
const GUIDE = 'provisioning.dpf.nvidia.com';

const DPU_SETS: ResourceType = {
  group: RELEASED,
  version: 'v1alpha1',
  plural: 'dpusets',
  kind: 'DPUSet',
  namespaced: true,
};
const DPU_DEPLOYMENTS: ResourceType = {
  group: 'svc.dpu.nvidia.com',
  version: 'v1alpha1',
  plural: 'dpudeployments',
  kind: 'DPUDeployment',
  namespaced: true,
};

const anObject = (properties: Record<string, JsonSchema>): JsonSchema => ({
  type: 'object',
  properties,
});
const STRATEGY = anObject({
  type: { type: 'string', enum: ['OnDelete', 'RollingUpdate'] },
});
const NODE_EFFECT = anObject({ drain: { type: 'boolean' } });

/** How DPF from v25.10 writes what selects DPU clusters for DPUs. */
const SELECTOR_SCHEMAS: Record<string, JsonSchema> = {
  DPUSet: anObject({
    spec: anObject({
      dpuNodeSelector: anObject({}),
      strategy: STRATEGY,
      dpuTemplate: anObject({
        spec: anObject({
          nodeEffect: NODE_EFFECT,
          cluster: anObject({ selector: anObject({}) }),
        }),
      }),
    }),
  }),
  DPUDeployment: anObject({
    spec: anObject({
      dpus: anObject({
        dpuSetStrategy: STRATEGY,
        nodeEffect: NODE_EFFECT,
        dpuSets: {
          type: 'array',
          items: anObject({
            dpuNodeSelector: anObject({}),
            dpuClusterSelector: anObject({}),
          }),
        },
      }),
    }),
  }),
};

/** What the fake server serves. */
export const FAKE_RESOURCES: readonly ResourceType[] = [
  dpuClusterResource(RELEASED, 'v1alpha1'),
  dpuResource(RELEASED, 'v1alpha1'),
  dpuClusterResource(GUIDE, 'v1alpha1'),
  TENANT_CONTROL_PLANES,
  DATA_STORES,
  OPERATOR_CONFIGS,
  DPU_SETS,
  DPU_DEPLOYMENTS,
  ...Object.values(CORE_RESOURCES),
];

/** The definition of DPUCluster as it is until a test upgrades it. */
export const DPU_CLUSTER_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['type', 'version'],
      properties: {
        version: { type: 'string' },
        maxNodes: { type: 'integer', maximum: 1000, default: 1000 },
      },
    },
    status: { type: 'object', properties: { phase: { type: 'string' } } },
  },
};

function groupOf(name: string) {
  const version = { groupVersion: `${name}/v1alpha1`, version: 'v1alpha1' };
  return { name, versions: [version], preferredVersion: version };
}

/** Answers of the paths that are no resource. */
export function fakeDiscovery(
  path: string,
  hidden: ReadonlySet<string>,
  schema: JsonSchema,
): unknown {
  const [, root, group, version] = path.split('/');
  if (hidden.has(group)) {
    throw new FakeRefusal(404, 'NotFound', `${group} is not served`);
  }
  if (path === '/readyz') {
    return 'ok';
  }
  if (path === '/version') {
    return { gitVersion: 'v1.34.2' };
  }
  if (path === '/apis') {
    const groups = new Set(FAKE_RESOURCES.map(resource => resource.group));
    const served = [...groups].filter(name => name && !hidden.has(name));
    return { groups: served.map(groupOf) };
  }
  if (path === '/openapi/v3') {
    const hash = encodeURIComponent(JSON.stringify(schema));
    return {
      paths: Object.fromEntries(
        [RELEASED, GUIDE].map(name => [
          `apis/${name}/v1alpha1`,
          {
            serverRelativeURL: `/openapi/v3/apis/${name}/v1alpha1?hash=${hash}`,
          },
        ]),
      ),
    };
  }
  if (path.startsWith('/openapi/v3/apis/')) {
    const [, , , , wanted] = path.split('/');
    const all = { DPUCluster: schema, ...SELECTOR_SCHEMAS };
    return {
      components: {
        schemas: Object.fromEntries(
          Object.entries(all).map(([kind, ofKind]) => [
            kind,
            {
              ...ofKind,
              'x-kubernetes-group-version-kind': [
                { group: wanted, version: 'v1alpha1', kind },
              ],
            },
          ]),
        ),
      },
    };
  }
  if (root === 'apis' && version) {
    return {
      resources: FAKE_RESOURCES.filter(
        resource =>
          resource.group === group &&
          !hidden.has(`${resource.plural}.${resource.group}`),
      ).map(({ plural, kind, namespaced }) => ({
        name: plural,
        kind,
        namespaced,
      })),
    };
  }
  if (root === 'apis' && group) {
    return groupOf(group);
  }
  throw new FakeRefusal(404, 'NotFound', `nothing at ${path}`);
}
