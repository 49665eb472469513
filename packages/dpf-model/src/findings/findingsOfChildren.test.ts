import {
  BY_VENDOR,
  NOW,
  Surroundings,
  aCluster,
  aControlPlane,
  aNode,
  aWorld,
  blue,
  keepalivedOn,
  runBy,
  vendorKeepalived,
} from '@dpf-portal/test-support';
import { DPU_CLUSTER_GROUPS, DpuCluster } from '../cluster/DpuCluster';
import { FindingRow, saidFirst, wanted } from './__testUtils__/FindingRow';
import { DPF_ANNOTATIONS } from '../annotations';
import { findingsOf } from './findingsOf';
import { KubeNode, TenantControlPlane } from '../cluster/kubernetesObjects';
import {
  CONTROL_PLANE_NODE_LABELS,
  readToleration,
} from '../managementCluster/tolerations';

const LATER = NOW + 60_000;
const ready = { phase: 'Ready' } as const;
const running = aCluster({ status: ready });
const served = aControlPlane({
  controlPlaneEndpoint: '10.66.66.66:31443',
  kubernetesResources: { version: { status: 'Ready' } },
});
const NUDGE =
  'DPF recreates it only when the DPUCluster changes. Run: `kubectl -n team-b annotate dpucluster green touched="$(date)" --overwrite`.';

function withKeepalived(
  change: Partial<
    NonNullable<
      NonNullable<DpuCluster['spec']['clusterEndpoint']>['keepalived']
    >
  >,
): DpuCluster {
  const keepalived = running.spec.clusterEndpoint?.keepalived;
  return {
    ...running,
    spec: {
      ...running.spec,
      clusterEndpoint: keepalived && {
        keepalived: { ...keepalived, ...change },
      },
    },
  };
}

function scaledTo(replicas: number): TenantControlPlane {
  const { spec } = served;
  return {
    ...served,
    spec: { ...spec, controlPlane: { deployment: { replicas } } },
  };
}

function ownedBy(apiVersion: string, name: string): TenantControlPlane {
  return {
    ...served,
    metadata: {
      name: 'green',
      namespace: 'team-b',
      ownerReferences: [{ apiVersion, kind: 'DPUCluster', name, uid: 'other' }],
    },
  };
}

const blues = {
  others: [blue],
  otherControlPlanes: { blue: aControlPlane({}, 'uid-blue') },
  otherDaemonSets: { 'blue-keepalived': keepalivedOn(3, {}, 'uid-blue') },
};

/** The cluster of the same name in the other API group. */
const namesake: DpuCluster = {
  ...withKeepalived({ vip: '10.66.66.80', virtualRouterID: 80 }),
  metadata: { ...running.metadata, uid: 'other' },
};

