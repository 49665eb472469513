import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { ClusterDetails } from '@backstage/plugin-kubernetes-node';
import {
  KubernetesPluginApi,
  KubernetesPluginCluster,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { withinSentence } from '@dpf-portal/dpf-model';
import { dpfTokenFor } from './dpfToken';

const CALL_TIMEOUT_MS = 15_000;
const AT_ONCE = 4;
/** A token that ends earlier is replaced, so that no request of the plugin meets the end of one. */
const LEAST_REST_MS = 10 * 60_000;

/** @see OfferedClusters */
export interface OfferedClustersOptions {
  auth: AuthService;
  dpf: KubernetesPluginApi;
  logger: LoggerService;
  /** Wall milliseconds. */
  now(): number;
}

interface Offer {
  details: ClusterDetails;
  credentialId: string;
  /** Of the cluster when the token was made. */
  kubeconfigChangedAt?: string;
  /** Wall milliseconds. */
  until: number;
}

/**
 * The DPU clusters for which the Kubernetes plugin has a token, each renewed before it ends. The plugin asks for clusters
 * and credentials in one call, for each page and each request of its proxy, so the tokens are made before.
 */
export class OfferedClusters {
  readonly #auth: AuthService;
  readonly #dpf: KubernetesPluginApi;
  readonly #logger: LoggerService;
  readonly #now: () => number;
  /** By the uid of the cluster. */
  readonly #offers = new Map<string, Offer>();
  /** What was logged last of each cluster that is not offered, by uid. */
  readonly #said = new Map<string, string>();

  constructor(options: OfferedClustersOptions) {
    this.#auth = options.auth;
    this.#dpf = options.dpf;
    this.#logger = options.logger;
    this.#now = options.now;
  }

  /** The cluster with this uid, if there is a token for it that has not ended. */
  detailsOf(uid: string): ClusterDetails | undefined {
    const offer = this.#offers.get(uid);
    return offer && offer.until > this.#now() ? offer.details : undefined;
  }

  /** Gets tokens for new clusters, and for those whose token ends soon or was revoked. Forgets what is gone. */
  async refresh(signal?: AbortSignal): Promise<void> {
    const { items, liveCredentials = [] } =
      await this.#dpf.listKubernetesPluginClusters(await this.#request(signal));
    const offered = items.filter(({ problem }) => !problem);
    const uids = new Set(offered.map(({ uid }) => uid));
    for (const uid of this.#offers.keys()) {
      if (!uids.has(uid)) {
        this.#offers.delete(uid);
      }
    }
    for (const uid of this.#said.keys()) {
      if (!items.some(item => item.uid === uid)) {
        this.#said.delete(uid);
      }
    }
    for (const item of items) {
      if (item.problem) {
        this.#say(item, item.problem);
      }
    }
    const live = new Set(liveCredentials);
    const waiting = offered.filter(item => !this.#isFresh(item, live));
    const work = async () => {
      for (
        let item = waiting.pop();
        item && !signal?.aborted;
        item = waiting.pop()
      ) {
        await this.#renew(item, signal);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  #isFresh(
    { uid, kubeconfigChangedAt }: KubernetesPluginCluster,
    live: ReadonlySet<string>,
  ): boolean {
    const offer = this.#offers.get(uid);
    return (
      offer !== undefined &&
      offer.kubeconfigChangedAt === kubeconfigChangedAt &&
      live.has(offer.credentialId) &&
      offer.until - this.#now() > LEAST_REST_MS
    );
  }

  async #renew(
    item: KubernetesPluginCluster,
    signal?: AbortSignal,
  ): Promise<void> {
    try {
      const { id, server, caData, token, until } =
        await this.#dpf.issueKubernetesPluginCredential(
          {
            managementCluster: item.managementCluster,
            namespace: item.namespace,
            name: item.name,
            group: item.groupQualifier,
          },
          await this.#request(signal),
        );
      this.#offers.set(item.uid, {
        credentialId: id,
        kubeconfigChangedAt: item.kubeconfigChangedAt,
        until: Date.parse(until),
        details: {
          name: item.clusterName,
          title: item.title,
          url: server,
          caData,
          skipTLSVerify: false,
          // Without a metrics server, which DPF does not install, each lookup ends with an error on the page.
          skipMetricsLookup: true,
          authMetadata: {
            'kubernetes.io/auth-provider': 'serviceAccount',
            serviceAccountToken: token,
          },
        },
      });
      this.#said.delete(item.uid);
    } catch (error) {
      if (!signal?.aborted) {
        this.#say(item, stringifyError(error));
      }
    }
  }

  /** Once for each reason. */
  #say({ uid, clusterName }: KubernetesPluginCluster, reason: string): void {
    if (this.#said.get(uid) !== reason) {
      this.#said.set(uid, reason);
      this.#logger.info(
        `The Kubernetes plugin gets no credential for DPU cluster ${clusterName}: ${withinSentence(
          reason,
        )}.`,
      );
    }
  }

  async #request(signal?: AbortSignal) {
    const timeout = AbortSignal.timeout(CALL_TIMEOUT_MS);
    return {
      token: await dpfTokenFor(
        this.#auth,
        await this.#auth.getOwnServiceCredentials(),
      ),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    };
  }
}
