import { DpuCluster } from '@dpf-portal/dpf-model';
import { KubeObject, ResourceType } from '@dpf-portal/kube-controller';
import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf } from '../ground/benchCluster';
import { SILENCES, Silence, SilencingProxy } from '../tenants/SilencingProxy';
import { Ground } from '../ground/Ground';
import { portOf, startSickTenant } from '../tenants/startSickTenant';
import { Scenario } from './Scenario';
import { quantile } from '../../statistics/quantile';

const TENANT_CONTROL_PLANES: ResourceType = {
  group: 'kamaji.clastix.io',
  version: 'v1alpha1',
  plural: 'tenantcontrolplanes',
  kind: 'TenantControlPlane',
  namespaced: true,
};
/** Tenants for each failure. Together less than half of the clusters, or the network would be suspected instead. */
const OF_EACH = 6;
const CLUSTERS = 60;
// Long enough for a few probes of every cluster.
const WELL_MS = 25_000;

interface AddressedTenant extends KubeObject {
  spec?: { networkProfile?: { address?: string; port?: number } };
}

async function authorityOf(
  { api }: Ground,
  { metadata: { namespace, name } }: DpuCluster,
): Promise<string> {
  const { spec } = await api.client.get<AddressedTenant>(
    TENANT_CONTROL_PLANES,
    { namespace, name },
  );
  const { address, port } = spec?.networkProfile ?? {};
  return `${address}:${port}`;
}

/** Seconds until each cluster is NotReady. */
async function silence(
  ground: Ground,
  proxy: SilencingProxy,
  clusters: readonly DpuCluster[],
): Promise<Map<Silence, number[]>> {
  const silenced = clusters.map((cluster, n) => ({
    cluster,
    how: SILENCES[n % SILENCES.length],
  }));
  const authorities = await Promise.all(
    clusters.map(cluster => authorityOf(ground, cluster)),
  );
  const seconds = new Map<Silence, number[]>();
  const begun = performance.now();
  authorities.forEach((authority, n) =>
    proxy.silence(authority, silenced[n].how),
  );
  await Promise.all(
    silenced.map(async ({ cluster, how }) => {
      await ground.watch.whenPhase([cluster], 'NotReady');
      const took = (performance.now() - begun) / 1000;
      seconds.set(how, [...(seconds.get(how) ?? []), took]);
    }),
  );
  return seconds;
}

/** DPU clusters stop answering in four ways. Measures how long until each is NotReady. */
export const tenants: Scenario = {
  oursOnly: true,
  async measure({ ground, start }) {
    const sick = await startSickTenant(
      ground,
      Array.from({ length: CLUSTERS }, (_, n) => addressOf(n)),
    );
    const proxy = await SilencingProxy.start({
      next: ground.tenantProxyUrl,
      sickPort: portOf(sick),
    });
    ground.tenantProxyUrl = proxy.url;
    try {
      await start();
      const clusters = await ground.create('tenant', 0, CLUSTERS);
      await ground.watch.whenPhase(clusters, 'Ready');
      await sleep(WELL_MS);
      const seconds = await silence(
        ground,
        proxy,
        clusters.slice(0, OF_EACH * SILENCES.length),
      );
      return [
        {
          figure: 'API server of a DPU cluster stops answering, NotReady, p95',
          value: quantile([...seconds.values()].flat(), 0.95),
          unit: 's',
        },
        ...[...seconds].map(([how, values]) => ({
          figure: `– ${how}, slowest`,
          value: Math.max(...values),
          unit: 's',
        })),
      ];
    } finally {
      proxy.close();
      sick.close();
      sick.closeAllConnections();
    }
  },
};
