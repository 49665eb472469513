import fc from 'fast-check';
import {
  CRAFTED_INPUT,
  aManagementCluster,
  anApi,
  anyRequest,
  craftedRequest,
} from '@dpf-portal/test-support';
import { DPU_CLUSTER_GROUPS } from '../cluster/DpuCluster';
import {
  interfaceProblem,
  virtualRouterIdProblem,
} from './fields/requestFields';
import { labelsProblem } from './fields/labels';
import { vipProblem } from './fields/vip';
import { validateDpuClusterRequest } from './validateDpuClusterRequest';

const { released, guide } = DPU_CLUSTER_GROUPS;
const rules = {
  now: Date.parse('2026-11-24T12:00:00Z'),
  managementCluster: aManagementCluster({
    capabilities: {
      apis: [anApi(), anApi({ group: guide, specVersion: false })],
      dpuGroups: [released],
      kamaji: true,
    },
  }),
};

describe('validateDpuClusterRequest', () => {
  it('should answer every request with sentences that name its fields', () => {
    fc.assert(
      fc.property(anyRequest, request => {
        const problems = validateDpuClusterRequest(request, rules);
        for (const { field, reason } of problems) {
          expect(reason).not.toBe('');
          expect(reason.length).toBeLessThan(400);
          expect(field).toMatch(/^[a-zA-Z]+(\.[a-zA-Z]+)?$/);
        }
        expect(validateDpuClusterRequest(request, rules)).toEqual(problems);
      }),
      { numRuns: 1000 },
    );
  });

  it('should let nothing through that one of its fields would not', () => {
    fc.assert(
      fc.property(anyRequest, request => {
        fc.pre(validateDpuClusterRequest(request, rules).length === 0);
        const {
          vip = '10.0.0.1',
          interface: nic = 'eth0',
          virtualRouterID = 1,
          nodeSelector = {},
        } = request.keepalived ?? {};
        expect([
          vipProblem(vip),
          interfaceProblem(nic),
          virtualRouterIdProblem(virtualRouterID),
          labelsProblem(nodeSelector),
          labelsProblem(request.labels ?? {}),
        ]).toEqual(Array(5).fill(undefined));
      }),
      { numRuns: 300, maxSkipsPerRun: 1000 },
    );
  });

  it.each(CRAFTED_INPUT.map(input => [input.what, input] as const))(
    'should refuse %s',
    (_, input) => {
      const fields = validateDpuClusterRequest(
        craftedRequest(input),
        rules,
      ).map(({ field }) => field);
      expect(fields).toContain(input.field);
    },
  );
});
