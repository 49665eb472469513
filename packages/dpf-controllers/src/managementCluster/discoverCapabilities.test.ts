import { DPU_CLUSTER_GROUPS } from '@dpf-portal/backstage-plugin-dpf-common';
import { dpuClusterResource } from '../resources';
import { readDpuClusterApi } from './discoverCapabilities';

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

  it('reads the shape in which the version is told, also behind allOf', () => {
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

  it('offers least where the server gives no schema', () => {
    expect(read(undefined)).toMatchObject({
      specVersion: false,
      statusVersion: false,
      nodesCount: false,
      maxNodesLimit: 1000,
    });
  });
});
