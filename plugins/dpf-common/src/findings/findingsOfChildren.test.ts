import { DPU_CLUSTER_GROUPS, DpuCluster } from '../cluster';
import {
  BY_VENDOR,
  NOW,
  aCluster,
  aControlPlane,
  aNode,
  aWorld,
  blue,
  keepalivedOn,
  runBy,
  vendorKeepalived,
} from './__fixtures__/world';
import { FindingRow, saidFirst, wanted } from './__fixtures__/FindingRow';
import { findingsOf } from './findingsOf';
import { TenantControlPlane } from './World';

const LATER = NOW + 60_000;
const ready = { phase: 'Ready' } as const;
const running = aCluster({ status: ready });
const served = aControlPlane({
  controlPlaneEndpoint: '10.66.66.66:31443',
  kubernetesResources: { version: { status: 'Ready' } },
});
const NUDGE =
  'Write any annotation on the DPUCluster: its manager looks at it again only then.';

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
      ownerReferences: [{ apiVersion, kind: 'DPUCluster', name, uid: 'other' }],
    },
  };
}

const blues = {
  others: [blue],
  otherControlPlanes: { blue: aControlPlane({}, 'uid-blue') },
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
      "keepalived's DaemonSet green-keepalived does not exist, so nothing carries 10.66.66.66.",
    remedy: NUDGE,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: { controlPlane: served, children: { DaemonSet: false } },
    code: 'KeepalivedMissing',
    sentence:
      "keepalived's DaemonSet green-keepalived does not exist, so nothing carries 10.66.66.66.",
    remedy: 'Wait: this portal makes it anew.',
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
      "keepalived's ConfigMap green-keepalived does not exist, so its pods cannot start again.",
    remedy: `Delete DaemonSet green-keepalived. ${NUDGE}`,
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
      "None of keepalived's 3 pods can be created: admission or a quota refuses them.",
    remedy: 'Look at the Events of DaemonSet green-keepalived.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: { controlPlane: served, daemonSet: keepalivedOn(2) },
    code: 'KeepalivedPodsMissing',
    sentence: 'keepalived runs on 2 of 3 nodes.',
    remedy: 'Look at the pods of DaemonSet green-keepalived.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: { controlPlane: served, daemonSet: keepalivedOn(0) },
    code: 'KeepalivedPodsMissing',
    sentence:
      'keepalived runs on 0 of 3 nodes, so nothing carries 10.66.66.66.',
    remedy: 'Look at the pods of DaemonSet green-keepalived.',
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
      'No node may carry the VIP: it takes one that the node selector selects and that is a control-plane node.',
    remedy: 'Choose a label that the control-plane nodes have.',
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
    remedy: `Set it back, or delete DaemonSet green-keepalived. ${NUDGE}`,
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
    remedy: `Set it back, or delete DaemonSet green-keepalived. ${NUDGE}`,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: { roles: BY_VENDOR, daemonSet: vendorKeepalived({}, {}) },
    code: 'ChildDrifted',
    sentence:
      'keepalived runs with node selector “”, not with “node-role.kubernetes.io/control-plane=tr…”.',
    remedy: `Set it back, or delete DaemonSet green-keepalived. ${NUDGE}`,
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: { roles: BY_VENDOR, controlPlane: scaledTo(1) },
    code: 'ChildDrifted',
    sentence: 'The control plane was scaled to 1 replica; it was made with 3.',
    remedy: 'Set the replicas of TenantControlPlane green to 3.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: running,
    world: { roles: BY_VENDOR, controlPlane: scaledTo(0) },
    code: 'ChildDrifted',
    sentence: 'The control plane was scaled to nothing, so it sleeps.',
    remedy: 'Set the replicas of TenantControlPlane green to 3.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: withKeepalived({ vip: '10.66.66.99' }),
    world: { roles: BY_VENDOR, controlPlane: served },
    code: 'AddressImmutable',
    sentence:
      'A running cluster keeps its address: it stays 10.66.66.66, not 10.66.66.99.',
    remedy: 'Set the VIP back to 10.66.66.66, or make a new cluster.',
    who: 'owner',
    blocking: false,
  },
  {
    cluster: aCluster({ spec: { clusterEndpoint: undefined }, status: ready }),
    world: { roles: BY_VENDOR, controlPlane: served },
    code: 'AddressImmutable',
    sentence: 'A running cluster keeps its address: it stays 10.66.66.66.',
    remedy: 'Set the VIP back to 10.66.66.66, or make a new cluster.',
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
      'Kamaji serves at 10.66.66.50:31443, though its control plane asks for 10.66.66.66:31443: it applies a change of address by halves.',
    remedy:
      'Set networkProfile of TenantControlPlane team-b/green back to 10.66.66.50:31443.',
    who: 'platform',
    blocking: false,
  },
  {
    cluster: aCluster({ spec: { type: 'static', kubeconfig: 'k' } }),
    world: { controlPlane: served },
    code: 'TypeChanged',
    sentence:
      'The type was changed to “static”, but the cluster was made as kamaji; nobody looks after what was made for it.',
    remedy: 'Change it back to kamaji, or make a new cluster.',
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
      'The type is kamaji, but Kamaji did not make its kubeconfig mine: that leads to a cluster that was brought along as static.',
    remedy: 'Change it back to static, or make a new cluster.',
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
      'The TenantControlPlane green of an earlier cluster of this name is still being deleted, so this one is not Ready, whatever its phase says.',
    remedy: 'Wait until it is gone.',
    who: 'nobody',
    blocking: false,
  },
  {
    cluster: aCluster(),
    world: {
      controlPlane: ownedBy(`${DPU_CLUSTER_GROUPS.guide}/v1alpha1`, 'green'),
    },
    code: 'ChildNameTaken',
    sentence:
      'The TenantControlPlane green belongs to the DPUCluster green of provisioning.dpf.nvidia.com, and this cluster needs the name.',
    remedy: 'Make this cluster under another name.',
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
      'The DaemonSet green-keepalived belongs to somebody else, and this cluster needs the name.',
    remedy: 'Make this cluster under another name.',
    who: 'owner',
    blocking: true,
  },
  {
    cluster: running,
    world: { roles: BY_VENDOR, controlPlane: served, ...blues },
    code: 'AddressInUse',
    sentence:
      '10.66.66.66 is the address of team-a/blue too, and both run: whoever connects may reach the wrong one.',
    remedy: 'Retire one of them; a running cluster keeps its address.',
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
      ...blues,
    },
    code: 'RouterIdInUse',
    sentence:
      'Virtual router 126 is used by team-a/blue; both addresses could jump between hosts.',
    remedy:
      'Retire one of them, or give it another virtual router id and keepalived anew.',
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
      '“eth0" - name: x” is no interface, and keepalived was made with it: what it holds may run with all rights on control-plane nodes.',
    remedy:
      'Look at DaemonSet green-keepalived, delete it and this cluster, and ask who wrote it.',
    who: 'platform',
    blocking: false,
  },
  {
    // It came before the rule. Nothing is wrong with its manifest.
    cluster: withKeepalived({ vip: '240.0.0.1' }),
    world: { controlPlane: aControlPlane(), daemonSet: keepalivedOn(3) },
    code: 'EndpointInvalid',
    sentence: '“240.0.0.1” cannot be used as VIP.',
    remedy:
      'The cluster keeps this VIP as long as it runs. Make a new cluster with another VIP, move the DPUs there and retire this one.',
    who: 'owner',
    blocking: false,
  },
  {
    cluster: aCluster(),
    world: { roles: BY_VENDOR, now: LATER },
    code: 'ControlPlaneRefused',
    sentence:
      "DPF's kamaji cluster manager has had it for 85 s and no control plane is there: Kamaji, or the API server, refuses it.",
    remedy:
      "Look at the log of the kamaji cluster manager for team-b/green, and check that Kamaji's webhook answers.",
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
    remedy: 'Check that Kamaji and its webhook run.',
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
    sentence: 'Kamaji has not begun with the control plane in 85 s.',
    remedy:
      'Check that Kamaji runs, and its data stores: while one is down, all others wait.',
    who: 'platform',
    blocking: false,
  },
];

describe('findingsOf what was made for a cluster', () => {
  it.each(table)('$code: $sentence', row => {
    expect(saidFirst(row)).toMatchObject(wanted(row));
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
