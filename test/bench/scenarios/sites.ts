import {
  DpuClusterList,
  DpuList,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { dpuResource } from '@dpf-portal/dpf-world';
import { findFreePort } from '@dpf-portal/local-cluster';
import path from 'node:path';
import { assignedDpu } from '../../fixtures/assignedDpu';
import { createClusterNamespace } from '../../management/createClusterNamespace';
import { BackendProcess } from '../../portal/BackendProcess';
import { eventually } from '../../portal/eventually';
import { Ground } from '../ground/Ground';
import { Portal } from '../portal/startPortal';
import { ask } from './ask';
import { Measurement, Scenario } from './Scenario';

const SITES = ['site-a', 'site-b', 'site-c', 'site-d', 'site-e'];
const CLUSTERS_EACH = 50;
const DPUS_EACH = 12;
const CLUSTERS = SITES.length * CLUSTERS_EACH;
const DPUS = CLUSTERS * DPUS_EACH;
const STEP = 100;
/** The bench may run beside other work. */
const PATIENCE_MS = 300_000;
const DPU = dpuResource(DPU_CLUSTER_GROUPS.released, 'v1alpha1');

/** Makes the clusters, with all that belongs to a Ready one, and their DPUs. */
async function fill(ground: Ground): Promise<void> {
  for (const site of SITES) {
    await createClusterNamespace(ground.api.client, site);
  }
  const clusters: DpuCluster[] = [];
  for (const [nth, site] of SITES.entries()) {
    const from = nth * CLUSTERS_EACH;
    clusters.push(...(await ground.create('sites', from, CLUSTERS_EACH, site)));
  }
  await ground.watch.whenPhase(clusters, 'Ready');
  const dpus = clusters.flatMap(cluster =>
    Array.from({ length: DPUS_EACH }, (_, n) =>
      assignedDpu(`${cluster.metadata.name}-dpu-${n}`, cluster),
    ),
  );
  for (let from = 0; from < dpus.length; from += STEP) {
    await Promise.all(
      dpus
        .slice(from, from + STEP)
        .map(dpu => ground.api.client.create(DPU, dpu)),
    );
  }
}

/** The example portal as a process, with a management cluster for each site: one API server, by its namespaces. */
async function portalOf(ground: Ground): Promise<BackendProcess> {
  return BackendProcess.create({
    port: await findFreePort(),
    stateDir: path.join(ground.directory, 'portal'),
    portalKubeconfigFile: ground.cluster.portalKubeconfigFile,
    controllersKubeconfigFile: '',
    tenantProxyUrl: ground.tenantProxyUrl,
    roles: 'disabled',
    memoryFile: path.join(ground.directory, 'memory.json'),
    managementClusters: SITES.map(site => ({
      name: site,
      kubeconfigFile: ground.cluster.portalKubeconfigFile,
      namespaces: [site],
      tenantAccess: { mode: 'proxy', proxyUrl: ground.tenantProxyUrl },
      policy: { namespace: site, version: 'v1.29.0' },
    })),
  });
}

async function memoryOf(
  backend: BackendProcess,
  what: string,
): Promise<Measurement[]> {
  const { rss, heapUsed } = await backend.memory();
  const megabytes = (bytes: number) => bytes / 1024 / 1024;
  return [
    { figure: `${what}, RSS`, value: megabytes(rss), unit: 'MB' },
    { figure: `${what}, heap`, value: megabytes(heapUsed), unit: 'MB' },
  ];
}

/**
 * Measures memory and answers of one portal for several sites. It is the whole example portal in a process of its own, with
 * sign-in and permissions; HTTP included.
 */
export const sites: Scenario = {
  oursOnly: true,
  async measure({ ground, start }) {
    const backend = await portalOf(ground);
    const portal: Portal = {
      get: where => backend.json('GET', `/api/dpf${where}`),
      stop: () => backend.stop(),
    };
    try {
      await backend.start({ timeoutMs: PATIENCE_MS });
      const empty = await memoryOf(backend, '5 management clusters, empty');
      await start();
      await fill(ground);
      await eventually(
        'the portal has seen everything',
        async () => {
          const { totalItems } = await portal.get<DpuClusterList>(
            '/dpu-clusters?limit=1',
          );
          const dpus = await portal.get<DpuList>('/dpus?limit=1');
          return totalItems === CLUSTERS && dpus.totalItems === DPUS
            ? true
            : undefined;
        },
        { timeoutMs: PATIENCE_MS },
      );
      const times = [
        ...(await ask(
          portal,
          'first page of the list, with its counts',
          '/dpu-clusters?limit=50&overview=true',
        )),
        ...(await ask(
          portal,
          'filtered and sorted, 50 shown',
          '/dpu-clusters?phase=Ready&text=sites-1&orderBy=-createdAt&limit=50',
        )),
        ...(await ask(
          portal,
          'one cluster',
          `/dpu-clusters/${SITES[0]}/${SITES[0]}/sites-7`,
        )),
        ...(await ask(portal, 'first page of all DPUs', '/dpus?limit=100')),
        ...(await ask(
          portal,
          'DPUs by text, by host',
          '/dpus?text=dpu-1&orderBy=host&limit=100',
        )),
        ...(await ask(portal, 'platform', '/platform')),
      ];
      const full = `${CLUSTERS} clusters, ${DPUS} DPUs`;
      return [...empty, ...(await memoryOf(backend, full)), ...times];
    } finally {
      await portal.stop();
    }
  },
};
