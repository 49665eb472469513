import { DpuCluster } from '@dpf-portal/dpf-model';
import {
  Controller,
  ControllerOptions,
  TerminalError,
} from '@dpf-portal/kube-controller';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { OperationsServer } from './OperationsServer';
import { PrometheusRegistry } from './PrometheusRegistry';
import { registerDpuClusterMetrics } from '@dpf-portal/dpf-world';

/** The series of a scrape, without those of the Node process. */
async function seriesOf(registry: PrometheusRegistry): Promise<string[]> {
  const text = await registry.scrape();
  return text
    .split('\n')
    .filter(line => /^(controller_|workqueue_|dpf_)/.test(line));
}

describe('the metrics of a controller', () => {
  async function run(
    reconcile: ControllerOptions['reconcile'],
  ): Promise<string[]> {
    const registry = new PrometheusRegistry();
    const stop = new AbortController();
    const controller = new Controller({
      name: 'dpuclusters',
      clock: new FakeClock(),
      metrics: registry,
      reconcile,
    });
    const running = controller.run(stop.signal);
    controller.enqueue('team-a/blue');
    await controller.settled();
    stop.abort();
    await running;
    return seriesOf(registry);
  }

  it('count reconciles by how they ended', async () => {
    const series = await run(async () => {});
    expect(series).toEqual(
      expect.arrayContaining([
        'controller_runtime_reconcile_total{controller="dpuclusters",result="success"} 1',
        'controller_runtime_reconcile_errors_total{controller="dpuclusters"} 0',
        'controller_runtime_reconcile_time_seconds_count{controller="dpuclusters"} 1',
        'controller_runtime_active_workers{controller="dpuclusters"} 0',
        'workqueue_adds_total{name="dpuclusters"} 1',
        'workqueue_depth{name="dpuclusters"} 0',
        'workqueue_retries_total{name="dpuclusters"} 0',
        'workqueue_queue_duration_seconds_count{name="dpuclusters"} 1',
        'workqueue_work_duration_seconds_count{name="dpuclusters"} 1',
      ]),
    );
  });

  it('tell failures that are retried from those that are not', async () => {
    const retried = await run(async () => {
      throw new Error('no');
    });
    expect(retried).toEqual(
      expect.arrayContaining([
        'controller_runtime_reconcile_total{controller="dpuclusters",result="error"} 1',
        'controller_runtime_reconcile_errors_total{controller="dpuclusters"} 1',
        'controller_runtime_terminal_reconcile_errors_total{controller="dpuclusters"} 0',
        'workqueue_retries_total{name="dpuclusters"} 1',
      ]),
    );
    const terminal = await run(async () => {
      throw new TerminalError('never');
    });
    expect(terminal).toEqual(
      expect.arrayContaining([
        'controller_runtime_terminal_reconcile_errors_total{controller="dpuclusters"} 1',
        'workqueue_retries_total{name="dpuclusters"} 0',
      ]),
    );
  });
});

describe('the gauges of DPU clusters', () => {
  const cluster: DpuCluster = {
    apiVersion: 'provisioning.dpu.nvidia.com/v1alpha1',
    kind: 'DPUCluster',
    metadata: {
      name: 'blue',
      namespace: 'team-a',
      uid: 'u1',
      creationTimestamp: '2026-11-25T12:00:00Z',
    },
    spec: { type: 'kamaji', maxNodes: 10, version: 'v1.29.0' },
    status: {
      phase: 'NotReady',
      nodesCount: 3,
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'Unreachable',
          message: '',
          lastTransitionTime: '2026-11-25T13:00:00Z',
        },
      ],
    },
  };

  it('are those that the vendor has of a cluster', async () => {
    const registry = new PrometheusRegistry();
    // v1.29.0 is only requested.
    registerDpuClusterMetrics(registry, {
      clusters: () => [cluster],
      installedVersion: () => 'v1.28.4',
      // How many are operational is not known.
      dpuCounts: () => ({ assigned: 3, joined: 0 }),
    });
    const who = 'name="blue",namespace="team-a",uid="u1"';
    expect(await seriesOf(registry)).toEqual([
      `dpf_dpucluster_created{${who}} 1795608000`,
      `dpf_dpucluster_info{${who},max_nodes="10",version="v1.28.4",type="kamaji",keepalived_virtual_ip=""} 1`,
      `dpf_dpucluster_status_phase{${who},phase="Pending"} 0`,
      `dpf_dpucluster_status_phase{${who},phase="Creating"} 0`,
      `dpf_dpucluster_status_phase{${who},phase="Ready"} 0`,
      `dpf_dpucluster_status_phase{${who},phase="NotReady"} 1`,
      `dpf_dpucluster_status_phase{${who},phase="Failed"} 0`,
      `dpf_dpucluster_status_conditions{${who},type="Ready",status="True"} 0`,
      `dpf_dpucluster_status_conditions{${who},type="Ready",status="False"} 1`,
      `dpf_dpucluster_status_conditions{${who},type="Ready",status="Unknown"} 0`,
      `dpf_dpucluster_status_condition_last_transition_time{${who},type="Ready",status="False"} 1795611600`,
      `dpf_dpucluster_status_nodes_count{${who}} 3`,
      `dpf_dpucluster_dpus{${who},state="assigned"} 3`,
      `dpf_dpucluster_dpus{${who},state="joined"} 0`,
    ]);
  });

  it('go with the cluster', async () => {
    const registry = new PrometheusRegistry();
    const clusters = [cluster];
    registerDpuClusterMetrics(registry, { clusters: () => clusters });
    await registry.scrape();
    clusters.pop();
    expect(await seriesOf(registry)).toEqual([]);
  });
});

describe('the server for operations', () => {
  it('answers its paths, and says what went wrong with one', async () => {
    const server = await OperationsServer.listen(
      { host: '127.0.0.1', port: 0 },
      {
        '/healthz': () => ({ status: 200, body: 'ok' }),
        '/metrics': () => {
          throw new Error('no metrics today');
        },
      },
    );
    const get = (path: string) =>
      fetch(`http://127.0.0.1:${server.port}${path}`);
    expect(await (await get('/healthz')).text()).toBe('ok');
    expect((await get('/metrics')).status).toBe(500);
    expect((await get('/other')).status).toBe(404);
    server.close();
  });
});
