import { ConflictError } from '@backstage/errors';
import {
  DPF_ANNOTATIONS,
  DpuCluster,
  DpuClusterPurpose,
  FieldProblem,
  dpuClusterAssignOwnerPermission,
  dpuClusterUpdatePermission,
  entityRefProblem,
  expiresProblem,
  expiryTime,
  groupOf,
  labelsProblem,
  maxNodesProblem,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Clock, isConflict } from '@dpf-portal/kube-controller';
import { findLive } from '../managementClusters';
import {
  DpuClusterAuthorizer,
  attributesOf,
  canonicalEntityRef,
} from '../permissions';
import { LocatedCluster, located } from '../reads';
import { Caller } from './Caller';
import { assertWritable } from './chooseManagementCluster';
import { FIELD_MANAGER } from './fieldManager';
import { RequestProblemError } from './RequestProblemError';
import { resolveOwner } from './resolveOwner';
import { resourceOf } from './toDpuCluster';
import { toPortalError } from './toPortalError';

const ATTEMPTS = 3;

/** Body of `PATCH`: what is left out stays, `null` takes away. */
export interface DpuClusterChange {
  owner?: string;
  purpose?: DpuClusterPurpose | null;
  expires?: string | null;
  /** Replaces the portal's view of the labels one by one; `null` takes one away. */
  labels?: Record<string, string | null>;
  maxNodes?: number;
}

function problemsOf(
  change: DpuClusterChange,
  found: LocatedCluster,
  now: number,
): FieldProblem[] {
  const { settings, connection } = found.handle;
  const api = connection
    .capabilities()
    ?.apis.find(({ group }) => group === groupOf(found.cluster));
  const labels = Object.fromEntries(
    Object.entries(change.labels ?? {}).map(([key, value]) => [
      key,
      value ?? '',
    ]),
  );
  const problems: Array<[string, string | undefined]> = [
    ['owner', change.owner ? entityRefProblem(change.owner) : undefined],
    [
      'expires',
      change.expires ? expiresProblem(change.expires, now) : undefined,
    ],
    ['labels', labelsProblem(labels)],
    [
      'maxNodes',
      change.maxNodes === undefined
        ? undefined
        : maxNodesProblem(change.maxNodes, {
            policyMax: settings.policy.maxNodes.max,
            apiLimit: api?.maxNodesLimit,
          }),
    ],
  ];
  return problems.flatMap(([field, reason]) =>
    reason ? [{ field, reason }] : [],
  );
}

function toPatch(change: DpuClusterChange, cluster: DpuCluster): object {
  const { owner, purpose, expires, labels, maxNodes } = change;
  const time = expires ? expiryTime(expires) : undefined;
  return {
    metadata: {
      resourceVersion: cluster.metadata.resourceVersion,
      ...(labels && { labels }),
      annotations: {
        ...(owner && { [DPF_ANNOTATIONS.owner]: canonicalEntityRef(owner) }),
        ...(purpose !== undefined && { [DPF_ANNOTATIONS.purpose]: purpose }),
        ...(expires !== undefined && {
          [DPF_ANNOTATIONS.expires]:
            time === undefined ? null : new Date(time).toISOString(),
        }),
      },
    },
    ...(maxNodes !== undefined && { spec: { maxNodes } }),
  };
}

/** The cluster as it will be, as far as permissions look at it. */
function candidateOf(change: DpuClusterChange, cluster: DpuCluster) {
  const annotations = { ...cluster.metadata.annotations };
  if (change.owner) {
    annotations[DPF_ANNOTATIONS.owner] = change.owner;
  }
  if (change.purpose) {
    annotations[DPF_ANNOTATIONS.purpose] = change.purpose;
  } else if (change.purpose === null) {
    delete annotations[DPF_ANNOTATIONS.purpose];
  }
  return { ...cluster, metadata: { ...cluster.metadata, annotations } };
}

/** Changes what may be changed of a cluster that exists. */
export class DpuClusterChanges {
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: {
    authorizer: DpuClusterAuthorizer;
    clock: Pick<Clock, 'now'>;
  }) {
    this.#authorizer = options.authorizer;
    this.#clock = options.clock;
  }

  /**
   * The caller needs the permission for the cluster as it is and as it will be. Where the cluster changed meanwhile it is
   * looked at anew.
   */
  async apply(
    found: LocatedCluster,
    change: DpuClusterChange,
    caller: Caller,
  ): Promise<LocatedCluster> {
    const { handle } = found;
    let current = found;
    for (let attempt = 1; ; attempt++) {
      await this.#authorize(current, change, caller);
      assertWritable(handle);
      const problems = problemsOf(change, current, this.#clock.now());
      if (problems.length) {
        throw new RequestProblemError(problems);
      }
      try {
        return await this.#patch(current, change);
      } catch (error) {
        if (!isConflict(error) || attempt === ATTEMPTS) {
          throw toPortalError(error, handle.settings.name);
        }
        current = await this.#again(current);
      }
    }
  }

  async #patch(
    { handle, cluster }: LocatedCluster,
    change: DpuClusterChange,
  ): Promise<LocatedCluster> {
    const changed = await handle.connection.client.mergePatch<DpuCluster>(
      resourceOf(cluster),
      { namespace: cluster.metadata.namespace, name: cluster.metadata.name },
      toPatch(change, cluster),
      { fieldManager: FIELD_MANAGER },
    );
    handle.connection.overlay(changed);
    return located(handle, changed);
  }

  async #again({ handle, cluster }: LocatedCluster): Promise<LocatedCluster> {
    const { namespace = '', name, uid } = cluster.metadata;
    let live: DpuCluster | undefined;
    try {
      live = await findLive(
        handle.connection,
        groupOf(cluster),
        namespace,
        name,
      );
    } catch (error) {
      throw toPortalError(error, handle.settings.name);
    }
    if (!live || live.metadata.uid !== uid) {
      throw new ConflictError(`${namespace}/${name} was deleted meanwhile.`);
    }
    return located(handle, live);
  }

  async #authorize(
    { handle, cluster }: LocatedCluster,
    change: DpuClusterChange,
    caller: Caller,
  ): Promise<void> {
    const { name } = handle.settings;
    const before = attributesOf(name, cluster);
    const after = attributesOf(name, candidateOf(change, cluster));
    for (const attributes of [before, after]) {
      await this.#authorizer.assert(
        dpuClusterUpdatePermission,
        attributes,
        caller.credentials,
      );
    }
    if (
      change.owner &&
      before.owner !== after.owner &&
      !resolveOwner(change.owner, caller).isOwn
    ) {
      await this.#authorizer.assert(
        dpuClusterAssignOwnerPermission,
        after,
        caller.credentials,
      );
    }
  }
}
