import {
  Controller,
  KubeClient,
  LeaderElector,
  RestTransport,
} from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import fs from 'node:fs';
import path from 'node:path';
import { CONTROLLERS_LEASE } from '@dpf-portal/dpf-world';
import { PrometheusRegistry } from './PrometheusRegistry';
import { registerDpuClusterMetrics } from '@dpf-portal/dpf-world';

const DIRECTORY = path.resolve(__dirname, '../../../../deploy/monitoring');
const METRIC =
  /\b(?:controller_runtime|workqueue|rest_client|leader_election|dpf_dpucluster|nodejs|process)_[a-z0-9_]+/g;

/** Everything that feeds metrics in `dpf-controllers`, made once. */
function registryOfControllers(): PrometheusRegistry {
  const metrics = new PrometheusRegistry();
  registerDpuClusterMetrics(metrics, { clusters: () => [] });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser(
    { name: 'none', server: 'https://127.0.0.1:1', skipTLSVerify: false },
    { name: 'none' },
  );
  const transport = RestTransport.fromKubeConfig(kubeConfig, { metrics });
  const controller = new Controller({
    name: 'none',
    metrics,
    reconcile: async () => {},
  });
  const elector = new LeaderElector({
    client: new KubeClient({ transport }),
    namespace: 'none',
    leases: [{ name: CONTROLLERS_LEASE }],
    identity: 'none',
    metrics,
  });
  expect([controller.queueLength, elector.isLeading()]).toEqual([0, false]);
  transport.close();
  return metrics;
}

describe('what deploy/monitoring asks for', () => {
  const known = registryOfControllers().names();

  it.each(['alerts.yaml', 'dashboard.json'])(
    'is measured by the controllers: %s',
    file => {
      const text = fs.readFileSync(path.join(DIRECTORY, file), 'utf8');
      const named = [...new Set(text.match(METRIC))].map(name =>
        name.replace(/_(bucket|count|sum)$/, ''),
      );
      expect(named.length).toBeGreaterThan(3);
      // dpf_dpucluster_status_nodes_count ends like a histogram's series.
      const unknown = named.filter(
        name => !known.includes(name) && !known.includes(`${name}_count`),
      );
      expect(unknown).toEqual([]);
    },
  );

  it('knows the Lease by its name', () => {
    const text = fs.readFileSync(path.join(DIRECTORY, 'alerts.yaml'), 'utf8');
    const leases = [...text.matchAll(/master_status\{name="([^"]+)"/g)];
    expect(new Set(leases.map(([, name]) => name))).toEqual(
      new Set([CONTROLLERS_LEASE]),
    );
  });
});
