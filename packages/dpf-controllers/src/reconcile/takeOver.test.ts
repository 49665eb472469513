import { DpuCluster } from '@dpf-portal/dpf-model';
import { kamajiCluster } from '@dpf-portal/test-support';
import { ReconcileBench } from '../testing/ReconcileBench';
import { conditionOf } from './status/conditions';

const CHILD = 'test-keepalived';

/** keepalived as DPF's own manager makes it. */
function vendorKeepalived(
  cluster: DpuCluster,
  variables: Record<string, string>,
) {
  const keepalived = cluster.spec.clusterEndpoint?.keepalived;
  const env = {
    INTERFACE: keepalived?.interface ?? '',
    VIRTUAL_ROUTER_ID: String(keepalived?.virtualRouterID),
    VIRTUAL_IP: keepalived?.vip ?? '',
    ...variables,
  };
  return {
    metadata: {
      name: CHILD,
      namespace: 'team-a',
      ownerReferences: [
        {
          apiVersion: cluster.apiVersion ?? '',
          kind: 'DPUCluster',
          name: cluster.metadata.name,
          uid: cluster.metadata.uid ?? '',
        },
      ],
    },
    spec: {
      template: {
        spec: {
          nodeSelector: keepalived?.nodeSelector,
          initContainers: [
            {
              env: Object.entries(env).map(([name, value]) => ({
                name,
                value,
              })),
            },
          ],
        },
      },
    },
  };
}

describe('What DPF’s own manager left', () => {
  let bench: ReconcileBench;

  beforeEach(async () => {
    bench = await ReconcileBench.create();
  });
  afterEach(async () => {
    await bench.stop();
  });

  const keepalivedWrites = () =>
    bench.server.writeLog().filter(line => /daemonset|configmap/i.test(line));

  /** Ready by our hands, then with the vendor's keepalived in the place of ours. */
  const taken = async (variables: Record<string, string> = {}) => {
    const cluster = await bench.bringToReady(bench.create(kamajiCluster()));
    const controlPlane = bench.world().tenantControlPlane('team-a', 'test');
    const port = String(controlPlane?.spec?.networkProfile?.port);
    bench.server.objects.delete('daemonsets', 'team-a', CHILD);
    bench.server.objects.create(
      'daemonsets',
      'team-a',
      vendorKeepalived(cluster, { NODE_PORT: port, ...variables }),
    );
    bench.kubeletsRun(cluster, 2);
    bench.server.writes.length = 0;
    bench.restart();
    return cluster;
  };

  it('is a Service without an owner, which reserves the port for the control plane', async () => {
    const cluster = bench.create(kamajiCluster());
    bench.server.objects.create('services', 'team-a', {
      metadata: { name: 'test', namespace: 'team-a' },
      ...{
        spec: {
          type: 'NodePort',
          selector: { 'kamaji.clastix.io/name': 'test' },
          ports: [{ name: 'kube-apiserver', port: 6443, nodePort: 31999 }],
        },
      },
    });
    const ready = await bench.bringToReady(cluster);
    expect(ready.status?.phase).toBe('Ready');
    expect(
      bench.world().tenantControlPlane('team-a', 'test')?.spec?.networkProfile
        ?.port,
    ).toBe(31999);
  });

  it('is not a Service for something else', async () => {
    const cluster = bench.create(kamajiCluster());
    bench.server.objects.create('services', 'team-a', {
      metadata: { name: 'test', namespace: 'team-a' },
      ...{
        spec: {
          type: 'NodePort',
          selector: { app: 'shop' },
          ports: [{ port: 80, nodePort: 31999 }],
        },
      },
    });
    await bench.reconcile(cluster);
    expect(
      conditionOf(bench.live(cluster).status?.conditions, 'Created')?.reason,
    ).toBe('ChildNameTaken');
  });

  it('is a keepalived that carries the address: it is left to do so', async () => {
    const cluster = await taken();
    await bench.reconcile(cluster);
    expect(keepalivedWrites()).toEqual([]);
    expect(bench.live(cluster).status?.phase).toBe('Ready');
  });

  it.each([
    ['does not carry what is asked', { VIRTUAL_ROUTER_ID: '9' }],
    ['leads to another port', { NODE_PORT: '39999' }],
  ])('is replaced when its keepalived %s', async (_, variables) => {
    const cluster = await taken(variables);
    await bench.reconcile(cluster);
    expect(bench.has('daemonsets', 'team-a', CHILD)).toBe(false);
    await bench.reconcile(cluster);
    const ours = bench.find('daemonsets', 'team-a', CHILD);
    expect(ours?.metadata.labels).toMatchObject({
      'app.kubernetes.io/managed-by': 'dpf-portal',
    });
  });

  it('is replaced when its ConfigMap is gone', async () => {
    const cluster = await taken();
    bench.server.objects.delete('configmaps', 'team-a', CHILD);
    await bench.reconcile(cluster);
    await bench.reconcile(cluster);
    expect(bench.has('configmaps', 'team-a', CHILD)).toBe(true);
    expect(
      bench.find('daemonsets', 'team-a', CHILD)?.metadata.labels,
    ).toBeDefined();
  });
});
