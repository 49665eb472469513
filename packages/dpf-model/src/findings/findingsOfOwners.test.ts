import {
  BY_VENDOR,
  NOW,
  Surroundings,
  aCluster,
  aControlPlane,
  aStaticCluster,
  aWorld,
  keepalivedOn,
  runBy,
  vendorKeepalived,
} from '@dpf-portal/test-support';
import { DpuCluster } from '../cluster/DpuCluster';
import {
  DaemonSet,
  Service,
  TenantControlPlane,
} from '../cluster/kubernetesObjects';
import { findingsOf } from './findingsOf';
import { managementClusterFindings } from './managementClusterFindings';
import { ownershipOf } from './ownership';
import {
  endpointOfControlPlane,
  endpointOfKeepalived,
} from './RunningEndpoint';
import { addressInUse } from './rules/addressInUse';
import { ownerReferenceTo } from './rules/ownerMissing';
import { typeChanged } from './rules/typeChanged';

const OURS = {
  'app.kubernetes.io/managed-by': 'dpf-portal',
  'dpu.nvidia.com/cluster': 'team-b-green',
};
const VENDORS = { 'dpu.nvidia.com/cluster': 'green' };
const MINUTE_MS = 60_000;

type Metadata = Partial<TenantControlPlane['metadata']>;

function controlPlaneWith(
  metadata: Metadata,
  status: TenantControlPlane['status'] = {},
): TenantControlPlane {
  const made = aControlPlane(status);
  return {
    ...made,
    metadata: {
      name: 'green',
      namespace: 'team-b',
      uid: 'uid-tcp',
      creationTimestamp: made.metadata.creationTimestamp,
      ...metadata,
    },
  };
}

/** As a backup restores it: without an owner. */
const orphan = controlPlaneWith(
  { labels: OURS },
  { kubernetesResources: { version: { status: 'Ready', version: 'v1.35.3' } } },
);

function unowned(daemonSet: DaemonSet, labels?: Record<string, string>) {
  return {
    ...daemonSet,
    metadata: {
      ...daemonSet.metadata,
      namespace: 'team-b',
      labels,
      ownerReferences: undefined,
    },
  };
}

const NOBODY = [runBy('kamaji', 'nobody'), runBy('provisioning', 'vendor')];
const running = aCluster({
  spec: { kubeconfig: 'green-admin-kubeconfig' },
  status: { phase: 'Ready' },
});

describe('a child without an owner', () => {
  const ownership = (child: TenantControlPlane, cluster = running) =>
    ownershipOf(cluster, aWorld(), 'TenantControlPlane', child);

  it.each<[string, Metadata, string]>([
    [
      "should be the cluster's by this portal's labels",
      { labels: OURS },
      'orphan',
    ],
    [
      "should be the cluster's by the vendor's label",
      { labels: VENDORS },
      'orphan',
    ],
    ['should be foreign without a label', {}, 'foreign'],
    [
      'should be foreign with the label of another cluster',
      { labels: { ...OURS, 'dpu.nvidia.com/cluster': 'team-b-blue' } },
      'foreign',
    ],
    [
      'should be foreign with another live owner',
      {
        labels: OURS,
        ownerReferences: [
          { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'x' },
        ],
      },
      'foreign',
    ],
    [
      'should be on its way out while its owner is gone, since the garbage collector deletes it',
      {
        labels: OURS,
        ownerReferences: [{ ...ownerReferenceTo(running), uid: 'earlier' }],
      },
      'leaving',
    ],
    [
      'should be on its way out while it is being deleted',
      { labels: OURS, deletionTimestamp: '2026-11-24T14:00:10Z' },
      'leaving',
    ],
  ])('%s', (_, metadata, expected) => {
    expect(ownership(controlPlaneWith(metadata))).toBe(expected);
  });

  it('should be foreign at another address, and for a static cluster', () => {
    const elsewhere = aCluster({
      spec: {
        clusterEndpoint: {
          keepalived: {
            vip: '10.66.66.99',
            interface: 'br-dpu',
            virtualRouterID: 9,
          },
        },
      },
    });
    expect(ownership(orphan, elsewhere)).toBe('foreign');
    expect(ownership(orphan, aStaticCluster())).toBe('foreign');
  });

  it('should be recognized by a label that a digest replaces, because it would be too long', () => {
    const name = 'g'.repeat(60);
    const cluster = aCluster({ metadata: { name, namespace: 'team-b' } });
    const labels = {
      ...OURS,
      'dpu.nvidia.com/cluster': '0123456789abcdef0123456789abcdef01234567',
    };
    const child = controlPlaneWith({ name, labels });
    expect(ownership(child, cluster)).toBe('orphan');
  });

  it.each<[string, Surroundings, string]>([
    ['a live control plane of its own', { controlPlane: orphan }, 'own'],
    [
      'a control plane that is being deleted',
      {
        controlPlane: controlPlaneWith({
          deletionTimestamp: '2026-11-24T14:00:10Z',
        }),
      },
      'leaving',
    ],
    ['a control plane that is gone', {}, 'leaving'],
    [
      'a control plane of somebody else',
      { controlPlane: controlPlaneWith({}) },
      'foreign',
    ],
  ])('a Service of %s should be as its owner', (_, around, expected) => {
    const service: Service = {
      metadata: {
        name: 'green',
        namespace: 'team-b',
        ownerReferences: [
          {
            apiVersion: 'kamaji.clastix.io/v1alpha1',
            kind: 'TenantControlPlane',
            name: 'green',
            uid: 'uid-tcp',
            controller: true,
          },
        ],
      },
    };
    expect(ownershipOf(aCluster(), aWorld(around), 'Service', service)).toBe(
      expected,
    );
  });
});

