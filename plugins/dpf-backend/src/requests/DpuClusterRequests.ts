import { ConflictError } from '@backstage/errors';
import {
  CreateDpuClusterAnswer,
  dpuClusterAssignOwnerPermission,
  dpuClusterChooseAddressPermission,
  dpuClusterCreatePermission,
  dpuClusterReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DPF_ANNOTATIONS,
  DpuCluster,
  DpuClusterApi,
  DpuClusterRequest,
  outsideNetwork,
  requestedApi,
  requestedNetwork,
  validateDpuClusterRequest,
} from '@dpf-portal/dpf-model';
import { Clock, isAlreadyExists } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { findLive } from '../managementClusters/findLive';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { DpuClusterReader } from '../reads/DpuClusterReader';
import { located } from '../reads/locate';
import { warningsAbout } from '../reads/dpuSelection';
import { toManagementCluster } from '../reads/toManagementCluster';
import { KubeconfigUploads } from '../uploads/KubeconfigUploads';
import { Caller, resolveOwner } from './Caller';
import {
  assertWritable,
  chooseManagementCluster,
} from './chooseManagementCluster';
import { CompletedRequest, summaryOf } from './CompletedRequest';
import { completeRequest } from './completeRequest';
import { EndpointReservations, ReservedEndpoint } from './EndpointReservations';
import {
  FIELD_MANAGER,
  dpuClusterResource,
  toDpuCluster,
} from './toDpuCluster';
import { KeyedMutex } from './KeyedMutex';
import { KubeconfigSecretUse } from './KubeconfigSecretUse';
import { prepareKubeconfig, uploadUseOf } from './prepareKubeconfig';
import { NameOfCluster } from './takenEndpoints';
import {
  NoAnswerError,
  RequestForbiddenError,
  RequestProblemError,
  toPortalError,
} from './requestErrors';

function nameTaken(namespace: string, name: string): ConflictError {
  return new ConflictError(
    `There is a DPU cluster ${namespace}/${name} already; choose another name.`,
  );
}

/** Creates DPUClusters from requests. */
export class DpuClusterRequests {
  readonly #managementClusters: ManagementClusters;
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #reader: DpuClusterReader;
  readonly #endpoints: EndpointReservations;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #mutex = new KeyedMutex();

  static create(options: {
    managementClusters: ManagementClusters;
    authorizer: DpuClusterAuthorizer;
    reader: DpuClusterReader;
    endpoints: EndpointReservations;
    clock: Pick<Clock, 'now'>;
  }): DpuClusterRequests {
    return new DpuClusterRequests(options);
  }

  private constructor(options: {
    managementClusters: ManagementClusters;
    authorizer: DpuClusterAuthorizer;
    reader: DpuClusterReader;
    endpoints: EndpointReservations;
    clock: Pick<Clock, 'now'>;
  }) {
    this.#managementClusters = options.managementClusters;
    this.#authorizer = options.authorizer;
    this.#reader = options.reader;
    this.#endpoints = options.endpoints;
    this.#clock = options.clock;
  }

