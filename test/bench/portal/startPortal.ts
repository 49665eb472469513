import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import dpfPlugin from '@dpf-portal/backstage-plugin-dpf-backend';
import { DpuClusterList } from '@dpf-portal/backstage-plugin-dpf-common';
import { AddressInfo } from 'node:net';
import { eventually } from '../../portal/eventually';
import { Ground } from '../ground/Ground';

/** The dpf back end in this process, over HTTP, with the API server of the ground. */
export interface Portal {
  /** @throws Error if the status is not 200. */
  get<T>(path: string): Promise<T>;
  stop(): Promise<void>;
}

/**
 * Starts a back end with one management cluster for each namespace, all with the API server of the ground, and no
 * roles. Resolves when all are synced.
 */
export async function startPortal(
  ground: Ground,
  namespaces: readonly string[],
): Promise<Portal> {
  const backend = await startTestBackend({
    features: [
      dpfPlugin,
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://127.0.0.1' },
          dpf: {
            managementClusters: namespaces.map(namespace => ({
              name: namespace,
              kubeconfigFile: ground.cluster.portalKubeconfigFile,
              namespaces: [namespace],
              tenantAccess: { mode: 'proxy', proxyUrl: ground.tenantProxyUrl },
              policy: { namespace, version: 'v1.29.0' },
            })),
          },
        },
      }),
    ],
  });
  const { port } = backend.server.address() as AddressInfo;
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/dpf${path}`);
    if (!answer.ok) {
      throw new Error(`${path} answered ${answer.status}`);
    }
    return await answer.json();
  };
  await eventually('the portal has seen every management cluster', async () => {
    const { sources } = await get<DpuClusterList>('/dpu-clusters?limit=1');
    return sources.every(({ synced }) => synced) ? true : undefined;
  });
  return { get, stop: () => backend.stop() };
}