describe('a control plane that was made for a cluster of this name at another address', () => {
  it.each([
    ['10.66.66.99', 'but this cluster has VIP “10.66.66.99”.'],
    [undefined, 'but this cluster has no VIP.'],
  ])('should be for the platform where the VIP is %s', (vip, sentence) => {
    const { keepalived } = running.spec.clusterEndpoint ?? {};
    const cluster = aCluster({
      spec: {
        clusterEndpoint:
          vip && keepalived
            ? { keepalived: { ...keepalived, vip } }
            : undefined,
      },
    });
    const finding = findingsOf(cluster, aWorld({ controlPlane: orphan })).find(
      ({ code }) => code === 'ChildNameTaken',
    );
    expect(finding).toMatchObject({
      who: 'platform',
      sentence: expect.stringContaining(sentence),
      remedy: expect.stringContaining('10.66.66.66'),
    });
    expect(finding?.remedy).not.toMatch(/another name/);
  });
});

describe('findingsOf a restored cluster', () => {
  const PATCH =
    '--type=merge -p \'{"metadata":{"ownerReferences":[{"apiVersion":"provisioning.dpu.nvidia.com/v1alpha1","kind":"DPUCluster","name":"green","uid":"uid-green"}]}}\'`.';

  it.each<[string, Surroundings, string, string]>([
    [
      "where DPF's own manager runs",
      {
        roles: BY_VENDOR,
        controlPlane: orphan,
        daemonSet: unowned(keepalivedOn(3), OURS),
      },
      'TenantControlPlane green and DaemonSet green-keepalived have no owner. They belong to this cluster by label and VIP, but Kubernetes does not delete them with the cluster.',
      'tenantcontrolplane/green daemonset/green-keepalived',
    ],
    [
      'where nobody runs the role',
      { roles: NOBODY, controlPlane: orphan },
      'TenantControlPlane green has no owner. It belongs to this cluster by label and VIP, but Kubernetes does not delete it with the cluster.',
      'tenantcontrolplane/green',
    ],
    [
      "with the vendor's keepalived",
      {
        roles: BY_VENDOR,
        controlPlane: aControlPlane(),
        daemonSet: unowned(vendorKeepalived()),
        children: { ConfigMap: true },
      },
      'DaemonSet green-keepalived and ConfigMap green-keepalived have no owner. They belong to this cluster by label and VIP, but Kubernetes does not delete them with the cluster.',
      'daemonset/green-keepalived configmap/green-keepalived',
    ],
  ])('%s should give the owner reference', (_, around, sentence, objects) => {
    const found = findingsOf(running, aWorld(around));
    const owner = found.filter(({ code }) => code === 'OwnerMissing');
    expect(owner).toEqual([
      expect.objectContaining({
        sentence,
        remedy: `Set the owner. Run: \`kubectl -n team-b patch ${objects} ${PATCH}`,
        who: 'platform',
        blocking: false,
      }),
    ]);
    const all = found.map(({ remedy }) => remedy).join(' ');
    expect(all).not.toMatch(/another name|Change .* back/);
  });

  it('should say nothing where this portal adopts it', () => {
    const world = aWorld({ controlPlane: orphan });
    expect(findingsOf(running, world).map(({ code }) => code)).not.toContain(
      'OwnerMissing',
    );
  });

  it('should not take the lost owner of its Secret for a change of the type', () => {
    const secret = {
      name: 'green-admin-kubeconfig',
      state: 'usable' as const,
      madeByKamaji: false,
    };
    for (const controlPlane of [orphan, aControlPlane()]) {
      const world = aWorld({ controlPlane, secret });
      expect(typeChanged(running, world)).toBeUndefined();
    }
    expect(typeChanged(running, aWorld({ secret }))).toMatchObject({
      code: 'TypeChanged',
    });
  });
});

/** A new cluster that wants what something else has. */
const third = aCluster({
  metadata: { name: 'third', namespace: 'team-c', uid: 'uid-third' },
});

