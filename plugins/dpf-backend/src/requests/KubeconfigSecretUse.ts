import { ConflictError } from '@backstage/errors';
import { DpuCluster, shellQuoted } from '@dpf-portal/dpf-model';
import { dpuClusterUseSecretPermission } from '@dpf-portal/backstage-plugin-dpf-common';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { readNamedSecret } from '../uploads/NamedSecret';
import { Caller, isOwnedBy, resolveOwner } from './Caller';
import { CompletedRequest } from './CompletedRequest';
import { RequestProblemError, toPortalError } from './requestErrors';
import { dpuClusterResource, toDpuCluster } from './toDpuCluster';

/** @see KubeconfigSecretUse */
export interface KubeconfigSecretUseOptions {
  hosted: HostedManagementCluster;
  authorizer: DpuClusterAuthorizer;
  request: CompletedRequest;
  /** The request names an existing Secret; otherwise the portal creates one. */
  isNamed: boolean;
  caller: Caller;
}

/**
 * Decides whether a new static cluster may use its Secret. No other cluster of the namespace may name it. If the
 * request names an existing Secret, the caller must own it by its annotation or have the permission to use any. Every
 * refusal of a named Secret is the same answer after the same work, so that a caller cannot find out which Secrets
 * exist.
 */
export class KubeconfigSecretUse {
  readonly #options: KubeconfigSecretUseOptions;

  constructor(options: KubeconfigSecretUseOptions) {
    this.#options = options;
  }

  /** Throws a RequestProblemError or a ConflictError unless the Secret may be used. Changes nothing. */
  async check(): Promise<void> {
    const { isNamed } = this.#options;
    const mayUseAny = isNamed && (await this.#mayUseAny());
    const [mayUse, others] = await Promise.all([
      !isNamed || this.#isUsable(mayUseAny),
      this.#clustersThatNameIt(),
    ]);
    if (!mayUse || others.length > 0) {
      throw this.#refusal();
    }
  }

  /**
   * Checks again after the cluster was created. Two replicas may have checked at the same moment; then the new cluster
   * is deleted, so that at most one of them keeps the Secret.
   */
  async confirm(created: DpuCluster): Promise<void> {
    const { uid, namespace, name } = created.metadata;
    const others = await this.#clustersThatNameIt();
    if (others.every(other => other.metadata.uid === uid)) {
      return;
    }
    const { hosted, request } = this.#options;
    try {
      await hosted.connection.client.delete(
        dpuClusterResource(request.api),
        { namespace, name },
        { uid },
      );
    } catch (error) {
      throw toPortalError(error, hosted.settings.name);
    }
    throw this.#refusal();
  }

  async #mayUseAny(): Promise<boolean> {
    const { hosted, authorizer, request, caller } = this.#options;
    const allows = await authorizer.check(
      dpuClusterUseSecretPermission,
      caller.credentials,
    );
    return allows(attributesOf(hosted.settings.name, toDpuCluster(request)));
  }

  async #isUsable(mayUseAny: boolean): Promise<boolean> {
    const { hosted, request, caller } = this.#options;
    const secret = await readNamedSecret(
      hosted.connection,
      request.namespace,
      request.kubeconfigSecret ?? '',
      request.name,
    );
    return (
      secret !== undefined &&
      secret.isFree &&
      (mayUseAny || isOwnedBy(secret.owner, caller))
    );
  }

  /** Reads from the server, because this replica's store may not have a cluster that another one has just created. */
  async #clustersThatNameIt(): Promise<DpuCluster[]> {
    const { hosted, request } = this.#options;
    const { connection, settings } = hosted;
    const { namespace, kubeconfigSecret } = request;
    try {
      const lists = await Promise.all(
        (connection.capabilities()?.apis ?? []).map(api =>
          connection.client.listAll<DpuCluster>(dpuClusterResource(api), {
            namespace,
          }),
        ),
      );
      return lists
        .flat()
        .filter(({ spec }) => spec.kubeconfig === kubeconfigSecret);
    } catch (error) {
      throw toPortalError(error, settings.name);
    }
  }

  #refusal(): Error {
    const { request, isNamed, caller } = this.#options;
    const { namespace, name, kubeconfigSecret: secret } = request;
    if (!isNamed) {
      return new ConflictError(
        `The name ${name} cannot be used in ${namespace}; choose another name for the cluster.`,
      );
    }
    const { owner } = resolveOwner(undefined, caller);
    return new RequestProblemError([
      {
        field: 'kubeconfigSecret',
        reason: `The Secret ${secret} in ${namespace} cannot be used. It must exist, hold an admin kubeconfig under super-admin.conf or admin.conf, serve no other cluster or purpose, and name you or one of your groups as its owner. To set the owner: kubectl -n ${namespace} annotate secret ${secret} dpf-portal.io/owner=${shellQuoted(
          owner,
        )}`,
      },
    ]);
  }
}
