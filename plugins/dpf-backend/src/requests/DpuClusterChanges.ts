import { ConflictError } from '@backstage/errors';
import {
  DpuCluster,
  DpuClusterChange,
  FieldProblem,
  dpuClusterAnnotations,
  LabelChangeEffect,
  changedFields,
  changedMeanwhile,
  changeEffects,
  changeRefusedByUpgrade,
  expiryTime,
  groupOf,
  lockText,
  readOwner,
  restoreConflict,
  unconfirmedChange,
  FIELD_MANAGERS,
} from '@dpf-portal/dpf-model';
import {
  dpuClusterAssignOwnerPermission,
  dpuClusterLockPermission,
  dpuClusterUpdatePermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Clock, isConflict } from '@dpf-portal/kube-controller';
import { findLive } from '../managementClusters/findLive';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { ClusterQuota } from '../quota/ClusterQuota';
import { attributesOf } from '../permissions/attributesOf';
import { labelChangeOf } from '../reads/dpuSelection';
import { LocatedCluster, located } from '../reads/locate';
import { KubeconfigReplacement } from '../uploads/KubeconfigReplacement';
import { Caller, resolveOwner } from './Caller';
import { CertificateRenewal } from './CertificateRenewal';
import { changeProblems, malformedFields } from './changeProblems';
import { assertWritable } from './chooseManagementCluster';
import { resourceOf } from './toDpuCluster';
import {
  ChangedMeanwhileError,
  RequestProblemError,
  UnconfirmedChangeError,
  toPortalError,
} from './requestErrors';

const ATTEMPTS = 3;

/** The time as RFC 3339 in UTC, or `null` to remove the annotation. */
function timeOrNothing(text: string | null): string | null {
  const time = text ? expiryTime(text) : undefined;
  return time === undefined ? null : new Date(time).toISOString();
}

function throwIfAny(problems: FieldProblem[]): void {
  if (problems.length) {
    throw new RequestProblemError(problems);
  }
}

/** What the annotations of a change need beside it. */
interface ChangedBy {
  /** Entity ref of the caller. */
  userEntityRef: string;
  /** Wall milliseconds. */
  now: number;
}

/**
 * The annotations that a change sets, or removes with `null`. The validator rejects fields that the schema of changes
 * does not have, so the owner and the lock are the only ones that only the portal writes.
 */
function changedAnnotations(
  change: DpuClusterChange,
  { userEntityRef, now }: ChangedBy,
): Record<string, string | null> {
  const { owner, expires, pausedUntil, locked, restore } = change;
  return dpuClusterAnnotations<string | null>({
    ...change,
    owner: readOwner(owner),
    expires: expires === undefined ? undefined : timeOrNothing(expires),
    pausedUntil:
      pausedUntil === undefined ? undefined : timeOrNothing(pausedUntil),
    locked: locked ? lockText(userEntityRef, locked) : locked,
    restoreRequested: restore && new Date(now).toISOString(),
  });
}

function toPatch(
  change: DpuClusterChange,
  cluster: DpuCluster,
  by: ChangedBy,
): object | undefined {
  const { labels, maxNodes, version } = change;
  const annotations = changedAnnotations(change, by);
  const isOfSpec = maxNodes !== undefined || version !== undefined;
  if (!labels && !isOfSpec && Object.keys(annotations).length === 0) {
    return undefined;
  }
  return {
    metadata: {
      resourceVersion: cluster.metadata.resourceVersion,
      ...(labels && { labels }),
      annotations,
    },
    ...(isOfSpec && { spec: { maxNodes, version } }),
  };
}

/** The cluster after the change, with the fields that permissions use. */
function candidateOf(
  change: DpuClusterChange,
  cluster: DpuCluster,
  by: ChangedBy,
) {
  const annotations = Object.entries({
    ...cluster.metadata.annotations,
    ...changedAnnotations(change, by),
  }).filter((entry): entry is [string, string] => entry[1] !== null);
  return {
    ...cluster,
    metadata: {
      ...cluster.metadata,
      annotations: Object.fromEntries(annotations),
    },
  };
}

