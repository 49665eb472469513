import { ConflictError } from '@backstage/errors';
import { dpuClusterDeletePermission } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  lockedAgainstDeletion,
  retiredInGit,
  whatBlocksDeletion,
} from '@dpf-portal/dpf-model';
import { isNotFound } from '@dpf-portal/kube-controller';
import { DpuClusterCredentials } from '../credentials/DpuClusterCredentials';
import { HistoryRecorder } from '../history/HistoryRecorder';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { LocatedCluster } from '../reads/locate';
import { Caller } from '../requests/Caller';
import { assertWritable } from '../requests/chooseManagementCluster';
import { resourceOf } from '../requests/toDpuCluster';
import { toPortalError } from '../requests/requestErrors';

/** Deletes clusters that are no longer used. */
export class DpuClusterDeletion {
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #credentials: Pick<DpuClusterCredentials, 'prepareRemoval'>;
  readonly #recorder: Pick<HistoryRecorder, 'retired'>;

  constructor(options: {
    authorizer: DpuClusterAuthorizer;
    credentials: Pick<DpuClusterCredentials, 'prepareRemoval'>;
    recorder: Pick<HistoryRecorder, 'retired'>;
  }) {
    this.#authorizer = options.authorizer;
    this.#credentials = options.credentials;
    this.#recorder = options.recorder;
  }

  /**
   * Deletes the cluster with this uid, and no other cluster of its name. DPUs that still use it are a conflict that
   * names them, and so are a lock and a tool that would make the cluster again. A cluster that is already being deleted is no error.
   */
  async delete(
    found: LocatedCluster,
    caller: Caller,
    options: { uid: string; dryRun: boolean },
  ): Promise<void> {
    const { hosted, cluster } = found;
    const { name: managementCluster } = hosted.settings;
    const { namespace, name, uid, deletionTimestamp } = cluster.metadata;
    await this.#authorizer.assert(
      dpuClusterDeletePermission,
      attributesOf(managementCluster, cluster),
      caller.credentials,
    );
    assertWritable(hosted);
    if (uid !== options.uid) {
      throw new ConflictError(
        `${namespace}/${name} was deleted and created again since you opened it. Reload the page and try again.`,
      );
    }
    if (deletionTimestamp) {
      return;
    }
    const blocker =
      lockedAgainstDeletion(cluster) ??
      retiredInGit(cluster) ??
      whatBlocksDeletion(cluster, hosted.connection.world(hosted.roles()));
    if (blocker) {
      throw new ConflictError(`${blocker.sentence} ${blocker.remedy}`);
    }
    const removeCredentials = options.dryRun
      ? undefined
      : await this.#credentials.prepareRemoval(found);
    try {
      await hosted.connection.client.delete(
        resourceOf(cluster),
        { namespace, name },
        options,
      );
    } catch (error) {
      if (!isNotFound(error)) {
        throw toPortalError(error, managementCluster);
      }
    }
    if (!options.dryRun) {
      void this.#recorder.retired(found, caller.userEntityRef);
    }
    await removeCredentials?.(caller.userEntityRef);
  }
}
