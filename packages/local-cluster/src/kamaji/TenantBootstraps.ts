import {
  Logger,
  ReconcileResult,
  messageOf,
  objectKey,
} from '@dpf-portal/kube-controller';
import {
  bootstrapCluster,
  ensureClusterInfo,
} from '../kubeadm/bootstrapCluster';
import { ProxiedCluster } from '../kubeadm/ProxiedCluster';
import { Secret } from '../kubelet/workloads';
import { TenantControlPlane } from './TenantControlPlane';
import { TenantSettings } from './TenantSettings';

const RECHECK_MS = 4000;
const RETRY_MS = 1000;

/** Maintains the objects of kubeadm in tenants. A deleted cluster-info is restored within seconds, as by Kamaji. */
export class TenantBootstraps {
  /** When cluster-info was last checked, in monotonic milliseconds, by uid. */
  readonly #done = new Map<string, number>();

  readonly #options: { proxyUrl: string; logger: Logger };

  constructor(options: { proxyUrl: string; logger: Logger }) {
    this.#options = options;
  }

  /** Bootstraps a Ready tenant. Returns when to call again. */
  async keep(
    tenant: TenantControlPlane,
    { uid, address, port }: TenantSettings,
    admin: Secret,
  ): Promise<ReconcileResult> {
    const last = this.#done.get(uid);
    const due = (last ?? -Infinity) + RECHECK_MS - performance.now();
    if (due > 0) {
      return { requeueAfterMs: due };
    }
    const kubeconfig = admin.data?.['super-admin.conf'];
    if (!kubeconfig) {
      return undefined;
    }
    const host = address.includes(':') ? `[${address}]` : address;
    const cluster = ProxiedCluster.fromKubeconfig(
      Buffer.from(kubeconfig, 'base64').toString('utf8'),
      { ...this.#options, server: `https://${host}:${port}` },
    );
    try {
      if (last === undefined) {
        await bootstrapCluster(cluster);
      } else {
        await ensureClusterInfo(cluster);
      }
    } catch (error) {
      // After a restart of this process the Deployment still reports ready until the kubelet stand-in has reconciled
      // it.
      this.#options.logger.debug(`${objectKey(tenant)}: ${messageOf(error)}`);
      return { requeueAfterMs: RETRY_MS };
    } finally {
      cluster.close();
    }
    this.#done.set(uid, performance.now());
    return { requeueAfterMs: RECHECK_MS };
  }

  forget(uid: string): void {
    this.#done.delete(uid);
  }
}