function leftBehind(metadata: Metadata = {}) {
  return endpointOfControlPlane(
    controlPlaneWith({
      name: 'blue',
      namespace: 'team-a',
      labels: VENDORS,
      ...metadata,
    }),
  );
}

const keepalivedLeft = endpointOfKeepalived(
  {
    metadata: { name: 'blue-keepalived', namespace: 'team-a', labels: OURS },
  },
  {
    metadata: { name: 'blue-keepalived', namespace: 'team-a' },
    data: {
      'keepalived.conf': `vrrp_instance dpu_cluster {
  interface br-dpu
  virtual_router_id 126
  virtual_ipaddress {
    10.66.66.66/32
  }
}`,
    },
  },
);
const HELD = {
  deletionTimestamp: '2026-11-24T14:00:10Z',
  finalizers: ['example.com/hold'],
};

describe('what belongs to no cluster', () => {
  const codesOf = (cluster: DpuCluster, around: Surroundings) =>
    findingsOf(cluster, aWorld(around)).map(({ code }) => code);

  it('should keep its VIP from a third cluster', () => {
    expect(addressInUse(third, aWorld({ running: [leftBehind()] }))).toEqual({
      code: 'AddressInUse',
      severity: 'error',
      blocking: true,
      sentence:
        'VIP 10.66.66.66 is used by TenantControlPlane team-a/blue, which belongs to no DPUCluster. This cluster cannot start.',
      remedy: `Set another VIP: \`kubectl -n team-c patch dpuclusters.provisioning.dpu.nvidia.com third --type=merge -p '{"spec":{"clusterEndpoint":{"keepalived":{"vip":"ADDRESS"}}}}'\`. A request without a VIP gets the next free address.`,
      who: 'owner',
      evidence: {
        vip: '10.66.66.66',
        usedBy: 'team-a/blue',
        kind: 'TenantControlPlane',
      },
    });
  });

  it('should not be taken for what is about to go where something else owns it', () => {
    const foreign = leftBehind({
      labels: OURS,
      ownerReferences: [
        {
          apiVersion: 'controlplane.cluster.x-k8s.io/v1alpha1',
          kind: 'KamajiControlPlane',
          name: 'blue',
          uid: 'uid-capi',
        },
      ],
    });
    expect(addressInUse(third, aWorld({ running: [foreign] }))).toMatchObject({
      blocking: true,
      sentence:
        'VIP 10.66.66.66 is used by TenantControlPlane team-a/blue, which belongs to no DPUCluster. This cluster cannot start.',
    });
    expect(
      managementClusterFindings({
        title: 'Lab',
        world: aWorld({ running: [foreign] }),
      }),
    ).toEqual([]);
  });

  it('should keep VIP and router id of a keepalived from a third cluster', () => {
    const found = findingsOf(third, aWorld({ running: [keepalivedLeft] }));
    expect(found).toMatchObject([
      {
        code: 'AddressInUse',
        sentence: expect.stringContaining('DaemonSet team-a/blue-keepalived'),
      },
      {
        code: 'RouterIdInUse',
        blocking: true,
        sentence:
          'Virtual router ID 126 on br-dpu is used by DaemonSet team-a/blue-keepalived, which belongs to no DPUCluster. This cluster cannot start.',
      },
    ]);
  });

  it('should not be a rival on another interface', () => {
    const cluster: DpuCluster = {
      ...third,
      spec: {
        ...third.spec,
        clusterEndpoint: {
          keepalived: {
            vip: '10.66.66.90',
            interface: 'br-other',
            virtualRouterID: 126,
          },
        },
      },
    };
    expect(codesOf(cluster, { running: [keepalivedLeft] })).not.toContain(
      'RouterIdInUse',
    );
  });

  it('should be told apart from a cluster that still exists and lost its owner reference', () => {
    const blue = aCluster({
      metadata: {
        name: 'blue',
        namespace: 'team-a',
        uid: 'uid-blue',
        creationTimestamp: '2026-11-25T14:00:00Z',
      },
    });
    const restored = leftBehind({
      labels: { ...OURS, 'dpu.nvidia.com/cluster': 'team-a-blue' },
    });
    const world = {
      others: [blue],
      running: [restored],
      otherControlPlanes: { blue: restored.object as TenantControlPlane },
    };
    // The restored cluster runs, so it has the better claim although it is younger.
    expect(addressInUse(third, aWorld(world))?.sentence).toBe(
      'VIP 10.66.66.66 is used by team-a/blue, which is not affected. This cluster cannot start.',
    );
  });

  it('should be said of a cluster that runs with the same VIP', () => {
    const world = aWorld({
      controlPlane: aControlPlane(),
      running: [leftBehind()],
    });
    expect(addressInUse(running, world)).toMatchObject({
      blocking: false,
      who: 'platform',
      sentence:
        'TenantControlPlane team-a/blue, which belongs to no DPUCluster, and this cluster both run with VIP 10.66.66.66: clients may reach the wrong API server.',
    });
  });

  it('should be what a new cluster waits for while it is held, and no guess beside it', () => {
    const around = {
      now: NOW + 2 * MINUTE_MS,
      running: [leftBehind(HELD)],
    };
    expect(findingsOf(third, aWorld(around))).toMatchObject([
      {
        code: 'AddressInUse',
        blocking: false,
        who: 'platform',
        since: HELD.deletionTimestamp,
        sentence:
          'VIP 10.66.66.66 is still used by what is left of team-a/blue, which was deleted: its TenantControlPlane is being deleted; finalizer example.com/hold holds it.',
        remedy:
          'Find the controller that sets the finalizer, and see its log. See: `kubectl -n team-a get tenantcontrolplane blue -o yaml`.',
      },
    ]);
  });

  it('should not be held for the first minute', () => {
    const around = { now: NOW, running: [leftBehind(HELD)] };
    expect(findingsOf(third, aWorld(around))).toMatchObject([
      { code: 'AddressInUse', who: 'nobody' },
    ]);
  });

  it('should name what a cluster of the same name waits for, not the state of the dead one', () => {
    const controlPlane = controlPlaneWith(
      {
        ...HELD,
        finalizers: ['finalizer.kamaji.clastix.io'],
        ownerReferences: [{ ...ownerReferenceTo(running), uid: 'earlier' }],
      },
      {
        kubernetesResources: {
          version: { status: 'Ready', version: 'v1.35.3' },
        },
      },
    );
    const world = { now: NOW + 2 * MINUTE_MS, controlPlane };
    expect(findingsOf(aCluster(), aWorld(world))).toMatchObject([
      {
        code: 'ChildNameTaken',
        blocking: false,
        who: 'platform',
        sentence:
          'TenantControlPlane green of an earlier cluster with this name is still being deleted; finalizer finalizer.kamaji.clastix.io holds it.',
        remedy: expect.stringContaining('DataStore default answers'),
      },
    ]);
  });
});