const table: FindingRow[] = [
  {
    cluster: running,
    world: {
      roles: BY_VENDOR,
      controlPlane: served,
      children: { DaemonSet: false },
    },
    code: 'KeepalivedMissing',
    sentence:
      'DaemonSet green-keepalived of keepalived does not exist, so no node has VIP 10.66.66.66.',
    remedy: NUDGE,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: { controlPlane: served, children: { DaemonSet: false } },
    code: 'KeepalivedMissing',
    sentence:
      'DaemonSet green-keepalived of keepalived does not exist, so no node has VIP 10.66.66.66.',
    remedy: 'Wait: this portal recreates it.',
    who: 'nobody',
    blocking: false,
  },
  {
    cluster: running,
    world: {
      roles: BY_VENDOR,
      controlPlane: served,
      children: { DaemonSet: true, ConfigMap: false },
    },
    code: 'KeepalivedMissing',
    sentence:
      'ConfigMap green-keepalived of keepalived does not exist, so its pods cannot restart.',
    remedy: `Delete the DaemonSet: \`kubectl -n team-b delete daemonset green-keepalived\`. ${NUDGE}`,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: {
      controlPlane: served,
      daemonSet: keepalivedOn(0, { currentNumberScheduled: 0 }),
    },
    code: 'KeepalivedRejected',
    sentence:
      "None of keepalived's 3 pods can be created: admission or a quota rejects them.",
    remedy:
      'Look at the Events of DaemonSet green-keepalived: `kubectl -n team-b describe daemonset green-keepalived`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: { controlPlane: served, daemonSet: keepalivedOn(2) },
    code: 'KeepalivedPodsMissing',
    sentence: 'keepalived runs on 2 of 3 nodes.',
    remedy:
      'Look at DaemonSet green-keepalived and its pods: `kubectl -n team-b describe daemonset green-keepalived`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: { controlPlane: served, daemonSet: keepalivedOn(0) },
    code: 'KeepalivedPodsMissing',
    sentence:
      'keepalived runs on 0 of 3 nodes, so no node has VIP 10.66.66.66.',
    remedy:
      'Look at DaemonSet green-keepalived and its pods: `kubectl -n team-b describe daemonset green-keepalived`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: {
      nodes: [aNode('worker', 'true')],
      daemonSet: keepalivedOn(0, {
        desiredNumberScheduled: 0,
        currentNumberScheduled: 0,
      }),
    },
    code: 'NoMatchingNodes',
    sentence:
      'keepalived runs on no node: no control-plane node matches the node selector without a taint that keepalived does not tolerate.',
    remedy:
      'Choose a label that the control-plane nodes have. To see theirs, run: `kubectl get nodes --show-labels`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: withKeepalived({ interface: 'eth1' }),
    world: {
      roles: BY_VENDOR,
      controlPlane: served,
      daemonSet: vendorKeepalived(),
    },
    code: 'ChildDrifted',
    sentence: 'keepalived runs with interface “br-dpu”, not with “eth1”.',
    remedy: `Set it back, or delete the DaemonSet: \`kubectl -n team-b delete daemonset green-keepalived\`. ${NUDGE}`,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: {
      roles: BY_VENDOR,
      controlPlane: served,
      daemonSet: vendorKeepalived({ NODE_PORT: '30000' }),
    },
    code: 'ChildDrifted',
    sentence: 'keepalived runs with port “30000”, not with “31443”.',
    remedy: `Set it back, or delete the DaemonSet: \`kubectl -n team-b delete daemonset green-keepalived\`. ${NUDGE}`,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: { roles: BY_VENDOR, daemonSet: vendorKeepalived({}, {}) },
    code: 'ChildDrifted',
    sentence:
      'keepalived runs with node selector “”, not with “node-role.kubernetes.io/control-plane=tr…”.',
    remedy: `Set it back, or delete the DaemonSet: \`kubectl -n team-b delete daemonset green-keepalived\`. ${NUDGE}`,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: { roles: BY_VENDOR, controlPlane: scaledTo(1) },
    code: 'ChildDrifted',
    sentence: 'The control plane has 1 replica; it was created with 3.',
    remedy: `Set the replicas of TenantControlPlane green to 3: \`kubectl -n team-b patch tenantcontrolplane green --type=merge -p '{"spec":{"controlPlane":{"deployment":{"replicas":3}}}}'\`.`,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: { roles: BY_VENDOR, controlPlane: scaledTo(0) },
    code: 'Sleeping',
    sentence: 'The control plane has 0 replicas: its API server is off.',
    remedy: `Set the replicas of TenantControlPlane green to 3: \`kubectl -n team-b patch tenantcontrolplane green --type=merge -p '{"spec":{"controlPlane":{"deployment":{"replicas":3}}}}'\`.`,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: withKeepalived({ vip: '10.66.66.99' }),
    world: { roles: BY_VENDOR, controlPlane: served },
    code: 'AddressImmutable',
    sentence:
      'The VIP of a running cluster cannot change. It stays 10.66.66.66; 10.66.66.99 is not used.',
    remedy: `Set the VIP back to 10.66.66.66: \`kubectl -n team-b patch dpucluster green --type=merge -p '{"spec":{"clusterEndpoint":{"keepalived":{"vip":"10.66.66.66"}}}}'\`. Or create a new cluster.`,
    who: 'owner',
    blocking: false,
  },
  {
    cluster: aCluster({ spec: { clusterEndpoint: undefined }, status: ready }),
    world: { roles: BY_VENDOR, controlPlane: served },
    code: 'AddressImmutable',
    sentence:
      'The VIP of a running cluster cannot change. It stays 10.66.66.66.',
    remedy: `Set the VIP back to 10.66.66.66: \`kubectl -n team-b patch dpucluster green --type=merge -p '{"spec":{"clusterEndpoint":{"keepalived":{"vip":"10.66.66.66"}}}}'\`. Or create a new cluster.`,
    who: 'owner',
    blocking: false,
  },
  {
    cluster: running,
    world: {
      controlPlane: aControlPlane({
        controlPlaneEndpoint: '10.66.66.50:31443',
      }),
    },
    code: 'AddressImmutable',
    sentence:
      'TenantControlPlane asks for 10.66.66.66:31443, but Kamaji still serves 10.66.66.50:31443. Kamaji does not finish an address change.',
    remedy: `Set networkProfile of TenantControlPlane team-b/green back to 10.66.66.50:31443: \`kubectl -n team-b patch tenantcontrolplane green --type=merge -p '{"spec":{"networkProfile":{"address":"10.66.66.50","port":31443}}}'\`.`,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aCluster({ spec: { type: 'static', kubeconfig: 'k' } }),
    world: { controlPlane: served },
    code: 'TypeChanged',
    sentence:
      'spec.type was changed from kamaji to “static”. Its control plane is no longer managed.',
    remedy: `Change spec.type back to kamaji: \`kubectl -n team-b patch dpucluster green --type=merge -p '{"spec":{"type":"kamaji"}}'\`. Or create a new cluster.`,
    who: 'owner',
    blocking: true,
  },
  {
    cluster: aCluster({ spec: { kubeconfig: 'mine' }, status: ready }),
    world: {
      secret: { name: 'mine', state: 'usable', madeByKamaji: false },
      observation: { health: 'healthy' },
    },
    code: 'TypeChanged',
    sentence:
      'spec.type is kamaji, but Secret mine belongs to a cluster registered as static.',
    remedy: `Change spec.type back to static: \`kubectl -n team-b patch dpucluster green --type=merge -p '{"spec":{"type":"static"}}'\`. Or create a new cluster.`,
    who: 'owner',
    blocking: true,
  },
  {
    cluster: running,
    world: {
      controlPlane: ownedBy(`${DPU_CLUSTER_GROUPS.released}/v1alpha1`, 'green'),
    },
    code: 'ChildNameTaken',
    sentence:
      'TenantControlPlane green of an earlier cluster with this name is still being deleted.',
    remedy:
      'Wait until it is deleted. This cluster is not Ready, although its phase says so.',
    who: 'nobody',
    blocking: false,
  },
  {
    cluster: aCluster(),
    world: {
      others: [namesake],
      controlPlane: {
        ...ownedBy(`${DPU_CLUSTER_GROUPS.guide}/v1alpha1`, 'green'),
        spec: { networkProfile: { address: '10.66.66.80' } },
      },
    },
    code: 'ChildNameTaken',
    sentence:
      'TenantControlPlane green belongs to DPUCluster green of provisioning.dpf.nvidia.com. This cluster needs that name.',
    remedy:
      'Create this cluster with another name. To see what has the name, run: `kubectl -n team-b describe tenantcontrolplane green`.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: aCluster(),
    world: {
      daemonSet: { metadata: { name: 'green-keepalived' } },
    },
    code: 'ChildNameTaken',
    sentence:
      'DaemonSet green-keepalived exists and has no owner. This cluster needs that name.',
    remedy:
      'Create this cluster with another name. To see what has the name, run: `kubectl -n team-b describe daemonset green-keepalived`.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: running,
    world: {
      roles: BY_VENDOR,
      controlPlane: served,
      daemonSet: keepalivedOn(3),
      ...blues,
    },
    code: 'AddressInUse',
    sentence:
      'team-a/blue and this cluster both run with VIP 10.66.66.66: clients may reach the wrong API server.',
    remedy:
      'Retire one of them; a running cluster keeps its address. To see which DPUs each has, run: `kubectl get dpus.provisioning.dpu.nvidia.com -A -o wide`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: withKeepalived({ vip: '10.66.66.71' }),
    world: {
      roles: BY_VENDOR,
      controlPlane: {
        ...served,
        spec: { networkProfile: { address: '10.66.66.71' } },
      },
      daemonSet: keepalivedOn(3),
      ...blues,
    },
    code: 'RouterIdInUse',
    sentence:
      'This cluster and team-a/blue use virtual router ID 126 on br-dpu. Both VIPs can become unreachable.',
    remedy:
      'Set another virtualRouterID: `kubectl -n team-b edit dpuclusters.provisioning.dpu.nvidia.com green`. Then delete the DaemonSet, which is recreated: `kubectl -n team-b delete daemonset green-keepalived`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: withKeepalived({ interface: 'eth0"\n  - name: x' }),
    world: {
      roles: BY_VENDOR,
      controlPlane: served,
      daemonSet: vendorKeepalived(),
    },
    code: 'EndpointInvalid',
    sentence:
      'Security: keepalived runs with an invalid interface value (“eth0" - name: x”), which can inject privileged containers.',
    remedy:
      'Save the DPUCluster as YAML: `kubectl -n team-b get dpucluster green -o yaml`. Save the DaemonSet too: `kubectl -n team-b get daemonset green-keepalived -o yaml`. Call your security team, then delete the DaemonSet: `kubectl -n team-b delete daemonset green-keepalived`.',
    who: 'platform',
    blocking: false,
  },
  {
    // It came before the rule. Nothing is wrong with its manifest.
    cluster: withKeepalived({ vip: '240.0.0.1' }),
    world: { controlPlane: aControlPlane(), daemonSet: keepalivedOn(3) },
    code: 'EndpointInvalid',
    sentence: 'The VIP “240.0.0.1” is not valid.',
    remedy:
      'A running cluster keeps its VIP. Create a new cluster with another VIP, move the DPUs there and retire this one.',
    who: 'owner',
    blocking: false,
  },
  {
    cluster: aCluster(),
    world: { roles: BY_VENDOR, now: LATER },
    code: 'ControlPlaneRefused',
    sentence:
      "There is no TenantControlPlane yet. DPF's kamaji cluster manager probably fails to create it; its log shows the error.",
    remedy:
      'Look at its log: `kubectl -n dpf-operator-system logs deployment/kamaji-cm-controller-manager`. Look for team-b/green in it, and check that Kamaji runs, which answers its webhook: `kubectl get deployments -A -l app.kubernetes.io/name=kamaji`.',
    who: 'platform',
    blocking: true,
  },
  {
    cluster: aCluster({
      status: {
        phase: 'Creating',
        conditions: [
          {
            type: 'Created',
            status: 'False',
            reason: 'KamajiAway',
            message: 'Kamaji does not answer.',
            lastTransitionTime: '2026-11-24T14:00:05Z',
          },
        ],
      },
    }),
    code: 'KamajiAway',
    sentence: 'Kamaji does not answer.',
    remedy:
      'Check that Kamaji runs, which answers its webhook: `kubectl get deployments -A -l app.kubernetes.io/name=kamaji`.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aCluster(),
    world: {
      roles: BY_VENDOR,
      now: LATER,
      controlPlane: { ...served, status: undefined },
    },
    code: 'KamajiAway',
    sentence: 'Kamaji has not processed TenantControlPlane team-b/green.',
    remedy:
      'Check that Kamaji runs: `kubectl get deployments -A -l app.kubernetes.io/name=kamaji`. Check its data stores, because while one is down, all others wait: `kubectl get datastores.kamaji.clastix.io`.',
    who: 'platform',
    blocking: false,
  },
];

