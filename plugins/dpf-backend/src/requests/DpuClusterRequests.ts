import {
  CreateDpuClusterAnswer,
  dpuClusterAssignOwnerPermission,
  dpuClusterChooseAddressPermission,
  dpuClusterCreatePermission,
  dpuClusterReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { ConflictError } from '@backstage/errors';
import {
  DPU_CLUSTER_GROUPS,
  DpfPolicy,
  DpuCluster,
  DpuClusterApi,
  DpuClusterRequest,
  creationRefusedByUpgrade,
  newClusterManifest,
  outsideNetwork,
  requestedApi,
  requestedNetwork,
  validateDpuClusterRequest,
} from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { findLive } from '../managementClusters/findLive';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { ClusterQuota } from '../quota/ClusterQuota';
import { DpuClusterReader } from '../reads/DpuClusterReader';
import { located } from '../reads/locate';
import { assignableTo, warningsAbout } from '../reads/dpuSelection';
import { toManagementCluster } from '../reads/toManagementCluster';
import { Caller, resolveOwner } from './Caller';
import {
  assertWritable,
  chooseManagementCluster,
} from './chooseManagementCluster';
import { CompletedRequest, summaryOf } from './CompletedRequest';
import { completeRequest } from './completeRequest';
import { EndpointReservations, ReservedEndpoint } from './EndpointReservations';
import { requestTraceOf } from './RequestTrace';
import { makeCluster } from './makeCluster';
import { toDpuCluster } from './toDpuCluster';
import { KeyedMutex } from './KeyedMutex';
import { RepeatedRequests, nameTaken } from './RepeatedRequests';
import { NameOfCluster } from './takenEndpoints';
import {
  NoAnswerError,
  RequestForbiddenError,
  RequestProblemError,
  toPortalError,
} from './requestErrors';

/** The policy for clusters of an owner. */
async function policyOf(
  { ownerNamespaces, settings }: HostedManagementCluster,
  owner: string,
): Promise<DpfPolicy> {
  try {
    return await ownerNamespaces.policyFor(settings.policy, [owner]);
  } catch (error) {
    throw toPortalError(error, settings.name);
  }
}

/** Throws a 409 while DPF is upgraded, if clusters of the group depend on it. */
function assertNotUpgraded(
  { connection, settings }: HostedManagementCluster,
  group: string = DPU_CLUSTER_GROUPS.released,
): void {
  const refused = creationRefusedByUpgrade(
    settings.title ?? settings.name,
    group,
    connection.operatorConfig(),
  );
  if (refused) {
    throw new ConflictError(refused);
  }
}

/** How a request is carried out. */
export interface CreateOptions {
  dryRun: boolean;
  /** Of a dry run for a cluster that somebody else will make: for how long its endpoint is reserved. */
  keepMs?: number;
  /** Of a dry run: how the manifest is written. */
  manifestOf?: (cluster: DpuCluster) => string;
}

/** Creates DPUClusters from requests. */
export class DpuClusterRequests {
  readonly #managementClusters: ManagementClusters;
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #reader: DpuClusterReader;
  readonly #endpoints: EndpointReservations;
  readonly #quota: ClusterQuota;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #repeated: RepeatedRequests;
  readonly #mutex = new KeyedMutex();

  static create(options: {
    managementClusters: ManagementClusters;
    authorizer: DpuClusterAuthorizer;
    reader: DpuClusterReader;
    endpoints: EndpointReservations;
    quota: ClusterQuota;
    clock: Pick<Clock, 'now'>;
  }): DpuClusterRequests {
    return new DpuClusterRequests(options);
  }

  private constructor(options: {
    managementClusters: ManagementClusters;
    authorizer: DpuClusterAuthorizer;
    reader: DpuClusterReader;
    endpoints: EndpointReservations;
    quota: ClusterQuota;
    clock: Pick<Clock, 'now'>;
  }) {
    this.#managementClusters = options.managementClusters;
    this.#authorizer = options.authorizer;
    this.#reader = options.reader;
    this.#endpoints = options.endpoints;
    this.#quota = options.quota;
    this.#clock = options.clock;
    this.#repeated = new RepeatedRequests(options);
  }

  /**
   * Creates the cluster, or returns the one that the same request created before. Another request with the same id is a
   * conflict. With `dryRun` the API server validates the object and stores nothing.
   */
  async create(
    request: DpuClusterRequest,
    caller: Caller,
    options: CreateOptions,
  ): Promise<CreateDpuClusterAnswer & { reservedUntil?: string }> {
    const hosted = chooseManagementCluster(
      this.#managementClusters,
      request.managementCluster,
    );
    assertWritable(hosted);
    const earlier = this.#repeated.earlier(hosted, request, caller);
    const completed = await this.#complete(request, hosted, caller, earlier);
    // Attempts of one request come one after the other, and so do static requests, which may name the same Secret.
    const { namespace, name } = completed;
    const key = request.type === 'kamaji' ? `${namespace}/${name}` : '';
    return this.#mutex.run(`${hosted.settings.name}/${key}`, async () => {
      const existing = await this.#existing(hosted, completed);
      if (existing) {
        return this.#repeated.answer(hosted, existing, request, {
          completed,
          caller,
          ...options,
        });
      }
      assertNotUpgraded(hosted, completed.api.group);
      await this.#repeated.resume(completed, request, hosted, caller);
      const reserved =
        request.type === 'kamaji'
          ? await this.#reserve(request, completed, hosted, caller, options)
          : undefined;
      let cluster: DpuCluster;
      try {
        cluster = await this.#quota.within(
          hosted,
          {
            owner: completed.owner,
            cluster: `${completed.namespace}/${completed.name}`,
            dryRun: options.dryRun,
          },
          () =>
            makeCluster(
              {
                request,
                completed,
                hosted,
                caller,
                authorizer: this.#authorizer,
                clock: this.#clock,
              },
              options,
            ),
        );
      } catch (error) {
        const twin = await this.#repeated.madeMeanwhile(
          error,
          hosted,
          completed,
        );
        if (!twin) {
          // The cluster may exist where no answer arrived.
          if (!(error instanceof NoAnswerError)) {
            await reserved?.release();
          }
          throw error;
        }
        await reserved?.confirm(twin);
        return this.#repeated.answer(hosted, twin, request, {
          completed,
          caller,
          ...options,
        });
      }
      if (!options.dryRun) {
        await reserved?.confirm(cluster);
      }
      const { manifestOf = newClusterManifest } = options;
      return {
        item: this.#reader.view(located(hosted, cluster)),
        created: true,
        dryRun: options.dryRun,
        summary: summaryOf(completed, assignableTo(hosted, cluster)),
        warnings: await warningsAbout(hosted, cluster),
        ...(options.dryRun && {
          manifest: manifestOf(toDpuCluster(completed)),
        }),
        ...(options.keepMs !== undefined &&
          reserved?.until && { reservedUntil: reserved.until }),
      };
    });
  }

  async #complete(
    request: DpuClusterRequest,
    hosted: HostedManagementCluster,
    caller: Caller,
    earlier: DpuCluster | undefined,
  ): Promise<CompletedRequest> {
    const begun = earlier && requestTraceOf(earlier);
    const { owner, isOwn } =
      begun && begun.requestedBy !== caller.userEntityRef
        ? resolveOwner(begun.owner, caller)
        : resolveOwner(request.owner, caller);
    const policy = await policyOf(hosted, owner);
    const managementCluster = { ...toManagementCluster(hosted), policy };
    const now = this.#clock.now();
    const problems = validateDpuClusterRequest(request, {
      managementCluster,
      now,
    });
    const api: DpuClusterApi | undefined =
      managementCluster.capabilities &&
      requestedApi(request, managementCluster.capabilities);
    if ((problems.length && !earlier) || !api) {
      // While DPF is upgraded, no correction helps.
      assertNotUpgraded(hosted, api?.group);
      throw new RequestProblemError(problems);
    }
    const completed = completeRequest(request, {
      managementCluster: hosted.settings.name,
      policy,
      api,
      owner,
      requestedBy: caller.userEntityRef,
      now,
      newControlPlanes: managementCluster.newControlPlanes,
      clusterLabel: hosted.settings.clusterLabel,
    });
    // The policy's namespace may be another one by now.
    completed.namespace = earlier?.metadata.namespace ?? completed.namespace;
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
    { dryRun, keepMs }: CreateOptions,
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
    const reserved =
      dryRun && keepMs === undefined
        ? undefined
        : await this.#endpoints.reserve(request, hosted, {
            nameOf,
            reservedFor,
            keepMs,
          });
    const { keepalived, network } =
      reserved?.endpoint ??
      (await this.#endpoints.choose(request, hosted, nameOf));
    completed.keepalived = keepalived;
    completed.network = network;
    return reserved;
  }
}
