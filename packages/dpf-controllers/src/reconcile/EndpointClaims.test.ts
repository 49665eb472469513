import {
  ClaimsWorld,
  ConfigMap,
  DPU_CLUSTER_GROUPS,
  DaemonSet,
  DpuCluster,
  RunningEndpoint,
  TenantControlPlane,
  endpointOfControlPlane,
  endpointOfKeepalived,
  usableEndpointOf,
  ownerReferenceTo,
} from '@dpf-portal/dpf-model';
import { kamajiCluster } from '@dpf-portal/test-support';
import { problemOf } from './ReconcileContext';
import { EndpointClaims } from './claims';

const RELEASED = DPU_CLUSTER_GROUPS.released;

/** Clusters and their children, in memory. */
class Landscape {
  clusters: DpuCluster[] = [];
  controlPlanes: TenantControlPlane[] = [];
  daemonSets: DaemonSet[] = [];
  configMaps: ConfigMap[] = [];
  readonly claims = new EndpointClaims();

  add(
    name: string,
    overrides: Parameters<typeof kamajiCluster>[0] = {},
  ): DpuCluster {
    const cluster = kamajiCluster({
      name,
      ...overrides,
      metadata: {
        uid: `uid-${name}`,
        creationTimestamp: '2026-01-01T00:00:00Z',
        ...overrides.metadata,
      },
    });
    this.clusters.push(cluster);
    return cluster;
  }

  /** Has its control plane and its keepalived. */
  run(cluster: DpuCluster, address = '10.66.66.66'): void {
    const { namespace, name } = cluster.metadata;
    const ownerReferences = [ownerReferenceTo(cluster)];
    this.controlPlanes.push({
      metadata: { name, namespace, ownerReferences },
      spec: { networkProfile: { address, port: 30001 } },
    });
    this.daemonSets.push({
      metadata: { name: `${name}-keepalived`, namespace, ownerReferences },
    });
  }

  remove(cluster: DpuCluster): void {
    this.clusters = this.clusters.filter(other => other !== cluster);
  }

  /** The reason it may not start, or undefined when the endpoint is its own. */
  claim(cluster: DpuCluster) {
    const { clusters, controlPlanes, daemonSets } = this;
    const keepalived = (c: DpuCluster) => c.spec.clusterEndpoint?.keepalived;
    const running: RunningEndpoint[] = [
      ...controlPlanes.map(endpointOfControlPlane),
      ...daemonSets.map(daemonSet =>
        endpointOfKeepalived(
          daemonSet,
          this.configMaps.find(
            ({ metadata }) => metadata.name === daemonSet.metadata.name,
          ),
        ),
      ),
    ];
    const world: ClaimsWorld = {
      now: 0,
      clustersNamed: (namespace, name) =>
        clusters.filter(
          ({ metadata }) =>
            metadata.namespace === namespace && metadata.name === name,
        ),
      runningWithVip: vip => running.filter(found => found.vip === vip),
      runningWithRouterId: id =>
        running.filter(found => found.virtualRouterID === id),
      addressHolders: () => [],
      clusterByUid: uid => clusters.find(c => c.metadata.uid === uid),
      clustersByVip: vip => clusters.filter(c => keepalived(c)?.vip === vip),
      clustersByRouterId: id =>
        clusters.filter(c => keepalived(c)?.virtualRouterID === id),
      tenantControlPlane: (ns, name) =>
        controlPlanes.find(
          ({ metadata }) => metadata.name === name && metadata.namespace === ns,
        ),
      tenantControlPlanesByAddress: address =>
        controlPlanes.filter(
          ({ spec }) => spec?.networkProfile?.address === address,
        ),
      daemonSet: (ns, name) =>
        daemonSets.find(
          ({ metadata }) => metadata.name === name && metadata.namespace === ns,
        ),
    };
    const endpoint = usableEndpointOf(cluster, world);
    if (!endpoint) {
      throw new Error(`${cluster.metadata.name} has no usable endpoint`);
    }
    const finding = this.claims.claim(cluster, endpoint, world);
    return finding && problemOf(finding);
  }
}

