import { ConflictError } from '@backstage/errors';
import {
  ClusterManifestAnswer,
  ClusterManifestRequest,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { gitManifest, manifestUrlProblem } from '@dpf-portal/dpf-model';
import { Caller } from './Caller';
import { DpuClusterRequests } from './DpuClusterRequests';
import { RequestProblemError } from './requestErrors';

/** Makes the manifests of clusters that somebody else will create, from a repository. */
export class ClusterManifests {
  readonly #requests: Pick<DpuClusterRequests, 'create'>;
  readonly #keepMs: number;

  constructor(options: {
    requests: Pick<DpuClusterRequests, 'create'>;
    /** For how long an endpoint is reserved for a cluster that is not there yet. */
    keepMs: number;
  }) {
    this.#requests = options.requests;
    this.#keepMs = options.keepMs;
  }

  /**
   * Checks the request as its creation would, reserves the endpoint and returns the manifest. The same request gets the same
   * endpoint again. With `dryRun` nothing is reserved.
   */
  async make(
    { request, manifestUrl }: ClusterManifestRequest,
    caller: Caller,
    { dryRun }: { dryRun: boolean },
  ): Promise<ClusterManifestAnswer> {
    const problem = manifestUrl && manifestUrlProblem(manifestUrl);
    if (problem) {
      throw new RequestProblemError([
        { field: 'manifestUrl', reason: problem },
      ]);
    }
    if (request.type !== 'kamaji') {
      throw new RequestProblemError([
        {
          field: 'type',
          reason:
            'A manifest is made only of kamaji clusters. The kubeconfig of another one is a secret, which does not belong into a repository: request it in the portal.',
        },
      ]);
    }
    const { item, manifest, summary, warnings, reservedUntil } =
      await this.#requests.create(request, caller, {
        dryRun: true,
        ...(!dryRun && { keepMs: this.#keepMs }),
        manifestOf: cluster => gitManifest(cluster, manifestUrl),
      });
    if (manifest === undefined) {
      throw new ConflictError(
        `${item.ref} exists already: the manifest of this request was applied.`,
      );
    }
    return {
      ref: item.ref,
      managementCluster: item.managementCluster,
      namespace: item.namespace,
      name: item.name,
      entityRef: item.entityRef,
      manifest,
      summary,
      warnings,
      reservedUntil,
    };
  }
}