/** How a change is to be made. */
export interface ChangeOptions {
  /** The API server validates the change and stores nothing. */
  dryRun?: boolean;
  /** The number of DPUs that a change of labels deletes, as the user saw it. */
  confirmDpus?: string;
}

/** A changed cluster. */
export interface ChangedCluster {
  found: LocatedCluster;
  /** What the change of its labels does to its DPUs; absent when no label changed. */
  labelChange?: LabelChangeEffect;
  /** What follows from the rest of the change, in sentences. */
  effects: string[];
}

/** Throws a 409 while DPF is upgraded, if it acts on the change. */
function assertNotUpgraded(
  { hosted: { connection, settings }, cluster }: LocatedCluster,
  change: DpuClusterChange,
): void {
  const refused = changeRefusedByUpgrade(
    settings.title ?? settings.name,
    groupOf(cluster),
    change,
    connection.operatorConfig(),
  );
  if (refused) {
    throw new ConflictError(refused);
  }
}

/** Throws a 409 while the control plane of another cluster is restarted for its restore. */
function assertOnlyRestore(
  { hosted, cluster }: LocatedCluster,
  { restore }: DpuClusterChange,
): void {
  const conflict = restore
    ? restoreConflict(cluster, hosted.connection.world(hosted.roles()))
    : undefined;
  if (conflict) {
    throw new ConflictError(conflict);
  }
}

