import type { Condition } from '@dpf-portal/kube-controller';
import { CREATED, aCluster, aDpu, aWorld } from '@dpf-portal/test-support';
import { DPU_CLUSTER_GROUPS, Dpu } from '../cluster/DpuCluster';
import { describeDpuCounts, describeDpuProgress } from '../cluster/countDpus';
import { dpuCountsOf } from './dpuCountsOf';
import { findingsOf } from './findingsOf';

const { released } = DPU_CLUSTER_GROUPS;

function condition(
  type: string,
  status: Condition['status'],
  message = '',
): Condition {
  return {
    type,
    status,
    reason: status === 'True' ? 'AllReady' : 'NotReady',
    message,
    lastTransitionTime: CREATED,
  };
}

function dpu(
  name: string,
  phase: string,
  options: {
    operational?: Condition['status'];
    conditions?: Condition[];
    deleting?: boolean;
  } = {},
): Dpu {
  const { operational, conditions, deleting } = options;
  const made = aDpu(name, undefined, phase);
  return {
    ...made,
    metadata: {
      ...made.metadata,
      namespace: 'dpf-operator-system',
      ...(deleting ? { deletionTimestamp: CREATED } : {}),
    },
    status: {
      phase,
      conditions,
      operationalConditions: operational && [
        condition('OperationalReady', operational),
      ],
    },
  };
}

const FIVE = [
  dpu('dpu-1', 'Ready', { operational: 'True' }),
  dpu('dpu-2', 'OS Installing', { operational: 'Unknown' }),
  dpu('dpu-3', 'Error', {
    operational: 'Unknown',
    conditions: [
      condition('Initialized', 'True'),
      condition('OSInstalled', 'False', 'the BFB does not boot'),
    ],
  }),
  dpu('dpu-4', 'Pending', { operational: 'Unknown' }),
  dpu('dpu-5', 'DPU Cluster Config', { operational: 'Unknown' }),
];
const cluster = aCluster({ status: { phase: 'Ready', nodesCount: 5 } });

function worldOf(
  dpus: Dpu[] | undefined,
  readyNodes?: string[],
  operational = true,
) {
  const world = aWorld({ dpus, readyNodes });
  return {
    ...world,
    capabilities: {
      ...world.capabilities,
      operationalGroups: operational ? [released] : undefined,
    },
  };
}

describe('dpuCountsOf', () => {
  it('counts five DPUs in five phases, of which one runs and none has joined', () => {
    const counts = dpuCountsOf(cluster, worldOf(FIVE, []));
    expect(counts).toEqual({
      assigned: 5,
      joined: 0,
      operational: 1,
      phases: {
        Ready: 1,
        'OS Installing': 1,
        Error: 1,
        Pending: 1,
        'DPU Cluster Config': 1,
      },
      failed: ['dpu-3'],
    });
    expect(describeDpuCounts(counts, 10)).toBe(
      '1 of 5 DPUs operational, 0 joined',
    );
    expect(describeDpuProgress(counts)).toBe(
      '3 being provisioned, 1 in Error (dpu-3)',
    );
  });

  it('takes status.nodesCount for the assigned ones where DPUs may not be read, never for joined ones', () => {
    expect(dpuCountsOf(cluster, worldOf(undefined, ['dpu-1']))).toEqual({
      assigned: 5,
    });
    expect(dpuCountsOf(aCluster(), worldOf(undefined))).toEqual({});
  });

  it('believes the DPUs, not the count in the status, where both are known', () => {
    expect(dpuCountsOf(cluster, worldOf(FIVE.slice(0, 2), []))).toMatchObject({
      assigned: 2,
    });
  });

  it('counts a DPU as joined by its Node, whatever its phase', () => {
    const nodes = ['dpu-2', 'dpu-5', 'another'];
    expect(dpuCountsOf(cluster, worldOf(FIVE, nodes)).joined).toBe(2);
  });

  it('knows that none has joined where none is assigned, and of others nothing while Nodes are unknown', () => {
    expect(dpuCountsOf(cluster, worldOf([]))).toEqual({
      assigned: 0,
      joined: 0,
      operational: 0,
    });
    expect(dpuCountsOf(cluster, worldOf(FIVE))).not.toHaveProperty('joined');
  });

  it('does not know who is operational where the API does not say, as in v24.10', () => {
    const counts = dpuCountsOf(cluster, worldOf(FIVE, ['dpu-1'], false));
    expect(counts).not.toHaveProperty('operational');
    expect(describeDpuCounts(counts)).toBe('1 of 5 DPUs joined');
  });

  it('counts a DPU that is being deleted as nothing but that', () => {
    const leaving = dpu('dpu-6', 'Deleting', {
      operational: 'True',
      deleting: true,
    });
    const counts = dpuCountsOf(
      cluster,
      worldOf([FIVE[0], leaving], ['dpu-1', 'dpu-6']),
    );
    expect(counts).toEqual({
      assigned: 1,
      joined: 1,
      operational: 1,
      deleting: 1,
      phases: { Ready: 1 },
    });
    expect(describeDpuProgress(counts)).toBe('1 being deleted');
  });
});

