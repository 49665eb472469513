import { ResponseError } from '@backstage/errors';
import {
  DpuClusterAnswer,
  DpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Finding } from '@dpf-portal/dpf-model';

export function aView(change: Partial<DpuClusterView> = {}): DpuClusterView {
  return {
    ref: 'lab/team-a/blue',
    managementCluster: 'lab',
    namespace: 'team-a',
    name: 'blue',
    group: 'provisioning.dpu.nvidia.com',
    uid: 'uid-blue',
    resourceVersion: '1',
    type: 'kamaji',
    phase: 'Creating',
    phaseSince: '2026-11-24T14:00:00Z',
    createdAt: '2026-11-24T14:00:00Z',
    maxNodes: 10,
    dpus: { assigned: 0, joined: 0 },
    conditions: [],
    findings: [],
    managedBy: 'this portal',
    entityRef: 'resource:default/lab.team-a.blue',
    ...change,
  };
}

export function anAnswer(
  change: Partial<DpuClusterView> = {},
  reachable = true,
): DpuClusterAnswer {
  return {
    item: aView(change),
    source: {
      managementCluster: 'lab',
      synced: true,
      reachable,
      observedAt: '2026-11-24T14:00:00Z',
    },
  };
}

export function aFinding(change: Partial<Finding> = {}): Finding {
  return {
    code: 'AddressInUse',
    severity: 'error',
    blocking: true,
    sentence: '10.66.66.66 belongs to team-a/red.',
    remedy: 'Take another VIP.',
    who: 'owner',
    ...change,
  };
}

/** The error that DpfClient throws for an error response. */
export async function responseError(
  status: number,
  error: { name: string; message: string; details?: object[] },
): Promise<ResponseError> {
  return ResponseError.fromResponse(
    new Response(JSON.stringify({ error, response: { statusCode: status } }), {
      status,
      headers: { 'Content-Type': 'application/json' },
    }),
  );
}