describe('managementClusterFindings of what belongs to no cluster', () => {
  const found = (around: Surroundings) =>
    managementClusterFindings({ title: 'Lab', world: aWorld(around) });

  it('should have one for each control plane: what, since when, held by what', () => {
    const other = leftBehind({
      name: 'red',
      ...HELD,
      finalizers: ['finalizer.kamaji.clastix.io', 'example.com/hold'],
    });
    const now = NOW + 2 * MINUTE_MS;
    expect(
      found({ now, running: [leftBehind(HELD), other, keepalivedLeft] }),
    ).toMatchObject([
      {
        code: 'ControlPlaneLeftBehind',
        severity: 'warning',
        sentence:
          'TenantControlPlane team-a/blue of a retired DPU cluster is still being deleted and keeps VIP 10.66.66.66; finalizer example.com/hold holds it.',
        who: 'platform',
        since: HELD.deletionTimestamp,
        evidence: { finalizers: ['example.com/hold'], cluster: 'team-a/blue' },
      },
      {
        sentence:
          'TenantControlPlane team-a/red of a retired DPU cluster is still being deleted and keeps VIP 10.66.66.66; finalizers finalizer.kamaji.clastix.io, example.com/hold hold it.',
        remedy: expect.stringContaining('Check that Kamaji runs'),
      },
    ]);
  });

  it('should have one for a control plane that lost its owner, and for a keepalived', () => {
    expect(found({ running: [leftBehind()] })).toMatchObject([
      {
        who: 'platform',
        sentence:
          'TenantControlPlane team-a/blue runs with VIP 10.66.66.66 and belongs to no DPUCluster. It has no owner, so nothing deletes it.',
        remedy:
          'If it is needed, create DPUCluster team-a/blue with VIP 10.66.66.66 again. Otherwise run: `kubectl -n team-a delete tenantcontrolplane blue`.',
      },
    ]);
    expect(found({ running: [keepalivedLeft] })).toMatchObject([
      { evidence: { child: 'DaemonSet/team-a/blue-keepalived' } },
    ]);
  });

  it('should have one beside a static cluster of the same name, whose page does not show it', () => {
    const cluster = aStaticCluster({
      metadata: { name: 'blue', namespace: 'team-a', uid: 'uid-static' },
    });
    expect(found({ others: [cluster], running: [leftBehind()] })).toHaveLength(
      1,
    );
  });

  it('should have none for clusters, and for control planes that have nothing to do with DPF', () => {
    const cluster = aCluster();
    const stranger = leftBehind({ labels: {} });
    expect(
      found({
        others: [cluster],
        running: [endpointOfControlPlane(orphan), stranger],
      }),
    ).toEqual([]);
  });
});