describe('DpusFailed', () => {
  const found = (dpus: Dpu[]) =>
    findingsOf(cluster, worldOf(dpus, [])).filter(
      ({ code }) => code === 'DpusFailed',
    );

  it('names the DPU in phase Error, why, and who acts', () => {
    expect(found(FIVE)).toEqual([
      {
        code: 'DpusFailed',
        severity: 'warning',
        blocking: false,
        sentence:
          '1 DPU of this cluster is in phase Error: dpu-3. dpu-3 reports: the BFB does not boot.',
        remedy: expect.stringContaining(
          '`kubectl -n dpf-operator-system describe dpu dpu-3`',
        ),
        who: 'platform',
        since: CREATED,
        evidence: { count: 1, dpus: ['dpu-3'], reason: 'NotReady' },
      },
    ]);
  });

  it('bounds what it says of thousands', () => {
    const dpus = Array.from({ length: 3000 }, (_, n) =>
      dpu(`dpu-${String(n).padStart(4, '0')}`, 'Error', {
        conditions: [condition('Error', 'True', 'x'.repeat(100_000))],
      }),
    );
    const [finding] = found(dpus);
    expect(finding.sentence).toMatch(
      /^3000 DPUs of this cluster are in phase Error: dpu-0000, dpu-0001 and 2998 more\. dpu-0000 reports: xxx/,
    );
    expect(JSON.stringify(finding).length).toBeLessThan(2_000);
  });

  it('says nothing of DPUs that are being provisioned or deleted', () => {
    expect(found([FIVE[1], dpu('dpu-3', 'Error', { deleting: true })])).toEqual(
      [],
    );
  });
});

describe('DpusNotOperational', () => {
  const broken: Dpu = {
    ...dpu('dpu-1', 'Ready'),
    status: {
      phase: 'Ready',
      operationalConditions: [
        condition('OperationalReady', 'False', 'Not ready'),
        condition('DPUServiceCriticalPodsReady', 'False', 'pod hbn-0 crashes'),
      ],
    },
  };
  const found = (afterMs: number, dpus = [broken], operational = true) => {
    const now = Date.parse(CREATED) + afterMs;
    return findingsOf(cluster, {
      ...worldOf(dpus, ['dpu-1'], operational),
      now,
    }).filter(({ code }) => code === 'DpusNotOperational');
  };
  const MINUTE_MS = 60_000;

  it('says what does not work on a DPU that is provisioned', () => {
    expect(found(11 * MINUTE_MS)).toEqual([
      expect.objectContaining({
        severity: 'warning',
        blocking: false,
        who: 'platform',
        sentence:
          '1 DPU of 1 provisioned is not operational: dpu-1. dpu-1 reports: DPUServiceCriticalPodsReady is False, pod hbn-0 crashes.',
        evidence: {
          count: 1,
          dpus: ['dpu-1'],
          conditions: ['DPUServiceCriticalPodsReady'],
        },
      }),
    ]);
  });

  it('waits for services that start, and says nothing where the API does not tell', () => {
    expect(found(9 * MINUTE_MS)).toEqual([]);
    expect(found(11 * MINUTE_MS, [broken], false)).toEqual([]);
    expect(found(11 * MINUTE_MS, FIVE)).toEqual([]);
  });
});

describe('NodesWithoutDpu', () => {
  const nodesWithoutDpu = { count: 2, names: ['dpu-1', 'dpu-2'] };
  const found = (options: {
    dpus?: Dpu[];
    health?: 'healthy' | 'unhealthy';
    type?: string;
  }) => {
    const { dpus, health = 'healthy', type = 'kamaji' } = options;
    return findingsOf(
      aCluster({ spec: { type }, status: { phase: 'Ready' } }),
      aWorld({
        dpus,
        readyNodes: [],
        observation: { health, nodesWithoutDpu },
      }),
    ).filter(({ code }) => code === 'NodesWithoutDpu');
  };

  it('says which Nodes nobody manages, and what to do', () => {
    expect(found({ dpus: [] })).toEqual([
      {
        code: 'NodesWithoutDpu',
        severity: 'warning',
        blocking: false,
        sentence:
          '2 Nodes of the DPU cluster have no DPU on the management cluster: dpu-1, dpu-2. DPF does not manage them, and they do not count as joined.',
        remedy: expect.stringContaining('`kubectl delete node dpu-1`'),
        who: 'platform',
        evidence: { count: 2, nodes: ['dpu-1', 'dpu-2'] },
      },
    ]);
  });

  it('is a hint for a cluster that was brought along: it may have workers of its own', () => {
    expect(found({ dpus: [], type: 'static' })).toMatchObject([
      { severity: 'info' },
    ]);
  });

  it('says nothing where DPUs may not be read, or the API does not answer', () => {
    expect(found({})).toEqual([]);
    expect(found({ dpus: [], health: 'unhealthy' })).toEqual([]);
  });
});
