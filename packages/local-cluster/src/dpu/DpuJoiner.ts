import {
  CORE_RESOURCES,
  KubeClient,
  isAlreadyExists,
  isNotFound,
} from '@dpf-portal/kube-controller';
import fs from 'node:fs/promises';
import path from 'node:path';
import { ProxiedCluster } from '../kubeadm/ProxiedCluster';
import { KubeNode } from '../kubelet/workloads';
import { Reaper } from '../process/Reaper';
import { StateDirectory } from '../state/StateDirectory';
import { BootstrapToken } from './BootstrapToken';
import { DpuProvisioning, WantedNode } from './DpuProvisioning';
import { DpuClusterRef, DpuTarget, findDpuCluster } from './findDpuCluster';
import { findDpuTarget } from './findDpuTarget';
import { forEachAtOnce } from './forEachAtOnce';
import { JoiningDpu, isReadyNode, readyNode } from './JoiningDpu';
import { discoverDpf } from './ServedDpf';
import { startJoinControllers } from './startJoinControllers';

const JOINS_AT_ONCE = 4;
const LIGHT_WRITES_AT_ONCE = 8;

export interface DpuJoinerOptions {
  management: KubeClient;
  state: StateDirectory;
  /** kube-controller-manager. */
  controllerManagerBinary: string;
  proxyUrl: string;
  reaper: Reaper;
}

/** Options of the provisioning. @public */
export interface ProvisionOptions {
  /** Duration of each phase. Default: 300 ms. */
  paceMs?: number;
  signal?: AbortSignal;
  onProgress?: (line: string) => void;
}

/**
 * Lets simulated DPUs join the clusters of a local cluster like real ones: bootstrap token,
 * certificate request, Node.
 *
 * @public
 */
export class DpuJoiner {
  #joins = 0;

  readonly #options: DpuJoinerOptions;

  constructor(options: DpuJoinerOptions) {
    this.#options = options;
  }

  /**
   * Simulates DPF: creates the DPU objects of these names, takes them through their phases, and lets their Nodes join.
   * May be repeated: existing DPUs continue from their phase. Resolves with what was created: only Nodes, if the DPU
   * kind is not served or the static cluster is not registered.
   */
  async provision(
    ref: DpuClusterRef,
    names: readonly string[],
    options: ProvisionOptions = {},
  ): Promise<{ made: 'dpus' } | { made: 'nodes'; because: string }> {
    const { management: client, state } = this.#options;
    const { paceMs = 300, onProgress = () => {} } = options;
    const { signal = new AbortController().signal } = options;
    const served = await discoverDpf(client);
    const found = await findDpuCluster({
      ref,
      served,
      client,
      staticKubeconfig: () =>
        fs.readFile(state.kubeconfigFile('static-cluster'), 'utf8'),
    });
    const target = found?.cluster.spec.type === 'static' ? 'static' : ref;
    const joinNodes = (nodes: readonly WantedNode[]) =>
      this.#joinNodes(target, nodes, signal);
    const kind = found?.served.dpus;
    if (found && kind) {
      await new DpuProvisioning({
        client,
        found,
        kind,
        joinNodes,
        paceMs,
        signal,
        onProgress,
      }).run(names);
      return { made: 'dpus' };
    }
    await joinNodes(names.map(name => ({ name, labels: {} })));
    return {
      made: 'nodes',
      because: found
        ? `${found.served.group} serves no DPU kind`
        : 'no DPUCluster stands for the static cluster',
    };
  }

  /** Resolves when the cluster has a Ready Node of each name. Creates no DPU objects. */
  async join(cluster: DpuClusterRef, names: readonly string[]): Promise<void> {
    await this.#joinNodes(
      cluster,
      names.map(name => ({ name, labels: {} })),
      new AbortController().signal,
    );
  }

  async #joinNodes(
    cluster: DpuClusterRef,
    nodes: readonly WantedNode[],
    signal: AbortSignal,
  ): Promise<void> {
    const { proxyUrl } = this.#options;
    const target = await findDpuTarget(cluster, this.#options);
    const admin = ProxiedCluster.fromKubeconfig(target.kubeconfig, {
      proxyUrl,
    });
    try {
      const live = await admin.client.listAll<KubeNode>(CORE_RESOURCES.nodes);
      const ready = new Set(
        live.filter(isReadyNode).map(({ metadata }) => metadata.name),
      );
      const missing = nodes.filter(({ name }) => !ready.has(name));
      if (missing.length > 0) {
        await (target.authority
          ? this.#bootstrap(target, target.authority, admin, missing, signal)
          : registerLight(admin.client, missing, signal));
      }
    } finally {
      admin.close();
    }
  }

  async #bootstrap(
    target: DpuTarget,
    authority: NonNullable<DpuTarget['authority']>,
    admin: ProxiedCluster,
    nodes: readonly WantedNode[],
    signal: AbortSignal,
  ): Promise<void> {
    const { state, proxyUrl, controllerManagerBinary: binary } = this.#options;
    this.#joins += 1;
    const controllers = await startJoinControllers({
      ...this.#options,
      binary,
      kubeconfig: target.kubeconfig,
      authority,
      directory: path.join(state.pods, `join-${process.pid}-${this.#joins}`),
    });
    const token = BootstrapToken.generate();
    try {
      await admin.client.create(CORE_RESOURCES.secrets, token.manifest());
      await forEachAtOnce(nodes, JOINS_AT_ONCE, async ({ name, labels }) => {
        signal.throwIfAborted();
        await new JoiningDpu({
          name,
          labels,
          server: admin.server,
          token,
          proxyUrl,
        }).join();
      });
    } finally {
      await admin.client
        .delete(CORE_RESOURCES.secrets, token.manifest().metadata)
        .catch(error => {
          if (!isNotFound(error)) {
            throw error;
          }
        })
        .finally(() => controllers.stop());
    }
  }
}

/** A light tenant has no certificate signer, so its administrator creates the Nodes. */
async function registerLight(
  client: KubeClient,
  nodes: readonly WantedNode[],
  signal: AbortSignal,
): Promise<void> {
  await forEachAtOnce(nodes, LIGHT_WRITES_AT_ONCE, async ({ name, labels }) => {
    signal.throwIfAborted();
    try {
      await client.create<KubeNode>(
        CORE_RESOURCES.nodes,
        readyNode(name, labels),
      );
    } catch (error) {
      if (!isAlreadyExists(error)) {
        throw error;
      }
    }
  });
}
