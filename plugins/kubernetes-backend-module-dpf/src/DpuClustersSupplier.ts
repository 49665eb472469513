import {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  ClusterDetails,
  KubernetesClustersSupplier,
} from '@backstage/plugin-kubernetes-node';
import {
  KubernetesPluginApi,
  KubernetesPluginCluster,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { withinSentence } from '@dpf-portal/dpf-model';
import { dpfTokenFor } from './dpfToken';
import { OfferedClusters } from './OfferedClusters';

const CALL_TIMEOUT_MS = 10_000;

/** @see DpuClustersSupplier */
export interface DpuClustersSupplierOptions {
  auth: AuthService;
  dpf: Pick<KubernetesPluginApi, 'listKubernetesPluginClusters'>;
  logger: LoggerService;
  offered: Pick<OfferedClusters, 'detailsOf'>;
  /** The clusters of `kubernetes.clusterLocatorMethods`, where there are any. */
  others?: KubernetesClustersSupplier;
}

/**
 * The clusters of the configuration, and the DPU clusters whose workloads the caller may see. Which these are is asked of
 * the dpf back end with the caller's credentials, for each call: without an answer there are none.
 */
export class DpuClustersSupplier implements KubernetesClustersSupplier {
  readonly #auth: AuthService;
  readonly #dpf: Pick<KubernetesPluginApi, 'listKubernetesPluginClusters'>;
  readonly #logger: LoggerService;
  readonly #offered: Pick<OfferedClusters, 'detailsOf'>;
  readonly #others?: KubernetesClustersSupplier;
  #failed?: string;
  readonly #taken = new Set<string>();

  constructor(options: DpuClustersSupplierOptions) {
    this.#auth = options.auth;
    this.#dpf = options.dpf;
    this.#logger = options.logger;
    this.#offered = options.offered;
    this.#others = options.others;
  }

  async getClusters(options: {
    credentials: BackstageCredentials;
  }): Promise<ClusterDetails[]> {
    const [others, visible] = await Promise.all([
      this.#others?.getClusters(options) ?? [],
      this.#visibleTo(options.credentials),
    ]);
    const names = new Set(others.map(({ name }) => name));
    const offered = visible
      // A problem may be newer than the token.
      .filter(
        ({ clusterName, problem }) =>
          !problem && !this.#isTaken(clusterName, names),
      )
      // A copy: the plugin writes into what it gets.
      .flatMap(
        ({ uid }) => structuredClone(this.#offered.detailsOf(uid)) ?? [],
      );
    return [...others, ...offered];
  }

  async #visibleTo(
    credentials: BackstageCredentials | undefined,
  ): Promise<KubernetesPluginCluster[]> {
    if (
      !credentials ||
      !(
        this.#auth.isPrincipal(credentials, 'user') ||
        this.#auth.isPrincipal(credentials, 'service')
      )
    ) {
      return [];
    }
    try {
      const { items } = await this.#dpf.listKubernetesPluginClusters({
        token: await dpfTokenFor(this.#auth, credentials),
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      });
      this.#failed = undefined;
      return items;
    } catch (error) {
      const failure = stringifyError(error);
      if (failure !== this.#failed) {
        this.#failed = failure;
        this.#logger.warn(
          `The Kubernetes plugin shows no DPU clusters, because the dpf back end did not say which ones the user may see (${withinSentence(
            failure,
          )}).`,
        );
      }
      return [];
    }
  }

  /** The configuration's cluster stays, because whoever wrote it means that one. */
  #isTaken(name: string, names: ReadonlySet<string>): boolean {
    if (!names.has(name)) {
      return false;
    }
    if (!this.#taken.has(name)) {
      this.#taken.add(name);
      this.#logger.warn(
        `DPU cluster ${name} is left out, because kubernetes.clusterLocatorMethods has a cluster of that name.`,
      );
    }
    return true;
  }
}
