import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { AuthService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  DocumentCollatorFactory,
  IndexableDocument,
} from '@backstage/plugin-search-common';
import {
  DpfApi,
  DpuClusterList,
  DpuClusterView,
  clusterRefOf,
  dpuClusterReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DpuClusterRef,
  dpuClusterTitle,
  stringifyDpuClusterRef,
} from '@dpf-portal/dpf-model';

const PAGE = 500;
const CALL_TIMEOUT_MS = 30_000;
const PAUSE_MS = 5_000;
/** For two minutes: the dpf back end reads its management clusters after the search has started. */
const LOOKS = 24;

/** A DPU cluster in the index of the search. It holds nothing that changes by itself, such as the phase. @public */
export interface DpuClusterDocument extends IndexableDocument {
  managementCluster: string;
  namespace: string;
  name: string;
  /** `kamaji`, `static`, or as the cluster says. */
  clusterType: string;
  /** Entity ref. */
  owner?: string;
  purpose?: string;
}

/** @see DpuClusterCollatorFactory @public */
export interface DpuClusterCollatorFactoryOptions {
  auth: AuthService;
  dpf: Pick<DpfApi, 'listDpuClusters'>;
  /** The path of a cluster's page in the portal, to which a result leads. */
  pagePathOf(ref: DpuClusterRef): string;
  /** Waits between two attempts. For tests. */
  sleep?(milliseconds: number): Promise<unknown>;
}

/**
 * Reads DPU clusters for the index of the search, from the dpf back end. A user finds those that `dpf.dpu-cluster.read`
 * lets the user see.
 *
 * @public
 */
export class DpuClusterCollatorFactory implements DocumentCollatorFactory {
  readonly type = 'dpu-cluster';
  readonly visibilityPermission = dpuClusterReadPermission;
  readonly #auth: AuthService;
  readonly #dpf: Pick<DpfApi, 'listDpuClusters'>;
  readonly #pagePathOf: (ref: DpuClusterRef) => string;
  readonly #sleep: (milliseconds: number) => Promise<unknown>;

  static create(
    options: DpuClusterCollatorFactoryOptions,
  ): DpuClusterCollatorFactory {
    return new DpuClusterCollatorFactory(options);
  }

  private constructor(options: DpuClusterCollatorFactoryOptions) {
    this.#auth = options.auth;
    this.#dpf = options.dpf;
    this.#pagePathOf = options.pagePathOf;
    this.#sleep = options.sleep ?? (milliseconds => delay(milliseconds));
  }

  async getCollator(): Promise<Readable> {
    return Readable.from(this.#documents());
  }

  /** Throws rather than ending early, so that the search keeps its last index. */
  async *#documents(): AsyncGenerator<DpuClusterDocument> {
    let page = await this.#firstPage();
    for (;;) {
      for (const view of page.items) {
        yield this.#toDocument(view);
      }
      const { nextCursor } = page.pageInfo;
      if (!nextCursor) {
        return;
      }
      page = await this.#read(nextCursor);
    }
  }

  /** Waits until every management cluster was read. One that stays away does not keep the others out for ever. */
  async #firstPage(): Promise<DpuClusterList> {
    for (let look = 1; ; look++) {
      try {
        const page = await this.#read();
        const isLast = look === LOOKS;
        if (
          page.sources.every(({ synced }) => synced) ||
          (isLast && page.sources.some(({ synced }) => synced))
        ) {
          return page;
        }
        if (isLast) {
          throw new ServiceUnavailableError(
            'No management cluster has been read yet.',
          );
        }
      } catch (error) {
        if (look === LOOKS) {
          throw error;
        }
      }
      await this.#sleep(PAUSE_MS);
    }
  }

  async #read(cursor?: string): Promise<DpuClusterList> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'dpf',
    });
    return this.#dpf.listDpuClusters(
      { limit: PAGE, cursor },
      { token, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) },
    );
  }

  #toDocument(view: DpuClusterView): DpuClusterDocument {
    const ref = clusterRefOf(view);
    const { managementCluster, namespace, name, type, owner, purpose } = view;
    return {
      title: dpuClusterTitle(ref),
      text: [
        `DPU cluster of type ${type} on management cluster ${managementCluster}.`,
        owner && `Owner: ${owner}.`,
        purpose && `Purpose: ${purpose}.`,
      ]
        .filter(Boolean)
        .join(' '),
      location: this.#pagePathOf(ref),
      managementCluster,
      namespace,
      name,
      clusterType: type,
      ...(owner && { owner }),
      ...(purpose && { purpose }),
      authorization: { resourceRef: stringifyDpuClusterRef(ref) },
    };
  }
}
