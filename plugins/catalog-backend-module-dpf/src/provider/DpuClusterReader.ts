import { AuthService } from '@backstage/backend-plugin-api';
import {
  DpfApi,
  DpuClusterListQuery,
  DpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';

const PAGE = 500;
const CALL_TIMEOUT_MS = 30_000;

/** Reads the DPU clusters of one management cluster from the dpf back end, with the catalog's own credentials. */
export class DpuClusterReader {
  readonly #auth: AuthService;
  readonly #dpf: Pick<DpfApi, 'listDpuClusters'>;
  readonly #managementCluster: string;

  constructor(options: {
    auth: AuthService;
    dpf: Pick<DpfApi, 'listDpuClusters'>;
    managementCluster: string;
  }) {
    this.#auth = options.auth;
    this.#dpf = options.dpf;
    this.#managementCluster = options.managementCluster;
  }

  /**
   * Returns `undefined` until the back end has synced the management cluster, because the list is incomplete before.
   */
  async read(
    query: Pick<DpuClusterListQuery, 'uid'> = {},
  ): Promise<DpuClusterView[] | undefined> {
    const views: DpuClusterView[] = [];
    let cursor: string | undefined;
    do {
      const list = await this.#dpf.listDpuClusters(
        {
          ...query,
          managementCluster: this.#managementCluster,
          limit: PAGE,
          cursor,
        },
        {
          token: await this.#token(),
          signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
        },
      );
      const source = list.sources.find(
        s => s.managementCluster === this.#managementCluster,
      );
      if (!source?.synced) {
        return undefined;
      }
      views.push(...list.items);
      cursor = list.pageInfo.nextCursor;
    } while (cursor);
    return views;
  }

  async #token(): Promise<string> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'dpf',
    });
    return token;
  }
}
