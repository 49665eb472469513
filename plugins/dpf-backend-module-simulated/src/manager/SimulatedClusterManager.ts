import {
  ClusterManager,
  ClusterManagerContext,
  ClusterManagerResult,
} from '@dpf-portal/dpf-controllers';
import { SimulatedTenant } from '../tenant/SimulatedTenant';
import { publishKubeconfig } from './publishKubeconfig';

/** @public */
export const SIMULATED_TYPE = 'example.com/simulated';

const RETRY_MS = 30_000;

/**
 * Makes simulated clusters. A tenant lives as long as this process: after a restart, or when another process takes over,
 * the cluster gets a new one and its Secret is rewritten, while its name stays.
 *
 * @public
 */
export class SimulatedClusterManager implements ClusterManager {
  readonly type = SIMULATED_TYPE;
  /** By the uid of the DPUCluster: one that was made again under its name is another. */
  readonly #tenants = new Map<string, SimulatedTenant>();

  async reconcile(
    context: ClusterManagerContext,
  ): Promise<ClusterManagerResult> {
    const { uid = '', name } = context.cluster.metadata;
    let tenant = this.#tenants.get(uid);
    if (!tenant) {
      tenant = await SimulatedTenant.start(context.cluster.spec.version);
      this.#tenants.set(uid, tenant);
    }
    const secret = `${name}-simulated-kubeconfig`;
    if (!(await publishKubeconfig(context, secret, tenant.kubeconfig))) {
      return {
        conditions: [
          {
            type: 'Created',
            status: 'False',
            reason: 'ChildNameTaken',
            message: `The Secret ${secret} belongs to something else; delete or rename it.`,
          },
        ],
        requeueAfterMs: RETRY_MS,
      };
    }
    return {
      kubeconfig: secret,
      conditions: [
        {
          type: 'Created',
          status: 'True',
          reason: 'Simulated',
          message: 'The simulated API server listens.',
        },
      ],
    };
  }

  /** The Secret goes by its owner reference; what Kubernetes does not know of is ended here. */
  async cleanUp({
    cluster,
  }: ClusterManagerContext): Promise<{ done: boolean }> {
    const { uid = '' } = cluster.metadata;
    const tenant = this.#tenants.get(uid);
    this.#tenants.delete(uid);
    await tenant?.stop();
    return { done: true };
  }

  /** Ends every tenant; for tests. */
  async stop(): Promise<void> {
    const tenants = [...this.#tenants.values()];
    this.#tenants.clear();
    await Promise.all(tenants.map(tenant => tenant.stop()));
  }
}
