import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { Discovery } from '@dpf-portal/kube-controller';
import {
  KAMAJI_GROUP,
  TENANT_CONTROL_PLANES,
  dpuClusterResource,
} from '../dpfResources';
import {
  discoverCapabilities,
  readDpuClusterApi,
} from './discoverCapabilities';

const group = DPU_CLUSTER_GROUPS.released;
const read = (schema: unknown) =>
  readDpuClusterApi(dpuClusterResource(group, 'v1alpha1'), group, schema);

describe('readDpuClusterApi', () => {
  it('reads the shape in which a version is asked for', () => {
    expect(
      read({
        properties: {
          spec: {
            required: ['type', 'version'],
            properties: {
              version: { type: 'string' },
              maxNodes: { maximum: 1000, default: 1000 },
            },
          },
          status: { properties: { phase: {} } },
        },
      }),
    ).toEqual({
      group,
      version: 'v1alpha1',
      specVersion: true,
      specVersionRequired: true,
      statusVersion: false,
      nodesCount: false,
      maxNodesLimit: 1000,
      maxNodesDefault: 1000,
    });
  });

  it('reads which field has the version, also behind allOf', () => {
    expect(
      read({
        properties: {
          spec: {
            allOf: [{ properties: { maxNodes: { maximum: 3000 } } }],
          },
          status: { properties: { version: {}, nodesCount: {} } },
        },
      }),
    ).toMatchObject({
      specVersion: false,
      specVersionRequired: false,
      statusVersion: true,
      nodesCount: true,
      maxNodesLimit: 3000,
    });
  });

  it.each([
    [
      'says whether a DPU is operational',
      { operationalConditions: {} },
      [group],
    ],
    ['does not', {}, undefined],
  ])('sees in the schema of DPUs that it %s', async (_, properties, found) => {
    const { capabilities } = await discoverCapabilities({
      groups: async () => [
        { name: group, versions: ['v1alpha1'], preferredVersion: 'v1alpha1' },
      ],
      resource: async (_group, _version, plural) =>
        plural === 'dpus'
          ? { ...dpuClusterResource(group, 'v1alpha1'), plural, kind: 'DPU' }
          : undefined,
      openApiSchema: async () => ({ properties: { status: { properties } } }),
      openApiIndex: async () => new Map(),
    });
    expect(capabilities.dpuGroups).toEqual([group]);
    expect(capabilities.operationalGroups).toEqual(found);
  });

  it('lists the phases that the schema of DPUs allows', async () => {
    const phases = ['Initializing', 'Ready'];
    const { capabilities } = await discoverCapabilities({
      groups: async () => [
        { name: group, versions: ['v1alpha1'], preferredVersion: 'v1alpha1' },
      ],
      resource: async (_group, _version, plural) =>
        plural === 'dpus'
          ? { ...dpuClusterResource(group, 'v1alpha1'), plural, kind: 'DPU' }
          : undefined,
      openApiSchema: async () => ({
        properties: { status: { properties: { phase: { enum: phases } } } },
      }),
      openApiIndex: async () => new Map(),
    });
    expect(capabilities.dpuPhases).toEqual({ [group]: phases });
  });

  it('offers least where the server gives no schema', () => {
    expect(read(undefined)).toMatchObject({
      specVersion: false,
      statusVersion: false,
      nodesCount: false,
      maxNodesLimit: 1000,
    });
  });
});

describe('discoverCapabilities', () => {
  const resource = dpuClusterResource(group, 'v1alpha1');
  const serving = (documents: string[]) => {
    const discovery: Pick<
      Discovery,
      'groups' | 'resource' | 'openApiSchema' | 'openApiIndex'
    > = {
      groups: async () => [
        { name: group, versions: ['v1alpha1'], preferredVersion: 'v1alpha1' },
      ],
      resource: async (_, __, plural) =>
        plural === 'dpuclusters' ? resource : undefined,
      openApiSchema: async () => undefined,
      openApiIndex: async () => new Map(documents.map(path => [path, ''])),
    };
    return discoverCapabilities(discovery);
  };

  it('does not take a schema that is still to be published for an empty one', async () => {
    await expect(serving(['api/v1'])).rejects.toThrow('not published yet');
  });

  it.each([
    ['podCidrs', true],
    ['podCidr', undefined],
  ])('tells a Kamaji with %s by its schema', async (field, expected) => {
    const schema = {
      properties: {
        spec: {
          properties: { networkProfile: { properties: { [field]: {} } } },
        },
      },
    };
    const { capabilities } = await discoverCapabilities({
      groups: async () => [
        {
          name: KAMAJI_GROUP,
          versions: ['v1alpha1'],
          preferredVersion: 'v1alpha1',
        },
      ],
      resource: async (_, __, plural) =>
        plural === 'tenantcontrolplanes' ? TENANT_CONTROL_PLANES : undefined,
      openApiSchema: async () => schema,
      openApiIndex: async () => new Map(),
    });
    expect(capabilities.kamaji).toBe(true);
    expect(capabilities.kamajiPodCidrs).toBe(expected);
  });

  it('continues without a schema if the server publishes none', async () => {
    expect((await serving([])).clusters).toEqual([resource]);
  });
});
