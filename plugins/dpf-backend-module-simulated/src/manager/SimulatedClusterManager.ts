import {
  ClusterManager,
  ClusterManagerContext,
  ClusterManagerResult,
} from '@dpf-portal/dpf-controllers';
import { SimulatedTenant } from '../tenant/SimulatedTenant';
import { publishKubeconfig } from './publishKubeconfig';

/** The type of the DPU clusters that this module makes. @public */
export const SIMULATED_TYPE = 'example.com/simulated';

const RETRY_MS = 30_000;

/**
 * Creates simulated clusters. A tenant lives as long as this process. After a restart or a change of the leader, the
 * cluster gets a new tenant and its Secret is updated under the same name.
 *
 * @public
 */
export class SimulatedClusterManager implements ClusterManager {
  readonly type = SIMULATED_TYPE;
  /** By uid of the DPUCluster, because a recreated cluster of the same name is another one. */
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
            message: `The Secret ${secret} has another owner. Delete or rename it.`,
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
          message: 'The simulated API server is running.',
        },
      ],
    };
  }

  /** Kubernetes deletes the Secret by its owner reference; this stops the tenant, which Kubernetes does not know. */
  async cleanUp({
    cluster,
  }: ClusterManagerContext): Promise<{ done: boolean }> {
    const { uid = '' } = cluster.metadata;
    const tenant = this.#tenants.get(uid);
    this.#tenants.delete(uid);
    await tenant?.stop();
    return { done: true };
  }

  /** Stops every tenant. For tests. */
  async stop(): Promise<void> {
    const tenants = [...this.#tenants.values()];
    this.#tenants.clear();
    await Promise.all(tenants.map(tenant => tenant.stop()));
  }
}