describe('findingsOf what was made for a cluster', () => {
  it.each(table)('$code: $sentence', row => {
    expect(saidFirst(row)).toMatchObject(wanted(row));
  });

  describe('with taints on the nodes', () => {
    const TAINT = {
      key: 'CriticalAddonsOnly',
      value: 'true',
      effect: 'NoExecute',
    };
    const tainted = (
      name: string,
      spec: KubeNode['spec'] = { taints: [TAINT] },
    ) => ({
      ...aNode(name, 'true'),
      spec,
    });
    const three = ['cp-1', 'cp-2', 'cp-3'].map(name => tainted(name));
    const nowhere = keepalivedOn(0, { desiredNumberScheduled: 0 });
    const first = (around: Surroundings) =>
      findingsOf(
        aCluster({ status: { phase: 'Ready' } }),
        aWorld({ nodes: three, now: LATER, ...around }),
      )[0];

    it('names the taint that keeps keepalived off all nodes', () => {
      expect(first({ daemonSet: nowhere })).toMatchObject({
        code: 'NoMatchingNodes',
        who: 'platform',
        sentence:
          'keepalived runs on no node: 3 nodes match the selector, 3 have taint CriticalAddonsOnly=true:NoExecute, which it does not tolerate.',
        remedy:
          'Add “CriticalAddonsOnly=true:NoExecute” to the setting tolerations of the management cluster (dpf-controllers: --toleration), then delete the DaemonSet, which this portal creates again: `kubectl -n team-b delete daemonset green-keepalived`. Or remove the taint: `kubectl taint nodes cp-1 cp-2 cp-3 CriticalAddonsOnly=true:NoExecute-`.',
      });
    });

    it('foresees it where keepalived does not exist yet, with the setting', () => {
      expect(first({})?.code).toBe('NoMatchingNodes');
      const settings = {
        tolerations: [readToleration('CriticalAddonsOnly:NoExecute')],
      };
      expect(first({ settings })?.code).not.toBe('NoMatchingNodes');
    });

    it('has no setting to name where DPF makes keepalived', () => {
      const remedy = first({ daemonSet: nowhere, roles: BY_VENDOR })?.remedy;
      expect(remedy).toMatch(/^Remove the taint: /);
    });

    it.each<[string, KubeNode[]]>([
      ['one node is free', [...three, aNode('cp-4', 'true')]],
      ['nodes are cordoned', [tainted('cp-1', { unschedulable: true })]],
      [
        'the taint is tolerated',
        [
          tainted('cp-1', {
            taints: [
              { key: CONTROL_PLANE_NODE_LABELS[0], effect: 'NoSchedule' },
            ],
          }),
        ],
      ],
      [
        'the taint only discourages',
        [
          tainted('cp-1', {
            taints: [{ ...TAINT, effect: 'PreferNoSchedule' }],
          }),
        ],
      ],
      [
        'a node is not ready',
        [
          tainted('cp-1', {
            taints: [
              { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' },
            ],
          }),
        ],
      ],
    ])('does not foresee it where %s', (_, nodes) => {
      expect(first({ nodes })?.code).not.toBe('NoMatchingNodes');
    });

    it('trusts a DaemonSet that is placed', () => {
      expect(first({ daemonSet: keepalivedOn(3) })).toBeUndefined();
    });

    describe('the control plane', () => {
      const pending = aControlPlane({
        kubernetesResources: { deployment: { replicas: 3 } },
      });
      const placed = (nodes: KubeNode[], controlPlane = pending) =>
        findingsOf(
          aCluster(),
          aWorld({ nodes, controlPlane, daemonSet: keepalivedOn(3) }),
        ).find(({ code }) => code === 'ControlPlaneNotPlaced');

      it('is said to run on no node, with the taint and the command', () => {
        expect(placed(three)).toMatchObject({
          blocking: true,
          who: 'platform',
          sentence:
            'The pods of the control plane run on no node: of 3 control-plane nodes, 3 have taint CriticalAddonsOnly=true:NoExecute, which they do not tolerate.',
          remedy: expect.stringContaining(
            `and for this control plane run: \`kubectl -n team-b patch tenantcontrolplane green --type=json -p '[{"op":"add","path":"/spec/controlPlane/deployment/tolerations/-","value":{"key":"CriticalAddonsOnly","operator":"Equal","value":"true","effect":"NoExecute"}}]'\`.`,
          ),
        });
      });

      it('is kept off cordoned nodes and nodes that are not ready', () => {
        expect(placed([tainted('cp-1', { unschedulable: true })])?.remedy).toBe(
          'Allow pods on the nodes again: `kubectl uncordon cp-1`.',
        );
        expect(
          placed([
            tainted('cp-1', {
              taints: [
                { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
              ],
            }),
          ])?.remedy,
        ).toContain('`kubectl describe node cp-1`');
      });

      it('counts a node as ready before Kubernetes has removed its taint', () => {
        const status = { conditions: [{ type: 'Ready', status: 'True' }] };
        const taints = [
          { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
        ];
        expect(placed([{ ...tainted('cp-1', { taints }), status }])).toBe(
          undefined,
        );
      });

      it('is not looked for a node where its pods run', () => {
        const runs = aControlPlane({
          kubernetesResources: {
            deployment: { replicas: 3, readyReplicas: 1 },
          },
        });
        expect(placed(three, runs)).toBeUndefined();
      });
    });
  });

  it('should not tell anybody to wait for a portal that is paused', () => {
    const paused = aCluster({
      metadata: {
        annotations: { [DPF_ANNOTATIONS.pausedUntil]: '2026-11-24T15:00:00Z' },
      },
      status: { phase: 'Ready' },
    });
    const world = aWorld({
      now: LATER,
      controlPlane: aControlPlane(),
      children: { DaemonSet: false },
    });
    expect(findingsOf(paused, world)[0]).toMatchObject({
      code: 'KeepalivedMissing',
      who: 'owner',
      remedy:
        'This portal recreates it when the pause ends (2026-11-24 15:00 UTC). To end it now, run: `kubectl -n team-b annotate dpucluster green dpf-portal.io/paused-until-`.',
    });
  });

  it('should say nothing of what the vendor has just made', () => {
    const world = aWorld({
      roles: [...BY_VENDOR, runBy('static', 'nobody')],
      controlPlane: served,
      daemonSet: vendorKeepalived(),
      children: { DaemonSet: true, ConfigMap: true },
      nodes: [aNode('a', 'true')],
    });
    expect(findingsOf(running, world)).toEqual([]);
  });

  it('should not guess at a refusal beside what is known to stop a cluster', () => {
    const world = aWorld({ now: LATER, others: [blue] });
    expect(findingsOf(aCluster(), world).map(({ code }) => code)).toEqual([
      'AddressInUse',
      'RouterIdInUse',
    ]);
  });

  describe('claims', () => {
    const codes = (cluster: DpuCluster, around: Surroundings) =>
      findingsOf(cluster, aWorld(around)).map(({ code }) => code);
    const deletedBlue: DpuCluster = {
      ...blue,
      metadata: { ...blue.metadata, deletionTimestamp: '2026-11-24T14:00:00Z' },
    };

    it('should be those of a cluster that is being deleted only while it runs', () => {
      expect(codes(aCluster(), { others: [deletedBlue] })).toEqual([
        'WaitingForControlPlane',
      ]);
      expect(codes(aCluster(), { ...blues, others: [deletedBlue] })).toEqual([
        'AddressInUse',
        'RouterIdInUse',
      ]);
    });

    it('should not clash where a running cluster only asks for the VIP of another', () => {
      const cluster = withKeepalived({
        vip: '10.66.66.71',
        virtualRouterID: 7,
      });
      const controlPlane = {
        ...aControlPlane({}, 'uid-blue'),
        spec: { networkProfile: { address: '10.66.66.71' } },
      };
      expect(
        codes(cluster, {
          controlPlane: served,
          daemonSet: keepalivedOn(3),
          others: [blue],
          otherControlPlanes: { blue: controlPlane },
        }),
      ).toEqual(['AddressImmutable']);
    });

    it('should be those of whoever runs with the address, whatever its spec says', () => {
      const edited = {
        ...withKeepalived({ vip: '10.66.66.99', virtualRouterID: 9 }),
        metadata: blue.metadata,
      };
      expect(codes(aCluster(), { ...blues, others: [edited] })).toEqual([
        'AddressInUse',
      ]);
    });

    it('should name the API group of a cluster of another one', () => {
      const other = {
        ...blue,
        apiVersion: `${DPU_CLUSTER_GROUPS.guide}/v1alpha1`,
      };
      const [finding] = findingsOf(aCluster(), aWorld({ others: [other] }));
      expect(finding.sentence).toContain(
        `team-a/blue (${DPU_CLUSTER_GROUPS.guide})`,
      );
    });

    it('should wait for the control plane that a deleted cluster left', () => {
      const gone = aControlPlane({}, 'uid-gone');
      const left = {
        ...gone,
        metadata: { ...gone.metadata, name: 'gone', namespace: 'team-a' },
      };
      const around = { otherControlPlanes: { gone: left } };
      const [finding] = findingsOf(aCluster(), aWorld(around));
      expect(finding).toMatchObject({
        code: 'AddressInUse',
        sentence:
          'VIP 10.66.66.66 is still used by what is left of team-a/gone, which was deleted: its TenantControlPlane is being deleted.',
        blocking: false,
        who: 'nobody',
      });
    });
  });

  it('should repeat what only the reconciler saw of an object with the name of a child', () => {
    const message = 'Service green exists and has no owner.';
    const conditions = [
      {
        type: 'Created',
        status: 'False' as const,
        reason: 'ChildNameTaken',
        message,
        lastTransitionTime: '2026-11-24T14:00:05Z',
      },
    ];
    const cluster = aCluster({ status: { phase: 'Creating', conditions } });
    expect(findingsOf(cluster, aWorld())[0]).toMatchObject({
      code: 'ChildNameTaken',
      sentence: message,
      since: '2026-11-24T14:00:05Z',
    });
  });

  it('should say that an own child is being deleted', () => {
    const daemonSet = keepalivedOn(3);
    daemonSet.metadata.deletionTimestamp = '2026-11-24T14:00:10Z';
    const world = aWorld({ controlPlane: served, daemonSet });
    expect(findingsOf(running, world)[0]).toMatchObject({
      code: 'ChildNameTaken',
      sentence:
        'DaemonSet green-keepalived is being deleted. It is created again after that.',
      who: 'nobody',
    });
  });

  it('should not miss keepalived before it could be there', () => {
    const world = aWorld({
      now: NOW - 20_000,
      controlPlane: served,
      children: { DaemonSet: false, ConfigMap: false },
    });
    expect(findingsOf(aCluster(), world).map(({ code }) => code)).toEqual([
      'WaitingForControlPlane',
    ]);
  });
});
