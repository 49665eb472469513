import { DpuCluster } from '@dpf-portal/dpf-model';
import { kamajiCluster } from '../../fixtures/kamajiCluster';

const ROUTER_IDS = 255;

/** The VIP of the n-th cluster. */
export function addressOf(n: number): string {
  return `10.66.${Math.floor(n / ROUTER_IDS)}.${(n % ROUTER_IDS) + 1}`;
}

/** The n-th cluster, from 0, with a unique address. Each block of 255 clusters has its own interface. */
export function benchCluster(prefix: string, n: number): DpuCluster {
  const block = Math.floor(n / ROUTER_IDS);
  const cluster = kamajiCluster(`${prefix}-${n}`, {
    vip: addressOf(n),
    virtualRouterID: (n % ROUTER_IDS) + 1,
  });
  const { clusterEndpoint } = cluster.spec;
  return {
    ...cluster,
    spec: {
      ...cluster.spec,
      ...(clusterEndpoint?.keepalived
        ? {
            clusterEndpoint: {
              keepalived: {
                ...clusterEndpoint.keepalived,
                interface: `br-dpu${block}`,
              },
            },
          }
        : {}),
    },
  };
}