  /**
   * Creates the cluster, or returns the one that the same request created before. Another request with the same id is a
   * conflict. With `dryRun` the API server validates the object and stores nothing.
   */
  async create(
    request: DpuClusterRequest,
    caller: Caller,
    options: { dryRun: boolean },
  ): Promise<CreateDpuClusterAnswer> {
    const hosted = chooseManagementCluster(
      this.#managementClusters,
      request.managementCluster,
    );
    assertWritable(hosted);
    const completed = await this.#complete(request, hosted, caller);
    // Attempts of one request come one after the other, and so do static requests, which may name the same Secret.
    const { namespace, name } = completed;
    const key = request.type === 'kamaji' ? `${namespace}/${name}` : '';
    return this.#mutex.run(`${hosted.settings.name}/${key}`, async () => {
      const existing = await this.#existing(hosted, completed);
      if (existing) {
        return this.#answerAgain(hosted, existing, request, {
          completed,
          ...options,
        });
      }
      const reserved =
        request.type === 'kamaji'
          ? await this.#reserve(request, completed, hosted, caller, options)
          : undefined;
      let cluster: DpuCluster;
      try {
        cluster = await this.#make(request, completed, hosted, caller, options);
      } catch (error) {
        const twin = await this.#madeMeanwhile(error, hosted, completed);
        if (!twin) {
          // The cluster may exist where no answer arrived.
          if (!(error instanceof NoAnswerError)) {
            await reserved?.release();
          }
          throw error;
        }
        await reserved?.confirm(twin);
        return this.#answerAgain(hosted, twin, request, {
          completed,
          ...options,
        });
      }
      await reserved?.confirm(cluster);
      return {
        item: this.#reader.view(located(hosted, cluster)),
        created: true,
        dryRun: options.dryRun,
        summary: summaryOf(completed),
        warnings: await warningsAbout(hosted, cluster),
      };
    });
  }

  /**
   * Returns the cluster that the same request has created through another replica in the meantime, which is why the
   * name is taken or the upload is used.
   */
  async #madeMeanwhile(
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

  async #complete(
    request: DpuClusterRequest,
    hosted: HostedManagementCluster,
    caller: Caller,
  ): Promise<CompletedRequest> {
    const managementCluster = toManagementCluster(hosted);
    const now = this.#clock.now();
    const problems = validateDpuClusterRequest(request, {
      managementCluster,
      now,
    });
    const api: DpuClusterApi | undefined =
      managementCluster.capabilities &&
      requestedApi(request, managementCluster.capabilities);
    if (problems.length || !api) {
      throw new RequestProblemError(problems);
    }
    const { owner, isOwn } = resolveOwner(request.owner, caller);
    const completed = completeRequest(request, {
      managementCluster: hosted.settings.name,
      policy: hosted.settings.policy,
      api,
      owner,
      requestedBy: caller.userEntityRef,
      now,
      newControlPlanes: managementCluster.newControlPlanes,
      clusterLabel: hosted.settings.clusterLabel,
    });
    const candidate = attributesOf(
      hosted.settings.name,
      toDpuCluster(completed),
    );
    await this.#authorizer.assert(
      dpuClusterCreatePermission,
      candidate,
      caller.credentials,
    );
    if (!isOwn) {
      await this.#authorizer.assert(
        dpuClusterAssignOwnerPermission,
        candidate,
        caller.credentials,
      );
    }
    return completed;
  }

  async #existing(
    { connection, settings }: HostedManagementCluster,
    { api, namespace, name }: CompletedRequest,
  ): Promise<DpuCluster | undefined> {
    const groups = connection.capabilities()?.apis ?? [];
    if (
      groups.some(
        ({ group }) =>
          group !== api.group && connection.cluster(group, namespace, name),
      )
    ) {
      // The children of a cluster are named after it, whatever its group.
      throw nameTaken(namespace, name);
    }
    const known = connection.cluster(api.group, namespace, name);
    if (known) {
      return known;
    }
    try {
      return await findLive(connection, api.group, namespace, name);
    } catch (error) {
      throw toPortalError(error, settings.name);
    }
  }

  /** Completes a creation that was interrupted, when the same request comes again. */
  async #answerAgain(
    hosted: HostedManagementCluster,
    existing: DpuCluster,
    request: DpuClusterRequest,
    { completed, dryRun }: { completed: CompletedRequest; dryRun: boolean },
  ): Promise<CreateDpuClusterAnswer> {
    const { annotations = {}, deletionTimestamp } = existing.metadata;
    if (
      annotations[DPF_ANNOTATIONS.requestId] !== completed.requestId ||
      annotations[DPF_ANNOTATIONS.requestedBy] !== completed.requestedBy
    ) {
      throw nameTaken(completed.namespace, completed.name);
    }
    const digest = annotations[DPF_ANNOTATIONS.requestDigest];
    // Clusters of the first release have none.
    if (digest !== undefined && digest !== completed.requestDigest) {
      throw new ConflictError(
        `The request ${completed.requestId} has made ${completed.namespace}/${completed.name}, and it asked for something else. Send it again as it was, or ask with a new requestId and another name.`,
      );
    }
    if (deletionTimestamp) {
      throw new ConflictError(
        `${completed.namespace}/${completed.name} is being deleted; choose another name or wait until it is gone.`,
      );
    }
    if (!dryRun) {
      await this.#uploads(hosted).finish(
        existing,
        uploadUseOf(request, completed),
      );
    }
    return {
      item: this.#reader.view(located(hosted, existing)),
      created: false,
      dryRun,
      summary: summaryOf({
        ...completed,
        keepalived: existing.spec.clusterEndpoint?.keepalived,
      }),
    };
  }

  /** Checked before the allocator reports who has an address: users who may not choose one must not learn that. */
  async #assertMayChooseAddress(
    request: DpuClusterRequest,
    completed: CompletedRequest,
    { settings }: HostedManagementCluster,
    caller: Caller,
  ): Promise<void> {
    const outside = outsideNetwork(
      request.keepalived,
      requestedNetwork(request, settings.networks),
    );
    if (!outside.length) {
      return;
    }
    const mayChoose = await this.#authorizer.check(
      dpuClusterChooseAddressPermission,
      caller.credentials,
    );
    if (!mayChoose(attributesOf(settings.name, toDpuCluster(completed)))) {
      throw new RequestForbiddenError(
        outside,
        dpuClusterChooseAddressPermission,
      );
    }
  }

  /** Chooses the endpoint of the cluster, and reserves it unless nothing is to be created. */
  async #reserve(
    request: DpuClusterRequest,
    completed: CompletedRequest,
    hosted: HostedManagementCluster,
    caller: Caller,
    { dryRun }: { dryRun: boolean },
  ): Promise<ReservedEndpoint | undefined> {
    await this.#assertMayChooseAddress(request, completed, hosted, caller);
    const mayRead = await this.#authorizer.check(
      dpuClusterReadPermission,
      caller.credentials,
    );
    const nameOf: NameOfCluster = ({ settings }, cluster) => {
      const { namespace, name } = cluster.metadata;
      const where = settings === hosted.settings ? '' : ` on ${settings.name}`;
      return mayRead(attributesOf(settings.name, cluster))
        ? `${namespace}/${name}${where}`
        : 'another cluster';
    };
    const { api, namespace, name, requestId } = completed;
    const reservedFor = { requestId, group: api.group, namespace, name };
    const reserved = dryRun
      ? undefined
      : await this.#endpoints.reserve(request, hosted, { nameOf, reservedFor });
    const { keepalived, network } =
      reserved?.endpoint ??
      (await this.#endpoints.choose(request, hosted, nameOf));
    completed.keepalived = keepalived;
    completed.network = network;
    return reserved;
  }

  async #make(
    request: DpuClusterRequest,
    completed: CompletedRequest,
    hosted: HostedManagementCluster,
    caller: Caller,
    { dryRun }: { dryRun: boolean },
  ): Promise<DpuCluster> {
    const { connection, settings } = hosted;
    const secretUse = completed.kubeconfigSecret
      ? new KubeconfigSecretUse({
          hosted,
          authorizer: this.#authorizer,
          request: completed,
          isNamed: request.kubeconfigSecret !== undefined,
          caller,
        })
      : undefined;
    const { serverVersion } = await prepareKubeconfig({
      request,
      completed,
      secretUse,
      uploads: this.#uploads(hosted),
      dryRun,
    });
    if (completed.version && !request.version) {
      // A registered cluster has its own version.
      completed.version = serverVersion ?? completed.version;
    }
    let cluster: DpuCluster;
    try {
      cluster = await connection.client.create<DpuCluster>(
        dpuClusterResource(completed.api),
        toDpuCluster(completed),
        { dryRun, fieldManager: FIELD_MANAGER },
      );
    } catch (error) {
      throw isAlreadyExists(error)
        ? nameTaken(completed.namespace, completed.name)
        : toPortalError(error, settings.name);
    }
    if (!dryRun) {
      await secretUse?.confirm(cluster);
      connection.overlay(cluster);
      await this.#uploads(hosted).finish(
        cluster,
        uploadUseOf(request, completed),
      );
    }
    return cluster;
  }

  #uploads(hosted: HostedManagementCluster): KubeconfigUploads {
    return new KubeconfigUploads({ hosted, clock: this.#clock });
  }
}
