import { aCluster, aDpu, anApi } from '@dpf-portal/test-support';
import { DpfCapabilities } from '../../capabilities/DpfCapabilities';
import { Dpu, DpuCluster } from '../../cluster/DpuCluster';
import { LabelSelector } from '../../dpuSelection/LabelSelector';
import { managementClusterFindings } from '../managementClusterFindings';

const OPERATOR = 'dpf-operator-system';
const SINCE = '2026-11-24T15:00:00Z';
const GOLD: LabelSelector = { matchLabels: { tier: 'gold' } };

function dpu(name: string, selector?: LabelSelector, reason = 'Waiting'): Dpu {
  return {
    ...aDpu(name, 'rack-1', 'Initializing'),
    spec: { cluster: { selector } },
    status: {
      phase: 'Initializing',
      conditions: [
        {
          type: 'Initialized',
          status: 'False',
          reason,
          message: 'no feasible cluster found',
          lastTransitionTime: SINCE,
        },
      ],
    },
  };
}

function cluster(
  name: string,
  phase: NonNullable<DpuCluster['status']>['phase'],
  labels?: Record<string, string>,
): DpuCluster {
  return aCluster({
    metadata: { name, namespace: 'team-a', uid: name, labels },
    spec: { maxNodes: 10 },
    status: { phase },
  });
}

function found(
  unassigned: Dpu[],
  clusters: DpuCluster[],
  options: { assigned?: number; api?: Parameters<typeof anApi>[0] } = {},
) {
  const capabilities: DpfCapabilities = {
    apis: [anApi(options.api ?? { specVersion: false, nodesCount: true })],
    dpuGroups: [],
    kamaji: true,
  };
  return managementClusterFindings({
    title: 'Lab',
    capabilities,
    assignment: {
      capabilities,
      unassigned,
      clusters,
      assignedTo: () => options.assigned ?? 0,
    },
  });
}

describe('NoFeasibleCluster', () => {
  it('names DPUs, DPUSet and labels where no cluster matches', () => {
    expect(
      found(
        [dpu('dpu-2', GOLD), dpu('dpu-1', GOLD), dpu('dpu-3', GOLD)],
        [cluster('blue', 'Ready', { tier: 'tin' })],
      ),
    ).toEqual([
      {
        code: 'NoFeasibleCluster',
        severity: 'warning',
        blocking: true,
        sentence: `3 DPUs of DPUSet ${OPERATOR}/rack-1 (dpu-1, dpu-2 and 1 more) get no DPU cluster: no DPU cluster has the labels that they select (tier=gold).`,
        remedy: `Set these labels on a DPU cluster: \`kubectl -n NAMESPACE label dpuclusters.provisioning.dpu.nvidia.com NAME tier=gold\`. Or change the selector of DPUSet rack-1: \`kubectl -n ${OPERATOR} edit dpuset rack-1\`. A change of labels can delete DPUs of other DPUSets: the portal shows which.`,
        who: 'platform',
        since: SINCE,
        evidence: {
          count: 3,
          dpus: ['dpu-1', 'dpu-2', 'dpu-3'],
          dpuSets: ['rack-1'],
        },
      },
    ]);
  });

  it('names the cluster that is not Ready, and asks nobody to act', () => {
    expect(
      found(
        [dpu('dpu-1', GOLD)],
        [cluster('blue', 'Creating', { tier: 'gold' })],
      ),
    ).toMatchObject([
      {
        blocking: false,
        who: 'nobody',
        sentence: expect.stringContaining(
          'no DPU cluster that it selects is Ready: team-a/blue is Creating.',
        ),
      },
    ]);
  });

  it('names the cluster that is full, and raises its limit', () => {
    expect(
      found(
        [dpu('dpu-1'), dpu('dpu-2')],
        [cluster('blue', 'Ready'), cluster('green', 'NotReady')],
        { assigned: 10 },
      ),
    ).toMatchObject([
      {
        who: 'platform',
        sentence: expect.stringContaining(
          'each DPU cluster that they select is full: team-a/blue takes 10.',
        ),
        remedy: expect.stringContaining(
          '`kubectl -n team-a patch dpucluster blue --type merge -p \'{"spec":{"maxNodes":12}}\'`',
        ),
      },
    ]);
  });

  it('says that there is no cluster at all', () => {
    expect(found([dpu('dpu-1')], [])).toMatchObject([
      {
        sentence: expect.stringContaining('there is no DPU cluster.'),
        remedy: 'Request a DPU cluster.',
      },
    ]);
  });

  it('looks only at the first cluster by name where DPF does', () => {
    const clusters = [cluster('blue', 'Ready'), cluster('amber', 'Creating')];
    const old = { api: { specVersion: true, nodesCount: false } };
    expect(found([dpu('dpu-1')], clusters, old)).toMatchObject([
      { sentence: expect.stringContaining('team-a/amber is Creating') },
    ]);
    expect(found([dpu('dpu-1')], clusters)).toEqual([]);
  });

  it('is quiet while DPF has not looked, or a cluster could take the DPU', () => {
    const fresh = { ...dpu('dpu-1', GOLD), status: { phase: 'Initializing' } };
    expect(found([fresh], [])).toEqual([]);
    expect(
      found([dpu('dpu-1', GOLD)], [cluster('blue', 'Ready', { tier: 'gold' })]),
    ).toEqual([]);
  });

  it('does not count on a cluster that is being deleted', () => {
    const leaving = cluster('blue', 'Ready');
    leaving.metadata.deletionTimestamp = SINCE;
    expect(found([dpu('dpu-1')], [leaving])).toHaveLength(1);
  });
});
