import { PrometheusRegistry } from '@dpf-portal/dpf-controllers';
import {
  CollectedGauges,
  ManagementClusterConnection,
  registerDpuClusterMetrics,
  registerManagementClusterMetrics,
} from '@dpf-portal/dpf-world';
import {
  Controller,
  KubeClient,
  LeaderElector,
  MetricsRegistry,
  RestTransport,
} from '@dpf-portal/kube-controller';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { KubeConfig } from '@kubernetes/client-node';
import { RecordedMetrics } from '../__testUtils__/RecordedMetrics';
import { ReconcilerMetrics } from './ReconcilerMetrics';

function recorder() {
  const recorded = new RecordedMetrics();
  return {
    recorded,
    metrics: new ReconcilerMetrics(recorded.service, 'site-a'),
  };
}

/** Makes everything once that feeds metrics. */
function feed(metrics: MetricsRegistry & CollectedGauges): void {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: 'none', server: 'https://127.0.0.1:1', skipTLSVerify: false },
    { name: 'none' },
  );
  registerManagementClusterMetrics(metrics, {
    connection: ManagementClusterConnection.create({
      name: 'none',
      kubeConfig,
      tenantAccess: { mode: 'direct' },
    }),
    roles: () => [],
    ownFindings: () => [],
  });
  const transport = RestTransport.fromKubeConfig(kubeConfig, { metrics });
  const client = new KubeClient({ transport });
  const leases = [{ name: 'none' }];
  void new LeaderElector({
    client,
    namespace: 'none',
    leases,
    identity: 'none',
    metrics,
  });
  void new Controller({ name: 'none', metrics, reconcile: async () => {} });
  transport.close();
}

describe('ReconcilerMetrics', () => {
  it('has the names that the dpf-controllers process serves', () => {
    const process = new PrometheusRegistry();
    const ofNode = new Set(process.names());
    feed(process);
    const { metrics, recorded } = recorder();
    feed(metrics);
    expect([...recorded.names].sort()).toEqual(
      process
        .names()
        .filter(name => !ofNode.has(name))
        .sort(),
    );
  });

  it('names the management cluster with each measurement', async () => {
    const { metrics, recorded } = recorder();
    const { lines } = recorded;
    const stop = new AbortController();
    const controller = new Controller({
      name: 'dpuclusters',
      clock: new FakeClock(),
      metrics,
      reconcile: async () => {},
    });
    const running = controller.run(stop.signal);
    controller.enqueue('team-a/blue');
    await controller.settled();
    stop.abort();
    await running;
    const own = '"management_cluster":"site-a"}';
    expect(lines).toEqual(
      expect.arrayContaining([
        `controller_runtime_reconcile_total {"controller":"dpuclusters","result":"success",${own} 1`,
        `controller_runtime_active_workers {"controller":"dpuclusters",${own} 1`,
        `workqueue_adds_total {"name":"dpuclusters",${own} 1`,
        `workqueue_depth {"name":"dpuclusters",${own} 0`,
      ]),
    );
    expect(
      lines.filter(line => line.startsWith('controller_runtime_active')).at(-1),
    ).toMatch(/ 0$/);
    expect(lines.every(line => line.includes(own))).toBe(true);
  });

  describe('of what is collected', () => {
    const blue = {
      metadata: { name: 'blue', namespace: 'team-a', uid: 'u1' },
      spec: { type: 'static' },
      status: { nodesCount: 3 },
    };
    const countedAs = (nodes: number) =>
      `dpf_dpucluster_status_nodes_count {"name":"blue","namespace":"team-a","uid":"u1","management_cluster":"site-a"} ${nodes}`;

    it('finds the series anew each time, and sets one that is gone to 0, once', async () => {
      const { metrics, recorded } = recorder();
      let clusters = [blue];
      registerDpuClusterMetrics(metrics, { clusters: () => clusters });
      expect(await recorded.collect()).toContain(countedAs(3));
      clusters = [];
      const gone = await recorded.collect();
      expect(gone).toContain(countedAs(0));
      expect(gone.every(line => line.endsWith(' 0'))).toBe(true);
      expect(await recorded.collect()).toEqual([]);
      clusters = [blue];
      expect(await recorded.collect()).toContain(countedAs(3));
    });
  });
});