/** Changes existing clusters. */
export class DpuClusterChanges {
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #quota: ClusterQuota;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: {
    authorizer: DpuClusterAuthorizer;
    quota: ClusterQuota;
    clock: Pick<Clock, 'now'>;
  }) {
    this.#authorizer = options.authorizer;
    this.#quota = options.quota;
    this.#clock = options.clock;
  }

  /**
   * Changes a cluster. The caller needs the permission for the cluster before and after the change. If the cluster has
   * changed in the meantime, it is read and checked again; values that the change was made from and that somebody else
   * has changed are a conflict. A change of labels that deletes DPUs is made only if the caller confirms their number.
   */
  async apply(
    found: LocatedCluster,
    change: DpuClusterChange,
    caller: Caller,
    options: ChangeOptions = {},
  ): Promise<ChangedCluster> {
    const { hosted } = found;
    throwIfAny(malformedFields(change, found));
    let current = found;
    for (let attempt = 1; ; attempt++) {
      await this.#authorize(current, change, caller);
      assertWritable(hosted);
      assertNotUpgraded(current, change);
      assertOnlyRestore(current, change);
      const changed = changedMeanwhile(current.cluster, change.expected);
      if (changed.length) {
        throw new ChangedMeanwhileError(changed);
      }
      throwIfAny(changeProblems(change, current, this.#clock.now()));
      const replacement = this.#replacement(current, change, caller);
      await replacement?.check();
      const labelChange = await this.#labelChange(current, change, options);
      const effects = changeEffects(
        change,
        current.cluster,
        hosted.connection.world(hosted.roles()),
      );
      try {
        const after = await this.#patchWithinQuota(
          current,
          change,
          caller,
          options,
        );
        if (!options.dryRun) {
          await replacement?.apply();
        }
        await this.#renew(current, change, options);
        return { found: after, labelChange, effects };
      } catch (error) {
        if (!isConflict(error) || attempt === ATTEMPTS) {
          throw toPortalError(error, hosted.settings.name);
        }
        current = await this.#again(current);
      }
    }
  }

  async #renew(
    { hosted, cluster }: LocatedCluster,
    { renewCertificates: which }: DpuClusterChange,
    { dryRun }: ChangeOptions,
  ): Promise<void> {
    if (which) {
      await new CertificateRenewal(hosted, cluster).renew(which, { dryRun });
    }
  }

  #by({ userEntityRef }: Caller): ChangedBy {
    return { userEntityRef, now: this.#clock.now() };
  }

  async #labelChange(
    found: LocatedCluster,
    { labels }: DpuClusterChange,
    { dryRun, confirmDpus }: ChangeOptions,
  ): Promise<LabelChangeEffect | undefined> {
    const effect = await labelChangeOf(found, labels);
    const unconfirmed =
      effect && !dryRun ? unconfirmedChange(effect, confirmDpus) : undefined;
    if (effect && unconfirmed) {
      throw new UnconfirmedChangeError(unconfirmed, effect);
    }
    return effect;
  }

  #replacement(
    { hosted, cluster }: LocatedCluster,
    { kubeconfigUpload: handle }: DpuClusterChange,
    { userEntityRef }: Caller,
  ): KubeconfigReplacement | undefined {
    return handle
      ? new KubeconfigReplacement({
          hosted,
          cluster,
          handle,
          userEntityRef,
          clock: this.#clock,
        })
      : undefined;
  }

  /** A cluster that gets another owner counts in the quota of that one. */
  async #patchWithinQuota(
    found: LocatedCluster,
    change: DpuClusterChange,
    caller: Caller,
    options: ChangeOptions,
  ): Promise<LocatedCluster> {
    const { hosted, cluster } = found;
    const { dryRun } = options;
    const { namespace, name } = cluster.metadata;
    const before = attributesOf(hosted.settings.name, cluster).owner;
    const owner = readOwner(change.owner ?? undefined);
    return owner === undefined || owner === before
      ? this.#patch(found, change, caller, options)
      : this.#quota.within(
          hosted,
          { owner, cluster: `${namespace}/${name}`, dryRun },
          () => this.#patch(found, change, caller, options),
        );
  }

  async #patch(
    found: LocatedCluster,
    change: DpuClusterChange,
    caller: Caller,
    { dryRun }: ChangeOptions,
  ): Promise<LocatedCluster> {
    const { hosted, cluster } = found;
    const patch = toPatch(change, cluster, this.#by(caller));
    if (!patch) {
      return found;
    }
    const changed = await hosted.connection.client.mergePatch<DpuCluster>(
      resourceOf(cluster),
      { namespace: cluster.metadata.namespace, name: cluster.metadata.name },
      patch,
      { fieldManager: FIELD_MANAGERS.requests, dryRun },
    );
    if (!dryRun) {
      hosted.connection.overlay(changed);
    }
    return located(hosted, changed);
  }

  async #again({ hosted, cluster }: LocatedCluster): Promise<LocatedCluster> {
    const { namespace = '', name, uid } = cluster.metadata;
    let live: DpuCluster | undefined;
    try {
      live = await findLive(
        hosted.connection,
        groupOf(cluster),
        namespace,
        name,
      );
    } catch (error) {
      throw toPortalError(error, hosted.settings.name);
    }
    if (!live || live.metadata.uid !== uid) {
      throw new ConflictError(`${namespace}/${name} was deleted meanwhile.`);
    }
    return located(hosted, live);
  }

  async #authorize(
    { hosted, cluster }: LocatedCluster,
    change: DpuClusterChange,
    caller: Caller,
  ): Promise<void> {
    const { name } = hosted.settings;
    const before = attributesOf(name, cluster);
    const after = attributesOf(
      name,
      candidateOf(change, cluster, this.#by(caller)),
    );
    const fields = changedFields(change);
    const needed = [
      ...(fields.includes('locked') ? [dpuClusterLockPermission] : []),
      // A lock alone needs only its own permission.
      ...(fields.some(field => field !== 'locked') || !fields.length
        ? [dpuClusterUpdatePermission]
        : []),
    ];
    for (const permission of needed) {
      for (const attributes of [before, after]) {
        await this.#authorizer.assert(
          permission,
          attributes,
          caller.credentials,
        );
      }
    }
    if (
      change.owner !== undefined &&
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
