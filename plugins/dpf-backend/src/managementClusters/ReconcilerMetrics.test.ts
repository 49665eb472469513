import {
  MetricAttributes,
  MetricsServiceObservableCallback,
} from '@backstage/backend-plugin-api/alpha';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { PrometheusRegistry } from '@dpf-portal/dpf-controllers';
import {
  CollectedGauges,
  registerDpuClusterMetrics,
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
import { ReconcilerMetrics } from './ReconcilerMetrics';

/** A metrics service that remembers what it was given, one line a measurement. */
function recorder() {
  const names = new Set<string>();
  const lines: string[] = [];
  const collectors: Array<[string, MetricsServiceObservableCallback]> = [];
  const write =
    (name: string) => (value: number, attributes?: MetricAttributes) =>
      void lines.push(`${name} ${JSON.stringify(attributes)} ${value}`);
  const instrument = (name: string) => {
    names.add(name);
    return { add: write(name), record: write(name) };
  };
  const service = metricsServiceMock.mock({
    createCounter: instrument,
    createGauge: instrument,
    createHistogram: instrument,
    createObservableGauge: name => {
      names.add(name);
      return {
        addCallback: callback => void collectors.push([name, callback]),
        removeCallback: () => {},
      };
    },
  });
  return {
    metrics: new ReconcilerMetrics(service, 'site-a'),
    names,
    lines,
    collect: () =>
      collectors.forEach(([name, callback]) =>
        callback({ observe: write(name) }),
      ),
  };
}

/** Makes everything once that feeds metrics. */
function feed(metrics: MetricsRegistry & CollectedGauges): void {
  registerDpuClusterMetrics(metrics, { clusters: () => [] });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: 'none', server: 'https://127.0.0.1:1', skipTLSVerify: false },
    { name: 'none' },
  );
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
    const { metrics, names } = recorder();
    feed(metrics);
    expect([...names].sort()).toEqual(
      process
        .names()
        .filter(name => !ofNode.has(name))
        .sort(),
    );
  });

  it('names the management cluster with each measurement', async () => {
    const { metrics, lines } = recorder();
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

  it('finds the series of DPU clusters anew at each collection', () => {
    const { metrics, lines, collect } = recorder();
    const clusters = [
      {
        metadata: { name: 'blue', namespace: 'team-a', uid: 'u1' },
        spec: { type: 'static' },
        status: { nodesCount: 3 },
      },
    ];
    registerDpuClusterMetrics(metrics, { clusters: () => clusters });
    collect();
    expect(lines).toContain(
      'dpf_dpucluster_status_nodes_count {"name":"blue","namespace":"team-a","uid":"u1","management_cluster":"site-a"} 3',
    );
    lines.length = 0;
    clusters.pop();
    collect();
    expect(lines).toEqual([]);
  });
});
