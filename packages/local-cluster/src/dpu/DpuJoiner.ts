import { CORE_RESOURCES, KubeClient } from '@dpf-portal/kube-controller';
import path from 'node:path';
import { ProxiedCluster } from '../kubeadm';
import { Reaper } from '../process';
import { StateDirectory } from '../state';
import { BootstrapToken } from './BootstrapToken';
import { DpuClusterRef } from './DpuTarget';
import { findDpuTarget } from './findDpuTarget';
import { JoiningDpu } from './JoiningDpu';
import { startJoinControllers } from './startJoinControllers';

export interface DpuJoinerOptions {
  management: KubeClient;
  state: StateDirectory;
  /** kube-controller-manager. */
  controllerManagerBinary: string;
  proxyUrl: string;
  reaper: Reaper;
}

/**
 * Lets DPUs join the clusters of a local cluster as real ones do: bootstrap token, certificate
 * request, Node.
 *
 * @public
 */
export class DpuJoiner {
  #joins = 0;

  constructor(private readonly options: DpuJoinerOptions) {}

  /**
   * Resolves when a Ready Node of each name is in the cluster. To light tenants nothing can be sent: there it rejects,
   * and `LocalCluster.lightTenant` sets the Nodes.
   */
  async join(cluster: DpuClusterRef, names: readonly string[]): Promise<void> {
    const { state, proxyUrl, controllerManagerBinary: binary } = this.options;
    const target = await findDpuTarget(cluster, this.options);
    const admin = ProxiedCluster.fromKubeconfig(target.kubeconfig, {
      proxyUrl,
    });
    this.#joins += 1;
    const controllers = await startJoinControllers({
      ...this.options,
      binary,
      target,
      directory: path.join(state.pods, `join-${process.pid}-${this.#joins}`),
    });
    try {
      const token = BootstrapToken.generate();
      await admin.client.create(CORE_RESOURCES.secrets, token.manifest());
      for (const name of names) {
        await new JoiningDpu({
          name,
          server: admin.server,
          token,
          proxyUrl,
        }).join();
      }
      await admin.client.delete(
        CORE_RESOURCES.secrets,
        token.manifest().metadata,
      );
    } finally {
      admin.close();
      await controllers.stop();
    }
  }
}
