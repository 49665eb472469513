import {
  DPU_CLUSTER_GROUPS,
  requestedApi,
  validateDpuClusterRequest,
} from '@dpf-portal/dpf-model';
import {
  aManagementCluster,
  anApi,
  anyRequest,
} from '@dpf-portal/test-support';
import Ajv, { ValidateFunction } from 'ajv';
import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { EndpointAllocator } from './EndpointAllocator';
import { completeRequest } from './completeRequest';
import { toDpuCluster } from './toDpuCluster';

const { released, guide } = DPU_CLUSTER_GROUPS;
const NOW = Date.parse('2026-11-24T12:00:00Z');

const managementCluster = aManagementCluster({
  capabilities: {
    apis: [
      anApi({ specVersionRequired: true }),
      anApi({ group: guide, specVersionRequired: true }),
    ],
    dpuGroups: [],
    kamaji: true,
  },
  policy: {
    namespace: 'dpf-clusters',
    namespaces: ['team-a', 'n'.repeat(63)],
    version: 'v1.29.0',
    maxNodes: { default: 10, max: 5000 },
    expiryDays: { dev: 30 },
  },
});

/** A definition's schema that also refuses what it does not name: the server would drop it without a word. */
function schemaOf(group: string): object {
  const file = path.resolve(
    __dirname,
    `../../../../deploy/crds/${
      group === guide ? 'guide' : 'dpf-24.10'
    }/${group}_dpuclusters.yaml`,
  );
  const definition = parse(fs.readFileSync(file, 'utf8'));
  return JSON.parse(
    JSON.stringify(definition.spec.versions[0].schema.openAPIV3Schema),
    (_key, value) =>
      value?.type === 'object' && value.properties
        ? { ...value, additionalProperties: false }
        : value,
  );
}

describe('toDpuCluster', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validators = new Map<string, ValidateFunction>(
    [released, guide].map(group => [group, ajv.compile(schemaOf(group))]),
  );

  it('makes of every request that the rules accept an object that the definition accepts', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyRequest, request => {
        const rules = { managementCluster, now: NOW };
        fc.pre(validateDpuClusterRequest(request, rules).length === 0);
        const { capabilities, networks, policy } = managementCluster;
        const api = capabilities && requestedApi(request, capabilities);
        if (!api) {
          throw new Error('A request for an API that is not served');
        }
        seen.add(`${request.type} ${api.group}`);
        const endpoint =
          request.type === 'kamaji'
            ? new EndpointAllocator({
                clusters: [],
                nameOf: () => 'another',
              }).choose(request, networks)
            : undefined;
        const cluster = toDpuCluster({
          ...completeRequest(request, {
            managementCluster: 'lab',
            policy,
            api,
            owner: 'group:default/team-a',
            requestedBy: 'user:default/ann',
            now: NOW,
          }),
          ...endpoint,
        });
        const sent: unknown = JSON.parse(JSON.stringify(cluster));
        const valid = validators.get(api.group);
        expect(valid?.(sent)).toBe(true);
        expect(valid?.errors ?? []).toEqual([]);
      }),
      { numRuns: 400, maxSkipsPerRun: 100 },
    );
    // The generator makes what it is for.
    expect([...seen]).toEqual(
      expect.arrayContaining([`kamaji ${released}`, `static ${guide}`]),
    );
  });
});
