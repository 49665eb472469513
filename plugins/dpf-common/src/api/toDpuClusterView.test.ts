import { DPF_ANNOTATIONS, DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import {
  CREATED,
  aCluster,
  aControlPlane,
  aDpu,
  aStaticCluster,
  aWorld,
  anApi,
} from '@dpf-portal/test-support';
import { toDpuClusterView } from './toDpuClusterView';

describe('toDpuClusterView', () => {
  it('should tell a new cluster from its spec alone', () => {
    expect(toDpuClusterView(aCluster(), aWorld())).toMatchObject({
      ref: 'lab/team-b/green',
      managementCluster: 'lab',
      namespace: 'team-b',
      name: 'green',
      group: DPU_CLUSTER_GROUPS.released,
      groupQualifier: undefined,
      uid: 'uid-green',
      resourceVersion: '7',
      type: 'kamaji',
      phase: 'Creating',
      phaseSince: CREATED,
      maxNodes: 10,
      dpus: {},
      endpoint: { vip: '10.66.66.66', virtualRouterID: 126 },
      managedBy: 'this portal',
      entityRef: 'resource:default/lab.team-b.green',
      conditions: [],
      findings: [{ code: 'WaitingForControlPlane' }],
    });
  });

  it('should read both API shapes into one', () => {
    const of = (spec: string | undefined, status: string | undefined) => {
      const { version, requestedVersion } = toDpuClusterView(
        aCluster({ spec: { version: spec }, status: { version: status } }),
        aWorld(),
      );
      return { version, requestedVersion };
    };
    // What is only requested is not installed.
    expect(of('v1.30.2', undefined)).toEqual({
      version: undefined,
      requestedVersion: 'v1.30.2',
    });
    expect(of(undefined, 'v1.31.0')).toEqual({ version: 'v1.31.0' });
    expect(of(undefined, undefined)).toEqual({});
  });

  it('should tell the installed version from one that was requested and never reached', () => {
    const controlPlane = aControlPlane(
      { kubernetesResources: { version: { version: 'v1.33.4' } } },
      'uid-green',
    );
    controlPlane.spec = {
      ...controlPlane.spec,
      kubernetes: { version: 'v1.34.0' },
    };
    const view = toDpuClusterView(aCluster(), aWorld({ controlPlane }));
    expect(view.version).toBe('v1.33.4');
    expect(view.requestedVersion).toBe('v1.34.0');
    controlPlane.spec.kubernetes = { version: '1.33.4' };
    expect(
      toDpuClusterView(aCluster(), aWorld({ controlPlane })),
    ).not.toHaveProperty('requestedVersion');
  });

  it('should date a phase by the condition that made it', () => {
    const at = (minute: number) => `2026-11-24T14:0${minute}:00Z`;
    const condition = (
      type: string,
      status: 'True' | 'False',
      minute: number,
    ) => ({
      type,
      status,
      reason: 'Because',
      message: '',
      lastTransitionTime: at(minute),
    });
    const since = (
      phase: 'Ready' | 'NotReady',
      conditions: ReturnType<typeof condition>[],
    ) =>
      toDpuClusterView(aCluster({ status: { phase, conditions } }), aWorld())
        .phaseSince;
    // DPF's own provisioning leaves Ready as it is while the control plane is upgraded.
    const ready = condition('Ready', 'True', 1);
    const created = condition('Created', 'True', 0);
    expect(
      since('NotReady', [created, ready, condition('Upgraded', 'False', 5)]),
    ).toBe(at(5));
    expect(
      since('Ready', [created, ready, condition('Upgraded', 'True', 7)]),
    ).toBe(at(7));
    expect(since('NotReady', [created, condition('Ready', 'False', 3)])).toBe(
      at(3),
    );
  });

  it('should show the installed version while another one is asked for', () => {
    const controlPlane = aControlPlane({
      kubernetesResources: { version: { version: 'v1.30.2' } },
    });
    const cluster = aCluster({ spec: { version: 'v1.31.0' } });
    expect(toDpuClusterView(cluster, aWorld({ controlPlane })).version).toBe(
      'v1.30.2',
    );
    // What a static cluster’s object says of its version is nobody’s business but the API’s.
    const observation = {
      health: 'healthy',
      serverVersion: 'v1.32.1',
    } as const;
    expect(
      toDpuClusterView(
        aStaticCluster({ spec: { version: 'v1.29.0' } }),
        aWorld({ observation }),
      ).version,
    ).toBe('v1.32.1');
  });

  it('should mark the guide’s group only beside the released one', () => {
    const cluster = {
      ...aCluster(),
      apiVersion: `${DPU_CLUSTER_GROUPS.guide}/v1alpha1`,
    };
    const at = (groups: Array<'released' | 'guide'>) =>
      toDpuClusterView(cluster, {
        ...aWorld(),
        capabilities: {
          apis: groups.map(g => anApi({ group: DPU_CLUSTER_GROUPS[g] })),
          dpuGroups: [],
          kamaji: true,
        },
      });
    expect(at(['guide'])).toMatchObject({
      ref: 'lab/team-b/green',
      groupQualifier: undefined,
    });
    expect(at(['released', 'guide'])).toMatchObject({
      ref: 'lab/team-b/green.dpf',
      groupQualifier: DPU_CLUSTER_GROUPS.guide,
      entityRef: 'resource:default/lab.team-b.green.dpf',
    });
  });

  it('should count DPUs by themselves and by the tenant’s Nodes, never by status.nodesCount', () => {
    const dpus = [aDpu('w1'), aDpu('w2', undefined, 'OS Installing')];
    const phases = { Ready: 1, 'OS Installing': 1 };
    const counted = aCluster({ status: { phase: 'Ready', nodesCount: 5 } });
    expect(toDpuClusterView(counted, aWorld({ dpus })).dpus).toEqual({
      assigned: 2,
      phases,
    });
    const readyNodes = ['w1', 'other'];
    expect(
      toDpuClusterView(counted, aWorld({ dpus, readyNodes })).dpus,
    ).toEqual({ joined: 1, assigned: 2, phases });
  });

  it('should count thousands of DPUs without naming one', () => {
    const names = Array.from({ length: 3000 }, (_, n) =>
      `w${n}-`.padEnd(253, 'x'),
    );
    const view = toDpuClusterView(
      aCluster({ status: { phase: 'Ready' } }),
      aWorld({ dpus: names.map(name => aDpu(name)), readyNodes: names }),
    );
    expect(view.dpus.joined).toBe(3000);
    expect(JSON.stringify(view).length).toBeLessThan(4_000);
  });

  it('should bound what anybody may have written into the object', () => {
    const flood = `a\nb\u001b[2J${'x'.repeat(200_000)}`;
    const annotations = Object.fromEntries(
      Object.values(DPF_ANNOTATIONS).map(name => [name, flood]),
    );
    const many = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, n) => [`l${n}`, 'x']),
    );
    const cluster = aCluster({
      metadata: { annotations, labels: many },
      spec: {
        type: `vendor/${flood}`,
        version: flood,
        kubeconfig: flood,
        clusterEndpoint: {
          keepalived: {
            vip: flood,
            interface: flood,
            virtualRouterID: 1,
            nodeSelector: { [flood]: flood },
          },
        },
      },
      status: {
        phase: 'NotReady',
        conditions: Array(100).fill({
          type: flood,
          status: 'False',
          reason: flood,
          message: flood,
          lastTransitionTime: CREATED,
        }),
      },
    });
    const secret = { name: flood, state: 'unusable' as const, problem: flood };
    const view = toDpuClusterView(cluster, aWorld({ secret, nodes: [] }));
    expect(view.conditions).toHaveLength(50);
    expect(view.endpoint?.vip).toHaveLength(253);
    const { conditions, ...others } = view;
    expect(JSON.stringify(others).length).toBeLessThan(20_000);
    expect(JSON.stringify(conditions).length).toBeLessThan(50 * 1_700);
    expect(JSON.stringify(view)).not.toMatch(/\\[nu]/);
  });

  it('should name 20 of the thousands of DPUs that block a deletion, and count all', () => {
    const dpus = Array.from({ length: 3000 }, (_, n) =>
      aDpu(`w${n}-`.padEnd(253, 'x'), `set${n}`),
    );
    const view = toDpuClusterView(
      aCluster({ metadata: { deletionTimestamp: CREATED } }),
      aWorld({ dpus }),
    );
    const [{ evidence }] = view.findings;
    expect(evidence).toMatchObject({ count: 3000 });
    expect(evidence?.dpus).toHaveLength(20);
    expect(JSON.stringify(view).length).toBeLessThan(20_000);
  });

  it('should never show 0 for what it does not know', () => {
    const view = toDpuClusterView(aCluster(), aWorld({ dpus: [aDpu('w1')] }));
    expect(view.dpus).toEqual({ assigned: 1, phases: { Ready: 1 } });
    expect(toDpuClusterView(aCluster(), aWorld({ dpus: [] })).dpus).toEqual({
      joined: 0,
      assigned: 0,
    });
  });

  it('should tell since when from the Ready condition, and better from the history', () => {
    const at = '2026-11-24T13:00:00Z';
    const cluster = aCluster({
      status: {
        phase: 'NotReady',
        conditions: [
          {
            type: 'Ready',
            status: 'False',
            reason: 'x',
            message: '',
            lastTransitionTime: at,
          },
        ],
      },
    });
    expect(toDpuClusterView(cluster, aWorld()).phaseSince).toBe(at);
    const phaseSince = '2026-11-24T12:00:00Z';
    expect(toDpuClusterView(cluster, aWorld(), { phaseSince }).phaseSince).toBe(
      phaseSince,
    );
  });

  it('should tell the server from the probe, else from VIP and port', () => {
    const controlPlane = aControlPlane();
    expect(
      toDpuClusterView(aCluster(), aWorld({ controlPlane })).endpoint?.server,
    ).toBe('https://10.66.66.66:31443');
    const server = 'https://api.example:6443';
    const observation = { health: 'healthy' as const, server };
    expect(
      toDpuClusterView(aStaticCluster(), aWorld({ observation })).endpoint,
    ).toEqual({ server });
  });

  it('should read the request from the annotations', () => {
    const cluster = aCluster({
      metadata: {
        annotations: {
          [DPF_ANNOTATIONS.owner]: 'group:default/team-b',
          [DPF_ANNOTATIONS.expires]: '2026-12-24',
          [DPF_ANNOTATIONS.requestId]: 'r1',
        },
      },
    });
    expect(toDpuClusterView(cluster, aWorld())).toMatchObject({
      owner: 'group:default/team-b',
      expires: '2026-12-24',
      requestId: 'r1',
    });
  });
});
