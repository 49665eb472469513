import { ConflictError } from '@backstage/errors';
import {
  CreateDpuClusterAnswer,
  dpuClusterCreatePermission,
  dpuClusterReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DPF_ANNOTATIONS,
  DpuCluster,
  DpuClusterRequest,
  readOwner,
} from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { findLive } from '../managementClusters/findLive';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { DpuClusterReader } from '../reads/DpuClusterReader';
import { located } from '../reads/locate';
import { KubeconfigUploads } from '../uploads/KubeconfigUploads';
import { Caller, isOwnedBy } from './Caller';
import { CompletedRequest, summaryOf } from './CompletedRequest';
import { requestDigest } from './completeRequest';
import { uploadUseOf } from './prepareKubeconfig';
import { isContinuedBy, requestTraceOf } from './RequestTrace';
import { RequestProblemError } from './requestErrors';
import { toDpuCluster } from './toDpuCluster';

/** Another request or somebody else has made a cluster of this name. */
export function nameTaken(namespace: string, name: string): ConflictError {
  return new ConflictError(
    `There is a DPU cluster ${namespace}/${name} already; choose another name.`,
  );
}

/**
 * Answers a request that comes again: after a crash, a restart, an expired login, or because a colleague of the owner's group
 * starts its task again.
 */
export class RepeatedRequests {
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #reader: DpuClusterReader;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: {
    authorizer: DpuClusterAuthorizer;
    reader: DpuClusterReader;
    clock: Pick<Clock, 'now'>;
  }) {
    this.#authorizer = options.authorizer;
    this.#reader = options.reader;
    this.#clock = options.clock;
  }

  /**
   * The cluster that this same request of the caller or of a colleague has made, as far as the watch has seen it. What a
   * request must be today, or what its defaults are today, does not matter to it.
   */
  earlier(
    { connection }: HostedManagementCluster,
    request: DpuClusterRequest,
    caller: Caller,
  ): DpuCluster | undefined {
    const { requestId } = request;
    const sent = { requestId, requestDigest: requestDigest(request) };
    return connection.clusters().find(cluster => {
      const trace = requestTraceOf(cluster);
      return (
        cluster.metadata.name === request.name &&
        trace.requestId === requestId &&
        trace.requestDigest === sent.requestDigest &&
        (trace.requestedBy === caller.userEntityRef ||
          isContinuedBy(caller, trace, sent))
      );
    });
  }

  /**
   * Continues the request of a colleague that was interrupted before its cluster was made: it stays the colleague's, and
   * the cluster gets the owner that it was to get.
   */
  async resume(
    completed: CompletedRequest,
    request: DpuClusterRequest,
    hosted: HostedManagementCluster,
    caller: Caller,
  ): Promise<void> {
    const use = uploadUseOf(request, completed);
    const begun =
      use &&
      (await new KubeconfigUploads({ hosted, clock: this.#clock }).begunBy(
        use,
      ));
    if (!begun || !isContinuedBy(caller, begun, completed)) {
      return;
    }
    completed.requestedBy = begun.requestedBy ?? completed.requestedBy;
    completed.owner = begun.owner ?? completed.owner;
    await this.#authorizer.assert(
      dpuClusterCreatePermission,
      attributesOf(hosted.settings.name, toDpuCluster(completed)),
      caller.credentials,
    );
  }

  /**
   * Returns the cluster that the same request has created through another replica in the meantime, which is why the
   * name is taken or the upload is used.
   */
  async madeMeanwhile(
    error: unknown,
    hosted: HostedManagementCluster,
    completed: CompletedRequest,
  ): Promise<DpuCluster | undefined> {
    if (
      !(error instanceof ConflictError || error instanceof RequestProblemError)
    ) {
      return undefined;
    }
    const { connection } = hosted;
    const { api, namespace, name, requestId } = completed;
    const found = await findLive(connection, api.group, namespace, name);
    return found?.metadata.annotations?.[DPF_ANNOTATIONS.requestId] ===
      requestId
      ? found
      : undefined;
  }

  /** Completes a creation that was interrupted, when the same request comes again. */
  async answer(
    hosted: HostedManagementCluster,
    existing: DpuCluster,
    request: DpuClusterRequest,
    {
      completed,
      caller,
      dryRun,
    }: { completed: CompletedRequest; caller: Caller; dryRun: boolean },
  ): Promise<CreateDpuClusterAnswer> {
    const { deletionTimestamp } = existing.metadata;
    const trace = requestTraceOf(existing);
    if (trace.requestId !== completed.requestId) {
      throw nameTaken(completed.namespace, completed.name);
    }
    const { requestDigest: digest, requestedBy = completed.requestedBy } =
      trace;
    if (
      requestedBy !== caller.userEntityRef &&
      !isOwnedBy(trace.owner, caller)
    ) {
      throw await this.#notTheirs(hosted, existing, caller);
    }
    // Clusters of the first release have none.
    if (digest !== undefined && digest !== completed.requestDigest) {
      throw new ConflictError(
        `The request ${completed.requestId} has made ${completed.namespace}/${completed.name}, and it asked for something else. Send it again as it was, or ask with a new requestId and another name.`,
      );
    }
    if (deletionTimestamp) {
      throw new ConflictError(
        `The request ${completed.requestId} has made ${completed.namespace}/${completed.name}, which is being deleted. Wait until it is gone, then send a new request.`,
      );
    }
    if (!dryRun) {
      await new KubeconfigUploads({ hosted, clock: this.#clock }).finish(
        existing,
        uploadUseOf(request, { ...completed, requestedBy }),
      );
    }
    return {
      item: this.#reader.view(located(hosted, existing)),
      created: false,
      dryRun,
      summary: summaryOf({
        ...completed,
        owner: readOwner(trace.owner) ?? completed.owner,
        keepalived: existing.spec.clusterEndpoint?.keepalived,
      }),
    };
  }

  /** Somebody else's request made the cluster. Who that was is said to those who may see the cluster. */
  async #notTheirs(
    { settings }: HostedManagementCluster,
    existing: DpuCluster,
    caller: Caller,
  ): Promise<ConflictError> {
    const { namespace = '', name } = existing.metadata;
    const mayRead = await this.#authorizer.check(
      dpuClusterReadPermission,
      caller.credentials,
    );
    if (!mayRead(attributesOf(settings.name, existing))) {
      return nameTaken(namespace, name);
    }
    const { requestId, requestedBy, owner } = requestTraceOf(existing);
    const others = readOwner(owner);
    return new ConflictError(
      `The request ${requestId} of ${requestedBy} has made ${namespace}/${name}. It is continued by ${requestedBy}${
        others ? ` or a member of ${others}` : ''
      }: ask one of them to send it, or to start its task, again.`,
    );
  }
}