describe('EndpointClaims', () => {
  let landscape: Landscape;

  beforeEach(() => {
    landscape = new Landscape();
  });

  it('gives an endpoint to the only one who asks, again and again', () => {
    const blue = landscape.add('blue');
    expect(landscape.claim(blue)).toBeUndefined();
    expect(landscape.claim(blue)).toBeUndefined();
  });

  it('B20: tells the loser who has the address, and in which group', () => {
    const blue = landscape.add('blue', { group: RELEASED });
    const green = landscape.add('green', {
      keepalived: { virtualRouterID: 1 },
    });
    landscape.claim(blue);
    expect(landscape.claim(green)).toEqual({
      reason: 'AddressInUse',
      message: expect.stringContaining(`team-a/blue (${RELEASED})`),
    });
  });

  it('B20: tells a clash of router ids on one interface', () => {
    const blue = landscape.add('blue');
    const green = landscape.add('green', {
      keepalived: { vip: '10.66.66.67' },
    });
    landscape.claim(blue);
    expect(landscape.claim(green)).toEqual({
      reason: 'RouterIdInUse',
      message: expect.stringContaining('virtual router ID 126 on br-dpu'),
    });
  });

  it('lets two clusters use one router id on different interfaces', () => {
    const blue = landscape.add('blue');
    const green = landscape.add('green', {
      keepalived: { vip: '10.66.66.67', interface: 'eno1' },
    });
    landscape.claim(blue);
    expect(landscape.claim(green)).toBeUndefined();
  });

  it('prefers who runs with it to who is older', () => {
    const older = landscape.add('older');
    const running = landscape.add('running', {
      metadata: { creationTimestamp: '2026-02-01T00:00:00Z' },
    });
    landscape.run(running);
    expect(landscape.claim(older)?.message).toContain('team-a/running');
    expect(landscape.claim(running)).toBeUndefined();
  });

  it('prefers the older of two that wait, whoever asks first', () => {
    const younger = landscape.add('younger', {
      metadata: { creationTimestamp: '2026-02-01T00:00:00Z' },
    });
    const older = landscape.add('older');
    expect(landscape.claim(younger)?.message).toContain('team-a/older');
    expect(landscape.claim(older)).toBeUndefined();
  });

  it('decides between twins by uid', () => {
    const b = landscape.add('b');
    const a = landscape.add('a');
    expect(landscape.claim(b)?.message).toContain('team-a/a');
    expect(landscape.claim(a)).toBeUndefined();
  });

  it('takes nothing from a live holder, even for an older one', () => {
    const younger = landscape.add('younger', {
      metadata: { creationTimestamp: '2026-02-01T00:00:00Z' },
    });
    expect(landscape.claim(younger)).toBeUndefined();
    const older = landscape.add('older');
    expect(landscape.claim(older)?.message).toContain('team-a/younger');
  });

  it('is free when the holder is gone', () => {
    const blue = landscape.add('blue');
    const green = landscape.add('green');
    landscape.claim(blue);
    landscape.remove(blue);
    landscape.claims.release('uid-blue');
    expect(landscape.claim(green)).toBeUndefined();
  });

  it('waits for what the gone holder leaves behind', () => {
    const blue = landscape.add('blue');
    landscape.run(blue);
    landscape.claim(blue);
    landscape.remove(blue);
    const green = landscape.add('green');
    expect(landscape.claim(green)).toEqual({
      reason: 'AddressInUse',
      message: expect.stringContaining('left of team-a/blue'),
    });
    landscape.controlPlanes = [];
    expect(landscape.claim(green)).toBeUndefined();
  });

  it('is not held up by one that is being deleted and never started', () => {
    landscape.add('blue', {
      metadata: { deletionTimestamp: '2026-01-02T00:00:00Z' },
    });
    expect(landscape.claim(landscape.add('green'))).toBeUndefined();
  });

  it('is held up by one that is being deleted and still runs', () => {
    const blue = landscape.add('blue', {
      metadata: { deletionTimestamp: '2026-01-02T00:00:00Z' },
    });
    landscape.run(blue);
    expect(landscape.claim(landscape.add('green'))?.reason).toBe(
      'AddressInUse',
    );
  });

  it('knows after a restart that an address edited out of a spec is still in use', () => {
    const blue = landscape.add('blue', {
      keepalived: { vip: '10.66.66.99', virtualRouterID: 1 },
    });
    landscape.run(blue, '10.66.66.66');
    expect(landscape.claim(landscape.add('green'))?.message).toContain(
      'team-a/blue',
    );
  });

  it('does not let an address edited into a running cluster’s spec win', () => {
    const blue = landscape.add('blue', {
      keepalived: { vip: '10.66.66.66', virtualRouterID: 1 },
    });
    landscape.run(blue, '10.66.66.99');
    expect(landscape.claim(landscape.add('green'))).toBeUndefined();
  });

  it('drops what it held before when it claims another endpoint', () => {
    const blue = landscape.add('blue');
    landscape.claim(blue);
    landscape.remove(blue);
    const moved = landscape.add('blue', {
      keepalived: { vip: '10.66.66.67', virtualRouterID: 1 },
    });
    expect(landscape.claim(moved)).toBeUndefined();
    expect(landscape.claim(landscape.add('green'))).toBeUndefined();
  });

  it('does not remember a cluster as the holder of what is left of another one', () => {
    const blue = landscape.add('blue');
    landscape.run(blue);
    for (const { metadata } of [
      ...landscape.controlPlanes,
      ...landscape.daemonSets,
    ]) {
      metadata.ownerReferences = [];
      metadata.labels = {
        'app.kubernetes.io/managed-by': 'dpf-portal',
        'dpu.nvidia.com/cluster': 'team-a-blue',
      };
    }
    landscape.remove(blue);
    const green = landscape.add('green');
    expect(landscape.claim(green)?.message).toContain(
      'TenantControlPlane team-a/blue',
    );
    const again = landscape.add('blue', {
      metadata: {
        uid: 'uid-again',
        creationTimestamp: '2026-02-01T00:00:00Z',
      },
    });
    expect(landscape.claim(again)).toBeUndefined();
    expect(landscape.claim(green)?.message).toContain(
      'is used by team-a/blue,',
    );
  });
});
